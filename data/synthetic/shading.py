"""Materials and light: what each seen point of a product sends to the camera.

Diffuse light is Lambert's, highlights are Blinn's, glancing reflections are Schlick's, and gloss
mirrors a made-up studio of soft boxes over a dark floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Colour = tuple[int, int, int]
"""sRGB, 0 to 255."""
Pixels = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """How a surface looks.

    Attributes:
        colour: Of the paint, or of the metal.
        gloss: 0 for felt, 1 for a mirror.
        metal: Whether reflections take the colour.
        texture: RGBA picture painted over the colour at the mesh's texture coordinates.
        region: ``(left, top, right, bottom)`` in texture coordinates of what the picture shows of
            interest: a printed logo.
    """

    colour: Colour
    gloss: float = 0.5
    metal: bool = False
    texture: Image.Image | None = None
    region: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """The key light; angles in degrees, azimuth as seen from the camera (negative: from the left).

    Attributes:
        azimuth: Direction to the light.
        elevation: Height of the light.
        key: Strength of the key light.
        fill: Strength of the light from all around.
        warmth: Colour of the light, -1 blue to 1 orange.
    """

    azimuth: float = -40.0
    elevation: float = 50.0
    key: float = 0.75
    fill: float = 0.5
    warmth: float = 0.0


def paint_at(materials: Sequence[Material], part: NDArray[np.int64], uv: Pixels) -> Pixels:
    """Return the ``(n, 3)`` linear colour of each pixel's surface."""
    colours = np.array([m.colour for m in materials], dtype=np.float32) / 255
    paint = colours[part]
    for number, texture in enumerate(m.texture for m in materials):
        if texture is None:
            continue
        here = np.nonzero(part == number)[0]
        # About half of the texture is in sight: shrunk, its texels are as large as pixels.
        reduction = max(round((texture.width * texture.height / 2 / max(len(here), 1)) ** 0.5), 1)
        texel = _bilinear(texture.convert("RGBa").reduce(reduction), uv[here])
        paint[here] = texel[:, :3] + (1 - texel[:, 3:]) * paint[here]
    linear: Pixels = np.power(paint, np.float32(2.2))
    return linear


def luminance(colour: Colour) -> float:
    """Return how bright a colour is, 0 to 255 (ITU-R BT.601)."""
    return float(np.dot(colour, (0.299, 0.587, 0.114)))


def _bilinear(texture: Image.Image, uv: Pixels) -> Pixels:
    """Return ``(n, 4)`` premultiplied texels, 0 to 1, mixed from the four nearest."""
    texels = np.asarray(texture, dtype=np.float32) / 255
    rows, columns = texels.shape[:2]
    x = np.clip(uv[:, 0] * columns - 0.5, 0, columns - 1.001)
    y = np.clip(uv[:, 1] * rows - 0.5, 0, rows - 1.001)
    left, top = x.astype(np.int64), y.astype(np.int64)
    across, down = (x - left)[:, None], (y - top)[:, None]
    upper = texels[top, left] * (1 - across) + texels[top, left + 1] * across
    lower = texels[top + 1, left] * (1 - across) + texels[top + 1, left + 1] * across
    mixed: Pixels = upper * (1 - down) + lower * down
    return mixed


def shade(
    *,
    paint: Pixels,
    gloss: Pixels,
    metal: NDArray[np.bool_],
    normal: Pixels,
    towards: Pixels,
    to_light: NDArray[np.float64],
    lit: Pixels,
    side: Pixels,
    light: Light,
) -> Pixels:
    """Return the ``(n, 3)`` linear light that each pixel sends to the camera."""
    key_direction = to_light.astype(np.float32)
    tint = np.array([1 + 0.14 * light.warmth, 1.0, 1 - 0.18 * light.warmth], dtype=np.float32)
    facing = np.clip(np.einsum("nd,nd->n", normal, towards), 0, 1)
    lambert = np.clip(normal @ key_direction, 0, 1) * lit
    ambient = light.fill * (0.62 + 0.38 * normal[:, 2] + 0.1 * (normal @ side))
    diffuse = paint * (ambient + 1.25 * light.key * lambert)[:, None]

    mirrored = 2 * facing[:, None] * normal - towards
    studio = _studio_light(mirrored, key_direction, side, gloss)
    half = unit(towards + key_direction)
    sharpness = np.exp2(3 + 7 * gloss)
    spot = np.clip(np.einsum("nd,nd->n", normal, half), 0, 1) ** sharpness * lit
    glance = (1 - facing) ** 5
    fresnel = (0.04 + 0.96 * glance * gloss) * gloss
    coat = (fresnel * studio + 0.7 * light.key * gloss * spot)[:, None]
    plain = diffuse * (1 - fresnel)[:, None] + coat
    glint = studio * (0.45 + 0.55 * lit) + 0.8 * light.key * spot
    plated = (paint + (1 - paint) * glance[:, None]) * glint[:, None]
    shaded: Pixels = np.where(metal[:, None], plated, plain) * tint
    return shaded


def _studio_light(direction: Pixels, key: Pixels, side: Pixels, gloss: Pixels) -> Pixels:
    """Return how bright the studio is in each ``(n, 3)`` direction: boxes, strips, dark floor."""
    blur = 0.08 + 0.6 * (1 - gloss)
    up = direction[:, 2]
    across = direction @ side
    wall = 0.38 + 0.45 * _ramp(up, -0.25, 0.9)
    floor = 0.26 * _ramp(-up, 0.0, 0.25 + blur)
    box = 1.1 * _ramp(direction @ key, 0.86 - blur, 0.86 + blur)
    left = 0.8 * _ramp(-across, 0.72 - blur, 0.72 + blur) * _ramp(up, -0.5, -0.2)
    right = 0.45 * _ramp(across, 0.86 - blur, 0.86 + blur) * _ramp(up, -0.5, -0.2)
    bright: Pixels = wall - floor + box + left + right
    return bright


def unit(vectors: Pixels) -> Pixels:
    """Scale ``(n, 3)`` vectors to length one."""
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
    scaled: Pixels = vectors / np.maximum(lengths, np.float32(1e-9))[:, None]
    return scaled


def srgb(linear: Pixels) -> Pixels:
    """Encode for the screen, with a soft shoulder so that highlights do not clip hard."""
    soft = np.where(linear < 0.8, linear, 0.8 + 0.2 * (1 - np.exp(-(linear - 0.8) / 0.2)))
    encoded: Pixels = np.power(np.clip(soft, 0, 1), 1 / 2.2)
    return encoded


def _ramp(value: Pixels, low: float | Pixels, high: float | Pixels) -> Pixels:
    step = np.clip((value - low) / (high - low), 0, 1)
    smooth: Pixels = step * step * (3 - 2 * step)
    return smooth
