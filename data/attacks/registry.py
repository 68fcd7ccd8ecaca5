"""Every edit by its name, and the table of how strong each is."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from PIL import Image

from data.attacks.background import new_background
from data.attacks.colour import greyscale, photo_filter, recolour
from data.attacks.composition import collage, frame, picture_in_picture
from data.attacks.degradation import blur, downscale, jpeg, noise, rephotograph
from data.attacks.edit import AttackedImage, Draw, Edit, Strength
from data.attacks.geometry import crop, mirror, perspective, rotate, stretch
from data.attacks.hand import hand_cover
from data.attacks.lettering import text_overlay, watermark
from data.attacks.letters import swap_letters
from data.attacks.line_drawing import outline
from data.attacks.screenshot import screenshot
from data.attacks.stickers import sticker_cover

SMALLEST_SIDE = 32
"""Pixels that a picture must have either way."""

_Row = tuple[str, Draw, float, float, float, str]
_TABLE: Mapping[str, Sequence[_Row]] = {
    # name, what does it, weak, medium, strong, what these measure
    "geometry": (
        ("crop",        crop,        0.10, 0.25, 0.42, "share of each side cut off"),
        ("mirror",      mirror,      0.00, 0.10, 0.20, "share of each side cut off besides"),
        ("rotate",      rotate,      6,    20,   45,   "degrees"),
        ("perspective", perspective, 0.07, 0.15, 0.25, "shift of the far corners over the side"),
        ("stretch",     stretch,     1.2,  1.5,  2.0,  "growth of one side against the other"),
    ),
    "colour": (
        ("recolour",     recolour,     30,   80,   160,  "degrees of hue"),
        ("greyscale",    greyscale,    0.70, 1.00, 1.70, "share of colour lost; then hardness"),
        ("photo_filter", photo_filter, 0.35, 0.65, 1.00, "share of the filter"),
    ),
    "degradation": (
        ("blur",         blur,         0.004, 0.009, 0.020, "deviation over the shorter side"),
        ("noise",        noise,        10,    25,    55,    "deviation in grey levels"),
        ("jpeg",         jpeg,         40,    18,    6,     "JPEG quality"),
        ("downscale",    downscale,    0.50,  0.25,  0.12,  "share of the sides kept"),
        ("rephotograph", rephotograph, 0.20,  0.40,  0.65,  "slant and unevenness of the light"),
    ),
    "overlay": (
        ("watermark",     watermark,     0.20, 0.40, 0.70, "opacity"),
        ("text_overlay",  text_overlay,  0.15, 0.28, 0.45, "share of the height covered"),
        ("sticker_cover", sticker_cover, 0.08, 0.18, 0.32, "share of the area covered"),
        ("hand_cover",    hand_cover,    0.10, 0.20, 0.35, "share of the area covered"),
    ),
    "composition": (
        ("frame",              frame,              0.05, 0.10, 0.18, "width over the shorter side"),
        ("collage",            collage,            0.62, 0.50, 0.36, "share of the sides kept"),
        ("picture_in_picture", picture_in_picture, 0.60, 0.42, 0.28, "share of the sides kept"),
        ("screenshot",         screenshot,         1.00, 0.70, 0.42, "share of the screen's width"),
        ("new_background",     new_background,     0.00, 0.50, 1.00, "share of texture in it"),
    ),
    "redrawing": (
        ("outline",      outline,      0.002, 0.007, 0.015, "pen's error over the shorter side"),
        ("swap_letters", swap_letters, 1,     2,     4,     "pairs of neighbours swapped"),
    ),
}  # fmt: skip

EDITS: Mapping[str, Edit] = MappingProxyType(
    {row[0]: Edit(row[0], family, *row[1:]) for family, rows in _TABLE.items() for row in rows}
)


def apply(
    name: str, image: Image.Image, strength: Strength, rng: np.random.Generator
) -> AttackedImage:
    """Make a named edit of a picture.

    Args:
        name: One of `EDITS`.
        image: RGB, at least 32 pixels wide and high.
        strength: How far it goes.
        rng: Source of randomness; the same state gives the same pixels.

    Raises:
        ValueError: there is no such edit, or the picture is too small or not RGB.
        NotApplicableError: the picture has nothing to edit in this way.
    """
    if name not in EDITS:
        raise ValueError(f"no edit is called {name!r}; there are: {', '.join(EDITS)}")
    if image.mode != "RGB" or min(image.size) < SMALLEST_SIDE:
        raise ValueError(
            f"an edit takes an RGB picture of at least {SMALLEST_SIDE} pixels a side, "
            f"not {image.mode} of {image.width} x {image.height}"
        )
    return EDITS[name](image, strength, rng)
