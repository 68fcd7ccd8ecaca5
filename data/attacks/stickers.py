"""Emoji and round stickers laid over the goods."""

import numpy as np
from PIL import Image, ImageDraw

from data.attacks.edit import AttackedImage, in_place
from data.attacks.lettering import fitted
from data.attacks.palette import LOUD, pick
from data.records import Point

_FINE = 2
_TRIES = 16
_CLAIMS = ("NEW", "-50%", "HOT", "SALE", "TOP", "2 for 1")
_YELLOW = (255, 204, 60)
_BROWN = (96, 60, 20)
_RED = (222, 46, 66)


def sticker_cover(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Cover that share of the area with emoji and stickers, apart from one another."""
    number = int(rng.integers(2, 5))
    sizes = rng.uniform(0.7, 1.3, number)
    area = amount * image.width * image.height
    radii = np.sqrt(sizes / sizes.sum() * area / np.pi).tolist()
    result = image.copy()
    placed: list[tuple[Point, float]] = []
    for radius in sorted(radii, reverse=True):
        spots = [_spot(rng, image.size, radius) for _ in range(_TRIES)]
        # The spot with the most room to its neighbours.
        x, y = max(spots, key=lambda spot: _room(spot, radius, placed))
        placed.append(((x, y), radius))
        sticker = pick(rng, (_smiley, _heart, _badge, _star, _badge))(rng, 2 * radius)
        result.paste(sticker, (round(x - radius), round(y - radius)), sticker)
    return in_place(result)


def _spot(rng: np.random.Generator, size: tuple[int, int], radius: float) -> Point:
    """Draw a centre: stickers stay in the picture where it has room for them."""
    x, y = (
        float(rng.uniform(min(radius, side / 2), max(side - radius, side / 2))) for side in size
    )
    return x, y


def _room(spot: Point, radius: float, placed: list[tuple[Point, float]]) -> float:
    gaps = [float(np.hypot(spot[0] - x, spot[1] - y)) - radius - other for (x, y), other in placed]
    # Beyond not overlapping, more room is no better.
    return min([*gaps, 0.0])


def _blank(side: float) -> tuple[Image.Image, ImageDraw.ImageDraw, float]:
    pixels = max(round(side), 2) * _FINE
    layer = Image.new("RGBA", (pixels, pixels))
    return layer, ImageDraw.Draw(layer), pixels / 2


def _smooth(layer: Image.Image) -> Image.Image:
    return layer.resize((layer.width // _FINE, layer.height // _FINE), Image.Resampling.BOX)


def _smiley(rng: np.random.Generator, side: float) -> Image.Image:
    layer, draw, r = _blank(side)
    draw.circle((r, r), 0.98 * r, fill=(238, 168, 32))
    draw.circle((r, 0.97 * r), 0.93 * r, fill=_YELLOW)
    in_love = rng.random() < 0.4
    for x in (0.64 * r, 1.36 * r):
        if in_love:
            _draw_heart(draw, (x, 0.74 * r), 0.3 * r)
        else:
            draw.ellipse((x - 0.12 * r, 0.52 * r, x + 0.12 * r, 0.9 * r), fill=_BROWN)
    draw.chord((0.46 * r, 0.6 * r, 1.54 * r, 1.66 * r), 10, 170, fill=_BROWN)
    draw.chord((0.74 * r, 1.3 * r, 1.26 * r, 1.72 * r), 195, 345, fill=_RED)
    return _smooth(layer)


def _heart(rng: np.random.Generator, side: float) -> Image.Image:
    layer, draw, r = _blank(side)
    _draw_heart(draw, (r, 0.98 * r), 0.98 * r)
    turned = layer.rotate(float(rng.uniform(-15, 15)))
    return _smooth(turned)


def _draw_heart(draw: ImageDraw.ImageDraw, middle: Point, reach: float) -> None:
    t = np.linspace(0, 2 * np.pi, 60)
    x = np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16
    points = np.stack([x, y], axis=1) * reach * 0.95 + middle
    draw.polygon([(float(px), float(py)) for px, py in points], fill=_RED)


def _badge(rng: np.random.Generator, side: float) -> Image.Image:
    layer, draw, r = _blank(side)
    draw.circle((r, r), 0.99 * r, fill=pick(rng, LOUD[:5]))
    draw.circle((r, r), 0.86 * r, outline=(255, 255, 255), width=max(int(0.04 * r), 1))
    text = pick(rng, _CLAIMS)
    draw.text((r, r), text, "white", fitted(text, (1.4 * r, 0.8 * r)), "mm")
    return _smooth(layer.rotate(float(rng.uniform(-20, 20)), Image.Resampling.BICUBIC))


def _star(rng: np.random.Generator, side: float) -> Image.Image:
    layer, draw, r = _blank(side)
    spikes = int(rng.integers(9, 17))
    t = np.linspace(0, 2 * np.pi, 2 * spikes, endpoint=False)
    reach = np.where(np.arange(2 * spikes) % 2, 0.82, 1.0) * 0.99 * r
    rim = np.stack([r + reach * np.cos(t), r + reach * np.sin(t)], axis=1)
    draw.polygon([(float(x), float(y)) for x, y in rim], fill=pick(rng, LOUD[:5]))
    text = pick(rng, _CLAIMS)
    draw.text((r, r), text, "white", fitted(text, (1.3 * r, 0.8 * r)), "mm")
    return _smooth(layer.rotate(float(rng.uniform(-20, 20)), Image.Resampling.BICUBIC))
