"""Pictures of whatever, edited as sellers edit them: positives show the same picture.

Self-supervised pairs as in SSCD (Pizzi et al. 2022): edits of the whole picture, and the picture
mixed with another one.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from data.attacks import EDITS, NotApplicableError, Strength, apply
from data.attacks.bystander import draw_article
from data.attacks.registry import SMALLEST_SIDE
from data.decode import ImageError, decode
from data.synthetic.backdrops import photograph_crop
from data.synthetic.designs import FAMILIES, SPLITS, draw_design
from data.synthetic.difficulty import EASY
from data.synthetic.emblems import draw_emblem
from data.synthetic.scenes import Scenery
from data.synthetic.textures import draw_texture
from training.pictures.shards import PictureInfo

GROUP = 4
"""Pictures of one kind in a group."""
PICTURES = 5
"""Of each picture: itself, three edits, one mixed."""
KINDS = ("scene", "goods", "layout")
"""Kinds of pictures that can be made without end."""
_MATERIALS = frozenset({"brick", "grass", "gravel"})
"""Photographs whose parts all look the same."""
_SIDE = 480
_TILES = 3
_LAYOUTS = ((2, 1), (1, 2), (2, 2), (3, 1), (3, 2))
_STRENGTHS = (Strength.WEAK, Strength.MEDIUM, Strength.STRONG)
_STRENGTH_SHARES = (0.35, 0.4, 0.25)
_EDIT_TWICE = 0.35


class PhotographError(ValueError):
    """A photograph of the folder can't be read."""


def read_photographs(paths: Sequence[Path]) -> list[Image.Image]:
    """Read photographs from files, shrunk.

    Raises:
        PhotographError: one of them can't be read.
    """
    read = []
    for path in paths:
        try:
            read.append(decode(path.read_bytes(), max_side=2 * _SIDE).pixels)
        except (OSError, ImageError) as error:
            raise PhotographError(f"{path}: {error}; remove it from the folder") from error
    return read


def tile_groups(photographs: Mapping[str, Image.Image]) -> list[tuple[str, tuple[int, ...]]]:
    """Return groups of tiles that do not overlap, each by its photograph and its places there."""
    chosen = [name for name in photographs if name not in _MATERIALS]
    return [
        (name, tuple(range(first, first + GROUP)))
        for first in range(0, _TILES**2 - GROUP + 1, GROUP)
        for name in chosen
    ]


def cut_tiles(
    rng: np.random.Generator, source: Image.Image, places: Sequence[int]
) -> list[Image.Image]:
    """Cut tiles out of a photograph, each by its place in a square of nine."""
    share = float(rng.uniform(0.85, 1))
    width, height = (side / _TILES for side in source.size)
    scale = _SIDE / max(width, height)
    tiles = []
    for place in places:
        left, top = place % _TILES * width, place // _TILES * height
        tile = source.resize(
            (round(width * scale), round(height * scale)),
            Image.Resampling.BICUBIC,
            box=(left, top, left + share * width, top + share * height),
        )
        tiles.append(ImageOps.mirror(tile) if rng.random() < 0.5 else tile)
    return tiles


def draw_originals(
    rng: np.random.Generator, kind: str, scenery: Scenery, shown: Sequence[Image.Image]
) -> list[Image.Image]:
    """Draw a group of pictures.

    Args:
        rng: Source of randomness.
        kind: One of `KINDS`.
        scenery: Makes scenes.
        shown: Photographs that a layout may show.
    """
    if kind == "scene":
        family = list(FAMILIES)[int(rng.integers(len(FAMILIES)))]
        designs = [draw_design(rng, family=family, split=SPLITS[1]) for _ in range(GROUP)]
        return [scenery.product(rng, design, EASY).photo for design in designs]
    if kind == "goods":
        marks = [draw_emblem(rng).mark("emblem") for _ in range(GROUP)]
        return [scenery.goods(rng, mark, EASY).photo for mark in marks]
    return [_layout(rng, shown) for _ in range(GROUP)]


def picture_photographs(
    rng: np.random.Generator,
    group: str,
    originals: Sequence[Image.Image],
    *,
    category: str,
    split: str,
    scenery: Scenery,
) -> Iterator[tuple[PictureInfo, Image.Image]]:
    """Edit each picture of a group."""
    for rank, full in enumerate(originals):
        original = full.copy()
        original.thumbnail((_SIDE, _SIDE), reducing_gap=2.0)
        other = photograph_crop(rng, original.size, scenery.photographs)
        pictures = [("photo", original)]
        pictures += [("edited", _edited(rng, original)) for _ in range(PICTURES - 2)]
        pictures.append(("mixed", _mixed(rng, original, other)))
        for number, (style, picture) in enumerate(pictures):
            instance = f"{group}-{rank}"
            info = PictureInfo(group, instance, number, category, "photograph", style, split)
            yield info, picture


def _layout(rng: np.random.Generator, shown: Sequence[Image.Image]) -> Image.Image:
    """Lay pictures out as a page of a catalogue does."""
    page = Image.new("RGB", (_SIDE, _SIDE), "white")
    columns, rows = _LAYOUTS[int(rng.integers(len(_LAYOUTS)))]
    width, height = _SIDE // columns, _SIDE // rows
    gap = int(rng.integers(0, 12))
    for place in range(columns * rows):
        size = (width - gap, height - gap)
        kind = rng.random()
        if kind < 0.4:
            panel = photograph_crop(rng, size, shown)
        elif kind < 0.7:
            panel = draw_texture(rng, size)
        else:
            panel = draw_article(rng, size)
        page.paste(panel, (place % columns * width, place // columns * height))
    return page


def _edited(rng: np.random.Generator, picture: Image.Image) -> Image.Image:
    """Edit once or twice."""
    edited, wanted = picture, 2 if rng.random() < _EDIT_TWICE else 1
    while wanted and min(edited.size) >= SMALLEST_SIDE:
        name = list(EDITS)[int(rng.integers(len(EDITS)))]
        strength = _STRENGTHS[int(rng.choice(3, p=_STRENGTH_SHARES))]
        try:
            edited = apply(name, edited, strength, rng).image
            wanted -= 1
        except NotApplicableError:
            continue
    return edited


def _mixed(rng: np.random.Generator, picture: Image.Image, other: Image.Image) -> Image.Image:
    """Blend with another picture, or set the picture into it, larger than what is around."""
    if rng.random() < 0.5:
        return Image.blend(picture, other, float(rng.uniform(0.2, 0.45)))
    share = float(rng.uniform(0.6, 0.85))
    size = (round(share * picture.width), round(share * picture.height))
    place = [
        int(rng.uniform(0, whole - part)) for whole, part in zip(picture.size, size, strict=True)
    ]
    mixed = other.copy()
    mixed.paste(picture.resize(size, Image.Resampling.BICUBIC), (place[0], place[1]))
    return mixed
