"""Product pictures of the demo store, drawn from vector shapes with Pillow. Same input, same bytes."""

from .studio import draw_picture, silhouettes

__all__ = ["draw_picture", "silhouettes"]
