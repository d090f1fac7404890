"""Puts a silhouette before its backdrop and returns the finished picture."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from . import (  # noqa: F401 - they register their silhouettes
    apparel,
    beauty,
    carry,
    footwear,
    home,
    kitchen,
    textiles,
)
from .canvas import SIZE, SUPER, UNIT, Canvas, darker, lighter, luminance
from .motifs import MOTIFS
from .registry import SILHOUETTES

# The wall of each category, and the deeper one that ivory and white products stand out from.
TINTS = {
    "rose": ("#F3DCDA", "#DDA9A3"),
    "sky": ("#D9E4EC", "#9DB8CC"),
    "sand": ("#EFE4D0", "#CFB68A"),
    "mint": ("#DCE8DD", "#9FBFA5"),
    "lilac": ("#E6DFEE", "#B5A6CC"),
    "peach": ("#F6E0CC", "#E0AE84"),
}
_JPEG = {"format": "JPEG", "quality": 78, "subsampling": 0, "optimize": True}


def silhouettes():
    """Return the names that :func:`draw_picture` knows."""
    return sorted(SILHOUETTES)


@lru_cache(maxsize=32)
def _backdrop(tint, deep):
    """A wall lit from above with an arch behind the product; ``deep`` for products nearly as light as it."""
    base = TINTS[tint][deep]
    side = SIZE * SUPER
    fade = Image.linear_gradient("L").resize((side, side))
    image = Image.composite(
        Image.new("RGB", (side, side), darker(base, 0.06)),
        Image.new("RGB", (side, side), lighter(base, 0.3)),
        fade,
    )
    pen = ImageDraw.Draw(image)
    arch = lighter(base, 0.2 if deep else 0.42)
    pen.rounded_rectangle([v * UNIT for v in (12, 9, 88, 130)], 38 * UNIT, fill=arch)
    return image


def draw_picture(art, color, motif="plain", tint="sand", close_up=False):
    """Draw one product.

    :param str art: a name of :func:`silhouettes`
    :param str color: ``#RRGGBB``, the colour of the variant
    :param str motif: ``plain`` or a key of ``motifs.MOTIFS``
    :param str tint: key of :data:`TINTS`, the backdrop of the category
    :param bool close_up: only the middle of it, enlarged
    :return: bytes of a square JPEG of :data:`canvas.SIZE` pixels
    """
    canvas = Canvas(_backdrop(tint, luminance(color) > 0.8), magnify=2 if close_up else 1)
    SILHOUETTES[art](canvas, color, MOTIFS.get(motif))
    output = io.BytesIO()
    canvas.finish().save(output, **_JPEG)
    return output.getvalue()
