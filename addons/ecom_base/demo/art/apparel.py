"""Garments, drawn as they hang in a shop."""

from .canvas import accent, darker, lighter, mirrored, path
from .motifs import zari
from .registry import silhouette

_WOOD = "#8A5A3B"


def _hanger(cv):
    cv.line(path("M50 15 C50 11 54 12 53 8.5 C52 5.5 47.5 6.5 48 9"), "#8C8790", 0.8)
    cv.line([(33, 21), (50, 14.5), (67, 21)], _WOOD, 1.8)


def _pair(cv, points, color, motif, **kwargs):
    """Draw a shape and its mirror image: two sleeves, two legs."""
    cv.shape(points, color, motif, **kwargs)
    cv.shape(mirrored(points), color, motif, **kwargs)


def _buttons(cv, top, count, step, color):
    for index in range(count):
        cv.dot(50, top + index * step, 0.75, color)


def _neck(cv, color, depth=26, spread=7.5):
    """The opening of a garment, with its inner back in shade."""
    left, right = 50 - spread, 50 + spread
    cv.shape(
        path(
            f"M{left} 18.5 Q50 21.5 {right} 18.5 Q{right - 1} {depth} 50 {depth} Q{left + 1} {depth} {left} 18.5 Z"
        ),
        darker(color, 0.45),
        shade=0,
    )


def _tunic_body(hem, flare):
    """Points of a tunic from shoulder to ``hem``, ``flare`` units wider than the waist at the bottom."""
    left = 33.5 - flare
    return path(
        f"M42.5 18.5 Q50 21.5 57.5 18.5 L67.5 22 C68 32 66 40 66.5 48 L{100 - left} {hem} "
        f"Q50 {hem + 2} {left} {hem} L33.5 48 C34 40 32 32 32.5 22 Z"
    )


_SLEEVE_LONG = path("M32.8 21.8 C26 25 22 42 19.5 60 L26.5 61.5 C29 52 32 44 33.6 38 Z")
_SLEEVE_MID = path("M32.8 21.8 C26 25 22 36 19.5 48 L28.5 50.5 C30 45 32 41 33.6 37 Z")
_SLEEVE_SHORT = path("M32.8 21.8 C27 24 23 31 20.5 38 L30.5 41.5 C31.5 38 33 36 33.8 34 Z")


@silhouette
def kurta(cv, color, motif):
    _hanger(cv)
    _pair(cv, _SLEEVE_MID, darker(color, 0.06), motif)
    cv.shape(_tunic_body(86, 4.5), color, motif)
    trim = accent(color)
    _neck(cv, color)
    cv.line(path("M42.5 19 Q43.5 26.6 50 26.6 Q56.5 26.6 57.5 19"), trim, 0.7)
    cv.line([(50, 26.6), (50, 44)], trim, 0.7)
    _buttons(cv, 30, 4, 4, trim)
    cv.line(path("M29.6 83 Q50 85 70.4 83"), trim, 0.8)
    for side in (-1, 1):  # side slits
        cv.line([(50 + side * 18.6, 66), (50 + side * 19.8, 86)], darker(color, 0.35), 0.6)


@silhouette
def kurtaset(cv, color, motif):
    cv.zoom(1.04, y=7)
    _hanger(cv)
    leg = path("M35 66 L50 66 L48.5 93 L36.5 93 Z")
    _pair(cv, leg, lighter(color, 0.38), None)
    _pair(cv, _SLEEVE_LONG, darker(color, 0.06), motif)
    cv.shape(_tunic_body(74, 3), color, motif)
    trim = accent(color)
    _neck(cv, color, depth=27)
    cv.line(path("M42.5 19 Q43.5 27.6 50 27.6 Q56.5 27.6 57.5 19"), trim, 0.8)
    _buttons(cv, 31, 5, 4, trim)
    cv.line(path("M31.4 71.6 Q50 73.4 68.6 71.6"), trim, 0.8)


@silhouette
def mkurta(cv, color, motif):
    cv.zoom(1.1, y=7)
    _hanger(cv)
    _pair(cv, _SLEEVE_LONG, darker(color, 0.06), None)
    cv.shape(_tunic_body(80, 2), color, motif)
    trim = accent(color)
    cv.shape(
        path("M42 18.5 Q50 15.5 58 18.5 L57 21.5 Q50 24.5 43 21.5 Z"), darker(color, 0.2), shade=0
    )
    cv.shape(path("M48 22.8 L52 22.8 L52 47 L50 49 L48 47 Z"), darker(color, 0.1), shade=0)
    _buttons(cv, 27, 4, 5.5, trim)
    cv.line(path("M56 33 L63 33"), darker(color, 0.3), 0.6)
    for side in (-1, 1):
        cv.line([(50 + side * 17.2, 66), (50 + side * 17.9, 80)], darker(color, 0.35), 0.6)


@silhouette
def shirt(cv, color, motif):
    cv.zoom(1.18, y=7)
    _hanger(cv)
    _pair(cv, _SLEEVE_LONG if motif else _SLEEVE_SHORT, darker(color, 0.07), motif)
    cv.shape(_tunic_body(74, -0.5), color, motif)
    edge = darker(color, 0.24)
    cv.line([(50, 24), (50, 75)], edge, 0.5)
    cv.line([(52.4, 26), (52.4, 75)], edge, 0.3)
    _neck(cv, color, depth=24)
    _pair(
        cv, path("M42.2 17.6 L50 25 L45.5 31 L38.8 20.5 Z"), lighter(color, 0.1), motif, shade=0.08
    )
    _pair(cv, path("M42.2 17.6 L43.2 17.2 L50.2 24.4 L50 25.6 Z"), edge, None, shade=0)
    _buttons(cv, 32, 6, 7, accent(color))
    cv.shape(
        path("M56 37 L64 37 L64 44.5 L60 46.5 L56 44.5 Z"), darker(color, 0.08), motif, shade=0
    )
    cv.line([(56, 38.6), (64, 38.6)], edge, 0.3)


@silhouette
def tee(cv, color, motif):
    cv.zoom(1.18, y=7)
    _hanger(cv)
    _pair(cv, _SLEEVE_SHORT, darker(color, 0.07), motif)
    cv.shape(_tunic_body(75, -0.5), color, motif)
    _neck(cv, color, depth=25.5)
    cv.line(path("M42.6 18.6 Q43.5 26.3 50 26.3 Q56.5 26.3 57.4 18.6"), darker(color, 0.18), 1.5)
    cv.line(path("M34 72.6 Q50 74.4 66 72.6"), darker(color, 0.16), 0.4)


@silhouette
def vest(cv, color, motif):
    cv.zoom(1.18, y=7)
    _hanger(cv)
    _pair(
        cv, path("M32.8 21.8 C27 27 25 44 24 60 L30 61.5 C31 52 32.5 44 34 38 Z"), "#EFE6D6", None
    )
    cv.shape(
        path(
            "M36 19.5 Q50 23 64 19.5 L69 23 C66 32 67.5 38 68.5 44 L67.5 71 Q50 74 32.5 71 L31.5 44 "
            "C32.5 38 34 32 31 23 Z"
        ),
        color,
        motif,
    )
    cv.shape(
        path("M43 18.5 Q50 15.8 57 18.5 L56 22.5 Q50 25 44 22.5 Z"), darker(color, 0.22), shade=0
    )
    cv.line([(50, 24), (50, 72.4)], darker(color, 0.35), 0.6)
    _buttons(cv, 29, 5, 8.5, "#C9A25B")
    for side in (-1, 1):
        cv.line([(50 + side * 6, 56), (50 + side * 14, 54.5)], darker(color, 0.4), 0.9)
    cv.line([(58, 36), (64, 35)], darker(color, 0.4), 0.8)
    cv.shape(path("M59 35.4 L61 31.4 L63.4 35 Z"), "#E8B7A0", shade=0)


@silhouette
def jacket(cv, color, motif):
    cv.zoom(1.18, y=7)
    _hanger(cv)
    _pair(cv, _SLEEVE_LONG, darker(color, 0.08), motif)
    cv.shape(path("M44 19 L56 19 L56 70 L44 70 Z"), "#F1E7D8", shade=0)
    _pair(
        cv,
        path("M41.5 18 L48 30 L47.5 74 Q40 75 33 73 L33.5 48 C34 40 32 32 32.5 22 Z"),
        color,
        motif,
    )
    _pair(
        cv,
        path("M41.5 17.8 L43.6 18.4 L48.6 30 L48.1 74 L46.4 74 L46.6 31 Z"),
        accent(color),
        None,
        shade=0,
    )
    _pair(cv, path("M36 55 L44 55 L44 65 L36 65 Z"), darker(color, 0.14), motif, shade=0)


@silhouette
def dress(cv, color, motif):
    _hanger(cv)
    for side in (-1, 1):
        cv.line([(50 + side * 9, 18), (50 + side * 10, 30)], darker(color, 0.12), 1.5)
    tiers = (
        ("M33 64 L67 64 L77 91 Q50 95 23 91 Z", 0.12),
        ("M36 46 L64 46 L70 68 Q50 71 30 68 Z", 0.05),
        ("M39 28 Q50 35 61 28 C62 36 62 42 64.5 48.5 Q50 51 35.5 48.5 C38 42 38 36 39 28 Z", 0.0),
    )
    for outline, depth in tiers:
        cv.shape(path(outline), darker(color, depth), motif)
    for hem in ("M30 68 Q50 71 70 68", "M35.5 48.5 Q50 51 64.5 48.5"):
        cv.line(path(hem), darker(color, 0.3), 0.7)
    for x in (34, 42, 50, 58, 66):  # gathers
        cv.line([(50 + (x - 50) * 0.85, 72), (x, 80)], darker(color, 0.22), 0.4)


@silhouette
def wrapdress(cv, color, motif):
    _hanger(cv)
    _pair(
        cv,
        path("M33 21.6 C26 25 22 31 17 39 L23 44 L30 43 C31 38 33 35 34.5 33 Z"),
        darker(color, 0.07),
        motif,
    )
    cv.shape(
        path(
            "M38 19.6 L62 19.6 L67 22 C67.5 32 65 40 63.5 47 L74 88 Q50 93 26 88 L36.5 47 C35 40 32.5 32 33 22 Z"
        ),
        color,
        motif,
    )
    cv.shape(path("M42 18.6 Q50 21.6 58 18.6 L50 40 Z"), darker(color, 0.45), shade=0)
    cv.shape(
        path("M58.2 18.4 L63 20.2 C60 33 52 42 38 48 L37 45.4 C48 38 54 31 58.2 18.4 Z"),
        lighter(color, 0.1),
        motif,
    )
    cv.shape(
        path("M41.8 18.4 L37 20.2 C38 27 42 35 46.5 39.6 L49.6 36.6 C45 31 42.6 25 41.8 18.4 Z"),
        lighter(color, 0.1),
        motif,
    )
    cv.shape(path("M36.6 45 L63.6 45 L63.4 50 L36.4 50 Z"), darker(color, 0.2), shade=0.1)
    cv.shape(
        path("M40 50 C38 60 41 66 37 74 L41.5 75 C44 66 41.5 60 44 50 Z"),
        darker(color, 0.2),
        shade=0.1,
    )
    cv.line(path("M60 50.4 C52 62 46 76 42.6 90.6"), darker(color, 0.28), 0.7)


def _legs(cv, color, motif, outline):
    _pair(cv, path(outline), color, motif)
    cv.shape(path("M35 14 L65 14 L66 20 L34 20 Z"), darker(color, 0.16), shade=0.1)
    cv.line([(50, 20), (50, 36)], darker(color, 0.32), 0.6)


@silhouette
def palazzo(cv, color, motif):
    _legs(cv, color, motif, "M35 18 L50.2 18 L50.2 36 L48.5 90 Q36 92.5 22 90 Z")
    for x in (30, 38):
        _pair(cv, path(f"M{x + 4} 40 L{x + 0.5} 88 L{x} 88 Z"), darker(color, 0.2), None, shade=0)
    cv.line(path("M47 20 C45 26 44 29 43 32"), accent(color), 0.7)
    cv.line(path("M53 20 C54 27 54 30 55 34"), accent(color), 0.7)


@silhouette
def trousers(cv, color, motif):
    _legs(cv, color, motif, "M35 18 L50.2 18 L50.2 36 L47.5 90 L36.5 90 Q34 50 34 30 Z")
    for side in (-1, 1):
        cv.line([(50 + side * 14.6, 21), (50 + side * 10, 31)], darker(color, 0.32), 0.6)
        cv.line([(50 + side * 8.4, 40), (50 + side * 8, 88)], darker(color, 0.14), 0.4)
    cv.dot(50, 17, 0.9, accent(color))


def _rail(cv):
    cv.line([(14, 15), (86, 15)], _WOOD, 2.2)
    for x in (14, 86):
        cv.dot(x, 15, 1.8, "#6F4429")


@silhouette
def saree(cv, color, motif):
    _rail(cv)
    gold = "#D9AE4F"
    cv.shape(path("M24 13 L52 13 L50 90 Q38 92 22 90 Z"), darker(color, 0.2), motif, ink=gold)
    cv.shape(path("M40 12.4 L76 12.4 L78 78 Q59 81 39 78 Z"), color, motif)
    for fold in (46, 53, 60, 67):
        cv.line([(fold, 14), (fold - 0.6, 70)], darker(color, 0.16), 0.5)
    cv.shape(
        path("M39.2 66 Q59 69 77.6 66 L78 78 Q59 81 39 78 Z"),
        gold,
        zari,
        shade=0.1,
        ink=darker(color, 0.1),
    )
    cv.shape(path("M73 12.4 L76 12.4 L78 66 L74.4 66.3 Z"), gold, shade=0)


@silhouette
def dupatta(cv, color, motif):
    _rail(cv)
    trim = accent(color)
    for back, outline in (
        (0.2, "M30 13 L55 13 L52 72 Q40 74 27 72 Z"),
        (0.0, "M45 12.4 L71 12.4 L74 82 Q59 84 43 82 Z"),
    ):
        cv.shape(path(outline), darker(color, back), motif)
    for index in range(16):
        x = 43.6 + index * 2
        cv.line([(x, 82.6), (x - 0.3, 87.5)], trim, 0.5)
    for index in range(12):
        x = 28 + index * 2.1
        cv.line([(x, 72.8), (x - 0.2, 77)], darker(trim, 0.15), 0.5)
    cv.line(path("M43.4 77 Q59 79.4 73.6 77"), trim, 1.1)
