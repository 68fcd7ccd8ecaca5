"""Edits that change colours alone: recolour, greyscale, a photo app's filter."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageOps

from data.attacks.edit import AttackedImage, in_place

_TINTS = ((230, 30, 40), (20, 110, 220), (20, 150, 80), (150, 40, 190), (235, 120, 10))


def recolour(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Turn every hue by about so many degrees, and print what was black in a colour.

    At 180 degrees black becomes that colour in full; white stays white.
    """
    turn = amount * float(rng.uniform(0.9, 1.1)) * (1 if rng.random() < 0.5 else -1)
    hue, saturation, value = image.convert("HSV").split()
    # Hues are 8-bit and wrap around by themselves.
    turned = Image.fromarray(np.asarray(hue) + np.uint8(round(turn / 360 * 256) % 256))
    coloured = Image.merge("HSV", (turned, saturation, value)).convert("RGB")
    pixels = np.asarray(coloured, dtype=np.float32)
    lightest = np.asarray(value, dtype=np.float32) / 255
    black = (1 - lightest) * (1 - np.asarray(saturation, dtype=np.float32) * lightest / 255)
    tint = np.array(_TINTS[int(rng.integers(len(_TINTS)))], dtype=np.float32)
    pixels += np.float32(amount / 180) * black[:, :, None] * tint
    return in_place(_picture(pixels))


def greyscale(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Take a share of the colour away; what is above 1 blends into four hard greys, as printed."""
    grey = ImageEnhance.Color(image).enhance(max(1 - amount, 0.0))
    if amount <= 1:
        return in_place(grey)
    # Two bits are left: 0, 64, 128 and 192, which is the paper's white.
    hard = ImageOps.posterize(ImageOps.equalize(grey), 2).point(lambda value: value * 85 // 64)
    return in_place(Image.blend(grey, hard, (amount - 1) * float(rng.uniform(0.9, 1.0))))


def photo_filter(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Warm or cool, fade and darken towards the corners, as the filters of photo apps do."""
    width, height = image.size
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None, None]
    warm = amount * float(rng.uniform(0.7, 1.0)) * (1 if rng.random() < 0.5 else -1)
    cast = np.array([1 + 0.32 * warm, 1.0, 1 - 0.32 * warm], dtype=np.float32)
    vignette = 1 - np.float32(0.28 * amount) * (x * x + y * y)
    fade = np.float32(0.35 * amount)
    pixels = np.asarray(image, dtype=np.float32) * (1 - fade) + fade * 150
    return in_place(_picture(pixels * cast * vignette))


def _picture(pixels: NDArray[np.float32]) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
