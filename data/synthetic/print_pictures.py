"""Pictures that are printed on packages: heaps and bowls of pieces, and photographs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from data.synthetic.backdrops import photograph_crop
from data.synthetic.print_grounds import hsv, mixed
from data.synthetic.print_pieces import PIECES, draw_piece

COMPOSITIONS = ("heap", "bowl", "ring", "scatter", "pair", "row", "photograph", "photograph")
SHAPES = ("free", "free", "disc", "arch", "torn", "full", "pane")


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    """What a package shows.

    Attributes:
        composition: One of `COMPOSITIONS`.
        pieces: Two of `PIECES`.
        hues: Of either.
        shape: One of `SHAPES`.
        seed: Of what is left to chance.
    """

    composition: str
    pieces: tuple[str, str]
    hues: tuple[float, float]
    shape: str
    seed: int

    def draw(self, size: tuple[int, int], photographs: Sequence[Image.Image]) -> Image.Image:
        """Draw the picture: RGBA of a size, transparent where the ground is to be seen."""
        rng = np.random.default_rng(self.seed)
        if self.composition == "photograph":
            picture = photograph_crop(rng, size, photographs).convert("RGBA")
            shape = "pane" if self.shape == "free" else self.shape
        else:
            picture = Image.new("RGBA", size)
            shape = self.shape
            if shape != "free":
                picture.paste(_backdrop(rng, size, self.hues[1]), (0, 0))
            sprites = [
                draw_piece(rng, name, hue) for name, hue in zip(self.pieces, self.hues, strict=True)
            ]
            _lay(rng, picture, self.composition, sprites)
        if shape == "free":
            return picture
        cut = Image.new("RGBA", size)
        cut.paste(picture, (0, 0), _mask(rng, shape, size))
        return cut


def draw_printed_picture(rng: np.random.Generator, hue: float, shape: str) -> PrintedPicture:
    """Draw a picture whose pieces are about of a hue."""
    names = list(PIECES)
    first, second = (names[i] for i in rng.permutation(len(names))[:2])
    return PrintedPicture(
        composition=COMPOSITIONS[int(rng.integers(len(COMPOSITIONS)))],
        pieces=(first, second),
        hues=((hue + float(rng.normal(0, 0.04))) % 1, float(rng.random())),
        shape=shape,
        seed=int(rng.integers(2**31)),
    )


def _backdrop(rng: np.random.Generator, size: tuple[int, int], hue: float) -> Image.Image:
    high = hsv(hue, float(rng.uniform(0.05, 0.5)), float(rng.uniform(0.7, 1)))
    low = mixed(high, (40, 30, 30), float(rng.uniform(0.2, 0.6)))
    column = Image.new("RGB", (1, 2))
    column.putpixel((0, 0), high)
    column.putpixel((0, 1), low)
    return column.resize(size, Image.Resampling.BILINEAR)


def _lay(
    rng: np.random.Generator, picture: Image.Image, composition: str, sprites: list[Image.Image]
) -> None:
    """Lay pieces on a picture, those behind first."""
    width, height = picture.size
    unit = min(width, height)
    for x, y, share, which in _places(rng, composition, width / unit, height / unit):
        side = max(round(share * unit), 6)
        turned = sprites[which].rotate(float(rng.uniform(-50, 50)), Image.Resampling.BILINEAR)
        sprite = turned.resize((side, side), Image.Resampling.BILINEAR)
        at = (round(x * unit - side / 2), round(y * unit - side / 2))
        shade = sprite.getchannel("A").point(lambda value: value * 0.3)
        picture.paste((20, 14, 12, 255), (at[0] + 2, at[1] + round(0.05 * side)), shade)
        picture.paste(sprite, at, sprite)
    if composition == "bowl":
        draw = ImageDraw.Draw(picture)
        middle, reach = width / 2, 0.46 * unit
        top, low = height - 0.42 * unit, height + 0.34 * unit
        dish = hsv(float(rng.random()), float(rng.uniform(0, 0.6)), float(rng.uniform(0.5, 0.95)))
        draw.chord((middle - reach, 2 * top - low, middle + reach, low), 0, 180, fill=dish)
        rim = (middle - reach, top - 0.03 * unit, middle + reach, top + 0.04 * unit)
        draw.rounded_rectangle(rim, 0.03 * unit, fill=mixed(dish, (255, 255, 255), 0.5))


def _places(
    rng: np.random.Generator, composition: str, width: float, height: float
) -> list[tuple[float, float, float, int]]:
    """Return x, y, size and which sprite, in units of the shorter side."""
    if composition == "pair":
        return [(0.36 * width, 0.42 * height, 0.68, 0), (0.64 * width, 0.6 * height, 0.68, 1)]
    if composition == "row":
        count = max(round(width / 0.4), 2)
        places = ((i + 0.5) / count * width for i in range(count))
        return [(x, 0.55 * height, 0.52, i % 2) for i, x in enumerate(places)]
    if composition == "ring":
        turns = np.linspace(0, 2 * np.pi, int(rng.integers(7, 12)), endpoint=False)
        return [
            ((0.5 + 0.36 * np.cos(t)) * width, (0.5 + 0.36 * np.sin(t)) * height, 0.36, i % 2)
            for i, t in enumerate(turns.tolist())
        ]
    count, size = (9, 0.3) if composition == "scatter" else (16, 0.36)
    spots = rng.uniform((0.1, 0.08), (0.9, 0.92), (round(count * width * height), 2))
    if composition == "heap":
        x = spots[:, 0]
        spots = np.stack([x, 1 - (0.1 + 0.7 * spots[:, 1] * np.sin(np.pi * x))], axis=1)
    elif composition == "bowl":
        x = 0.5 + (spots[:, 0] - 0.5) * min(0.8 / width, 1)
        spots = np.stack([x, 1 - (0.42 + 0.26 * spots[:, 1]) / height], axis=1)
    spots = spots[np.argsort(spots[:, 1])]
    return [(x * width, y * height, size, int(rng.random() < 0.3)) for x, y in spots.tolist()]


def _mask(rng: np.random.Generator, shape: str, size: tuple[int, int]) -> Image.Image:
    width, height = size
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    if shape == "disc":
        draw.ellipse((0.03 * width, 0.03 * height, 0.97 * width, 0.97 * height), fill=255)
    elif shape == "arch":
        reach = 0.25 * height
        draw.ellipse((-0.15 * width, 0, 1.15 * width, 2 * reach), fill=255)
        draw.rectangle((0, reach, width, height), fill=255)
    elif shape == "torn":
        x = np.linspace(0, width, 40)
        rough = rng.normal(0, 0.02, (2, 40)) * height
        swing = 0.04 * height * np.sin(np.linspace(0, float(rng.uniform(2, 7)), 40))
        upper = np.stack([x, 0.1 * height + swing + rough[0]], 1)
        lower = np.stack([x, 0.92 * height + swing + rough[1]], 1)[::-1]
        draw.polygon([tuple(p) for p in np.concatenate([upper, lower]).tolist()], fill=255)
    elif shape == "pane":
        edge = (0.04 * width, 0.04 * height, 0.96 * width, 0.96 * height)
        draw.rounded_rectangle(edge, 0.08 * min(size), fill=255)
    else:
        mask.paste(255, (0, 0, width, height))
    return mask
