"""What is printed beside the front of a package, and what a promotion prints over it."""

import numpy as np
from PIL import Image, ImageDraw

from data.synthetic.lettering import set_words
from data.synthetic.print_grounds import ink_on
from data.synthetic.print_panel import Box, Panel
from data.synthetic.shading import Colour


def print_side(panel: Panel, rng: np.random.Generator, *, coded: bool) -> None:
    """Print what is beside the front: the brand small, a table, small print, a bar code."""
    panel.brand((0.15, 0.06, 0.85, 0.16))
    panel.words(panel.title.replace("\n", " "), (0.1, 0.18, 0.9, 0.24), face=1)
    panel.print_lines((0.1, 0.28, 0.92, 0.52))
    if coded:
        _bar_code(panel, rng, (0.12, 0.8, 0.7, 0.94))
    left, top, right, bottom = panel.pixels((0.1, 0.55, 0.9, 0.76))
    ink = ink_on(panel.under((0.1, 0.55, 0.9, 0.76)))
    draw = ImageDraw.Draw(panel.picture)
    draw.rectangle((left, top, right, bottom), outline=ink)
    for i in range(1, 6):
        y = top + i * (bottom - top) / 6
        draw.line((left, y, right, y), fill=ink)
        draw.line(
            (left + 4, y - 4, left + float(rng.uniform(0.3, 0.6)) * (right - left), y - 4),
            fill=ink,
        )


def print_promotion(panel: Panel, edition: str) -> None:
    """Print a promotion over the panel, if there is any: a corner, a banner or a burst."""
    if not edition:
        return
    loud: Colour = ((250, 210, 30), (226, 30, 40), (20, 20, 24))[len(edition) % 3]
    if len(edition) < 6:
        place, size = (0.8, 0.16), 0.34
        w, h = panel.picture.size
        reach = size * min(w, h) / 2
        draw = ImageDraw.Draw(panel.picture)
        draw.circle((place[0] * w, place[1] * h), reach, fill=loud)
        mask = set_words(edition, panel.faces[2], (1.5 * reach, 0.8 * reach))
        at = (round(place[0] * w - mask.width / 2), round(place[1] * h - mask.height / 2))
        panel.picture.paste(ink_on(loud), at, mask)
    else:
        top = 0.86 if len(edition) % 2 else 0.04
        panel.strip((0.0, top, 1.0, top + 0.09), loud)
        panel.words(edition, (0.06, top + 0.015, 0.94, top + 0.075), face=2, ink=ink_on(loud))


def _bar_code(panel: Panel, rng: np.random.Generator, box: Box) -> None:
    """Print a bar code on white."""
    left, top, right, bottom = panel.pixels(box)
    bars = np.repeat(rng.random(48) < 0.5, 2)
    tall = max((bottom - top) - 8, 2)
    code = Image.fromarray(np.tile(np.where(bars, 20, 250).astype(np.uint8), (tall, 1)))
    panel.picture.paste((250, 250, 250), (left, top, right, bottom))
    panel.picture.paste(code.resize((max(right - left - 8, 4), tall)), (left + 4, top + 2))
