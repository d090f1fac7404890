"""The wordmark of the shop: a mango leaf and its name."""

import io

from PIL import Image, ImageDraw, ImageFont

from .canvas import path

_SUPER = 4
_LEAF, _FRUIT, _INK = "#4F7E55", "#E2A72E", "#2F3B36"


def draw_logo(name, height=160):
    """Return the logo with a transparent ground as PNG bytes, ``height`` pixels high."""
    side = height * _SUPER
    font = ImageFont.load_default(size=side * 0.58)
    reach = font.getlength(name)
    image = Image.new("RGBA", (round(side * 1.02 + reach), side), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    for outline, color in (
        (
            "M46 22 C72 24 84 48 74 70 C64 92 30 90 22 66 C16 48 30 44 38 38 C44 34 46 28 46 22 Z",
            _FRUIT,
        ),
        ("M46 24 C54 6 76 2 92 10 C86 26 66 34 46 24 Z", _LEAF),
    ):
        pen.polygon([(x * side / 100, y * side / 100) for x, y in path(outline)], fill=color)
    pen.line(
        [(x * side / 100, y * side / 100) for x, y in ((46, 24), (74, 14))],
        fill="#FFFFFF",
        width=side // 60,
    )
    pen.text((side * 0.96, side * 0.54), name, font=font, fill=_INK, anchor="lm")
    output = io.BytesIO()
    image.reduce(_SUPER).save(output, "PNG", optimize=True)
    return output.getvalue()
