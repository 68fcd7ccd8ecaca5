"""Writing laid over a picture: a shop's watermark, banners and claims."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from data.attacks.edit import AttackedImage, in_place
from data.attacks.palette import LOUD, pick
from data.synthetic.shading import Colour, luminance

SHOPS = ("bestdeals.shop", "MEGASTORE", "trend-house", "@home4you", "Star Outlet", "No. 1 Trading")
_BANNERS = (
    "FREE SHIPPING",
    "BEST PRICE - BUY 2 GET 1",
    "IN STOCK - FAST DELIVERY",
    "OFFICIAL SELLER",
    "24 H DISPATCH",
    "NEW 2025 MODEL",
    "100% SATISFACTION",
    "SUMMER SALE -50%",
)


def watermark(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Repeat a shop's name aslant all over the picture, as opaque as the amount says."""
    text = SHOPS[int(rng.integers(len(SHOPS)))]
    tall = float(rng.uniform(0.075, 0.1)) * min(image.size)
    font = ImageFont.load_default(tall)
    stamp = Image.new("LA", _box(font, text, tall))
    at = (stamp.width / 2, stamp.height / 2)
    edge = max(round(0.05 * tall), 1)
    ImageDraw.Draw(stamp).text(
        at, text, (255, 255), font, "mm", stroke_width=edge, stroke_fill=(70, 255)
    )
    stamp = stamp.rotate(float(rng.uniform(18, 38)), Image.Resampling.BICUBIC, expand=True)
    ink = stamp.getchannel("A").point(lambda value: value * amount)
    result = image.copy()
    step_x, step_y = round(0.95 * stamp.width), round(0.62 * stamp.height)
    start = rng.uniform(-0.6, -0.2, 2) * stamp.size
    for row, top in enumerate(range(round(start[1]), image.height, step_y)):
        for left in range(round(start[0]) - row % 2 * step_x // 2, image.width, step_x):
            result.paste(stamp.getchannel("L").convert("RGB"), (left, top), ink)
    return in_place(result)


def text_overlay(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Lay banners over that share of the height: below, above, and a line across the middle."""
    result = image.copy()
    draw = ImageDraw.Draw(result)
    width, height = image.size
    texts = [_BANNERS[i] for i in rng.permutation(len(_BANNERS))[:3]]
    colour = pick(rng, LOUD)
    below, above = 0.45 * amount * height, 0.25 * amount * height
    _band(draw, (0, height - below, width, height), colour, texts[0])
    _band(draw, (0, 0, width, above), pick(rng, LOUD), texts[1])
    tall = 0.3 * amount * height
    middle = float(rng.uniform(0.35, 0.6)) * height
    font = fitted(texts[2], (0.92 * width, tall))
    loud = pick(rng, LOUD)
    draw.text(
        (width / 2, middle),
        texts[2],
        loud,
        font,
        "mm",
        stroke_width=max(tall / 14, 1),
        stroke_fill=readable_on(loud),
    )
    return in_place(result)


def readable_on(colour: Colour) -> Colour:
    """Return white or nearly black, whichever stands out."""
    return (255, 255, 255) if luminance(colour) < 150 else (24, 24, 28)


def fitted(text: str, room: tuple[float, float]) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return a font in which a text fills the room as far as its longer way allows."""
    width, height = room
    wide = ImageFont.load_default(100).getlength(text) / 100
    return ImageFont.load_default(max(min(0.9 * height, width / wide), 4))


def _band(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], colour: Colour, text: str
) -> None:
    left, top, right, bottom = box
    draw.rectangle(box, fill=colour)
    room = (0.92 * (right - left), 0.75 * (bottom - top))
    middle = ((left + right) / 2, (top + bottom) / 2)
    draw.text(middle, text, readable_on(colour), fitted(text, room), "mm")


def _box(
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont, text: str, tall: float
) -> tuple[int, int]:
    return int(font.getlength(text) + tall), int(1.8 * tall)
