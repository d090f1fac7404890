"""Juttis, sandals and slides, in pairs."""

from .canvas import accent, darker, ellipse, lighter, path
from .registry import silhouette


@silhouette
def jutti(cv, color, motif):
    cv.shadow(50, 66, 46, 16)
    for shift, rise, depth in ((-4, -13, 0.14), (6, 8, 0.0)):
        tone = darker(color, depth)
        sole = path("M12 62 C20 68 62 69 82 62 L80 65.5 C60 71 24 71 12 65 Z")
        body = path(
            "M12 62 C10 52 16 45 24 46 C34 54 46 50 58 46 C70 44 80 50 84 41 C88 47 86 58 82 62 C62 69 20 68 12 62 Z"
        )
        mouth = path("M14 53 C16 45.5 21 45 25 46.4 C34 54 46 50 57 46.4 C50 56 26 60 14 53 Z")
        for outline, fill, print_motif in (
            (sole, "#A8744A", None),
            (body, tone, motif),
            (mouth, darker(tone, 0.5), None),
        ):
            cv.shape([(x + shift, y + rise) for x, y in outline], fill, print_motif)
        cv.line(
            [(x + shift, y + rise) for x, y in path("M25 46.4 C34 54 46 50 57 46.4")],
            "#E2B659",
            0.9,
        )


def _sandal(cv, cx, color, straps):
    """One sandal from above, centred on ``cx``; ``straps(cv, cx)`` lays what holds the foot."""
    sole = path(
        "M0 18 C8 18 11 26 10 36 C9 46 7 52 8.5 62 C10 74 6 84 -1 84 C-8 84 -10.5 74 -9 62 C-7.5 52 -10 46 -10.5 36 "
        "C-11 26 -8 18 0 18 Z"
    )
    cv.shape([(x + cx + 1.2, y + 1.6) for x, y in sole], darker(color, 0.5), shade=0)
    cv.shape([(x + cx, y) for x, y in sole], lighter(color, 0.12))
    cv.line([(x * 0.86 + cx, (y - 51) * 0.93 + 51) for x, y in sole], darker(color, 0.18), 0.4)
    straps(cv, cx)


@silhouette
def kolhapuri(cv, color, motif):
    cv.shadow(50, 54, 40, 42, 0.26)

    def straps(canvas, cx):
        tone = darker(color, 0.3)
        canvas.shape(
            [(x + cx, y) for x, y in path("M-11 44 C-4 38 4 38 11 44 L10 51 C4 46 -4 46 -10 51 Z")],
            tone,
        )
        canvas.line([(cx - 0.5, 26), (cx, 40)], tone, 2)
        canvas.shape(ellipse(cx - 0.5, 26, 2.2, 1.5), "#C9A25B", shade=0)
        for offset in (-7, -3.5, 0, 3.5, 7):
            canvas.dot(cx + offset, 43 - (49 - offset * offset) * 0.02, 0.6, "#E2C07A")

    for cx in (35, 65):
        _sandal(cv, cx, color, straps)


@silhouette
def slide(cv, color, motif):
    cv.shadow(50, 54, 40, 42, 0.26)

    def straps(canvas, cx):
        canvas.shape(
            [(x + cx, y) for x, y in path("M-12 32 C-5 27 5 27 12 32 L11 49 C5 44 -5 44 -11 49 Z")],
            darker(color, 0.16),
        )
        canvas.line(
            [(x + cx, y) for x, y in path("M-11 46 C-5 41.4 5 41.4 11 46")], accent(color), 0.5
        )

    for cx in (35, 65):
        _sandal(cv, cx, color, straps)
