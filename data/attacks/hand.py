"""A hand that holds the goods up to the camera."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from data.attacks.edit import AttackedImage, in_place
from data.attacks.palette import SKINS, pick
from data.records import Point

_FINGERS = (
    # Root x and y, degrees from straight up, length, half width; a palm is one wide.
    (-0.36, -0.34, -13.0, 0.62, 0.112),
    (-0.13, -0.45, -4.0, 0.80, 0.124),
    (0.12, -0.46, 4.0, 0.86, 0.128),
    (0.36, -0.36, 12.0, 0.74, 0.122),
)
_THUMB = (0.40, 0.20, 48.0, 0.72, 0.150)
_SIZE = (384, 640)
"""Pixels of the picture that the hand is drawn in: most of the length is arm."""
_UNIT = 0.3 * _SIZE[0]
_ROOT = (0.5 * _SIZE[0], 0.52 * _SIZE[0])
_STEPS = 9
_ROUGH = 8
"""What a hand covers is measured on a picture so many times smaller."""


def hand_cover(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Reach in from below or from a side, so far that the hand covers that share of the area."""
    hand = _draw_hand(rng)
    # A small hand would have to show its whole arm to cover enough.
    palm = (0.3 + 0.75 * amount) * float(np.sqrt(image.width * image.height))
    turn = float(np.radians(pick(rng, (0, 0, 90, -90)) + rng.uniform(-22, 22)))
    into = np.array([np.sin(turn), -np.cos(turn)])
    beside = float(rng.uniform(-0.12, 0.12)) * np.array([-into[1], into[0]])
    rough = (max(image.width // _ROUGH, 8), max(image.height // _ROUGH, 8))
    alpha = hand.getchannel("A")
    nearest, farthest = -1.5, 1.5
    for _ in range(_STEPS):
        depth = (nearest + farthest) / 2
        shape = _placed(alpha, rough, palm * rough[0] / image.width, turn, depth * into + beside)
        if float(np.asarray(shape).mean()) / 255 < amount:
            nearest = depth
        else:
            farthest = depth
    layer = _placed(hand, image.size, palm, turn, farthest * into + beside)
    soft = 0.02 * palm
    shadow = layer.getchannel("A").filter(ImageFilter.BoxBlur(2 * soft))
    result = image.copy()
    result.paste((20, 16, 16), (round(soft), round(soft)), shadow.point(lambda v: v * 0.4))
    result.paste(layer, (0, 0), layer)
    return in_place(result)


def _placed(
    hand: Image.Image,
    size: tuple[int, int],
    palm: float,
    turn: float,
    place: NDArray[np.float64],
) -> Image.Image:
    """Draw the hand into a picture of `size`.

    Args:
        hand: As `_draw_hand` makes it.
        size: Of the picture, in pixels.
        palm: How wide a palm is in it, in pixels.
        turn: Radians clockwise.
        place: Of the palm's middle, in sides of the picture from its centre.
    """
    x, y = (np.array(size) * (place + 0.5)).tolist()
    cos, sin = np.cos(turn) * _UNIT / palm, np.sin(turn) * _UNIT / palm
    back = (cos, sin, _ROOT[0] - cos * x - sin * y, -sin, cos, _ROOT[1] + sin * x - cos * y)
    return hand.transform(
        size, Image.Transform.AFFINE, [float(v) for v in back], Image.Resampling.BILINEAR
    )


def _draw_hand(rng: np.random.Generator) -> Image.Image:
    """Draw an open hand with its fingers up: RGBA, with an arm down to the lower edge."""
    skin = np.array(pick(rng, SKINS), dtype=np.float64)
    layer = Image.new("RGBA", _SIZE)
    draw = ImageDraw.Draw(layer)
    bends = rng.uniform(-5, 5, 4)
    reach = rng.uniform(0.9, 1.05)
    thumb = (*_THUMB[:2], _THUMB[2] + float(rng.uniform(-12, 12)), *_THUMB[3:])
    parts = [
        (x, y, angle + bend, length * reach, half)
        for (x, y, angle, length, half), bend in zip(_FINGERS, bends, strict=True)
    ]
    # From the dark rim to the lighter middle, as round things are lit.
    for grow, tone in ((1.0, 0.76), (0.9, 0.86), (0.74, 0.94), (0.5, 1.0), (0.25, 1.04)):
        fill = _toned(skin, tone)
        draw.rounded_rectangle(
            _box((0, 0.06), 0.46 * (0.88 + 0.12 * grow), 0.52 * (0.88 + 0.12 * grow)),
            0.2 * _UNIT,
            fill=fill,
        )
        draw.rectangle(_box((0, 2.3), 0.33 * (0.8 + 0.2 * grow), 2.0), fill=fill)
    for part in (*parts, thumb):
        for grow, tone in ((1.0, 0.76), (0.9, 0.86), (0.74, 0.95), (0.5, 1.0), (0.25, 1.04)):
            _limb(draw, part, grow, _toned(skin, tone))
        _nail(draw, part, _toned(np.minimum(skin * 1.06 + 10, 255), 1.0))
    if rng.random() < 0.5:
        layer = layer.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    alpha = layer.getchannel("A").filter(ImageFilter.BoxBlur(1))
    layer = layer.filter(ImageFilter.BoxBlur(3))
    layer.putalpha(alpha)
    return layer


def _toned(skin: NDArray[np.float64], tone: float) -> tuple[int, int, int]:
    red, green, blue = (int(v) for v in np.clip(skin * tone, 0, 255))
    return red, green, blue


def _at(x: float, y: float) -> Point:
    return _ROOT[0] + x * _UNIT, _ROOT[1] + y * _UNIT


def _box(middle: Point, half_wide: float, half_tall: float) -> tuple[float, float, float, float]:
    x, y = middle
    return (*_at(x - half_wide, y - half_tall), *_at(x + half_wide, y + half_tall))


def _limb(
    draw: ImageDraw.ImageDraw,
    part: tuple[float, float, float, float, float],
    grow: float,
    fill: tuple[int, int, int],
) -> None:
    """Draw a finger that tapers a little, with a round tip."""
    x, y, degrees, length, half = part
    turn = np.radians(degrees)
    along, side = np.array([np.sin(turn), -np.cos(turn)]), np.array([np.cos(turn), np.sin(turn)])
    root = np.array([x, y]) - 0.2 * along
    tip = np.array([x, y]) + length * along
    thick, thin = 1.05 * half * grow, 0.86 * half * grow
    rim = [root - thick * side, tip - thin * side, tip + thin * side, root + thick * side]
    draw.polygon([_at(float(px), float(py)) for px, py in rim], fill=fill)
    draw.circle(_at(float(tip[0]), float(tip[1])), thin * _UNIT, fill=fill)


def _nail(
    draw: ImageDraw.ImageDraw,
    part: tuple[float, float, float, float, float],
    fill: tuple[int, int, int],
) -> None:
    x, y, degrees, length, half = part
    turn = np.radians(degrees)
    along = np.array([np.sin(turn), -np.cos(turn)])
    for step in np.linspace(-0.06, 0.03, 5):
        px, py = np.array([x, y]) + (length + step) * along
        draw.circle(_at(float(px), float(py)), 0.5 * half * _UNIT, fill=fill)
