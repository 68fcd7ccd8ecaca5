"""Flat goods that a logo is put on: shirts, bags, phone cases, cushions, cartons, tags."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from data.records import Point
from data.synthetic.homography import rectangle
from data.synthetic.shading import Colour
from data.synthetic.textures import noise

SIDE = 640
_FINE = 2
_SMALL_PRINT = 0.2
_COLOURS: tuple[Colour, ...] = (
    (244, 243, 240), (30, 30, 34), (60, 70, 92), (128, 130, 134), (150, 36, 40), (38, 84, 66),
    (214, 190, 150), (226, 150, 140), (84, 132, 178), (240, 204, 92),
)  # fmt: skip
_WORDS = (
    "PREMIUM QUALITY", "ORIGINAL", "NEW COLLECTION", "SIZE M", "100% COTTON", "MADE WITH CARE",
    "LIMITED", "250 ml", "ORGANIC", "SINCE 1987", "MODEL 24", "CLASSIC",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Goods:
    """A picture of an article, seen from straight above.

    Attributes:
        image: RGBA picture, transparent around the article.
        title: What a seller would call it.
        mark: Corners of the logo's box in pixels; empty without a logo.
    """

    image: Image.Image
    title: str
    mark: tuple[Point, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Blank:
    """An article before printing: its shape, what is drawn on it, and where a logo goes."""

    shape: Image.Image
    details: Callable[[ImageDraw.ImageDraw, Colour], None]
    middle: Point
    room: float
    title: str
    folds: float


def draw_goods(
    rng: np.random.Generator, mark: Callable[[Colour], Image.Image] | None, share: float
) -> Goods:
    """Draw an article, with a logo or without.

    Args:
        rng: Source of randomness.
        mark: Makes the RGBA logo for a ground colour; ``None`` for no logo.
        share: Wanted longer side of the logo over that of the article.
    """
    kind = str(rng.choice(list(_KINDS)))
    blank = _KINDS[kind](rng)
    colour = _COLOURS[int(rng.integers(len(_COLOURS)))]
    picture = Image.new("RGB", blank.shape.size, colour)
    ink: Colour = (240, 240, 236) if sum(colour) < 380 else (40, 40, 44)
    draw = ImageDraw.Draw(picture)
    blank.details(draw, ink)
    if blank.room > _SMALL_PRINT and (mark is None or rng.random() < 0.4):
        _write(rng, draw, (blank.middle[0], blank.middle[1] + 0.56 * blank.room), blank.room, ink)
    picture = picture.resize((SIDE, SIDE), Image.Resampling.BOX)
    corners: tuple[Point, ...] = ()
    if mark is not None:
        printed = mark(colour)
        scale = SIDE * min(share, blank.room) / max(printed.size)
        size = (max(round(printed.width * scale), 1), max(round(printed.height * scale), 1))
        printed = printed.resize(size, Image.Resampling.LANCZOS)
        left = round(blank.middle[0] * SIDE - size[0] / 2)
        top = round(blank.middle[1] * SIDE - size[1] / 2)
        picture.paste(printed, (left, top), printed)
        corners = tuple((x + left, y + top) for x, y in rectangle(*size))
    mask = blank.shape.resize((SIDE, SIDE), Image.Resampling.BOX)
    shaded = _shaded(rng, picture, mask, blank.folds)
    shaded.putalpha(mask)
    return Goods(shaded, blank.title, corners)


def _shaded(
    rng: np.random.Generator, picture: Image.Image, mask: Image.Image, folds: float
) -> Image.Image:
    """Add folds, and the rounding of the edge."""
    shade = 1 + folds * noise(rng, picture.size, (150, 320), octaves=3)
    inside = np.asarray(mask.filter(ImageFilter.GaussianBlur(9)), dtype=np.float32) / 255
    shade *= 0.55 + 0.45 * np.clip(2 * inside - 0.75, 0, 1)
    pixels = np.asarray(picture, dtype=np.float32) * shade[:, :, None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _canvas() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    shape = Image.new("L", (SIDE * _FINE, SIDE * _FINE))
    return shape, ImageDraw.Draw(shape)


def _px(*shares: float) -> list[float]:
    return [share * SIDE * _FINE for share in shares]


def _write(
    rng: np.random.Generator, draw: ImageDraw.ImageDraw, middle: Point, room: float, ink: Colour
) -> None:
    text = _WORDS[int(rng.integers(len(_WORDS)))]
    font = ImageFont.load_default(size=SIDE * _FINE * room * 0.13)
    x, y = _px(*middle)
    draw.text((x, y), text, fill=ink, font=font, anchor="mm")


def _nothing(draw: ImageDraw.ImageDraw, ink: Colour) -> None:
    """Leave the article plain."""


def _shirt(rng: np.random.Generator) -> _Blank:
    shape, draw = _canvas()
    half = [
        (0.40, 0.07), (0.30, 0.10), (0.10, 0.22), (0.03, 0.40), (0.17, 0.46), (0.24, 0.36),
        (0.25, 0.60), (0.23, 0.95),
    ]  # fmt: skip
    outline = half + [(1 - x, y) for x, y in reversed(half)]
    draw.polygon([tuple(_px(*point)) for point in outline], fill=255)
    draw.ellipse(_px(0.39, -0.02, 0.61, 0.15), fill=0)

    def details(draw: ImageDraw.ImageDraw, ink: Colour) -> None:
        draw.arc(_px(0.375, -0.03, 0.625, 0.175), 15, 165, fill=ink, width=5)
        for side in (0, 1):
            x = abs(side - 0.245)
            draw.line(_px(x, 0.36, abs(side - 0.26), 0.17), fill=ink, width=2)

    chest = rng.random() < 0.7
    middle = (0.5, 0.42) if chest else (0.62, 0.33)
    return _Blank(shape, details, middle, 0.42 if chest else 0.14, "Cotton T-shirt", 0.09)


def _tote(rng: np.random.Generator) -> _Blank:
    shape, draw = _canvas()
    drop = float(rng.uniform(0.3, 0.36))
    draw.polygon(_px(0.16, drop, 0.84, drop, 0.88, 0.96, 0.12, 0.96), fill=255)
    draw.arc(_px(0.31, 0.03, 0.69, 2 * drop), 180, 360, fill=255, width=46)

    def details(draw: ImageDraw.ImageDraw, ink: Colour) -> None:
        draw.line(_px(0.15, drop + 0.045, 0.85, drop + 0.045), fill=ink, width=3)

    return _Blank(shape, details, (0.5, 0.63), 0.46, "Canvas tote bag", 0.07)


def _phone_case(rng: np.random.Generator) -> _Blank:
    shape, draw = _canvas()
    draw.rounded_rectangle(_px(0.27, 0.04, 0.73, 0.96), 0.07 * SIDE * _FINE, fill=255)
    lenses = int(rng.integers(2, 4))

    def details(draw: ImageDraw.ImageDraw, ink: Colour) -> None:
        draw.rounded_rectangle(
            _px(0.30, 0.07, 0.49, 0.26), 50, fill=(44, 44, 48), outline=ink, width=4
        )
        for x, y in ((0.35, 0.12), (0.35, 0.21), (0.44, 0.165))[:lenses]:
            draw.circle(tuple(_px(x, y)), 44, fill=(12, 12, 16), outline=(120, 120, 126), width=8)
            draw.circle(tuple(_px(x - 0.008, y - 0.008)), 10, fill=(90, 100, 140))

    return _Blank(shape, details, (0.5, 0.55), 0.34, "Phone case", 0.012)


def _cushion(rng: np.random.Generator) -> _Blank:
    shape, draw = _canvas()
    t = np.linspace(0, 2 * np.pi, 90)
    # A superellipse pulled out at its corners, as a stuffed square is.
    reach = (
        0.44
        * (1 + float(rng.uniform(0.0, 0.05)) * np.cos(4 * t - np.pi))
        / (np.abs(np.cos(t)) ** 5 + np.abs(np.sin(t)) ** 5) ** 0.2
    )
    x, y = 0.5 + reach * np.cos(t), 0.5 + reach * np.sin(t)
    draw.polygon(
        [tuple(_px(*point)) for point in zip(x.tolist(), y.tolist(), strict=True)], fill=255
    )
    return _Blank(shape, _nothing, (0.5, 0.49), 0.5, "Cushion cover", 0.06)


def _carton(rng: np.random.Generator) -> _Blank:
    shape, draw = _canvas()
    wide, band = float(rng.uniform(0.3, 0.42)), float(rng.uniform(0.06, 0.12))
    left, right = 0.5 - wide, 0.5 + wide
    draw.rectangle(_px(left, 0.12, right, 0.88), fill=255)

    def details(draw: ImageDraw.ImageDraw, ink: Colour) -> None:
        draw.rectangle(_px(left, 0.88 - band, right, 0.88), fill=ink)
        for line in range(3):
            end = left + 0.1 + 0.12 * (3 - line)
            draw.line(
                _px(left + 0.04, 0.17 + 0.022 * line, end, 0.17 + 0.022 * line), fill=ink, width=6
            )
        for bar in range(22):
            x = right - 0.16 + bar * 0.006
            draw.line(_px(x, 0.16, x, 0.22), fill=ink, width=3 + 3 * (bar * 7 % 3 == 0))

    return _Blank(shape, details, (0.5, 0.47), 0.44, "Boxed set", 0.012)


def _tag(rng: np.random.Generator) -> _Blank:
    shape, draw = _canvas()
    top = float(rng.uniform(0.1, 0.2))
    draw.polygon(
        _px(0.38, 0.04, 0.62, 0.04, 0.76, top + 0.1, 0.76, 0.95, 0.24, 0.95, 0.24, top + 0.1),
        fill=255,
    )
    draw.circle(tuple(_px(0.5, 0.1)), 26, fill=0)

    def details(draw: ImageDraw.ImageDraw, ink: Colour) -> None:
        draw.circle(tuple(_px(0.5, 0.1)), 40, outline=ink, width=8)
        draw.rectangle(_px(0.29, 0.88, 0.71, 0.884), fill=ink)

    return _Blank(shape, details, (0.5, 0.5), 0.4, "Jacket with tag", 0.02)


_KINDS: Mapping[str, Callable[[np.random.Generator], _Blank]] = MappingProxyType(
    {
        "shirt": _shirt,
        "tote": _tote,
        "phone case": _phone_case,
        "cushion": _cushion,
        "carton": _carton,
        "tag": _tag,
    }
)
