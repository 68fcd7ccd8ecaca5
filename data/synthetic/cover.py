"""What gets between the camera and the goods, and what sellers lay over their photos."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from data.records import Point
from data.synthetic.shading import Colour

_SKINS: tuple[Colour, ...] = ((236, 188, 160), (198, 142, 108), (124, 82, 60), (248, 212, 190))
_LOUD: tuple[Colour, ...] = (
    (216, 40, 44),
    (250, 190, 40),
    (30, 120, 210),
    (40, 160, 90),
    (20, 20, 24),
)
_CLAIMS = ("NEW", "-50%", "HOT", "SALE", "TOP", "2 for 1")
_BANNERS = (
    "FREE SHIPPING",
    "BEST PRICE",
    "IN STOCK - FAST DELIVERY",
    "OFFICIAL SELLER",
    "24 H DISPATCH",
)
_SHADOW = (20, 20, 24)
_FINGER = 0.08
"""Fingers are no smaller than this share of a photo's shorter side."""
_SHOPS = ("bestdeals", "megashop", "trend-house", "home4you", "star outlet")


def cover_part(
    rng: np.random.Generator, picture: Image.Image, outline: Sequence[Point], share: float
) -> Image.Image:
    """Lay a sticker, a strip of paper or fingers over about `share` of the outline's box."""
    low, high = np.min(outline, axis=0), np.max(outline, axis=0)
    middle, extent = (low + high) / 2, high - low
    turn = float(rng.uniform(0, 2 * np.pi))
    rim = 0.42 * extent * (np.cos(turn), np.sin(turn))
    # On the rim rather than in the middle, so that what is left is still one piece.
    x, y = (middle + rim).tolist()
    outward = rim / np.linalg.norm(rim)
    # Much of what lies over the rim falls outside.
    reach = float(np.sqrt(1.6 * share * extent.prod() / np.pi))
    layer = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(layer)
    kinds = ["sticker", "strip"]
    if reach > _FINGER * min(picture.size):
        kinds.append("fingers")
    kind = rng.choice(kinds)
    if kind == "sticker":
        draw.circle((x, y), reach, fill=_pick(rng, _LOUD))
        draw.circle((x, y), 0.88 * reach, outline=(255, 255, 255), width=max(int(0.04 * reach), 1))
        text = _CLAIMS[int(rng.integers(len(_CLAIMS)))]
        draw.text((x, y), text, fill="white", font=ImageFont.load_default(0.5 * reach), anchor="mm")
    elif kind == "strip":
        along = 0.65 * extent.max() * np.array([-outward[1], outward[0]])
        across = 0.6 * share * extent.min() * outward
        ends = middle + 0.6 * rim + np.outer((-1, 1), along)
        corners = [ends[0] - across, ends[0] + across, ends[1] + across, ends[1] - across]
        draw.polygon([tuple(c.tolist()) for c in corners], fill=(240, 236, 222))
    else:
        _draw_fingers(rng, draw, (x, y), outward, reach, sum(picture.size))
    left, top, right, bottom = layer.getbbox() or (0, 0, 1, 1)
    soft = int(0.2 * reach) + 2
    at = (left - soft, top - soft)
    layer = layer.crop((*at, right + soft, bottom + soft))
    shadow = layer.getchannel("A").filter(ImageFilter.BoxBlur(soft / 2))
    result = picture.copy()
    result.paste(_SHADOW, at, shadow.point(lambda value: value * 0.45))
    layer = layer.filter(ImageFilter.BoxBlur(0.8))
    result.paste(layer, at, layer)
    return result


def _draw_fingers(
    rng: np.random.Generator,
    draw: ImageDraw.ImageDraw,
    tip: Point,
    outward: NDArray[np.float64],
    reach: float,
    far: float,
) -> None:
    """Draw three fingers that come in from outside, `far` pixels away."""
    skin = np.array(_pick(rng, _SKINS))
    for number, length in ((-1, 0.1), (1, 0.4), (0, 0.75)):
        spread = outward + 0.09 * number * np.array([-outward[1], outward[0]])
        out = spread / np.linalg.norm(spread)
        side = np.array([-out[1], out[0]])
        end = np.array(tip) + 0.66 * reach * number * side - (length - 0.5) * reach * out
        along = np.concatenate([np.linspace(0, 3 * reach, 24), [far]])
        thick = 0.3 * reach * (1 + 0.16 * np.clip(along / reach, 0, 2))
        for share, tone in ((1.0, 0.78), (0.86, 0.9), (0.6, 0.98), (0.3, 1.03)):
            fill = tuple(int(v) for v in np.clip(skin * tone, 0, 255))
            rim = np.concatenate(
                [side * (thick * share)[:, None], -side * (thick * share)[::-1, None]]
            )
            spine = end + out * np.concatenate([along, along[::-1]])[:, None]
            draw.polygon([tuple(p) for p in (spine + rim).tolist()], fill=fill)
            draw.circle(tuple(end.tolist()), float(thick[0] * share), fill=fill)
        nail = end + out * 0.04 * reach
        draw.circle(
            tuple(nail.tolist()), 0.17 * reach, fill=tuple(np.clip(skin + 16, 0, 255).tolist())
        )


def overlay(rng: np.random.Generator, picture: Image.Image) -> Image.Image:
    """Add what sellers add: a banner along an edge, a round claim in a corner, or a watermark."""
    width, height = picture.size
    layer = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(layer)
    kind = rng.choice(("banner", "claim", "watermark"))
    if kind == "banner":
        tall = height * float(rng.uniform(0.06, 0.1))
        top = 0.0 if rng.random() < 0.3 else height - tall
        draw.rectangle((0, top, width, top + tall), fill=_pick(rng, _LOUD))
        text = _BANNERS[int(rng.integers(len(_BANNERS)))]
        font = ImageFont.load_default(0.55 * tall)
        draw.text((width / 2, top + tall / 2), text, fill="white", font=font, anchor="mm")
    elif kind == "claim":
        radius = 0.085 * min(width, height)
        x = 1.25 * radius if rng.random() < 0.5 else width - 1.25 * radius
        draw.circle((x, 1.25 * radius), radius, fill=_pick(rng, _LOUD))
        text = _CLAIMS[int(rng.integers(len(_CLAIMS)))]
        font = ImageFont.load_default(0.5 * radius)
        draw.text((x, 1.25 * radius), text, fill="white", font=font, anchor="mm")
    else:
        text = _SHOPS[int(rng.integers(len(_SHOPS)))]
        font = ImageFont.load_default(0.07 * width)
        for y in (0.25, 0.55, 0.85):
            draw.text(
                (width * y, height * y), text, fill=(255, 255, 255, 70), font=font, anchor="mm"
            )
    result = picture.copy()
    result.paste(layer, (0, 0), layer)
    return result


def _pick(rng: np.random.Generator, colours: tuple[Colour, ...]) -> Colour:
    return colours[int(rng.integers(len(colours)))]
