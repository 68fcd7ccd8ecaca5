"""Edits that move the picture: crop, mirror, rotate, perspective, stretch."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from data.attacks.edit import AttackedImage, moved
from data.attacks.paper import Paper
from data.synthetic.homography import Matrix, Quad, rectangle, solve, warp


def shift(x: float, y: float) -> Matrix:
    """Return the map that moves by so many pixels."""
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def scale(x: float, y: float) -> Matrix:
    """Return the map that grows about the top left corner."""
    return np.diag([x, y, 1.0])


def crop(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Cut a share off both sides, more at one end than at the other."""
    width, height = (max(round(side * (1 - amount)), 16) for side in image.size)
    # Nearer the middle than the rim: what is for sale stays in sight.
    left, top = (
        round(float(rng.uniform(0.2, 0.8)) * (side - kept))
        for side, kept in zip(image.size, (width, height), strict=True)
    )
    cut = image.crop((left, top, left + width, top + height))
    return moved(cut, shift(-left, -top), image.size)


def mirror(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Swap left and right, and cut a share off the sides."""
    cut = crop(ImageOps.mirror(image), amount, rng)
    flip = shift(image.width, 0) @ scale(-1, 1)
    return moved(cut.image, cut.transform @ flip, image.size)


def rotate(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Turn by about so many degrees, either way, on a canvas that holds all of it."""
    turn = np.radians(amount * rng.uniform(0.9, 1.1)) * (1 if rng.random() < 0.5 else -1)
    cos, sin = np.cos(turn), np.sin(turn)
    corners = np.array(rectangle(*image.size)) @ np.array([[cos, sin], [-sin, cos]])
    return _redrawn(image, corners - corners.min(axis=0))


def perspective(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """See the picture from the side, and a little from above or below.

    The farther side is shorter by twice the amount, and the picture narrower by the amount.
    """
    width, height = image.size
    x, y = amount * width, amount * height
    tilt = float(rng.uniform(-0.4, 0.4))
    up, down = y * (1 + tilt), y * (1 - tilt)
    across = abs(tilt) * x
    corners = np.array(
        [(across, 0), (width - x, up), (width - x - across, height - down), (0, height)]
    )
    if rng.random() < 0.5:
        corners = corners[[1, 0, 3, 2]] * (-1, 1)
    return _redrawn(image, corners - corners.min(axis=0))


def stretch(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Make one side longer by a factor, shared between growing that one and squeezing the other."""
    x = float(np.sqrt(amount)) ** (1 if rng.random() < 0.5 else -1)
    size = (max(round(image.width * x), 16), max(round(image.height / x), 16))
    transform = scale(size[0] / image.width, size[1] / image.height)
    return moved(image.resize(size, Image.Resampling.BICUBIC), transform, image.size)


def _redrawn(image: Image.Image, corners: NDArray[np.float64]) -> AttackedImage:
    width, height = (max(int(np.ceil(extent - 1e-6)), 16) for extent in corners.max(axis=0))
    quad: Quad = [(float(x), float(y)) for x, y in corners]
    drawn = Image.new("RGB", (width, height), Paper.of(image).colour)
    layer = warp(image.convert("RGBA"), quad, drawn.size)
    drawn.paste(layer, (0, 0), layer)
    return moved(drawn, solve(rectangle(*image.size), quad), image.size)
