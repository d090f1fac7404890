"""Draw the addons' app icons: flat overlapping shapes on a transparent ground, as Odoo's own are.

    python tools/draw_icons.py [ADDON...]

Each ``_draw_<addon>`` works on a 50 x 50 grid; a further addon adds its function here and stays in the family.
"""

import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

ADDONS = Path(__file__).resolve().parent.parent / "addons"
GRID = 50
SIZE = 200  # pixels of the finished icon
SUPER = 8  # drawn this many times larger, then reduced: smooth edges

TEAL, DEEP_TEAL = "#1AD3BB", "#005E7A"
PURPLE, DEEP_PURPLE = "#985184", "#6F2059"
YELLOW, ORANGE = "#FBB945", "#F86126"


class Icon:
    """A canvas in grid units. Every ``mask_*`` method returns a mask that ``fill`` paints with a colour."""

    def __init__(self):
        side = SIZE * SUPER
        self.image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        self.scale = side / GRID

    def _mask(self, draw_shape):
        mask = Image.new("L", self.image.size, 0)
        draw_shape(ImageDraw.Draw(mask))
        return mask

    def _px(self, points):
        return [value * self.scale for value in points]

    def mask_box(self, box, radius=0.0, corners=(True, True, True, True)):
        return self._mask(
            lambda d: d.rounded_rectangle(
                self._px(box), radius * self.scale, fill=255, corners=corners
            )
        )

    def mask_polygon(self, points):
        flat = [(x * self.scale, y * self.scale) for x, y in points]
        return self._mask(lambda d: d.polygon(flat, fill=255))

    def mask_pie(self, center, radius, start=0, end=360):
        x, y = center
        box = self._px((x - radius, y - radius, x + radius, y + radius))
        return self._mask(lambda d: d.pieslice(box, start, end, fill=255))

    def fill(self, color, mask):
        self.image.paste(Image.new("RGBA", self.image.size, color), (0, 0), mask)

    def cut(self, mask):
        alpha = ImageChops.subtract(self.image.getchannel("A"), mask)
        self.image.putalpha(alpha)

    def save(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(path, optimize=True)


def _draw_ecom_base(icon):
    """A shop front: striped awning over a body with an arched door."""
    icon.fill(PURPLE, icon.mask_box((8, 16, 42, 46), 4, (False, False, True, True)))
    icon.cut(icon.mask_box((27, 30, 37, 47), 5, (True, True, False, False)))
    icon.fill(YELLOW, icon.mask_box((13, 30, 23, 39), 2))
    for index in range(4):
        left, right = 4 + index * 10.5, 4 + (index + 1) * 10.5
        color, shade = ((TEAL, "#00A18C"), (DEEP_TEAL, "#00405A"))[index % 2]
        top_left, top_right = 8 + index * 8.5, 8 + (index + 1) * 8.5
        icon.fill(shade, icon.mask_pie(((left + right) / 2, 21), 5.25, 0, 180))
        icon.fill(
            color, icon.mask_polygon([(top_left, 4), (top_right, 4), (right, 21.1), (left, 21.1)])
        )


def _draw_ecom_payments(icon):
    """A coin with its upfront share pulled out, over a card: one price paid in two parts."""
    card = icon.mask_box((4, 20, 38, 46), 4)
    coin = icon.mask_pie((30, 21), 16)
    icon.fill(PURPLE, card)
    icon.fill(DEEP_PURPLE, icon.mask_box((4, 38.5, 38, 42.5)))
    icon.fill(TEAL, coin)
    icon.fill(DEEP_TEAL, ImageChops.multiply(card, coin))
    icon.cut(icon.mask_pie((30, 21), 17, -90, 0))
    icon.fill(YELLOW, icon.mask_pie((32, 19), 15, -90, 0))


def _draw_ecom_pricing(icon):
    """A price tag with two coins on it: one product, a price in each currency."""
    tag = icon.mask_polygon([(4, 32), (16, 18), (46, 18), (46, 46), (16, 46)])
    large, small = icon.mask_pie((24, 15), 11), icon.mask_pie((39, 15), 8)
    icon.fill(PURPLE, tag)
    icon.fill(TEAL, large)
    icon.fill(DEEP_TEAL, ImageChops.multiply(tag, large))
    icon.cut(icon.mask_pie((39, 15), 9))
    icon.fill(YELLOW, small)
    icon.fill(ORANGE, ImageChops.multiply(tag, small))
    icon.cut(icon.mask_pie((13.5, 32), 3))
    icon.fill(DEEP_PURPLE, icon.mask_box((22, 33.5, 41, 36.5), 1.5))
    icon.fill(DEEP_PURPLE, icon.mask_box((22, 39.5, 34, 42.5), 1.5))


def _draw_ecom_pricing_delivery(icon):
    """A parcel with a coin before it."""
    icon.fill(PURPLE, icon.mask_box((4, 14, 38, 46), 3))
    icon.fill(DEEP_PURPLE, icon.mask_box((17, 14, 25, 46)))
    icon.fill(TEAL, icon.mask_box((4, 6, 38, 16), 3))
    icon.fill(DEEP_TEAL, icon.mask_box((17, 6, 25, 16)))
    icon.cut(icon.mask_pie((37, 37), 11))
    icon.fill(YELLOW, icon.mask_pie((37, 37), 10))
    icon.fill(ORANGE, icon.mask_box((35.5, 31, 38.5, 43), 1.5))


def _draw_ecom_pricing_loyalty(icon):
    """A voucher with a notch on either side, and a coin."""
    icon.fill(TEAL, icon.mask_box((4, 10, 46, 36), 4))
    icon.fill(DEEP_TEAL, icon.mask_box((29, 10, 46, 36), 4, (False, True, True, False)))
    icon.cut(icon.mask_pie((4, 23), 4))
    icon.cut(icon.mask_pie((46, 23), 4))
    icon.fill(PURPLE, icon.mask_box((11, 17, 24, 20), 1.5))
    icon.fill(PURPLE, icon.mask_box((11, 25, 20, 28), 1.5))
    icon.cut(icon.mask_pie((29, 36), 11))
    icon.fill(YELLOW, icon.mask_pie((29, 36), 10))
    icon.fill(ORANGE, icon.mask_box((27.5, 30, 30.5, 42), 1.5))


def _draw_ecom_pricing_pos(icon):
    """A cash register: a screen, keys, a drawer."""
    icon.fill(TEAL, icon.mask_box((22, 4, 46, 18), 3))
    icon.fill(DEEP_TEAL, icon.mask_box((32, 18, 36, 24)))
    icon.fill(PURPLE, icon.mask_box((6, 22, 44, 37), 3))
    icon.fill(DEEP_PURPLE, icon.mask_box((3, 35, 47, 46), 3))
    for index in range(3):
        icon.fill(YELLOW, icon.mask_box((11 + index * 7, 26, 16 + index * 7, 31), 1.5))
    icon.fill(ORANGE, icon.mask_box((20, 39, 30, 42), 1.5))


def main(names):
    drawers = {
        name.removeprefix("_draw_"): drawer
        for name, drawer in globals().items()
        if name.startswith("_draw_")
    }
    for name in names or drawers:
        icon = Icon()
        drawers[name](icon)
        icon.save(ADDONS / name / "static" / "description" / "icon.png")


if __name__ == "__main__":
    main(sys.argv[1:])
