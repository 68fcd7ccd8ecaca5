"""What a picture stands on: the colour along its edge, and whether that is all one colour."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from data.synthetic.shading import Colour

_PLAIN = 14
"""Grey levels by which most pixels of a plain edge differ from its colour at most."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The edge of a picture.

    Attributes:
        colour: Median along the edge.
        plain: Whether three quarters of the edge have nearly that colour.
    """

    colour: Colour
    plain: bool

    @classmethod
    def of(cls, image: Image.Image) -> "Paper":
        """Look at the outermost fiftieth of an RGB picture."""
        pixels = np.asarray(image)
        deep = max(min(image.size) // 50, 1)
        strips = (pixels[:deep], pixels[-deep:], pixels[:, :deep], pixels[:, -deep:])
        edge = np.concatenate([strip.reshape(-1, 3) for strip in strips]).astype(np.int16)
        red, green, blue = (int(v) for v in np.median(edge, axis=0))
        distance = np.abs(edge - np.array([red, green, blue])).max(axis=1)
        return cls((red, green, blue), bool(np.quantile(distance, 0.75) <= _PLAIN))
