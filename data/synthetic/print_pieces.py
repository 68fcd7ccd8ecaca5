"""Pieces that pictures on packages are made of: fruit, leaves, grains, biscuits, sweets."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from data.synthetic.print_grounds import hsv, mixed
from data.synthetic.shading import Colour

_SIDE = 128


def draw_piece(rng: np.random.Generator, name: str, hue: float) -> Image.Image:
    """Draw one piece, RGBA, lit from the upper left."""
    drawn = PIECES[name](rng, hsv(hue, 0.75, 0.85), hsv(hue + 0.06, 0.5, 0.5))
    y, x = np.mgrid[: drawn.height, : drawn.width].astype(np.float32) / _SIDE - 0.5
    soft = np.asarray(drawn.getchannel("A").filter(ImageFilter.GaussianBlur(12)), np.float32) / 255
    slope = np.gradient(soft, axis=0) + np.gradient(soft, axis=1)
    light = np.clip(0.98 - 0.35 * (x + y) + 9 * slope, 0.45, 1.5)
    light += 0.5 * np.exp(-((x + 0.16) ** 2 + (y + 0.2) ** 2) / 0.006)
    pixels = np.asarray(drawn, dtype=np.float32).copy()
    pixels[..., :3] = np.clip(pixels[..., :3] * light[..., None], 0, 255)
    return Image.fromarray(pixels.astype(np.uint8)).resize((96, 96), Image.Resampling.BILINEAR)


def _blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGBA", (_SIDE, _SIDE))
    return picture, ImageDraw.Draw(picture)


def _ball(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    picture, draw = _blank()
    draw.ellipse((10, 14, 118, 118), fill=colour)
    if rng.random() < 0.6:
        draw.line((64, 18, 74, 2), fill=dark, width=5)
        draw.ellipse((70, 2, 112, 22), fill=(80, 150, 60))
    return picture


def _slice(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    del dark
    picture, draw = _blank()
    draw.ellipse((4, 4, 124, 124), fill=colour)
    draw.ellipse((12, 12, 116, 116), fill=mixed(colour, (255, 250, 235), 0.8))
    count = int(rng.integers(7, 11))
    for i in range(count):
        start = 360 * i / count
        draw.pieslice((18, 18, 110, 110), start + 4, start + 360 / count - 4, fill=colour)
    return picture


def _leaf(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    del rng
    picture, draw = _blank()
    along = np.linspace(0, 1, 20)
    bulge = 0.28 * np.sin(np.pi * along)
    edge = np.concatenate([np.stack([along, bulge], 1), np.stack([along, -bulge], 1)[::-1]])
    turned = edge @ np.array([[0.71, 0.71], [-0.71, 0.71]]) * 1.35 + 0.03
    draw.polygon(
        [tuple(p) for p in (turned * _SIDE).tolist()], fill=mixed(colour, (60, 140, 50), 0.5)
    )
    draw.line((6, 6, 118, 118), fill=dark, width=3)
    return picture


def _bean(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    del rng
    picture, draw = _blank()
    body = mixed(colour, (120, 76, 40), 0.6)
    draw.ellipse((10, 32, 118, 98), fill=body)
    draw.arc((-30, 10, 150, 68), 25, 155, fill=mixed(dark, (40, 20, 10), 0.5), width=6)
    return picture


def _biscuit(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    picture, draw = _blank()
    draw.ellipse((6, 6, 122, 122), fill=mixed(colour, (206, 156, 92), 0.75))
    for x, y, r in rng.uniform((26, 26, 5), (102, 102, 12), (11, 3)).tolist():
        draw.circle((x, y), r, fill=mixed(dark, (70, 40, 24), 0.6))
    return picture


def _flower(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    picture, draw = _blank()
    count = int(rng.integers(5, 9))
    for turn in np.linspace(0, 2 * np.pi, count, endpoint=False).tolist():
        x, y = 64 + 36 * np.cos(turn), 64 + 36 * np.sin(turn)
        draw.circle((x, y), 25, fill=mixed(colour, (255, 255, 255), 0.25))
    draw.circle((64, 64), 17, fill=mixed(dark, (240, 190, 40), 0.7))
    return picture


def _cube(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    del rng
    picture, draw = _blank()
    draw.polygon(((64, 8), (118, 36), (64, 64), (10, 36)), fill=mixed(colour, (255, 255, 255), 0.5))
    draw.polygon(((10, 36), (64, 64), (64, 122), (10, 92)), fill=colour)
    draw.polygon(((118, 36), (64, 64), (64, 122), (118, 92)), fill=mixed(colour, dark, 0.6))
    return picture


def _stick(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    del rng
    picture, draw = _blank()
    body = mixed(colour, (230, 190, 110), 0.6)
    draw.rounded_rectangle((50, 4, 78, 124), 8, fill=body)
    draw.line((58, 10, 58, 118), fill=mixed(body, dark, 0.3), width=3)
    return picture


def _drop(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    del rng, dark
    picture, draw = _blank()
    draw.polygon(((64, 4), (100, 70), (28, 70)), fill=colour)
    draw.circle((64, 80), 40, fill=colour)
    return picture


def _wing(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    """A farfalle or a sweet in its paper."""
    del rng
    picture, draw = _blank()
    body = mixed(colour, (244, 210, 130), 0.4)
    draw.polygon(((4, 30), (64, 52), (124, 30), (124, 98), (64, 76), (4, 98)), fill=body)
    draw.ellipse((48, 44, 80, 84), fill=mixed(body, dark, 0.25))
    return picture


def _star(rng: np.random.Generator, colour: Colour, dark: Colour) -> Image.Image:
    del dark
    picture, draw = _blank()
    points = int(rng.integers(5, 9))
    turn = np.linspace(0, 2 * np.pi, 2 * points, endpoint=False)
    reach = np.where(np.arange(2 * points) % 2, 28, 60)
    corners = np.stack([64 + reach * np.sin(turn), 64 - reach * np.cos(turn)], 1)
    draw.polygon([tuple(p) for p in corners.tolist()], fill=colour)
    return picture


Piece = Callable[[np.random.Generator, Colour, Colour], Image.Image]
PIECES: Mapping[str, Piece] = MappingProxyType(
    {
        "ball": _ball,
        "slice": _slice,
        "leaf": _leaf,
        "bean": _bean,
        "biscuit": _biscuit,
        "flower": _flower,
        "cube": _cube,
        "stick": _stick,
        "drop": _drop,
        "wing": _wing,
        "star": _star,
    }
)
"""What pictures are made of."""
