"""Edits that lose detail: blur, noise, JPEG, down-scaling, photographing a print."""

from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

from data.attacks.edit import AttackedImage, in_place, moved
from data.attacks.geometry import scale
from data.synthetic.capture import capture
from data.synthetic.difficulty import MEDIUM
from data.synthetic.homography import rectangle, solve, warp
from data.synthetic.textures import draw_texture

_SMALLEST = 24


def blur(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Blur by a Gaussian whose deviation is a share of the shorter side."""
    radius = amount * min(image.size) * float(rng.uniform(0.9, 1.1))
    return in_place(image.filter(ImageFilter.GaussianBlur(radius)))


def noise(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Add grain of so many grey levels' deviation, half of it in colour."""
    size = (image.height, image.width, 3)
    grain = rng.standard_normal(size, dtype=np.float32)
    grain += rng.standard_normal((*size[:2], 1), dtype=np.float32)
    pixels = np.asarray(image, dtype=np.float32) + np.float32(amount / 2**0.5) * grain
    return in_place(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)))


def jpeg(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Save as JPEG of about that quality, twice, as pictures that are passed on are."""
    for _ in range(2):
        buffer = BytesIO()
        quality = max(round(amount * float(rng.uniform(0.9, 1.1))), 1)
        image.save(buffer, "JPEG", quality=quality, subsampling="4:2:0")
        with Image.open(buffer) as saved:
            image = saved.convert("RGB")
    return in_place(image)


def downscale(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Shrink to about that share of the sides."""
    share = amount * float(rng.uniform(0.9, 1.1))
    size = (
        max(round(image.width * share), _SMALLEST),
        max(round(image.height * share), _SMALLEST),
    )
    transform = scale(size[0] / image.width, size[1] / image.height)
    return moved(image.resize(size, Image.Resampling.LANCZOS), transform, image.size)


def rephotograph(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Lay a print on a table and take a picture of it, aslant and in poor light."""
    size = np.array(image.size)
    corners = np.array(rectangle(*image.size)) - size / 2
    turn = float(rng.uniform(-0.3, 0.3)) * amount
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    corners *= 1 + rng.uniform(-0.35, 0.35, (4, 2)) * amount
    extent = np.ptp(corners, axis=0)
    corners *= float((size / extent).min()) * (0.96 - 0.3 * amount)
    corners += size / 2 - (corners.min(axis=0) + corners.max(axis=0)) / 2
    quad = [(float(x), float(y)) for x, y in corners]
    picture = draw_texture(rng, image.size)
    layer = warp(image.convert("RGBA"), quad, image.size)
    shadow = layer.getchannel("A").filter(ImageFilter.BoxBlur(0.015 * min(image.size)))
    drop = round(0.012 * min(image.size))
    picture.paste((16, 14, 14), (drop, drop), shadow.point(lambda value: value * 0.55))
    picture.paste(layer, (0, 0), layer)
    # The fault of a hand that shakes grows with the picture, the sensor's noise does not.
    soft = 0.006 * amount * min(image.size)
    faults = replace(MEDIUM, light=amount, blur=(soft, 1.5 * soft), noise=(5 * amount, 20 * amount))
    shot = capture(rng, picture, faults)
    return moved(shot, solve(rectangle(*image.size), quad), image.size)
