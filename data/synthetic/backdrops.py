"""What is behind a product in a listing photo: a studio sweep, a room, a photograph, a surface."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from data.synthetic.homography import warp
from data.synthetic.textures import Size, draw_texture

_GREY = 8
"""A photograph whose channels differ by less is grey, and gets a tint."""
_GREY_TINTS = ((255, 255, 255), (255, 236, 208), (206, 224, 255), (214, 236, 200), (255, 220, 200))


def photograph_crop(
    rng: np.random.Generator, size: Size, photographs: Sequence[Image.Image]
) -> Image.Image:
    """Cut a random part out of one of the photographs: shifted, scaled, mirrored, recoloured."""
    source = photographs[int(rng.integers(len(photographs)))]
    share = float(rng.uniform(0.45, 1.0))
    scale = share * min(source.width / size[0], source.height / size[1])
    width, height = size[0] * scale, size[1] * scale
    left = float(rng.uniform(0, source.width - width))
    top = float(rng.uniform(0, source.height - height))
    crop = source.resize(
        size, Image.Resampling.BICUBIC, box=(left, top, left + width, top + height)
    )
    if rng.random() < 0.5:
        crop = ImageOps.mirror(crop)
    pixels = np.asarray(crop, dtype=np.float32)
    tint = rng.uniform(0.88, 1.12, 3) * rng.uniform(0.8, 1.15)
    if np.ptp(pixels[::16, ::16], axis=2).max() < _GREY:
        tint *= np.array(_GREY_TINTS[int(rng.integers(len(_GREY_TINTS)))]) / 255
    tinted = pixels * tint.astype(np.float32)
    return Image.fromarray(np.clip(tinted, 0, 255).astype(np.uint8))


def studio(rng: np.random.Generator, size: Size, *, coloured: bool = True) -> Image.Image:
    """Draw a seamless paper sweep: pale or coloured, a little darker towards the edges."""
    colour = np.full(3, float(rng.uniform(200, 250)))
    if coloured and rng.random() < 0.4:
        colour += rng.uniform(-70, 10, 3)
    x = np.linspace(-1, 1, size[0], dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    fall = 1 - 0.12 * ((x - np.float32(rng.uniform(-0.4, 0.4))) ** 2 + (y + np.float32(0.2)) ** 2)
    picture = fall[:, :, None] * colour.astype(np.float32)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def room(
    rng: np.random.Generator, size: Size, photographs: Sequence[Image.Image], horizon: float
) -> Image.Image:
    """Draw a table top before a wall or before a photograph out of focus.

    Args:
        rng: Source of randomness.
        size: Width and height in pixels.
        photographs: What may be seen behind.
        horizon: Where the table ends, as a share of the height from the top.
    """
    width, height = size
    edge = round(height * horizon)
    if rng.random() < 0.6:
        small = (width // 4, height // 4)
        behind = photograph_crop(rng, small, photographs)
        behind = behind.filter(ImageFilter.GaussianBlur(float(rng.uniform(2.5, 6)))).resize(size)
    elif rng.random() < 0.5:
        behind = studio(rng, size)
    else:
        behind = draw_texture(rng, size).filter(ImageFilter.GaussianBlur(2.5))
    surface = draw_texture(rng, (width, (height - edge) * 2)).convert("RGBA")
    spread = 0.35 * width
    table = warp(
        surface,
        ((0, edge), (width, edge), (width + spread, height), (-spread, height)),
        size,
    )
    behind.paste(table, (0, 0), table)
    return behind


def surface(
    rng: np.random.Generator, size: Size, photographs: Sequence[Image.Image]
) -> Image.Image:
    """Draw what something lies on, seen from above."""
    if rng.random() < 0.3:
        return photograph_crop(rng, size, photographs)
    return studio(rng, size) if rng.random() < 0.25 else draw_texture(rng, size)
