"""A shop's shelf: a package among its copies and other packages, price tags, dim light."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from data.synthetic.homography import warp
from data.synthetic.shading import Colour

_EDGES: tuple[Colour, ...] = (
    (214, 214, 212),
    (60, 62, 66),
    (196, 178, 148),
    (170, 30, 36),
    (236, 236, 234),
)
_TAGS: tuple[Colour, ...] = ((252, 252, 248), (252, 252, 248), (250, 214, 40), (226, 60, 50))
_SHARE = (0.62, 0.95)
"""Longer side of the wanted package over the shorter side of the picture."""
_COPIES = 0.6


def shelved(
    rng: np.random.Generator,
    shot: Image.Image,
    copy: Image.Image,
    others: Sequence[Image.Image],
) -> Image.Image:
    """Put a package on a shelf, in the middle of the picture and the largest in it.

    Args:
        rng: Source of randomness.
        shot: RGBA picture of the package.
        copy: RGBA picture of the same product, to stand beside it.
        others: RGBA pictures of other packages, of the same scale more or less.
    """
    tall = max(shot.size)
    side = round(tall / float(rng.uniform(*_SHARE)))
    size = (round(side * rng.uniform(0.8, 1.25)), side)
    margin = round(0.12 * side)
    scene = Image.new("RGB", (size[0] + 2 * margin, size[1] + 2 * margin))
    floor = (scene.height + shot.height) // 2 + round(float(rng.uniform(-0.03, 0.05)) * side)
    _inside(rng, scene)
    room = round(float(rng.uniform(1.08, 1.5)) * max(shot.height, 0.6 * shot.width))
    gap = floor - room
    others = [_fitted(other, 0.96 * room) for other in others]
    copy = _fitted(copy, 0.96 * room)
    edge = round(float(rng.uniform(0.07, 0.13)) * side)
    _row(rng, scene, gap - edge, _near(rng, copy, others, 0.3), float(rng.uniform(0.8, 1.1)))
    _edge(rng, scene, gap - edge, edge)
    _shade(scene, gap, round(0.25 * shot.height))
    left = (scene.width - shot.width) // 2 + round(float(rng.uniform(-0.05, 0.05)) * side)
    # Another row stands behind, seen where those in front leave a gap.
    _row(rng, scene, floor - round(0.03 * side), _near(rng, copy, others, 0.6), 0.6)
    _beside(rng, scene, floor, left, shot, copy, others)
    _edge(rng, scene, floor, edge)
    below = min(floor + edge + 6, scene.height - 1)
    under = scene.crop((0, below, *scene.size))
    _row(rng, under, round(1.05 * room), _near(rng, copy, others, 0.2), 0.9)
    scene.paste(under, (0, below))
    corners = np.array(((0, 0), (scene.width, 0), scene.size, (0, scene.height)), dtype=float)
    corners += rng.uniform(-0.9, 0.9, (4, 2)) * margin - margin
    seen = warp(scene.convert("RGBA"), [tuple(c) for c in corners.tolist()], size).convert("RGB")
    return ImageEnhance.Brightness(seen).enhance(float(rng.uniform(0.72, 1.05)))


def _near(
    rng: np.random.Generator, copy: Image.Image, others: Sequence[Image.Image], own: float
) -> list[Image.Image]:
    """Choose what stands in a row: runs of the same product, as shops face them."""
    return [
        copy if rng.random() < own else others[int(rng.integers(len(others)))] for _ in range(3)
    ]


def _inside(rng: np.random.Generator, scene: Image.Image) -> None:
    tone = float(rng.uniform(20, 110))
    column = Image.linear_gradient("L").resize(scene.size)
    scene.paste(ImageOps.colorize(column, (int(tone), int(tone), int(tone)), (24, 22, 22)))


def _row(
    rng: np.random.Generator,
    scene: Image.Image,
    floor: int,
    kinds: Sequence[Image.Image],
    light: float,
) -> None:
    """Stand packages side by side on a floor, each kind a few times."""
    x = -round(float(rng.uniform(0, 60)))
    while x < scene.width:
        kind = kinds[int(rng.integers(len(kinds)))]
        scale = float(rng.uniform(0.8, 1.0))
        package = _dimmed(kind, light).resize(
            (round(kind.width * scale), round(kind.height * scale))
        )
        for _ in range(int(rng.integers(1, 4))):
            scene.paste(package, (x, floor - package.height), package)
            x += package.width + int(rng.integers(0, 8))


def _beside(
    rng: np.random.Generator,
    scene: Image.Image,
    floor: int,
    left: int,
    shot: Image.Image,
    copy: Image.Image,
    others: Sequence[Image.Image],
) -> None:
    """Stand the package on the floor, and others to its left and right."""
    for direction in (-1, 1):
        x = left if direction < 0 else left + shot.width
        own = rng.random() < _COPIES
        count = int(rng.integers(1, 3)) if own else 0
        while -scene.width // 4 < x < scene.width:
            kind = copy if count > 0 else others[int(rng.integers(len(others)))]
            scale = float(rng.uniform(0.94, 1.0)) if count > 0 else float(rng.uniform(0.7, 1.0))
            scale *= shot.height / copy.height if count > 0 else 1.0
            package = kind.resize((round(kind.width * scale), round(kind.height * scale)))
            package = _dimmed(package, float(rng.uniform(0.8, 1.0)))
            x += round(float(rng.uniform(-0.03, 0.05)) * shot.width) * direction
            at = x - package.width if direction < 0 else x
            scene.paste(package, (at, floor - package.height), package)
            x += direction * package.width
            count -= 1
    shadow = shot.getchannel("A").filter(ImageFilter.BoxBlur(6)).point(lambda value: value * 0.5)
    scene.paste((10, 10, 12), (left + 4, floor - shot.height + 5), shadow)
    scene.paste(shot, (left, floor - shot.height), shot)


def _edge(rng: np.random.Generator, scene: Image.Image, top: int, tall: int) -> None:
    """Draw the front edge of a shelf with price tags on it."""
    draw = ImageDraw.Draw(scene)
    colour = _EDGES[int(rng.integers(len(_EDGES)))]
    draw.rectangle((0, top, scene.width, top + tall), fill=colour)
    draw.line((0, top, scene.width, top), fill=(250, 250, 250), width=2)
    draw.rectangle((0, top + tall, scene.width, top + tall + 5), fill=(12, 12, 14))
    x = float(rng.uniform(0, 80))
    while x < scene.width:
        wide = 1.7 * tall * float(rng.uniform(0.8, 1.2))
        paper = _TAGS[int(rng.integers(len(_TAGS)))]
        draw.rectangle((x, top + 0.1 * tall, x + wide, top + 0.9 * tall), fill=paper)
        price = f"{int(rng.integers(0, 20))}.{int(rng.choice((19, 49, 79, 95, 99)))}"
        font = ImageFont.load_default(0.5 * tall)
        draw.text((x + 0.95 * wide, top + 0.5 * tall), price, (20, 20, 24), font, anchor="rm")
        draw.line((x + 4, top + 0.25 * tall, x + 0.5 * wide, top + 0.25 * tall), fill=(90, 90, 90))
        x += wide + float(rng.uniform(0.5, 3)) * tall


def _shade(scene: Image.Image, top: int, tall: int) -> None:
    """Darken what is right under a shelf."""
    mask = ImageOps.flip(Image.linear_gradient("L")).resize((scene.width, max(tall, 1)))
    scene.paste((8, 8, 10), (0, top), mask.point(lambda value: value * 0.7))


def _fitted(package: Image.Image, room: float) -> Image.Image:
    """Shrink a package until it fits between two shelves."""
    scale = min(room / package.height, 1.0)
    return package.resize(
        (max(round(package.width * scale), 1), max(round(package.height * scale), 1))
    )


def _dimmed(package: Image.Image, light: float) -> Image.Image:
    table = [min(round(value * light), 255) for value in range(256)]
    return package.point([*table * 3, *range(256)])
