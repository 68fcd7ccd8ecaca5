"""Edits that make the picture a part of a larger one: frame, collage, picture in picture."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from data.attacks.bystander import draw_article
from data.attacks.edit import AttackedImage, moved
from data.attacks.geometry import scale, shift
from data.attacks.lettering import SHOPS, fitted, readable_on
from data.attacks.palette import LOUD, pick
from data.synthetic.homography import Matrix
from data.synthetic.shading import Colour
from data.synthetic.textures import draw_texture

_WHITE = (255, 255, 255)


def fit(image: Image.Image, room: tuple[int, int]) -> tuple[Image.Image, tuple[int, int], Matrix]:
    """Scale a picture to fit a room: the picture, its corner if centred there, and the map."""
    share = min(room[0] / image.width, room[1] / image.height)
    size = (max(round(image.width * share), 1), max(round(image.height * share), 1))
    left, top = (room[0] - size[0]) // 2, (room[1] - size[1]) // 2
    scaled = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return scaled, (left, top), scale(size[0] / image.width, size[1] / image.height)


def frame(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Put a printed border around, as wide as a share of the shorter side, wider below."""
    wide = max(round(amount * min(image.size)), 2)
    below = round(1.5 * wide)
    size = (image.width + 2 * wide, image.height + wide + below)
    colour, second = (LOUD[i] for i in rng.permutation(len(LOUD))[:2])
    result = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(result)
    _decorate(rng, draw, size, wide, second)
    left, top, right, bottom = wide, wide, size[0] - wide, size[1] - below
    line = max(round(0.12 * wide), 1)
    draw.rectangle((left - line, top - line, right + line - 1, bottom + line - 1), fill=_WHITE)
    draw.rectangle((0, bottom + line, size[0], size[1]), fill=colour)
    text = pick(rng, SHOPS)
    font = fitted(text, (0.9 * size[0], 0.6 * below))
    foot = (size[0] / 2, (bottom + line + size[1]) / 2)
    draw.text(foot, text, readable_on(colour), font, "mm")
    result.paste(image, (left, top))
    return moved(result, shift(left, top), image.size)


def _decorate(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    size: tuple[int, int],
    wide: int,
    colour: Colour,
) -> None:
    """Fill the border with dots, stripes or an inner line."""
    kind = pick(rng, ("dots", "stripes", "line"))
    step = max(0.75 * wide, 3)
    along = np.arange(-size[1], max(size) + step, step).tolist()
    if kind == "dots":
        for place in along:
            for spot in (
                (place, wide / 2),
                (wide / 2, place),
                (size[0] - wide / 2, place),
            ):
                draw.circle(spot, 0.2 * wide, fill=colour)
    elif kind == "stripes":
        for place in along:
            ends = (place, size[1], place + size[1], 0)
            draw.line(ends, fill=colour, width=max(round(0.35 * step), 1))
    else:
        gap = wide / 3
        box = (gap, gap, size[0] - gap, size[1] - gap)
        draw.rectangle(box, outline=colour, width=max(wide // 10, 1))


def collage(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Show four pictures on a canvas of the same size: the original has that share of its sides.

    The others are another article and two close-ups of materials.
    """
    width, height = image.size
    gap = max(round(0.012 * min(image.size)), 1)
    own = (max(round(amount * width) - gap, 8), max(round(amount * height) - gap, 8))
    rest = (width - own[0] - gap, height - own[1] - gap)
    # Laid out with the original top left, then turned into place by swapping columns and rows.
    right, low = (bool(flip) for flip in rng.random(2) < 0.5)
    x = (rest[0] + gap, 0) if right else (0, own[0] + gap)
    y = (rest[1] + gap, 0) if low else (0, own[1] + gap)
    result = Image.new("RGB", image.size, _WHITE)
    result.paste(draw_article(rng, rest), (x[1], y[1]))
    result.paste(draw_texture(rng, (rest[0], own[1])), (x[1], y[0]))
    result.paste(draw_texture(rng, (own[0], rest[1])), (x[0], y[1]))
    scaled, (left, top), transform = fit(image, own)
    at = (x[0] + left, y[0] + top)
    result.paste(scaled, at)
    return moved(result, shift(*at) @ transform, image.size)


def picture_in_picture(
    image: Image.Image, amount: float, rng: np.random.Generator
) -> AttackedImage:
    """Set the original, that share of its size, into a corner of a photo of something else."""
    result = draw_article(rng, image.size)
    room = (max(round(amount * image.width), 8), max(round(amount * image.height), 8))
    scaled, _, transform = fit(image, room)
    margin = round(0.03 * min(image.size))
    edge = max(round(0.008 * min(image.size)), 1)
    left, top = (
        margin if rng.random() < 0.5 else whole - part - margin
        for whole, part in zip(image.size, scaled.size, strict=True)
    )
    box = (left - edge, top - edge, left + scaled.width + edge - 1, top + scaled.height + edge - 1)
    shadow = Image.new("L", image.size)
    ImageDraw.Draw(shadow).rectangle(box, fill=130)
    result.paste((0, 0, 0), (edge, 2 * edge), shadow.filter(ImageFilter.BoxBlur(2 * edge)))
    ImageDraw.Draw(result).rectangle(box, fill=_WHITE)
    result.paste(scaled, (left, top))
    return moved(result, shift(left, top) @ transform, image.size)
