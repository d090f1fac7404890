"""The one exception the launcher shows to people."""


class Failure(Exception):
    """Something a person can act on.

    :param str message: what went wrong, in one sentence.
    :param str hint: what to do about it; may be empty.
    """

    def __init__(self, message, hint=""):
        super().__init__(message)
        self.message = message
        self.hint = hint


# What a failed command printed -> what that means. First match wins.
_MEANINGS = (
    (
        ("No space left on device", "Disk quota exceeded"),
        "The disk is full.",
        "Free some space (a first start needs about 5 GB) and run the same command again.",
    ),
    (
        (
            "Temporary failure",
            "Could not resolve",
            "dns error",
            "Network is unreachable",
            "Name or service not known",
            "Failed to establish a new connection",
            "Connection refused",
            "tcp connect error",
            "Could not connect to",
        ),
        "There is no network, or the package servers cannot be reached.",
        "Check the connection (and proxy settings), then run the same command again: it resumes.",
    ),
    (
        ("Permission denied", "Operation not permitted"),
        "A file or folder may not be written or entered.",
        "Look at the owner of the folder named above; `./ecom reset --all` starts afresh.",
    ),
)


def explain(output, otherwise=""):
    """Return the hint for a failed command's output, or `otherwise`."""
    for needles, meaning, hint in _MEANINGS:
        if any(needle in output for needle in needles):
            return f"{meaning} {hint}"
    return otherwise
