"""Jars, tubes and bottles of the beauty shelf."""

import math

from .canvas import box, darker, ellipse, lighter, mix, path
from .registry import silhouette

_LABEL = "#FBF6EC"
_AMBER = "#9A5A24"
_GOLD = "#CDA552"


def _label(cv, left, top, right, bottom, ink):
    """A paper label: a mark, the name as a bar, two lines of small print."""
    cv.shape(box(left, top, right, bottom, 0.8), _LABEL, shade=0.06)
    middle, width, height = (left + right) / 2, right - left, bottom - top
    cv.dot(middle, top + height * 0.26, min(width, height) * 0.11, ink)
    for share, reach, thickness in ((0.54, 0.32, 1.0), (0.7, 0.24, 0.5), (0.82, 0.18, 0.5)):
        y = top + height * share
        cv.line([(middle - width * reach, y), (middle + width * reach, y)], ink, thickness)


def _sprig(cv, x, y, color):
    for index in range(5):
        rise = index * 5
        side = -1 if index % 2 else 1
        cv.shape(
            path(
                f"M{x} {y - rise} Q{x + side * 5} {y - rise - 5} {x + side * 9} {y - rise - 5} Q{x + side * 5} {y - rise} {x} {y - rise} Z"
            ),
            color,
            shade=0.1,
        )
    cv.line([(x, y + 4), (x, y - 26)], darker(color, 0.15), 0.6)


@silhouette
def cream(cv, color, motif):
    cv.shadow(50, 82, 40, 9)
    _sprig(cv, 80, 74, "#7C9A6B")
    cv.shape(box(24, 48, 76, 82, 6), mix(color, "#FFFFFF", 0.25), shade=0.26)
    cv.shape(box(22, 34, 78, 50, 3), _GOLD, shade=0.3)
    for index in range(17):
        x = 25 + index * 3.1
        cv.line([(x, 38), (x, 49)], darker(_GOLD, 0.14), 0.4)
    _label(cv, 34, 55, 66, 76, darker(color, 0.3))


@silhouette
def tube(cv, color, motif):
    cv.shadow(50, 90, 24, 6)
    cv.shape(path("M34 12 L66 12 L62 76 L38 76 Z"), mix(color, "#FFFFFF", 0.35), shade=0.24)
    cv.shape(box(33, 8, 67, 14, 0.8), lighter(color, 0.2), shade=0.1)
    for index in range(14):
        x = 35 + index * 2.3
        cv.line([(x, 9), (x, 13)], darker(color, 0.12), 0.3)
    cv.shape(path("M35.4 40 L64.6 40 L62.4 70 L37.6 70 Z"), color, shade=0.16)
    cv.shape(ellipse(50, 29, 6, 6), color, shade=0)
    cv.shape(path("M50 24.6 C53 27.6 53.4 31 50 33 C46.6 31 47 27.6 50 24.6 Z"), _LABEL, shade=0)
    cv.line([(42, 48), (58, 48)], _LABEL, 1.1)
    cv.line([(44, 53), (56, 53)], _LABEL, 0.5)
    cv.line([(45.5, 56.4), (54.5, 56.4)], _LABEL, 0.5)
    cv.shape(box(38.5, 76, 61.5, 90, 1.6), darker(color, 0.25), shade=0.24)


@silhouette
def dropper(cv, color, motif):
    cv.shadow(50, 88, 28, 7)
    cv.shape(path("M46 8 Q50 4 54 8 L54 22 L46 22 Z"), "#3A3438", shade=0.2)
    cv.shape(box(43, 21, 57, 33, 1), _GOLD, shade=0.3)
    cv.shape(
        path(
            "M44 32 L56 32 L56 38 C64 40 67 44 67 50 L67 83 Q67 88 62 88 L38 88 Q33 88 33 83 L33 50 C33 44 36 40 44 38 Z"
        ),
        mix(color, _AMBER, 0.55),
        shade=0.34,
    )
    cv.line([(50, 34), (50, 52)], lighter(_AMBER, 0.35), 0.8)
    _label(cv, 36, 54, 64, 82, darker(color, 0.25))


@silhouette
def oil(cv, color, motif):
    cv.shadow(52, 88, 34, 8)
    _sprig(cv, 76, 82, "#6F9363")
    cv.shape(box(43, 9, 57, 20, 1.5), "#3A3438", shade=0.2)
    cv.shape(
        path(
            "M44 19 L56 19 L56 28 C62 31 65 35 65 42 L65 83 Q65 88 60 88 L38 88 Q33 88 33 83 L33 42 C33 35 38 31 44 28 Z"
        ),
        mix(color, "#6E7F2E", 0.45),
        shade=0.34,
    )
    _label(cv, 36, 48, 62, 80, darker(color, 0.3))


@silhouette
def pump(cv, color, motif):
    cv.shadow(50, 89, 30, 7)
    cv.line([(50, 18), (50, 30)], "#3A3438", 2)
    cv.shape(
        path("M34 12 L58 12 Q62 12 62 17 L62 19 L44 19 L44 16.5 L34 16.5 Z"), "#3A3438", shade=0.16
    )
    cv.shape(box(42, 26, 58, 36, 1.5), "#3A3438", shade=0.2)
    cv.shape(
        path(
            "M42 35 L58 35 C68 38 70 42 70 48 L70 84 Q70 89 65 89 L35 89 Q30 89 30 84 L30 48 C30 42 32 38 42 35 Z"
        ),
        color,
        shade=0.3,
    )
    _label(cv, 36, 52, 64, 82, darker(color, 0.25))


@silhouette
def attar(cv, color, motif):
    cv.shadow(50, 84, 34, 8)
    cv.shape(path("M45 10 Q50 4 55 10 L58 24 L42 24 Z"), _GOLD, shade=0.34)
    cv.shape(box(43, 24, 57, 31, 1), darker(_GOLD, 0.14), shade=0.26)
    cv.shape(
        path("M43 30 L57 30 L74 52 L64 84 L36 84 L26 52 Z"), mix(color, "#FFFFFF", 0.35), shade=0.24
    )
    cv.shape(path("M34 52 L66 52 L60 80 L40 80 Z"), mix(color, "#D9902F", 0.3), shade=0.2)
    for points in (
        ((43, 30), (36, 52), (40, 84)),
        ((57, 30), (64, 52), (60, 84)),
        ((26, 52), (74, 52)),
    ):
        cv.line(points, "#FFFFFF", 0.5)


@silhouette
def soap(cv, color, motif):
    cv.shadow(50, 82, 44, 10)
    bars = ((30, 58, darker(color, 0.08)), (36, 42, lighter(color, 0.22)), (26, 26, color))
    for left, top, tone in bars:
        cv.shape(box(left, top + 4, left + 44, top + 22, 4), darker(tone, 0.16), shade=0.14)
        cv.shape(box(left, top, left + 44, top + 16, 4), tone, shade=0.18)
        cv.line(
            path(
                f"M{left + 6} {top + 10} Q{left + 16} {top + 3} {left + 24} {top + 9} Q{left + 32} {top + 14} {left + 40} {top + 6}"
            ),
            lighter(tone, 0.35),
            0.8,
        )
    for x, y, radius in ((80, 34, 3.4), (85, 45, 2.2), (77, 24, 1.8), (18, 68, 2.4)):
        cv.shape(ellipse(x, y, radius, radius), "#FFFFFF", shade=0.1)


@silhouette
def comb(cv, color, motif):
    cv.shadow(50, 62, 46, 22, 0.26)
    cv.shape(path("M12 34 C26 26 74 26 88 34 L88 46 L12 46 Z"), color, shade=0.2)
    for index in range(26):
        x = 13.4 + index * 2.9
        width = 1.7 if index < 13 else 1.1
        cv.shape(
            box(x, 45, x + width, 70 - 3 * math.sin(index / 25 * math.pi) + 3, 0.6),
            color,
            shade=0.1,
        )
    for y in (33, 37, 41):
        cv.line(path(f"M18 {y + 1} C34 {y - 3} 66 {y - 3} 82 {y + 1}"), darker(color, 0.18), 0.4)
