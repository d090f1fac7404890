"""Bags, wallets and tech accessories."""

import math

from .canvas import accent, box, darker, ellipse, lighter, mix, path
from .registry import silhouette

_BRASS = "#C9A046"
_LEATHER = "#7A4B2E"
_SCREEN = "#2D3440"


@silhouette
def tote(cv, color, motif):
    cv.shadow(50, 90, 38, 8)
    cv.line(path("M37 42 C36 12 64 12 63 42"), darker(color, 0.3), 2.4)
    cv.shape(path("M22 40 L78 40 L82 88 Q50 92 18 88 Z"), color, motif, shade=0.18)
    cv.line(path("M37 46 C34 8 66 8 63 46"), darker(color, 0.14), 2.6)
    for x in (37, 63):
        cv.shape(box(x - 2, 42, x + 2, 49, 0.5), darker(color, 0.2), shade=0)
    cv.line([(22.4, 42.4), (77.6, 42.4)], darker(color, 0.18), 0.5)
    ink = accent(color)
    for petal in range(8):
        a = math.radians(45 * petal)
        cv.shape(ellipse(50 + 5 * math.cos(a), 64 + 5 * math.sin(a), 2.3, 2.3), ink, shade=0)
    cv.dot(50, 64, 2.6, darker(color, 0.12))


@silhouette
def sling(cv, color, motif):
    cv.shadow(50, 84, 38, 8)
    cv.line(path("M24 48 C22 -4 78 -4 76 48"), _LEATHER, 1.8)
    cv.shape(box(22, 42, 78, 84, 6), darker(color, 0.12), motif, shade=0.18)
    cv.shape(
        path("M22 46 Q22 42 28 42 L72 42 Q78 42 78 46 L78 60 Q50 72 22 60 Z"),
        color,
        motif,
        shade=0.16,
    )
    cv.line(path("M22 60 Q50 72 78 60"), accent(color), 0.8)
    cv.dot(50, 65.6, 2.2, _BRASS)
    for x in (24, 76):
        cv.dot(x, 48, 1.8, _BRASS)


@silhouette
def satchel(cv, color, motif):
    cv.shadow(50, 86, 42, 9)
    cv.line(path("M40 30 C40 18 60 18 60 30"), darker(color, 0.2), 2.8)
    cv.shape(box(16, 30, 84, 86, 5), darker(color, 0.1), shade=0.2)
    cv.shape(
        path("M16 35 Q16 29 22 29 L78 29 Q84 29 84 35 L84 60 Q84 66 76 66 L24 66 Q16 66 16 60 Z"),
        lighter(color, 0.06),
        shade=0.18,
    )
    cv.line([(19, 60), (24, 63.4), (76, 63.4), (81, 60)], lighter(color, 0.3), 0.4)
    for x in (32, 68):
        cv.shape(box(x - 3, 30, x + 3, 74, 1), darker(color, 0.2), shade=0.1)
        cv.shape(box(x - 4, 62, x + 4, 70, 1), _BRASS, shade=0.2)
        cv.shape(box(x - 2.4, 63.8, x + 2.4, 68.2, 0.5), darker(color, 0.2), shade=0)


@silhouette
def wallet(cv, color, motif):
    cv.shadow(50, 76, 44, 10)
    cv.shape(box(26, 26, 80, 60, 2), "#E8D9BE", shade=0.1)
    cv.shape(box(24, 30, 78, 62, 2), mix(color, "#5C9A7A", 0.6), shade=0.12)
    cv.shape(box(16, 34, 84, 76, 4), color, shade=0.2)
    cv.line(box(18.4, 36.4, 81.6, 73.6, 3), lighter(color, 0.28), 0.4)
    cv.line([(50, 35), (50, 75)], darker(color, 0.2), 0.8)
    cv.shape(box(66, 62, 77, 69, 1), darker(color, 0.16), shade=0)
    cv.line([(68.4, 65.6), (74.6, 65.6)], _BRASS, 0.7)


@silhouette
def duffel(cv, color, motif):
    cv.shadow(50, 82, 48, 10)
    cv.line(path("M36 46 C36 22 64 22 64 46"), _LEATHER, 2.4)
    cv.shape(
        path(
            "M14 46 C14 36 22 34 30 34 L70 34 C78 34 86 36 86 46 L88 76 Q88 82 80 82 L20 82 Q12 82 12 76 Z"
        ),
        color,
        motif,
        shade=0.22,
    )
    cv.line([(24, 39.6), (76, 39.6)], darker(color, 0.35), 0.9)
    cv.dot(30, 39.6, 1.1, _BRASS)
    for x in (34, 66):
        cv.shape(box(x - 2.6, 38, x + 2.6, 82), _LEATHER, shade=0.14)
    cv.shape(box(12.4, 74, 87.6, 82, 3), _LEATHER, shade=0.16)


@silhouette
def earbuds(cv, color, motif):
    cv.shadow(50, 84, 38, 9)
    shell = lighter(color, 0.1)
    for cx, side in ((36, 1), (64, -1)):
        cv.shape(box(cx - 2.6, 18, cx + 2.6, 44, 2.6), shell, shade=0.3)
        cv.shape(ellipse(cx + side * 2.4, 18, 6.4, 7), shell, shade=0.3)
        cv.shape(ellipse(cx + side * 6.6, 18.6, 3, 4), darker(color, 0.45), shade=0)
    cv.shape(box(22, 40, 78, 84, 15), darker(color, 0.05), shade=0.28)
    cv.shape(box(22, 40, 78, 58, 12), shell, shade=0.22)
    cv.line([(22.4, 58), (77.6, 58)], darker(color, 0.3), 0.6)
    cv.dot(50, 66, 1, "#6FD08C")


@silhouette
def powerbank(cv, color, motif):
    cv.shadow(50, 88, 32, 8)
    cv.shape(box(29, 14, 71, 88, 6), color, shade=0.26)
    cv.line(box(31, 16, 69, 86, 5), lighter(color, 0.22), 0.4)
    for index in range(4):
        cv.dot(43 + index * 4.6, 74, 1.1, "#8FE0B0" if index < 3 else lighter(color, 0.3))
    cv.shape(path("M52.5 34 L43 51 L49.4 51 L47.5 64 L57 46 L50.6 46 Z"), accent(color), shade=0)
    for left in (38, 52):
        cv.shape(box(left, 17.4, left + 10, 20.4, 1.4), darker(color, 0.5), shade=0)


@silhouette
def cable(cv, color, motif):
    cv.shadow(50, 56, 46, 40, 0.2)
    for radius in (29, 25, 21):
        cv.line(ellipse(50, 50, radius, radius), darker(color, 0.3), 3)
        cv.line(ellipse(50, 50, radius, radius), color, 2.2)
    for angle in range(0, 360, 9):
        a = math.radians(angle)
        cv.line(
            [
                (50 + r * math.cos(a + (r - 25) * 0.02), 50 + r * math.sin(a + (r - 25) * 0.02))
                for r in (20.2, 29.8)
            ],
            lighter(color, 0.25),
            0.4,
        )
    for x, side in ((36, -1), (64, 1)):
        cv.line(path(f"M{50 + side * 21} 56 C{x + side * 8} 72 {x} 68 {x} 76"), color, 2.4)
        cv.shape(box(x - 3, 74, x + 3, 85, 1), "#A9B0B7", shade=0.26)
        cv.shape(box(x - 2, 85, x + 2, 90, 1), "#D8DDE1", shade=0.26)
    cv.shape(box(44, 17, 56, 33, 1.5), _LEATHER, shade=0.16)
    cv.dot(50, 25, 1.4, _BRASS)


@silhouette
def sleeve(cv, color, motif):
    cv.shadow(50, 80, 46, 9)
    cv.shape(box(20, 18, 80, 50, 2), "#C4CAD0", shade=0.16)
    cv.shape(box(12, 30, 88, 80, 4), color, motif, shade=0.18)
    cv.line([(14, 33.6), (86, 33.6)], darker(color, 0.4), 1)
    cv.line([(86, 33.6), (86, 46)], darker(color, 0.4), 1)
    cv.shape(box(82.4, 44, 88.4, 49, 1), _BRASS, shade=0.2)
    cv.shape(box(58, 68, 78, 75, 0.8), _LEATHER, shade=0.1)


@silhouette
def speaker(cv, color, motif):
    cv.shadow(50, 89, 32, 8)
    cv.line(path("M64 22 C78 18 80 34 67 38"), _LEATHER, 1.8)
    cv.shape(box(30, 18, 70, 88, 10), color, shade=0.3)
    mesh = darker(color, 0.24)
    for row in range(19):
        for column in range(13):
            cv.dot(34.2 + column * 2.6 + (row % 2) * 1.3 - 0.6, 30 + row * 2.6, 0.5, mesh)
    cv.shape(ellipse(50, 20.6, 18, 4.4), lighter(color, 0.14), shade=0.1)
    for x in (43, 50, 57):
        cv.dot(x, 20.6, 1.2, darker(color, 0.3))
    cv.shape(box(41, 68, 59, 75, 1), "#F1E7D8", shade=0)
    cv.line([(45, 71.5), (55, 71.5)], darker(color, 0.2), 0.9)


@silhouette
def charger(cv, color, motif):
    cv.shadow(50, 64, 46, 26, 0.3)
    cv.line(path("M50 70 C50 82 64 78 66 94"), "#6B6870", 1.6)
    cv.shape(ellipse(50, 55, 33, 23), "#B9BEC4", shade=0.2)
    cv.shape(ellipse(50, 52, 33, 23), color, shade=0.16)
    for index in range(5):
        y = 38 + index * 7
        cv.line(
            path(
                f"M{26 - (index == 2) * 4} {y} C40 {y - 2} 60 {y + 2} {74 + (index == 2) * 4} {y}"
            ),
            darker(color, 0.12),
            0.5,
        )
    cv.line(ellipse(50, 52, 12, 8.4), accent(color), 0.8)
    cv.shape(
        path("M51.4 45.6 L45.6 53.4 L49.6 53.4 L48.4 58.6 L54.4 50.6 L50.4 50.6 Z"),
        accent(color),
        shade=0,
    )


@silhouette
def stand(cv, color, motif):
    cv.shadow(50, 88, 36, 8)
    cv.shape(box(33, 10, 67, 70, 5), _SCREEN, shade=0.14)
    cv.shape(box(35, 13, 65, 67, 3), "#8FB7D6", shade=0.12)
    cv.shape(
        path("M35 54 C44 44 52 58 65 46 L65 64 Q65 67 62 67 L38 67 Q35 67 35 64 Z"),
        "#5E8C7A",
        shade=0.08,
    )
    cv.dot(56, 26, 4.6, "#F6D98C")
    cv.shape(path("M44 62 L56 62 L58 84 L42 84 Z"), darker(color, 0.12), shade=0.24)
    cv.shape(box(31, 66, 69, 73, 2), color, shade=0.24)
    cv.shape(box(28, 82, 72, 88, 3), color, shade=0.26)
