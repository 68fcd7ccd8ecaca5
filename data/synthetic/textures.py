"""Surfaces that products lie on and stand before, made of noise: wood, stone, cloth, paper."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.float32]
Size = tuple[int, int]

_WOODS = ((150, 104, 66), (186, 144, 98), (108, 72, 48), (206, 178, 140), (84, 62, 50))
_STONES = ((206, 204, 200), (150, 150, 152), (98, 100, 104), (224, 218, 208))
_CLOTHS = (
    (94, 104, 122),
    (172, 160, 146),
    (128, 60, 62),
    (70, 92, 80),
    (214, 208, 198),
    (52, 54, 60),
)


def draw_texture(rng: np.random.Generator, size: Size) -> Image.Image:
    """Draw one of the surfaces, RGB, `size` pixels wide and high."""
    kind = rng.choice(("wood", "marble", "concrete", "cloth", "terrazzo", "paper"))
    if kind == "wood":
        shade, colour = _wood(rng, size), _pick(rng, _WOODS)
    elif kind == "marble":
        shade, colour = _marble(rng, size), _pick(rng, _STONES)
    elif kind == "cloth":
        shade, colour = _cloth(rng, size), _pick(rng, _CLOTHS)
    elif kind == "terrazzo":
        return _terrazzo(rng, size)
    else:
        rough = 0.02 if kind == "paper" else 0.05
        shade, colour = 1 + rough * noise(rng, size, (180, 180), octaves=6), _pick(rng, _STONES)
    return _coloured(shade, colour)


def noise(rng: np.random.Generator, size: Size, cell: Size, *, octaves: int = 1) -> Pixels:
    """Return ``(height, width)`` smooth noise of about unit variance.

    Args:
        rng: Source of randomness.
        size: Width and height in pixels.
        cell: Width and height of the largest blobs in pixels.
        octaves: How many times finer blobs of half the size and strength are added.
    """
    total: Pixels = np.zeros((size[1], size[0]), dtype=np.float32)
    for octave in range(octaves):
        columns = max(int(size[0] / cell[0] * 2**octave), 1) + 3
        rows = max(int(size[1] / cell[1] * 2**octave), 1) + 3
        coarse = rng.standard_normal((min(rows, size[1]), min(columns, size[0])), dtype=np.float32)
        grown = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
        total += np.asarray(grown) * np.float32(0.6**octave)
    return total


def _wood(rng: np.random.Generator, size: Size) -> Pixels:
    """Return grain along x with plank joints across y."""
    warp = noise(rng, size, (size[0], 120), octaves=2)
    y = np.arange(size[1], dtype=np.float32)[:, None] / size[1]
    planks = int(rng.integers(3, 7))
    rings = np.sin((y * planks * 3 + 0.8 * warp) * 2 * np.pi)
    fine = noise(rng, size, (260, 3))
    tone = np.repeat(rng.uniform(0.86, 1.1, planks), -(-size[1] // planks))[: size[1], None]
    joint = 1 - 0.5 * (np.abs(y * planks - np.round(y * planks)) * size[1] / planks < 1.6)
    shade: Pixels = (1 + 0.06 * rings + 0.05 * fine) * tone * joint
    return shade


def _marble(rng: np.random.Generator, size: Size) -> Pixels:
    cloud = noise(rng, size, (320, 320), octaves=5)
    veins = np.exp(-np.abs(cloud + 0.2) * rng.uniform(8, 20))
    shade: Pixels = 1 + 0.04 * cloud - 0.35 * veins
    return shade


def _cloth(rng: np.random.Generator, size: Size) -> Pixels:
    pitch = float(rng.uniform(3.5, 7))
    x = np.sin(np.arange(size[0], dtype=np.float32) * np.float32(2 * np.pi / pitch))
    y = np.sin(np.arange(size[1], dtype=np.float32) * np.float32(2 * np.pi / pitch))
    weave = np.outer(y, x)
    folds = noise(rng, size, (300, 420), octaves=2)
    shade: Pixels = 1 + 0.10 * weave + 0.09 * folds + 0.05 * noise(rng, size, (4, 4))
    return shade


def _terrazzo(rng: np.random.Generator, size: Size) -> Image.Image:
    """Return chips of stone: the cells where one of several noises is the greatest."""
    chips = np.stack([noise(rng, size, (26, 26)) for _ in range(4)])
    which = np.where(chips.max(axis=0) > 1.1, chips.argmax(axis=0), 4)
    colours = np.array([*(_pick(rng, (*_STONES, *_WOODS)) for _ in range(4)), (228, 224, 218)])
    return Image.fromarray(colours[which].astype(np.uint8))


def _pick(
    rng: np.random.Generator, colours: tuple[tuple[int, int, int], ...]
) -> tuple[int, int, int]:
    return colours[int(rng.integers(len(colours)))]


def _coloured(shade: Pixels, colour: tuple[int, int, int]) -> Image.Image:
    picture = shade[:, :, None] * np.array(colour, dtype=np.float32)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
