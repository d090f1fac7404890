"""Where the silhouettes register themselves by function name."""

SILHOUETTES = {}


def silhouette(draw):
    """Register ``draw(canvas, color, motif)`` under its own name."""
    SILHOUETTES[draw.__name__] = draw
    return draw
