"""Tableware, cookware and what stands on the kitchen shelf."""

import math

from .canvas import accent, box, darker, ellipse, lighter, mix, path
from .registry import silhouette

_CLAY = "#D8BFA3"
_WOOD = "#8A5A3B"


def _steam(cv, x, y):
    for offset in (-4, 3):
        cv.line(
            path(
                f"M{x + offset} {y} C{x + offset - 3} {y - 5} {x + offset + 3} {y - 8} {x + offset} {y - 13}"
            ),
            "#FFFFFF",
            0.9,
        )


@silhouette
def mug(cv, color, motif):
    cv.shadow(48, 84, 36, 9)
    _steam(cv, 46, 30)
    cv.line(path("M66 44 C86 42 86 72 64 70"), darker(color, 0.12), 4.6)
    cv.shape(
        path("M26 36 L68 36 L66 78 Q65 84 58 84 L36 84 Q29 84 28 78 Z"),
        _CLAY,
        motif,
        shade=0.22,
        ink=color,
    )
    cv.shape(ellipse(47, 36, 21, 4.6), lighter(color, 0.15), shade=0)
    cv.shape(ellipse(47, 36.6, 18.6, 3.5), "#5C3B28", shade=0)
    cv.shape(ellipse(43, 36.4, 8, 1.4), "#8A5F43", shade=0)


@silhouette
def cups(cv, color, motif):
    cv.shadow(50, 84, 44, 9)
    for cx, cy, depth in (
        (30, 38, 0.14),
        (54, 36, 0.14),
        (78, 38, 0.14),
        (22, 57, 0.0),
        (46, 59, 0.0),
        (70, 57, 0.0),
    ):
        tone = darker(color, depth)
        cv.shape(
            path(f"M{cx - 11} {cy} L{cx + 11} {cy} L{cx + 7} {cy + 25} L{cx - 7} {cy + 25} Z"),
            tone,
            shade=0.24,
        )
        cv.line(
            path(f"M{cx - 9.6} {cy + 8} Q{cx} {cy + 10.5} {cx + 9.6} {cy + 8}"), accent(color), 0.5
        )
        cv.shape(ellipse(cx, cy, 11, 2.7), lighter(tone, 0.2), shade=0)
        cv.shape(ellipse(cx, cy + 0.4, 9.4, 2), "#B07A4C", shade=0)


@silhouette
def plate(cv, color, motif):
    cv.shadow(52, 55, 46, 44, 0.26)
    cv.shape(ellipse(54, 50, 36, 36), darker(color, 0.15), shade=0.15)
    cv.shape(ellipse(48, 50, 36, 36), _CLAY, shade=0.1)
    cv.shape(ellipse(48, 50, 34.6, 34.6), color, shade=0.12)
    cv.shape(ellipse(48, 50, 25, 25), lighter(color, 0.16), shade=0.14)
    speck = darker(color, 0.4)
    for index in range(90):  # the golden angle spreads the specks without a visible pattern
        reach, angle = 33 * math.sqrt((index * 0.4142136) % 1), index * 2.3999632
        cv.dot(
            48 + reach * math.cos(angle),
            50 + reach * math.sin(angle),
            0.2 + (index % 3) * 0.11,
            speck,
        )


@silhouette
def bowl(cv, color, motif):
    cv.shadow(50, 80, 44, 10)
    cv.shape(
        path("M14 44 L86 44 C84 66 70 80 58 81 L42 81 C30 80 16 66 14 44 Z"),
        _CLAY,
        motif,
        shade=0.24,
        ink=color,
    )
    cv.shape(ellipse(50, 44, 36, 8.5), lighter(color, 0.1), shade=0.08)
    cv.shape(ellipse(50, 45, 33, 7), darker(color, 0.22), shade=0.12)
    cv.shape(box(40, 80, 60, 83, 1), darker(_CLAY, 0.15), shade=0.1)


@silhouette
def board(cv, color, motif):
    cv.shadow(50, 56, 46, 40, 0.26)
    cv.shape(
        path(
            "M34 12 C40 8 60 8 66 12 C70 20 64 24 64 28 L76 32 L77 84 Q76 90 70 90 L30 90 Q24 90 23 84 L24 32 L36 28 C36 24 30 20 34 12 Z"
        ),
        color,
        shade=0.16,
    )
    cv.shape(ellipse(50, 17, 4, 4), "#E9DCC6", shade=0)
    for index, x in enumerate((30, 36, 43, 51, 58, 65, 71)):
        cv.line(
            path(f"M{x} 36 C{x + 2} 50 {x - 2 - index % 2} 68 {x + 1} 87"), darker(color, 0.16), 0.5
        )
    cv.line(box(28, 37, 72, 85, 4), darker(color, 0.3), 0.9)


@silhouette
def runner(cv, color, motif):
    cv.shape(box(6, 52, 94, 60), _WOOD, shade=0.1)
    cv.shape(path("M14 60 L20 60 L18 92 L15 92 Z"), darker(_WOOD, 0.15), shade=0.1)
    cv.shape(path("M86 60 L80 60 L82 92 L85 92 Z"), darker(_WOOD, 0.15), shade=0.1)
    cv.shape(path("M32 49 L68 49 L69 82 L50 90 L31 82 Z"), color, motif)
    cv.line([(31.4, 79), (50, 86.6), (68.6, 79)], accent(color), 0.8)
    cv.shape(path("M40 36 L60 36 C60 44 57 49 50 49 C43 49 40 44 40 36 Z"), "#EFE4CF", shade=0.22)
    cv.shape(ellipse(50, 36, 10, 2.4), "#C9B48E", shade=0)
    for x, y in ((44, 33), (50, 31.5), (56, 33), (47, 34.6), (53, 34.6)):
        cv.dot(x, y, 3, "#E2933F")


@silhouette
def kadhai(cv, color, motif):
    cv.shadow(50, 76, 48, 10)
    _steam(cv, 50, 34)
    for side in (-1, 1):
        cv.line(
            path(
                f"M{50 + side * 36} 46 C{50 + side * 46} 42 {50 + side * 46} 54 {50 + side * 34} 53"
            ),
            lighter(color, 0.1),
            2.6,
        )
    cv.shape(
        path("M13 44 L87 44 C84 64 68 77 50 77 C32 77 16 64 13 44 Z"),
        lighter(color, 0.08),
        shade=0.26,
    )
    cv.shape(ellipse(50, 44, 37, 9), lighter(color, 0.26), shade=0.08)
    cv.shape(ellipse(50, 45, 34, 7.4), darker(color, 0.2), shade=0.1)
    cv.shape(ellipse(50, 47, 25, 4.8), "#D9902F", shade=0.1)
    for x, y, tone in (
        (40, 46, "#B8452F"),
        (54, 48, "#6F9A45"),
        (61, 45.6, "#B8452F"),
        (46, 49, "#F0D07A"),
        (34, 47.6, "#6F9A45"),
    ):
        cv.shape(ellipse(x, y, 2.6, 1.2), tone, shade=0)


@silhouette
def bottle(cv, color, motif):
    cv.shadow(50, 90, 26, 6)
    cap = mix(color, "#2B2B2E", 0.35)
    cv.shape(box(42, 9, 58, 20, 2), cap, shade=0.22)
    cv.shape(box(44, 19, 56, 25), lighter(cap, 0.25), shade=0.2)
    cv.shape(
        path(
            "M44 24 L56 24 C58 31 64 32 64 40 L64 84 Q64 90 58 90 L42 90 Q36 90 36 84 L36 40 C36 32 42 31 44 24 Z"
        ),
        color,
        motif,
        shade=0.34,
    )
    cv.line(path("M36.4 46 Q50 48 63.6 46"), lighter(color, 0.3), 0.5)
    cv.line(path("M36.4 80 Q50 82 63.6 80"), lighter(color, 0.3), 0.5)


@silhouette
def dabba(cv, color, motif):
    cv.shadow(52, 56, 46, 42, 0.28)
    cv.shape(ellipse(51.5, 53, 38, 38), darker(color, 0.35), shade=0)
    cv.shape(ellipse(50, 50, 38, 38), color, shade=0.26)
    cv.shape(ellipse(50, 50, 34.5, 34.5), darker(color, 0.16), shade=0.1)
    spices = ("#B8452F", "#E2A72E", "#7A5A34", "#C98A3A", "#8E9A4E", "#5A3A2A", "#D9C79A")
    places = ((50, 50), (50, 28), (69, 39), (69, 61), (50, 72), (31, 61), (31, 39))
    for (x, y), spice in zip(places, spices, strict=True):
        cv.shape(ellipse(x, y, 10.2, 10.2), lighter(color, 0.3), shade=0.2)
        cv.shape(ellipse(x, y, 8.6, 8.6), spice, shade=0.18)
        cv.shape(ellipse(x - 1.5, y - 1.5, 4, 3.4), lighter(spice, 0.16), shade=0)


@silhouette
def tiffin(cv, color, motif):
    cv.shadow(50, 88, 34, 8)
    cv.line(path("M28 40 L28 20 Q28 12 36 12 L64 12 Q72 12 72 20 L72 40"), darker(color, 0.2), 2.2)
    for top in (70, 52, 34):
        cv.shape(box(28, top, 72, top + 18, 3), color, shade=0.34)
        cv.shape(box(27, top, 73, top + 3, 1.2), lighter(color, 0.2), shade=0.24)
    cv.shape(path("M29 34 Q30 24 50 24 Q70 24 71 34 Z"), lighter(color, 0.08), shade=0.3)
    cv.shape(ellipse(50, 24, 4, 2.4), darker(color, 0.2), shade=0.1)
    for x in (26.4, 73.6):
        cv.line([(x, 38), (x, 86)], darker(color, 0.3), 1.3)
        cv.dot(x, 60, 1.7, darker(color, 0.3))


@silhouette
def jar(cv, color, motif):
    cv.shadow(50, 86, 46, 9)
    for left, right, top, filling, level in (
        (10, 36, 44, "#C98A3A", 56),
        (36, 64, 30, "#6B4429", 46),
        (64, 91, 52, "#E2C07A", 62),
    ):
        cv.shape(box(left + 1, top, right - 1, 86, 3), "#E6EFF1", shade=0.16)
        cv.shape(box(left + 2.6, level, right - 2.6, 84.4, 2), filling, shade=0.16)
        for index in range(24):
            x = left + 4.5 + (index * 7) % (right - left - 9)
            y = level + 2.5 + (index * 11) % (80 - level)
            cv.dot(x, y, 0.8, lighter(filling, 0.22) if index % 2 else darker(filling, 0.16))
        cv.shape(box(left, top - 6, right, top + 1, 1.5), color, shade=0.2)
        cv.line([(left + 4, top + 6), (left + 4, 78)], "#FFFFFF", 0.9)
