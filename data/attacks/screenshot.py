"""A screenshot of a shop's page on a telephone, with the picture in it."""

import numpy as np
from PIL import Image, ImageDraw

from data.attacks.bystander import draw_article
from data.attacks.composition import fit
from data.attacks.edit import AttackedImage, moved
from data.attacks.geometry import shift
from data.attacks.lettering import fitted
from data.attacks.palette import LOUD, pick
from data.synthetic.shading import Colour

_TALL = 1.6
"""Height of the screen over its width."""
_BAR = 0.155
"""Height of the status bar and the search bar together, over the screen's width."""
_ROW = 0.062
"""Height of a line of text over the screen's width."""
_LISTED = 0.6
"""A picture narrower than this share of the screen stands in a list of results."""
_THEMES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((255, 255, 255), (30, 30, 34), (140, 140, 146)),
    ((244, 244, 247), (30, 30, 34), (140, 140, 146)),
    ((24, 24, 28), (238, 238, 240), (130, 130, 136)),
)
"""Ground, ink and pale ink."""
_TITLES = (
    "Hot sale premium quality",
    "2025 new style, same as shown",
    "Factory direct, high copy 1:1",
    "Original design best gift",
)
_REVIEWS = (
    "Exactly like in the picture, thank you!",
    "Arrived quickly, good quality",
    "Looks just like the real one",
    "My second order, very happy",
    "Colour a little different but fine",
)
_NOTES = ("1.2k sold", "Free returns", "Ships in 24 h", "4.8 (327)", "Only 3 left", "Top seller")


def screenshot(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Show the picture that share of the screen's width: on a product page or in a list."""
    screen = max(round(float(np.sqrt(image.width * image.height / _TALL)) * 1.15), 48)
    size = (screen, round(_TALL * screen))
    ground, ink, pale = pick(rng, _THEMES)
    accent = pick(rng, LOUD[:5])
    result = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(result)
    _draw_bars(rng, draw, size, (ink, pale, accent))
    top, margin = round(_BAR * screen), round(0.03 * screen)
    own = round(amount * screen)
    scaled, (left, down), transform = fit(image, (own, min(own, size[1] - 2 * top)))
    inks = (ink, pale, accent)
    if amount >= _LISTED:
        at = ((screen - scaled.width) // 2, top + margin)
        foot = at[1] + scaled.height + margin
        line = _draw_offer(rng, draw, (margin, foot, screen - margin), inks, screen)
        _draw_reviews(rng, draw, (margin, round(line), screen - margin), size, inks)
    else:
        own_row = int(rng.integers(2))
        at = (0, 0)
        for row in range(-(-(size[1] - top) // (own + margin))):
            corner = (margin, top + margin + row * (own + margin))
            if row == own_row:
                at = (corner[0] + left, corner[1] + down)
            else:
                result.paste(draw_article(rng, (own, own)), corner)
            text = (own + 2 * margin, corner[1] + margin, screen - margin)
            _draw_offer(rng, draw, text, inks, screen)
    # What comes last runs on beneath the bar at the foot.
    _draw_foot(draw, size, ground, accent)
    result.paste(scaled, at)
    return moved(result, shift(*at) @ transform, image.size)


def _draw_bars(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    size: tuple[int, int],
    inks: tuple[Colour, Colour, Colour],
) -> None:
    """Draw clock, battery and search field."""
    ink, pale, accent = inks
    screen, line = size[0], _ROW * size[0]
    clock = f"{int(rng.integers(24)):02}:{int(rng.integers(60)):02}"
    draw.text((0.04 * screen, 0.5 * line), clock, ink, fitted(clock, (screen, 0.7 * line)), "lm")
    draw.rectangle((0.9 * screen, 0.25 * line, 0.96 * screen, 0.75 * line), outline=pale)
    charge = 0.9 + 0.06 * float(rng.uniform(0.2, 1))
    draw.rectangle((0.9 * screen, 0.25 * line, charge * screen, 0.75 * line), fill=ink)
    field = (0.12 * screen, 1.1 * line, 0.86 * screen, 2.2 * line)
    draw.rounded_rectangle(field, 0.5 * line, outline=accent, width=max(screen // 200, 1))
    words = fitted("Search in this shop", (0.6 * screen, 0.7 * line))
    draw.text((0.16 * screen, 1.65 * line), "Search in this shop", pale, words, "lm")
    arrow = [(0.08 * screen, 1.25 * line), (0.05 * screen, 1.65 * line)]
    draw.line([*arrow, (0.08 * screen, 2.05 * line)], fill=ink, width=max(screen // 120, 1))
    for dot in range(3):
        draw.circle((0.93 * screen, (1.3 + 0.35 * dot) * line), 0.1 * line, fill=ink)


def _draw_offer(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    room: tuple[int, int, int],
    inks: tuple[Colour, Colour, Colour],
    screen: int,
) -> float:
    """Write price, title, notes and a button below `room`'s top, between its left and right.

    Returns the line below.
    """
    left, top, right = room
    ink, pale, accent = inks
    line = _ROW * screen
    price = f"${int(rng.integers(3, 90))}.{int(rng.integers(10, 100))}"
    lines = [(price, accent, 1.3), (pick(rng, _TITLES), ink, 0.85)]
    lines += [(_NOTES[i], pale, 0.7) for i in rng.permutation(len(_NOTES))[:2]]
    y = float(top)
    for text, colour, tall in lines:
        draw.text((left, y), text, colour, fitted(text, (right - left, tall * line)))
        y += 1.25 * tall * line
    box = (left, y + 0.2 * line, left + min(0.45 * screen, right - left), y + 1.5 * line)
    draw.rounded_rectangle(box, 0.6 * line, fill=accent)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    draw.text(middle, "Buy now", "white", fitted("Buy now", (box[2] - box[0], 0.8 * line)), "mm")
    return box[3] + line


def _draw_reviews(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    room: tuple[int, int, int],
    size: tuple[int, int],
    inks: tuple[Colour, Colour, Colour],
) -> None:
    """Write what buyers said, down to the foot of the screen."""
    left, top, right = room
    ink, pale, accent = inks
    line = _ROW * size[0]
    y = float(top)
    for number in rng.permutation(len(_REVIEWS)):
        if y > size[1]:
            break
        draw.line((left, y, right, y), fill=pale)
        draw.circle((left + 0.6 * line, y + line), 0.5 * line, fill=pale)
        for star in range(5):
            spot = (left + (1.7 + 0.6 * star) * line, y + 0.75 * line)
            draw.regular_polygon((spot, max(0.26 * line, 1)), 5, fill=accent)
        text = _REVIEWS[int(number)]
        font = fitted(text, (right - left - 1.5 * line, 0.8 * line))
        draw.text((left + 1.4 * line, y + 1.2 * line), text, ink, font)
        y += 2.4 * line


def _draw_foot(
    draw: ImageDraw.ImageDraw, size: tuple[int, int], ground: Colour, accent: Colour
) -> None:
    screen, foot = size[0], size[1] - 0.11 * size[0]
    draw.rectangle((0, foot, screen, size[1]), fill=ground)
    for place in range(4):
        x = (place + 0.5) * screen / 4
        fill = accent if place == 0 else (150, 150, 156)
        draw.circle((x, foot + 0.055 * screen), 0.022 * screen, fill=fill)
