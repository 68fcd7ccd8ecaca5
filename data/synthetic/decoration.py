"""What is printed on a product's wall: a pattern that belongs to the design, and a logo."""

from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw

from data.synthetic.families.family import Specification
from data.synthetic.shading import Colour, Material

PATTERNS = ("plain", "bands", "ribs", "dots", "chevrons", "leaves")
_PIXELS_HIGH = 420
_MARK_SHARE = 0.52
"""Largest share of the wall's height, and of its visible width, that a printed logo takes."""


def wall(specification: Specification, pattern: str, width: float, height: float) -> Material:
    """Return the material of a wall of `width` by `height` centimetres seen from the front.

    The wall's texture coordinates must run once around it, 0.5 at the front; its height is
    measured along the surface.
    """
    material = specification.body()
    size = (max(int(_PIXELS_HIGH * width / height), 16), _PIXELS_HIGH)
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    _draw_pattern(picture, pattern, specification.palette.accent)
    region = None
    if specification.mark is not None:
        room = min(_MARK_SHARE * size[1], _MARK_SHARE * size[0] / np.pi * 1.6)
        mark = specification.mark
        scale = room / max(mark.size)
        mark = mark.resize((max(round(mark.width * scale), 1), max(round(mark.height * scale), 1)))
        left, top = (size[0] - mark.width) // 2, (size[1] - mark.height) // 2
        # The pattern stops short of the logo, as printers leave it.
        gap = 0.14 * room
        ImageDraw.Draw(picture).rounded_rectangle(
            (left - gap, top - gap, left + mark.width + gap, top + mark.height + gap),
            gap,
            fill=(*specification.palette.body, 255 if pattern != "plain" else 0),
        )
        picture.alpha_composite(mark, (left, top))
        region = (
            left / size[0],
            top / size[1],
            (left + mark.width) / size[0],
            (top + mark.height) / size[1],
        )
    elif pattern == "plain":
        return material
    return replace(material, texture=picture, region=region)


def _draw_pattern(picture: Image.Image, pattern: str, colour: Colour) -> None:
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    if pattern == "bands":
        for top, thick in ((0.14, 0.035), (0.20, 0.015), (0.80, 0.035), (0.77, 0.01)):
            draw.rectangle((0, top * height, width, (top + thick) * height), fill=colour)
    elif pattern == "ribs":
        step = width / 36
        for i in range(36):
            draw.rectangle((i * step, 0.1 * height, (i + 0.35) * step, 0.9 * height), fill=colour)
    elif pattern == "dots":
        step = width / 22
        for row in range(int(height / step) + 1):
            for i in range(23):
                x, y = (i + row % 2 / 2) * step, (row + 0.5) * step
                draw.circle((x, y), 0.22 * step, fill=colour)
    elif pattern == "chevrons":
        step = width / 16
        for top in (0.3, 0.45, 0.6):
            line = [(i * step / 2, top * height + i % 2 * step / 2) for i in range(34)]
            draw.line(line, fill=colour, width=max(int(step / 6), 1), joint="curve")
    elif pattern == "leaves":
        step = width / 9
        for i in range(9):
            foot = ((i + 0.5) * step, 0.85 * height)
            draw.line((*foot, foot[0], 0.2 * height), fill=colour, width=max(int(step / 30), 1))
            for rank in range(4):
                for side in (-1, 1):
                    _leaf(draw, (foot[0], (0.75 - 0.14 * rank) * height), side, step * 0.42, colour)


def _leaf(
    draw: ImageDraw.ImageDraw, foot: tuple[float, float], side: int, length: float, colour: Colour
) -> None:
    along = np.linspace(0, 1, 9)
    bulge = 0.28 * np.sin(np.pi * along)
    x = np.concatenate([along, along[::-1]])
    y = np.concatenate([bulge, -bulge[::-1]])
    turned_x = side * (0.8 * x - 0.6 * y) * length + foot[0]
    turned_y = -(0.6 * x + 0.8 * y) * length + foot[1]
    draw.polygon(list(zip(turned_x.tolist(), turned_y.tolist(), strict=True)), fill=colour)
