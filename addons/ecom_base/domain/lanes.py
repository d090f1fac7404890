"""How queued rows are split over lanes."""

import hashlib

_LANE_SPACE = 2**31  # fits PostgreSQL's integer, never negative


def lane_hash(key: str) -> int:
    """Return the stable lane number of a key, in [0, 2**31).

    Lane ``n`` of ``N`` works off the rows with ``hash % N == n``, so rows of one key are never handled by two
    workers at once. Python's own ``hash()`` differs between processes and cannot be used.
    """
    digest = hashlib.blake2b(key.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % _LANE_SPACE
