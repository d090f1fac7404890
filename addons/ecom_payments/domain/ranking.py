"""How well scores rank what they foretell."""

from collections import Counter


def auc(buckets):
    """Return how often a case that happened had the higher score than one that did not, or None without both.

    Ties count half. 0.5 is chance, 1 is perfect.

    :param buckets: iterable of (score, happened, not happened): how many cases with that score
    """
    hits, misses = Counter(), Counter()
    for score, happened, not_happened in buckets:
        hits[score] += happened
        misses[score] += not_happened
    below = won = 0
    for score in sorted(hits):
        won += hits[score] * (below + misses[score] / 2)
        below += misses[score]
    happened = hits.total()
    return won / (happened * below) if happened and below else None
