"""What a hasty photographer's camera does: uneven light, colour cast, blur, noise."""

import numpy as np
from PIL import Image, ImageFilter

from data.synthetic.difficulty import Difficulty


def capture(rng: np.random.Generator, picture: Image.Image, difficulty: Difficulty) -> Image.Image:
    """Take a picture of an RGB scene, as badly as the difficulty says."""
    blur = float(rng.uniform(*difficulty.blur))
    if blur > 0.25:
        # A box of this radius has the wanted standard deviation, and defocus has a sharp disc.
        picture = picture.filter(ImageFilter.BoxBlur(((12 * blur**2 + 1) ** 0.5 - 1) / 2))
    width, height = picture.size
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    strength = np.float32(difficulty.light)
    angle = float(rng.uniform(0, 2 * np.pi))
    toward = np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y
    slope = strength * np.float32(rng.uniform(0.2, 0.8))
    light = 1 + slope * toward - np.float32(0.25) * strength * (x * x + y * y)
    if rng.random() < difficulty.light:
        # The edge of someone's shadow.
        edge = 1 / (1 + np.exp(-(toward - np.float32(rng.uniform(-0.3, 0.5))) * np.float32(14)))
        light = light * (1 - np.float32(0.45) * edge)
    gain = np.float32(rng.uniform(1 - 0.5 * strength, 1 + 0.35 * strength))
    cast = 1 + strength * rng.uniform(-0.3, 0.3, 3).astype(np.float32)
    pixels = np.asarray(picture, dtype=np.float32) * (light * gain)[:, :, None]
    pixels *= cast
    grain = rng.standard_normal((height, width, 1), dtype=np.float32)
    pixels += np.float32(rng.uniform(*difficulty.noise)) * grain
    np.clip(pixels, 0, 255, out=pixels)
    return Image.fromarray(pixels.astype(np.uint8))
