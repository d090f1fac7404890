"""How well scores rank what they foretell."""

from itertools import groupby


def auc(buckets):
    """Return how often a case that happened had the higher score than one that did not, or None without both.

    Ties count half. 0.5 is chance, 1 is perfect.

    :param buckets: iterable of (score, happened, not happened): how many cases with that score
    """
    below = won = happened = 0
    for _score, same in groupby(sorted(buckets), key=lambda bucket: bucket[0]):
        hits, misses = map(sum, zip(*(counts for _score, *counts in same), strict=True))
        won += hits * (below + misses / 2)
        below += misses
        happened += hits
    return won / (happened * below) if happened and below else None
