"""Words that nobody owns, set in the fonts that Pillow and matplotlib carry."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from data.synthetic.extra import load

_FONTS = (
    "", "DejaVuSans-Bold", "DejaVuSans", "DejaVuSans-BoldOblique", "DejaVuSerif-Bold",
    "DejaVuSerif-BoldItalic", "DejaVuSerif", "DejaVuSansMono-Bold", "STIXGeneralBol",
    "STIXGeneralBolIta", "STIXGeneralItalic", "cmb10", "cmss10", "cmtt10", "cmmi10",
)  # fmt: skip
"""Files of matplotlib; the empty name is the font that Pillow carries."""
_ENGLISH_ONLY = _FONTS.index("cmb10")
"""From this one on the fonts have no letters with accents."""
_WITHOUT_ACCENTS = str.maketrans("öéÖÉ", "oeOE")
_PLAIN = (0, 1, 2, 4, 6, 8, 12)
_STARTS = (
    "B", "Br", "C", "D", "Dr", "F", "Fl", "G", "Gr", "H", "K", "L", "M", "N", "P", "Pr", "R", "S",
    "Sch", "St", "T", "Tr", "V", "W", "Z", "",
)  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "ee", "oo", "au", "ei", "ö", "é")
_MIDDLES = (
    "b", "d", "ff", "g", "l", "ll", "lm", "m", "n", "nd", "nn", "r", "rv", "s", "st", "t", "tt",
    "v", "x", "z",
)  # fmt: skip
_ENDS = ("", "", "l", "n", "r", "s", "x", "lla", "nta", "ro", "ky", "tti", "vit", "lo", "ne", "co")


@dataclass(frozen=True, slots=True)
class Typeface:
    """How words are set.

    Attributes:
        font: Which of the fonts.
        width: Horizontal stretch: less than 1 is condensed.
        slant: How far the top leans to the right, as a share of the height.
        capitals: Whether all letters are capitals.
    """

    font: int
    width: float
    slant: float
    capitals: bool


def draw_typeface(rng: np.random.Generator, *, plain: bool = False) -> Typeface:
    """Draw a typeface, or an upright one that is easy to read."""
    font = int(rng.choice(_PLAIN)) if plain else int(rng.integers(len(_FONTS)))
    leans = not plain and rng.random() < 0.25
    return Typeface(
        font=font,
        width=float(rng.uniform(0.72, 1.05) if plain else rng.uniform(0.6, 1.3)),
        slant=float(rng.uniform(0.1, 0.3)) if leans else 0.0,
        capitals=bool(rng.random() < 0.45),
    )


def draw_word(rng: np.random.Generator) -> str:
    """Make a word up that can be said."""
    parts = [rng.choice(_STARTS), rng.choice(_VOWELS)]
    if rng.random() < 0.75:
        parts += [rng.choice(_MIDDLES), rng.choice(_VOWELS)]
    word = "".join([*map(str, parts), str(rng.choice(_ENDS))])
    return word.capitalize() if len(word) > 2 else word.capitalize() + "ra"


def set_words(
    text: str, face: Typeface, box: tuple[float, float], *, bow: float = 0.0
) -> Image.Image:
    """Set words as large as a box allows: an L picture, cut tight.

    Args:
        text: Lines end with a line feed.
        face: How they are set.
        box: Width and height in pixels.
        bow: How far the middle is above the ends, as a share of the width.
    """
    wide, high = max(box[0], 4.0), max(box[1], 4.0)
    if face.capitals:
        text = text.upper()
    if face.font >= _ENGLISH_ONLY:
        text = text.translate(_WITHOUT_ACCENTS)
    size = max(high / (1 + text.count("\n")), 6.0) * 1.3
    font = load_font(face.font, size)
    probe = ImageDraw.Draw(Image.new("L", (1, 1)))
    gap = size / 3
    left, top, right, bottom = probe.textbbox((0, 0), text, font=font, align="center", spacing=gap)
    mask = Image.new("L", (max(int(right - left), 1) + 2, max(int(bottom - top), 1) + 2))
    ImageDraw.Draw(mask).text(
        (1 - left, 1 - top), text, fill=255, font=font, align="center", spacing=gap
    )
    if face.slant:
        lean = round(face.slant * mask.height)
        matrix = (1, face.slant, -lean, 0, 1, 0)
        mask = mask.transform(
            (mask.width + lean, mask.height),
            Image.Transform.AFFINE,
            matrix,
            Image.Resampling.BILINEAR,
        )
    rise = abs(bow) * wide
    scale = min(wide / (mask.width * face.width), max(high - rise, 0.4 * high) / mask.height)
    fitted = (round(mask.width * face.width * scale), round(mask.height * scale))
    mask = mask.resize((max(fitted[0], 1), max(fitted[1], 1)), Image.Resampling.BILINEAR)
    return _bowed(mask, bow) if bow else mask


def load_font(number: int, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Open one of the fonts.

    Raises:
        data.synthetic.extra.MissingExtraError: matplotlib is not installed.
    """
    name = _FONTS[number]
    if not name:
        return ImageFont.load_default(size)
    # By file: a font of the same name that is installed here may have other outlines.
    file = Path(load("matplotlib").get_data_path(), "fonts", "ttf", f"{name}.ttf")
    return ImageFont.truetype(file, size)


def _bowed(mask: Image.Image, bow: float) -> Image.Image:
    """Shift columns so that the line of letters is bent."""
    rise = round(abs(bow) * mask.width)
    x = np.linspace(-1, 1, mask.width)
    drop = np.rint(rise * (x**2 if bow > 0 else 1 - x**2)).astype(np.intp)
    pixels = np.pad(np.asarray(mask), ((rise, rise), (0, 0)))
    rows = np.arange(mask.height + rise)[:, None] + rise - drop[None, :]
    return Image.fromarray(np.take_along_axis(pixels, rows, axis=0))
