"""A small vector canvas: shapes with soft shading and textile motifs on a 100 x 100 grid.

Everything is drawn at :data:`SUPER` times the final size and reduced once, which smooths the edges.
"""

import math
import re
from functools import lru_cache

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

SIZE = 512  # pixels of the finished picture: one that Odoo need not reduce before it stores it as image_512
SUPER = 2
UNIT = SIZE * SUPER / 100  # pixels of one grid unit while drawing
_CURVE_STEPS = 14
_TOKEN = re.compile(r"[MLCQZ]|-?\d+(?:\.\d+)?")


def rgb(color):
    """Return ``(r, g, b)`` of ``#RRGGBB`` or of a tuple."""
    return ImageColor.getrgb(color)[:3] if isinstance(color, str) else color


def mix(first, second, share):
    """Blend two colours; ``share`` 0 gives the first, 1 the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))


def lighter(color, share=0.25):
    return mix(color, "#FFFFFF", share)


def darker(color, share=0.25):
    return mix(color, "#241A2C", share)


def luminance(color):
    red, green, blue = rgb(color)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def accent(color):
    """Return a colour that a motif on ``color`` is printed in: cream on dark cloth, deeper on light."""
    if luminance(color) < 0.62:
        return mix(color, "#FFF3D6", 0.72)
    if luminance(color) > 0.86:
        return mix(color, "#A8563F", 0.6)
    return darker(color, 0.42)


def _bezier(points):
    """Flatten one quadratic or cubic curve given by its control points."""
    degree = len(points) - 1
    weights = [math.comb(degree, index) for index in range(degree + 1)]
    for step in range(1, _CURVE_STEPS + 1):
        t = step / _CURVE_STEPS
        factors = [w * t**i * (1 - t) ** (degree - i) for i, w in enumerate(weights)]
        yield (
            sum(f * x for f, (x, _y) in zip(factors, points, strict=True)),
            sum(f * y for f, (_x, y) in zip(factors, points, strict=True)),
        )


@lru_cache(maxsize=512)
def path(data):
    """Return the points of an SVG-like path in grid units. Understands absolute ``M L C Q Z``."""
    tokens, points, index = _TOKEN.findall(data), [], 0
    counts, command = {"M": 1, "L": 1, "Q": 2, "C": 3}, "M"
    while index < len(tokens):
        if tokens[index] in "MLCQZ":
            command, index = tokens[index], index + 1
            continue
        size = counts[command]
        values = [float(token) for token in tokens[index : index + 2 * size]]
        pairs = list(zip(values[::2], values[1::2], strict=True))
        points.extend(pairs if size == 1 else _bezier([points[-1], *pairs]))
        index += 2 * size
    return tuple(points)


def ellipse(cx, cy, rx, ry, start=0, end=360):
    """Return the points of an ellipse, or of its sector's arc, angles in degrees clockwise from the right."""
    steps = 72
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return tuple((cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles)


#: A small circle needs no more corners than these.
_ROUND = ellipse(0, 0, 1, 1)[::4]


def box(left, top, right, bottom, radius=0.0):
    """Return the points of a rectangle with rounded corners."""
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    if not radius:
        return ((left, top), (right, top), (right, bottom), (left, bottom))
    corners = [
        (right - radius, top + radius, 270),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
        (left + radius, top + radius, 180),
    ]
    points = []
    for cx, cy, start in corners:
        for step in range(9):
            angle = math.radians(start + step * 90 / 8)
            points.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return tuple(points)


def mirrored(points, axis=50):
    """Return the points flipped left to right around ``x = axis``."""
    return tuple((2 * axis - x, y) for x, y in points)


@lru_cache(maxsize=32)
def _ramp(side, strength):
    """A mask that fades away from one side: where light or shade falls on a body."""
    vertical = Image.linear_gradient("L")  # black at the top, white at the bottom
    turned = vertical.rotate({"right": 90, "left": -90}[side])
    return turned.point(lambda value: round(value * value // 255 * strength)).resize((64, 64))


@lru_cache(maxsize=1)
def _blot():
    spot = Image.new("L", (128, 128), 0)
    ImageDraw.Draw(spot).ellipse((34, 34, 94, 94), fill=255)
    return spot.filter(ImageFilter.GaussianBlur(14))


class Canvas:
    """The picture while it is drawn. Coordinates are grid units; later shapes cover earlier ones."""

    def __init__(self, background, magnify=1):
        self.image = background.copy()
        self.pen = ImageDraw.Draw(self.image)
        self.magnify = magnify
        self.zoom(1)

    def zoom(self, factor, x=50, y=50):
        """Draw what follows ``factor`` times larger, keeping the point (x, y) in its place."""
        unit, middle = UNIT * factor, 50 * UNIT * (1 - self.magnify)
        self.left = x * (UNIT - unit) * self.magnify + middle
        self.top = y * (UNIT - unit) * self.magnify + middle
        self.unit = unit * self.magnify

    def _pixels(self, points):
        return [(x * self.unit + self.left, y * self.unit + self.top) for x, y in points]

    def shadow(self, cx, cy, rx, ry, strength=0.34):
        """Lay a soft shadow on the ground: ``rx``/``ry`` reach to where it has faded out."""
        (left, top), (right, bottom) = self._pixels([(cx - rx, cy - ry), (cx + rx, cy + ry)])
        blot = _blot().resize((round(right - left), round(bottom - top)))
        spot = (round(left), round(top))
        self.image.paste((52, 36, 48), spot, blot.point(lambda v: round(v * strength)))

    def shape(self, points, color, motif=None, shade=0.16, ink=None):
        """Fill a closed outline, print ``motif(pen, area, ink)`` on it and round it with light and shade."""
        pixels = self._pixels(points)
        xs, ys = [x for x, _y in pixels], [y for _x, y in pixels]
        left, top = math.floor(min(xs)), math.floor(min(ys))
        size = (math.ceil(max(xs)) - left + 1, math.ceil(max(ys)) - top + 1)
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in pixels], fill=255)
        self.image.paste(rgb(color), (left, top), mask)
        if motif:
            self._print_motif(motif, (left, top), size, mask, ink or accent(color))
        if shade:
            self._round_off((left, top), size, mask, shade)

    def _print_motif(self, motif, origin, size, mask, ink):
        layer = Image.new("L", size, 0)
        pen = MotifPen(
            ImageDraw.Draw(layer), self.unit, (origin[0] - self.left, origin[1] - self.top)
        )
        motif(pen, tuple(value / self.unit for value in (*pen.origin, *size)))
        self.image.paste(rgb(ink), origin, ImageChops.multiply(layer, mask))

    def _round_off(self, origin, size, mask, shade):
        for side, color, strength in (
            ("right", (40, 24, 44), shade * 1.6),
            ("left", (255, 255, 255), shade),
        ):
            ramp = _ramp(side, strength).resize(size, Image.Resampling.BILINEAR)
            self.image.paste(color, origin, ImageChops.multiply(ramp, mask))

    def line(self, points, color, width=0.6):
        """Draw an open line with round joints, ``width`` in grid units."""
        thickness = max(1, round(width * self.unit))
        self.pen.line(self._pixels(points), fill=rgb(color), width=thickness, joint="curve")

    def dot(self, cx, cy, radius, color):
        corners = self._pixels([(cx - radius, cy - radius), (cx + radius, cy + radius)])
        self.pen.ellipse(corners, fill=rgb(color))

    def finish(self):
        """Return the reduced RGB picture."""
        return self.image.reduce(SUPER)


class MotifPen:
    """Draws the marks of a motif in grid units into a mask; ``strength`` 0-255 is how strongly they print."""

    def __init__(self, pen, unit, origin):
        self.pen, self.unit, self.origin = pen, unit, origin

    def _pixels(self, points):
        left, top = self.origin
        return [(x * self.unit - left, y * self.unit - top) for x, y in points]

    def dot(self, cx, cy, radius, strength=255):
        self.pen.polygon(
            self._pixels([(cx + radius * x, cy + radius * y) for x, y in _ROUND]), fill=strength
        )

    def polygon(self, points, strength=255):
        self.pen.polygon(self._pixels(points), fill=strength)

    def line(self, points, width=0.5, strength=255):
        thickness = max(1, round(width * self.unit))
        self.pen.line(self._pixels(points), fill=strength, width=thickness, joint="curve")
