"""Lamps, vases and other objects for the living room."""

import math

from .canvas import box, darker, ellipse, lighter, mix, path
from .registry import silhouette

_BRASS = "#C9A046"
_WOOD = "#8A5A3B"
_CORD = "#4A4450"


@silhouette
def lamp(cv, color, motif):
    cv.shadow(50, 87, 30, 7)
    cv.shape(path("M47 48 L53 48 L53 58 L47 58 Z"), _BRASS, shade=0.1)
    cv.shape(
        path("M45 56 C34 60 32 74 40 84 L60 84 C68 74 66 60 55 56 Z"), color, motif, shade=0.24
    )
    cv.shape(ellipse(50, 84.5, 13, 2.4), darker(color, 0.25), shade=0)
    cv.shape(path("M36 16 L64 16 L73 50 Q50 54 27 50 Z"), "#FBEBC8", shade=0.14)
    cv.shape(path("M36 16 L64 16 L64.5 18 L35.5 18 Z"), "#E9CF9A", shade=0)
    cv.line(path("M27.4 49 Q50 53 72.6 49"), "#E9CF9A", 1)
    cv.line([(58, 53), (58, 60)], _BRASS, 0.4)
    cv.dot(58, 60.6, 0.9, _BRASS)


@silhouette
def pendant(cv, color, motif):
    cv.line([(50, 0), (50, 24)], _CORD, 0.7)
    cv.shape(box(47, 22, 53, 29, 1.5), _BRASS, shade=0.1)
    cv.shape(ellipse(50, 66, 20, 5), "#FFE7A8", shade=0)
    cv.shape(path("M46 28 C26 32 20 50 19 66 Q50 73 81 66 C80 50 74 32 54 28 Z"), color, shade=0.2)
    ink = darker(color, 0.3) if color != "#2B2B2E" else lighter(color, 0.3)
    for share in (-0.8, -0.5, -0.2, 0.2, 0.5, 0.8):
        cv.line(
            path(
                f"M{50 + 4 * share} 29 Q{50 + 27 * share} 42 {50 + 31 * share} {69.4 - 2.6 * abs(share)}"
            ),
            ink,
            0.6,
        )
    for y, half in ((38, 20), (47, 26), (57, 29.4)):
        cv.line(path(f"M{50 - half} {y} Q50 {y + 4} {50 + half} {y}"), ink, 0.6)
    cv.line(path("M19 66 Q50 73 81 66"), ink, 1.2)


def _leaf(cv, x, y, length, angle, color):
    a = math.radians(angle)
    tip = (x + length * math.cos(a), y + length * math.sin(a))
    side = (-math.sin(a) * length * 0.28, math.cos(a) * length * 0.28)
    middle = (x + (tip[0] - x) * 0.5, y + (tip[1] - y) * 0.5)
    cv.shape(
        path(
            f"M{x} {y} Q{middle[0] + side[0]} {middle[1] + side[1]} {tip[0]} {tip[1]} "
            f"Q{middle[0] - side[0]} {middle[1] - side[1]} {x} {y} Z"
        ),
        color,
        shade=0.1,
    )


@silhouette
def vase(cv, color, motif):
    cv.shadow(50, 87, 28, 7)
    stem = "#6F8A4E"
    cv.line(path("M50 48 C50 36 46 28 38 18"), stem, 0.9)
    cv.line(path("M50 48 C51 38 56 30 62 26"), stem, 0.9)
    for x, y, length, angle in (
        (44, 27, 9, 170),
        (47, 34, 10, 10),
        (54, 34, 9, -20),
        (58, 29, 8, 60),
    ):
        _leaf(cv, x, y, length, angle, stem)
    for x, y in ((38, 17), (62, 25), (35, 22)):
        for petal in range(5):
            a = math.radians(72 * petal)
            cv.dot(x + 2.2 * math.cos(a), y + 2.2 * math.sin(a), 2, "#E27A92")
        cv.dot(x, y, 1.2, "#F6D27A")
    cv.shape(
        path(
            "M45 46 L55 46 C54 52 55 55 60 60 C70 69 66 84 58 87 L42 87 C34 84 30 69 40 60 C45 55 46 52 45 46 Z"
        ),
        color,
        motif,
        shade=0.26,
    )
    cv.shape(ellipse(50, 46, 5.2, 1.3), darker(color, 0.35), shade=0)
    cv.line(path("M36.5 67 Q50 71 63.5 67"), lighter(color, 0.3), 0.7)


@silhouette
def diya(cv, color, motif):
    cv.shadow(50, 78, 46, 10)
    for cx, cy in ((34, 58), (64, 68)):
        cv.shape(
            path(
                f"M{cx} {cy - 26} C{cx + 7} {cy - 16} {cx + 5} {cy - 8} {cx} {cy - 6} C{cx - 5} {cy - 8} {cx - 6} {cy - 15} {cx} {cy - 26} Z"
            ),
            "#F6A63C",
            shade=0,
        )
        cv.shape(
            path(
                f"M{cx} {cy - 19} C{cx + 3.4} {cy - 13} {cx + 2.6} {cy - 8} {cx} {cy - 7} C{cx - 2.6} {cy - 8} {cx - 3} {cy - 13} {cx} {cy - 19} Z"
            ),
            "#FFE39A",
            shade=0,
        )
        cv.shape(
            path(
                f"M{cx - 18} {cy - 6} Q{cx} {cy - 2} {cx + 18} {cy - 6} C{cx + 15} {cy + 6} {cx + 8} {cy + 10} {cx} {cy + 10} C{cx - 8} {cy + 10} {cx - 15} {cy + 6} {cx - 18} {cy - 6} Z"
            ),
            color,
            shade=0.3,
        )
        for petal in range(-2, 3):
            x = cx + petal * 6
            cv.line(
                path(f"M{x - 3} {cy - 3} Q{x} {cy + 6 - abs(petal)} {x + 3} {cy - 3}"),
                darker(color, 0.28),
                0.6,
            )
        cv.shape(ellipse(cx, cy - 5.6, 18, 2.6), darker(color, 0.22), shade=0.1)
        cv.shape(ellipse(cx, cy - 5.4, 13, 1.6), "#7A4A1E", shade=0)


@silhouette
def candle(cv, color, motif):
    cv.shadow(50, 85, 30, 8)
    cv.shape(path("M50 20 C55 27 54 32 50 34 C46 32 45 27 50 20 Z"), "#F6A63C", shade=0)
    cv.line([(50, 32), (50, 42)], "#4A3B36", 0.8)
    cv.shape(box(31, 38, 69, 86, 4), mix(color, "#FFFFFF", 0.5), shade=0.2)
    cv.shape(box(33, 46, 67, 84, 3), color, shade=0.18)
    cv.shape(ellipse(50, 46, 17, 3), lighter(color, 0.3), shade=0)
    cv.shape(box(38, 58, 62, 74, 1), "#FBF5EA", shade=0)
    cv.line([(42, 63), (58, 63)], darker(color, 0.4), 0.9)
    cv.line([(44, 67), (56, 67)], darker(color, 0.25), 0.5)
    cv.line([(46, 70), (54, 70)], darker(color, 0.25), 0.5)


@silhouette
def planter(cv, color, motif):
    cv.shadow(50, 89, 32, 7)
    for x, y, length, angle, tone in (
        (50, 54, 34, -90, "#4F7E55"),
        (50, 54, 32, -116, "#5F9163"),
        (50, 54, 32, -64, "#5F9163"),
        (50, 55, 29, -142, "#4F7E55"),
        (50, 55, 29, -38, "#4F7E55"),
        (50, 55, 24, -164, "#6FA271"),
        (50, 55, 24, -16, "#6FA271"),
    ):
        _leaf(cv, x, y, length, angle, tone)
    cv.shape(path("M32 58 L68 58 L63 85 L37 85 Z"), color, motif, shade=0.22)
    cv.shape(box(29, 52, 71, 60, 1.5), lighter(color, 0.1), shade=0.2)
    cv.shape(box(33, 85, 67, 89, 1.5), darker(color, 0.15), shade=0.15)


@silhouette
def clock(cv, color, motif):
    cv.shape(ellipse(51.5, 52, 34, 34), "#B9A48C", shade=0)
    cv.shape(ellipse(50, 50, 34, 34), color, shade=0.2)
    cv.shape(ellipse(50, 50, 28.5, 28.5), lighter(color, 0.12), shade=0.1)
    for hour in range(12):
        a = math.radians(30 * hour)
        inner = 23 if hour % 3 else 21
        cv.line(
            [(50 + r * math.cos(a), 50 + r * math.sin(a)) for r in (inner, 26)],
            _BRASS,
            0.7 if hour % 3 else 1.3,
        )
    cv.line([(50, 50), (38.5, 41)], _BRASS, 1.7)
    cv.line([(50, 50), (61, 33)], _BRASS, 1.2)
    cv.dot(50, 50, 2, _BRASS)


@silhouette
def basket(cv, color, motif):
    cv.shadow(50, 85, 38, 9)
    for side in (-1, 1):
        cv.line(
            path(
                f"M{50 + side * 24} 42 C{50 + side * 28} 26 {50 + side * 10} 26 {50 + side * 12} 40"
            ),
            darker(color, 0.3),
            1.8,
        )
    cv.shape(
        path("M24 40 L76 40 C78 58 74 76 68 85 L32 85 C26 76 22 58 24 40 Z"), color, shade=0.22
    )
    for row in range(8):
        y = 45 + row * 5
        half = 26 - max(0, row - 3) * 1.1
        cv.line(
            path(f"M{50 - half} {y} Q50 {y + 3} {50 + half} {y}"),
            darker(color, 0.26 if row % 3 else 0.5),
            1.2 if row % 3 else 2.2,
        )
    cv.shape(ellipse(50, 40, 26, 4.5), darker(color, 0.4), shade=0)
    cv.line(ellipse(50, 40, 26, 4.5), lighter(color, 0.15), 1.2)


@silhouette
def incense(cv, color, motif):
    cv.shadow(50, 82, 44, 10)
    cv.line(path("M70 58 C66 48 76 42 70 32 C66 25 73 20 71 14"), "#CFC7D2", 1)
    cv.shape(box(20, 36, 58, 82, 1.5), color, motif, shade=0.16)
    cv.shape(box(26, 46, 52, 66, 1), "#FBF1DC", shade=0)
    cv.shape(ellipse(39, 54, 5, 5), darker(color, 0.05), shade=0)
    cv.line([(31, 62.4), (47, 62.4)], darker(color, 0.2), 0.7)
    cv.shape(path("M70 58 L74.5 76 L65.5 76 Z"), "#7A5238", shade=0.2)
    cv.shape(path("M58 75 L82 75 Q80 82 70 82 Q60 82 58 75 Z"), "#C5673F", shade=0.2)
