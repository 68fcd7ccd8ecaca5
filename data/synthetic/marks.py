"""Real brand marks, from the ``simpleicons`` package, drawn by resvg.

Marks of the ``demo`` split are those that shoppers know and an eighth of the others; three eighths
are for ``calibration``, so that a model is not calibrated on what it was trained on, and half are
for ``training``. A brand's marks are all in one split.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Self
from unicodedata import normalize
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.synthetic.extra import load
from data.synthetic.shading import Colour

KNOWN = frozenset({
    "adidas", "apple", "audi", "bmw", "burgerking", "carrefour", "caterpillar", "chupachups",
    "citroen", "dhl", "dior", "dolby", "ducati", "fedex", "ferrari", "fila", "fujifilm",
    "generalelectric", "hellyhansen", "honda", "hp", "husqvarna", "hyundai", "ikea", "instagram",
    "jaguar", "jordan", "kfc", "lamborghini", "lg", "maserati", "mazda", "mcdonalds", "mercedes",
    "mitsubishi", "monster", "motorola", "newbalance", "nike", "nintendo", "nissan", "opel",
    "pepsi", "peugeot", "playstation", "pokemon", "porsche", "puma", "reebok", "renault",
    "rollsroyce", "samsung", "shell", "skoda", "snapchat", "sonos", "spotify", "starbucks",
    "steam", "subaru", "suzuki", "tesla", "thenorthface", "toyota", "twitch", "underarmour", "ups",
    "volkswagen", "volvo", "wacom", "whatsapp", "xbox", "youtube", "zara",
})  # fmt: skip
"""Marks that shoppers know."""
_IN_THE_PHOTOGRAPHS = frozenset({"nasa", "spacex", "yamahacorporation", "yamahamotorcorporation"})
"""Marks that the photographs show by themselves."""
SPLITS = ("demo", "calibration", "training")
_EIGHTHS = (0, 1, 1, 1, 2, 2, 2, 2)
"""The split that each eighth of the brands is in."""
_SIDE = 32
_PLAINEST = 30.0
"""Squared perimeter over area, in pixels: 16 for a square."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A brand's mark.

    Attributes:
        name: In the package.
        title: As the brand writes itself.
        brand: What its several marks share: the first word of their titles.
        colour: The brand's.
        svg: The drawing.
    """

    name: str
    title: str
    brand: str
    colour: Colour
    svg: str

    def render(self, size: int, colour: Colour | None = None) -> Image.Image:
        """Draw the mark, trimmed: RGBA, in its brand's colour unless another is given.

        Args:
            size: Pixels of the square that the mark was designed in; what is left after
                trimming is rarely much smaller.
            colour: sRGB.
        """
        red, green, blue = colour or self.colour
        fill = f'<svg fill="#{red:02x}{green:02x}{blue:02x}" '
        return draw_svg(self.svg.replace("<svg ", fill, 1), size)


def draw_svg(svg: str, size: int) -> Image.Image:
    """Draw into a square of `size` pixels and trim: RGBA.

    Raises:
        MissingExtraError: resvg is not installed.
        ValueError: it is no SVG.
    """
    payload = load("resvg_py").svg_to_bytes(
        svg_string=svg, width=size, height=size, skip_system_fonts=True
    )
    with Image.open(BytesIO(payload)) as picture:
        drawn = picture.convert("RGBA")
    return drawn.crop(drawn.getbbox())


def load_marks(split: str | None = None) -> dict[str, Mark]:
    """Return the marks of a split, or all, by name in alphabetical order.

    Raises:
        MissingExtraError: simpleicons is not installed.
    """
    icons = load("simpleicons.all").icons
    brands = {name: brand_of(icons[name].title) for name in sorted(icons)}
    known = {brands[name] for name in KNOWN & brands.keys()}
    marks = {}
    for name, brand in brands.items():
        eighth = 0 if brand in known else crc32(brand.encode()) % len(_EIGHTHS)
        if name not in _IN_THE_PHOTOGRAPHS and split in (None, SPLITS[_EIGHTHS[eighth]]):
            red, green, blue = (int(icons[name].hex[i : i + 2], 16) for i in (0, 2, 4))
            marks[name] = Mark(name, icons[name].title, brand, (red, green, blue), icons[name].svg)
    return marks


def brand_of(title: str) -> str:
    """Return the first word of a title that says something."""
    words = [word for word in title.lower().split() if word != "the"]
    return words[0] if words else title.lower()


def bare(name: str) -> str:
    """Leave the small letters and digits of a name, without accents: how other lists spell it."""
    return "".join(c for c in normalize("NFKD", name.casefold()) if c.isascii() and c.isalnum())


@dataclass(frozen=True, slots=True, eq=False)
class Silhouettes:
    """Small pictures of marks, to compare their shapes.

    Attributes:
        names: Of ``n`` marks.
        ink: ``(n, 1024)`` float32, 1 where a mark has ink on a grid of 32 by 32.
    """

    names: tuple[str, ...]
    ink: NDArray[np.float32]

    @classmethod
    def of(cls, marks: Iterable[Mark]) -> Self:
        """Draw the silhouettes; about a millisecond for each mark."""
        chosen = tuple(marks)
        return cls(tuple(mark.name for mark in chosen), np.stack([_ink(m) for m in chosen]))

    def overlap(self, other: Self) -> NDArray[np.float32]:
        """Return ``(n, m)`` intersection over union of the shapes of two sets."""
        both = self.ink @ other.ink.T
        either = self.ink.sum(axis=1)[:, None] + other.ink.sum(axis=1)[None, :] - both
        share: NDArray[np.float32] = both / np.maximum(either, 1)
        return share

    def distinctive(self) -> "Silhouettes":
        """Leave out marks that are hardly more than a disc or a square: those are everywhere."""
        grid = np.pad(self.ink.reshape(-1, _SIDE, _SIDE), ((0, 0), (1, 1), (1, 1)))
        perimeter = sum(np.abs(np.diff(grid, axis=axis)).sum(axis=(1, 2)) for axis in (1, 2))
        keep = perimeter**2 > _PLAINEST * np.maximum(self.ink.sum(axis=1), 1)
        names = tuple(name for name, kept in zip(self.names, keep, strict=True) if kept)
        return Silhouettes(names, self.ink[keep])


def _ink(mark: Mark) -> NDArray[np.float32]:
    drawn = mark.render(2 * _SIDE).getchannel("A")
    drawn.thumbnail((_SIDE, _SIDE))
    grid = Image.new("L", (_SIDE, _SIDE))
    grid.paste(drawn, ((_SIDE - drawn.width) // 2, (_SIDE - drawn.height) // 2))
    return (np.asarray(grid).ravel() > 127).astype(np.float32)
