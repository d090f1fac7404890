"""How well scores rank what they foretell."""


def auc(buckets):
    """Return how often a case that happened had the higher score than one that did not, or None without both.

    Ties count half. 0.5 is chance, 1 is perfect.

    :param buckets: iterable of (score, happened, not happened): how many cases with that score
    """
    below = won = happened = 0
    for _score, hits, misses in sorted(buckets):
        won += hits * (below + misses / 2)
        below += misses
        happened += hits
    return won / (happened * below) if happened and below else None
