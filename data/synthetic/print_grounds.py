"""Colours and grounds of printed packages."""

import colorsys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from PIL import Image

from data.synthetic.shading import Colour, Pixels, luminance
from data.synthetic.textures import draw_texture, noise

_TONES = ("white", "pale", "brand", "accent", "accent", "deep", "black", "kraft", "split")


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of a print.

    Attributes:
        brand: Of the brand.
        accent: Of the flavour.
        tone: What the ground follows: one of a few words, such as ``white`` or ``accent``.
    """

    brand: Colour
    accent: Colour
    tone: str

    @property
    def ground(self) -> Colour:
        """Main colour of the ground."""
        plain: dict[str, Colour] = {
            "white": (248, 247, 243),
            "pale": mixed(self.accent, (255, 255, 255), 0.78),
            "brand": self.brand,
            "accent": self.accent,
            "deep": mixed(self.accent, (16, 14, 18), 0.6),
            "black": (26, 24, 26),
            "kraft": (190, 152, 106),
            "split": mixed(self.brand, (255, 255, 255), 0.15),
        }
        return plain[self.tone]

    @property
    def second(self) -> Colour:
        """Colour of what the ground is patterned with."""
        if self.tone in ("brand", "accent"):
            towards: Colour = (255, 255, 255) if luminance(self.ground) < 150 else (40, 30, 30)
            return mixed(self.ground, towards, 0.22)
        if self.tone == "split":
            return self.accent
        return mixed(self.ground, self.accent, 0.35 if self.tone != "kraft" else 0.2)


def draw_scheme(rng: np.random.Generator) -> Scheme:
    """Draw colours that go together."""
    hue = float(rng.random())
    apart = float(rng.choice((0.0, 0.08, -0.08, 0.33, 0.5, 0.58)))
    brand = hsv(hue, float(rng.uniform(0.55, 1)), float(rng.uniform(0.3, 0.9)))
    accent = draw_accent(rng, (hue + apart + float(rng.normal(0, 0.04))) % 1)
    return Scheme(brand, accent, str(rng.choice(_TONES)))


def draw_accent(rng: np.random.Generator, hue: float) -> Colour:
    """Draw a colour of a hue, vivid, soft or dark."""
    saturation, value = ((0.85, 0.85), (0.45, 0.92), (0.7, 0.5))[
        int(rng.choice(3, p=(0.6, 0.25, 0.15)))
    ]
    return hsv(
        hue, saturation * float(rng.uniform(0.85, 1.1)), value * float(rng.uniform(0.88, 1.1))
    )


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """Return a colour from 0 to 1 each."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, min(saturation, 1.0), min(value, 1.0))
    return (round(255 * red), round(255 * green), round(255 * blue))


def hue_of(colour: Colour) -> float:
    """Return the hue, 0 to 1."""
    red, green, blue = (value / 255 for value in colour)
    return colorsys.rgb_to_hsv(red, green, blue)[0]


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """Return a colour between two, nearer to the second the greater the share."""
    red, green, blue = (round(a + share * (b - a)) for a, b in zip(first, second, strict=True))
    return (red, green, blue)


def ink_on(ground: Colour, wanted: Colour | None = None) -> Colour:
    """Return a colour that can be read on a ground: the wanted one if it can."""
    light = luminance(ground)
    if wanted is not None and abs(luminance(wanted) - light) > 85:
        return wanted
    return (252, 252, 250) if light < 148 else (28, 26, 30)


Field = Callable[[np.random.Generator, Pixels, Pixels], Pixels]
"""Says where the second colour is, 0 to 1, at places across and down in panel heights."""


def _solid(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    del rng
    return 0 * (x + y)


def _gradient(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    low = float(rng.uniform(0.1, 0.5))
    fade: Pixels = np.clip((y - low) / (1 - low), 0, 1) + 0 * x
    return fade


def _glow(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    middle = float(rng.uniform(0.3, 0.7))
    bright: Pixels = np.clip(1.1 - 1.6 * np.hypot(x, y - middle), 0, 1)
    return bright


def _bands(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    return _edge(np.sin(2 * np.pi * (y * int(rng.integers(2, 9)))), 0.0) + 0 * x


def _stripes(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    return (
        _edge(np.sin(2 * np.pi * x * int(rng.integers(4, 14))), float(rng.uniform(-0.3, 0.5)))
        + 0 * y
    )


def _diagonal(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    slope = float(rng.choice((-1, 1)) * rng.uniform(0.5, 1.4))
    count = float(rng.choice((0.5, 1, 3, 6)))
    return _edge(np.sin(2 * np.pi * count * (y + slope * x)), 0.0)


def _waves(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    edge = float(rng.uniform(0.35, 0.7)) + float(rng.uniform(0.03, 0.12)) * np.sin(
        float(rng.uniform(3, 8)) * x + float(rng.uniform(0, 6))
    )
    return _edge(y - edge, 0.0, 120)


def _dots(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    count = 2 * np.pi * float(rng.uniform(3, 9))
    return _edge(np.cos(count * (x + y)) + np.cos(count * (x - y)), float(rng.uniform(0.6, 1.3)))


def _checks(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    count = 2 * np.pi * float(rng.uniform(3, 7))
    return 0.5 * (_edge(np.sin(count * x), 0.0) + _edge(np.sin(count * y), 0.0))


def _rays(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    angle = np.arctan2(y - float(rng.uniform(0.3, 0.8)), x + 1e-6)
    return _edge(np.sin(int(rng.integers(6, 15)) * angle), 0.0, 12)


def _arcs(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    far = np.hypot(x - float(rng.uniform(-0.4, 0.4)), y - float(rng.choice((0.0, 1.0))))
    return _edge(np.sin(2 * np.pi * float(rng.uniform(1, 3)) * far), 0.0)


def _clouds(rng: np.random.Generator, x: Pixels, y: Pixels) -> Pixels:
    shape = np.broadcast_shapes(x.shape, y.shape)
    cloud = noise(rng, (shape[1], shape[0]), (shape[0] // 3 + 1, shape[0] // 3 + 1), octaves=3)
    share: Pixels = np.clip(0.5 + 0.5 * cloud, 0, 1)
    return share


GROUNDS: Mapping[str, Field] = MappingProxyType(
    {
        "solid": _solid,
        "gradient": _gradient,
        "glow": _glow,
        "bands": _bands,
        "stripes": _stripes,
        "diagonal": _diagonal,
        "waves": _waves,
        "dots": _dots,
        "checks": _checks,
        "rays": _rays,
        "arcs": _arcs,
        "clouds": _clouds,
        "texture": _solid,
    }
)
"""Every ground by its name."""
_SHARES = np.array([5, 4, 3, 1.2, 1, 2, 3, 1, 0.8, 1.5, 1.5, 1, 1])


def draw_ground_name(rng: np.random.Generator) -> str:
    """Draw the name of a ground."""
    return str(rng.choice(list(GROUNDS), p=_SHARES / _SHARES.sum()))


def draw_ground(name: str, scheme: Scheme, seed: int, size: tuple[int, int]) -> Image.Image:
    """Draw a ground, RGB; its pattern is centred and as large on panels of equal height."""
    rng = np.random.default_rng(seed)
    width, height = size
    x = ((np.arange(width)[None, :] - width / 2) / height).astype(np.float32)
    y = (np.arange(height)[:, None] / height).astype(np.float32)
    where = GROUNDS[name](rng, x, y)[..., None]
    first, second = (np.array(c, dtype=np.float32) for c in (scheme.ground, scheme.second))
    pixels = first + where.astype(np.float32) * (second - first)
    if name == "texture":
        grain = np.asarray(draw_texture(rng, size).convert("L"), dtype=np.float32)[..., None]
        pixels = pixels * (0.75 + 0.25 * grain / max(float(grain.mean()), 1.0))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def recoloured(scheme: Scheme, accent: Colour) -> Scheme:
    """Return the scheme of another flavour."""
    return replace(scheme, accent=accent)


def _edge(value: Pixels, at: float, sharp: float = 16.0) -> Pixels:
    step: Pixels = np.clip(0.5 + sharp * (value - at), 0, 1)
    return step
