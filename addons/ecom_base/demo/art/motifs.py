"""Textile motifs: each prints its marks over ``area`` = (left, top, width, height) in grid units."""

import math

from .canvas import ellipse, path


def _grid(area, step_x, step_y, brick=True):
    """Yield the points of a lattice that covers the area, every other row shifted by half a step."""
    left, top, width, height = area
    row = math.floor(top / step_y)
    while row * step_y < top + height + step_y:
        shift = step_x / 2 if brick and row % 2 else 0
        column = math.floor((left - shift) / step_x)
        while column * step_x + shift < left + width + step_x:
            yield column * step_x + shift, row * step_y
            column += 1
        row += 1


def buti(pen, area):
    """Scattered five-petal flowers, as block printers set them."""
    for x, y in _grid(area, 7, 5):
        for petal in range(5):
            angle = math.radians(72 * petal - 90)
            pen.dot(x + 0.95 * math.cos(angle), y + 0.95 * math.sin(angle), 0.62)
        pen.line([(x, y + 1.4), (x, y + 2.3)], 0.3)


def stripes(pen, area):
    left, top, width, height = area
    x = math.floor(left / 4) * 4
    while x < left + width:
        pen.line([(x, top), (x, top + height)], 0.8, 170)
        pen.line([(x + 1.6, top), (x + 1.6, top + height)], 0.25, 170)
        x += 4


def checks(pen, area):
    left, top, width, height = area
    for x in range(math.floor(left / 4) * 4, math.ceil(left + width), 4):
        pen.line([(x, top), (x, top + height)], 0.7, 130)
    for y in range(math.floor(top / 4) * 4, math.ceil(top + height), 4):
        pen.line([(left, y), (left + width, y)], 0.7, 130)


def ikat(pen, area):
    """Stepped diamonds with feathered edges."""
    for x, y in _grid(area, 9, 6):
        for reach, strength in ((3.0, 110), (2.1, 190), (1.1, 255)):
            steps = [
                (0, -reach),
                (reach * 0.55, -reach * 0.4),
                (reach, 0),
                (reach * 0.55, reach * 0.4),
            ]
            outline = [*steps, (0, reach), *[(-dx, -dy) for dx, dy in steps[1:]]]
            pen.polygon([(x + dx, y + dy) for dx, dy in outline], strength)


_DROP = path("M0 -2.4 C2.2 -2 2.4 1.6 0 2 C-2.2 2 -2.2 -0.4 -0.6 -0.6 C0.4 -0.8 0.8 -1.6 0 -2.4 Z")


def paisley(pen, area):
    """Mango drops with a dotted heart."""
    for index, (x, y) in enumerate(_grid(area, 8, 7)):
        side = 1 if index % 2 else -1
        pen.polygon([(x + side * dx, y + dy) for dx, dy in _DROP])
        pen.dot(x, y + 3.3, 0.35)
        pen.dot(x + 4, y, 0.45, 200)


def zari(pen, area):
    """Metal thread: a double border along the hem and fine dots above it."""
    left, top, width, height = area
    hem = top + height
    for offset, thickness in ((1.6, 1.4), (4.2, 0.5), (5.6, 0.3)):
        pen.line([(left, hem - offset), (left + width, hem - offset)], thickness)
    for x, y in _grid((left, top, width, max(height - 8, 0)), 4.6, 4):
        if y < hem - 7.5:
            pen.dot(x, y, 0.34, 210)


def temple(pen, area):
    """Rows of small triangles above a band, the border of temple sarees."""
    left, top, width, height = area
    base = top + height - 5
    pen.line([(left, base + 1.2), (left + width, base + 1.2)], 2)
    pen.line([(left, base + 3.2), (left + width, base + 3.2)], 0.5)
    x = math.floor(left / 3) * 3
    while x < left + width:
        pen.polygon([(x, base), (x + 1.5, base - 3), (x + 3, base)])
        x += 3


def kantha(pen, area):
    """Rows of running stitch."""
    for x, y in _grid(area, 2.6, 1.7):
        pen.line([(x, y), (x + 1.4, y)], 0.38, 220)


def mirror(pen, area):
    """Small round mirrors in a ring of stitches."""
    for x, y in _grid(area, 8, 6):
        pen.dot(x, y, 1.05)
        for ray in range(8):
            angle = math.radians(45 * ray)
            pen.line(
                [
                    (x + 1.5 * math.cos(angle), y + 1.5 * math.sin(angle)),
                    (x + 2.1 * math.cos(angle), y + 2.1 * math.sin(angle)),
                ],
                0.35,
            )


def hammered(pen, area):
    for x, y in _grid(area, 3.4, 2.6):
        pen.polygon(ellipse(x, y, 1.25, 0.95)[::3], 70)


def dip(pen, area):
    """Glaze poured over the upper half, with a wavy edge."""
    left, top, width, height = area
    edge = top + height * 0.46
    wave = [(left + width * t / 24, edge + 1.1 * math.sin(t * 0.9 + left)) for t in range(25)]
    pen.polygon([(left, top), (left + width, top), *reversed(wave)], 255)


MOTIFS = {
    motif.__name__: motif
    for motif in (buti, stripes, checks, ikat, paisley, zari, temple, kantha, mirror, hammered, dip)
}
