"""Bedding, cushions, rugs and curtains."""

import math

from .canvas import accent, box, darker, ellipse, lighter, mix, path
from .registry import silhouette

_BRASS = "#C9A046"
_WOOD = "#8A5A3B"


def _folded(cv, color, motif, top, bottom, left=18, right=82):
    """A folded textile seen from the front: round fold at the left, layers at the right."""
    cv.shape(box(left, top, right, bottom, (bottom - top) / 2.4), color, motif)
    middle = (top + bottom) / 2
    cv.line([(left + 8, middle), (right - 1, middle)], darker(color, 0.25), 0.5)
    cv.line(
        path(f"M{left + 8} {middle} Q{left + 3} {middle + 0.4} {left + 2} {middle + 2}"),
        darker(color, 0.2),
        0.5,
    )


def _pillow_shape(left, top, right, bottom):
    width, height = right - left, bottom - top
    return path(
        f"M{left} {top} Q{left + width / 2} {top + height * 0.12} {right} {top} "
        f"Q{right - width * 0.06} {top + height / 2} {right} {bottom} "
        f"Q{left + width / 2} {bottom - height * 0.12} {left} {bottom} "
        f"Q{left + width * 0.06} {top + height / 2} {left} {top} Z"
    )


@silhouette
def bedding(cv, color, motif):
    cv.shadow(50, 82, 48, 11)
    _folded(cv, color, motif, 64, 82)
    _folded(cv, lighter(color, 0.5), None, 50, 65, 21, 79)
    cv.shape(_pillow_shape(22, 21, 70, 49), lighter(color, 0.5), shade=0.24)
    cv.shape(_pillow_shape(32, 29, 80, 55), color, motif, shade=0.24)


@silhouette
def quilt(cv, color, motif):
    cv.shadow(50, 82, 48, 11)
    for top, share in ((62, 0.0), (43, 0.08), (24, 0.0)):
        _folded(cv, darker(color, share), motif, top, top + 20)
        cv.line([(24, top + 1.6), (78, top + 1.6)], accent(color), 0.6)
    cv.shape(box(20, 52, 80, 55, 0.5), _WOOD, shade=0.1)
    cv.shape(box(46, 50.5, 54, 56.5, 1), lighter(_WOOD, 0.2), shade=0.1)


@silhouette
def throw(cv, color, motif):
    cv.shadow(50, 80, 46, 11)
    for top in (58, 40):
        _folded(cv, color, motif, top, top + 20)
    cv.shape(path("M32 26 Q50 23 68 26 L70 66 Q50 69 30 66 Z"), lighter(color, 0.14), motif)
    for index in range(15):
        x = 31 + index * 2.7
        cv.line([(x, 66.8), (x, 72)], darker(color, 0.2), 0.7)
        cv.dot(x, 72.4, 0.7, darker(color, 0.2))


@silhouette
def pillow(cv, color, motif):
    cv.shadow(50, 78, 44, 11)
    cv.shape(_pillow_shape(14, 30, 70, 66), darker(color, 0.08), motif)
    cv.shape(_pillow_shape(28, 40, 86, 78), color, motif)
    cv.line(path("M31.5 43.5 Q57 47.6 82.6 43.5"), darker(color, 0.16), 0.4)


@silhouette
def cushion(cv, color, motif):
    cv.shadow(50, 84, 40, 10)
    cv.shape(_pillow_shape(19, 22, 81, 84), color, motif, shade=0.24)
    for x, y in ((19, 22), (81, 22), (19, 84), (81, 84)):
        cv.dot(x, y, 1.6, accent(color))
    cv.line(path("M50 40 Q48 52 51 64"), darker(color, 0.12), 0.5)


@silhouette
def rug(cv, color, motif):
    cv.shadow(50, 56, 46, 40, 0.24)
    light = accent(color)
    for index in range(19):
        x = 24 + index * 2.9
        cv.line([(x, 12), (x, 16)], light, 0.6)
        cv.line([(x, 86), (x, 90)], light, 0.6)
    cv.shape(box(23, 15, 77, 87), color, shade=0.1)
    for inset, tone in ((4, light), (5.2, darker(color, 0.18)), (9, color)):
        cv.shape(box(23 + inset, 15 + inset, 77 - inset, 87 - inset), tone, shade=0)
    for row in range(3):
        cy = 33 + row * 18
        for reach, tone in ((8, light), (5.6, darker(color, 0.18)), (3, light)):
            cv.shape(
                [
                    (50 + reach * 1.5, cy),
                    (50, cy + reach),
                    (50 - reach * 1.5, cy),
                    (50, cy - reach),
                ],
                tone,
                shade=0,
            )


@silhouette
def roundrug(cv, color, motif):
    cv.shadow(50, 56, 46, 42, 0.26)
    for ring in range(12):
        radius = 38 - ring * 3.2
        tone = darker(color, 0.16) if ring % 2 else color
        cv.shape(ellipse(50, 52, radius, radius), tone, shade=0.05)
    for angle in range(0, 360, 6):
        a = math.radians(angle)
        cv.line(
            [(50 + r * math.cos(a + r * 0.01), 52 + r * math.sin(a + r * 0.01)) for r in (8, 36)],
            mix(color, "#000000", 0.14),
            0.2,
        )


@silhouette
def curtain(cv, color, motif):
    cv.shape(box(30, 20, 70, 88, 1), "#CFE3EC", shade=0.05)
    cv.line([(50, 20), (50, 88)], "#FFFFFF", 1.4)
    cv.line([(30, 52), (70, 52)], "#FFFFFF", 1.4)
    for left, right, inner in ((14, 42, 36), (86, 58, 64)):
        cv.shape(path(f"M{left} 15 L{right} 15 Q{right} 55 {inner} 90 L{left} 90 Z"), color, motif)
        for share in (0.2, 0.45, 0.7):
            x = left + (right - left) * share
            cv.line([(x, 16), (left + (inner - left) * share, 90)], darker(color, 0.16), 0.7)
    cv.line([(10, 14), (90, 14)], _BRASS, 1.8)
    for x in (10, 90):
        cv.dot(x, 14, 2, _BRASS)
