"""Which part of a scene becomes a picture, and its JPEG file."""

import io

import numpy as np
from PIL import Image

from data.synthetic.scenes import Polygon

_QUALITIES = range(92, 39, -8)
_SHRINK = 0.75


def framed(
    rng: np.random.Generator, scene: Image.Image, polygon: Polygon, share: tuple[float, float]
) -> Image.Image:
    """Cut out what a polygon encloses, whole, and some of what is around it.

    Args:
        rng: Source of randomness.
        scene: RGB.
        polygon: Around what matters, in pixels of the scene.
        share: Least and greatest wanted share that its longer side has of the picture's sides;
            more where the scene is too small.
    """
    low, high = np.floor(np.min(polygon, axis=0)), np.ceil(np.max(polygon, axis=0))
    extent = high - low
    wanted = float(extent.max()) / float(rng.uniform(*share))
    shape = wanted * rng.uniform(0.8, 1.0, 2)
    size = np.clip(shape, extent, scene.size)
    first = np.maximum(high - size, 0)
    last = np.minimum(low, np.array(scene.size) - size)
    left, top = first + rng.random(2) * np.maximum(last - first, 0)
    box = (round(left), round(top), round(left + size[0]), round(top + size[1]))
    return scene.crop(box)


def encoded(picture: Image.Image, side: int, most: int) -> bytes:
    """Return a JPEG file of a picture, shrunk to at most `side` pixels.

    Quality is lowered, and then the picture shrunk further, until it takes at most `most` bytes.
    """
    small = picture.convert("RGB")
    small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    for quality in _QUALITIES:
        file = io.BytesIO()
        small.save(file, "JPEG", quality=quality)
        if file.tell() <= most:
            return file.getvalue()
    return encoded(small, round(_SHRINK * max(small.size)), most)
