"""A panel of a package, and what is printed on it: brand, words, strips, pictures, codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from data.synthetic.emblems import Emblem
from data.synthetic.lettering import Typeface, load_font, set_words
from data.synthetic.print_grounds import Scheme, ink_on, mixed
from data.synthetic.print_pictures import PrintedPicture
from data.synthetic.shading import Colour, luminance

Box = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of the panel."""
BRAND_STYLES = ("plain", "plain", "outlined", "shadow", "oval", "ribbon", "tile", "arch", "slanted")
_GOLD: Colour = (204, 168, 92)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A panel that is being printed: the ground is there already.

    Attributes:
        picture: RGB, drawn on.
        photographs: What a printed picture may be cut out of.
        scheme: Colours.
        faces: Of the brand, the title, and all else.
        brand_word: The brand.
        brand_style: One of `BRAND_STYLES`.
        emblem: Of the brand, or none.
        title: What is in the package.
        flavour: Which of its siblings it is.
        shown: The picture.
        claims: Of the roundels.
        weight: How much is in it.
        small_print: Lines that nobody reads.
    """

    picture: Image.Image
    photographs: Sequence[Image.Image]
    scheme: Scheme
    faces: tuple[Typeface, Typeface, Typeface]
    brand_word: str
    brand_style: str
    emblem: Emblem | None
    title: str
    flavour: str
    shown: PrintedPicture
    claims: tuple[str, ...]
    weight: str
    small_print: str

    @property
    def wide(self) -> bool:
        """Whether it is so much wider than high that things go side by side."""
        return self.picture.width > 1.25 * self.picture.height

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return a box in pixels, at least one wide and high."""
        w, h = self.picture.size
        left, top = round(box[0] * w), round(box[1] * h)
        return left, top, max(round(box[2] * w), left + 1), max(round(box[3] * h), top + 1)

    def under(self, box: Box) -> Colour:
        """Return the mean colour of what is there."""
        # As one pixel that is the mean of all.
        dot = self.picture.crop(self.pixels(box)).resize((1, 1), Image.Resampling.BOX)
        red, green, blue = np.asarray(dot)[0, 0].tolist()
        return (red, green, blue)

    def words(
        self,
        text: str,
        box: Box,
        *,
        face: int = 1,
        ink: Colour | None = None,
        align: str = "centre",
        outline: Colour | None = None,
        bow: float = 0.0,
    ) -> None:
        """Set words as large as a box allows, in an ink that can be read there."""
        left, top, right, bottom = self.pixels(box)
        mask = set_words(text, self.faces[face], (right - left, bottom - top), bow=bow)
        x = left if align == "left" else (left + right - mask.width) // 2
        y = (top + bottom - mask.height) // 2
        ink = ink if outline else ink_on(self.under(box), ink)
        if outline:
            thick = max(mask.height // 14, 1)
            grown = Image.new("L", (mask.width + 4 * thick, mask.height + 4 * thick))
            grown.paste(mask, (2 * thick, 2 * thick))
            grown = grown.filter(ImageFilter.MaxFilter(2 * thick + 1))
            self.picture.paste(outline, (x - 2 * thick, y - 2 * thick), grown)
        self.picture.paste(ink or (255, 255, 255), (x, y), mask)

    def strip(self, box: Box, colour: Colour, *, form: str = "plain") -> None:
        """Fill a box with a colour: plain, rounded, slanted or as a ribbon."""
        left, top, right, bottom = self.pixels(box)
        draw = ImageDraw.Draw(self.picture)
        high = bottom - top
        if form == "rounded":
            draw.rounded_rectangle((left, top, right, bottom), high / 2, fill=colour)
        elif form == "slanted":
            lean = 0.35 * high
            draw.polygon(
                (
                    (left, top + lean),
                    (right, top - lean),
                    (right, bottom - lean),
                    (left, bottom + lean),
                ),
                fill=colour,
            )
        elif form == "ribbon":
            notch = 0.4 * high
            middle = (top + bottom) / 2
            draw.polygon(
                (
                    (left, top), (right, top), (right - notch, middle), (right, bottom),
                    (left, bottom), (left + notch, middle),
                ),
                fill=colour,
            )  # fmt: skip
        elif form == "oval":
            draw.ellipse((left, top, right, bottom), fill=colour)
        else:
            draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def brand(self, box: Box) -> None:
        """Print the brand: its word as its style wants it, below or beside its emblem."""
        if self.emblem is not None:
            box = self._emblem(self.emblem, box)
        left, top, right, bottom = box
        colour = self.scheme.brand
        w, h = right - left, bottom - top
        inner = (left + 0.1 * w, top + 0.16 * h, right - 0.1 * w, bottom - 0.16 * h)
        if self.brand_style in ("oval", "ribbon", "tile"):
            ground = self.under(box)
            fill = colour
            if abs(luminance(ground) - luminance(fill)) < 50:
                fill = (250, 248, 242) if luminance(ground) < 150 else mixed(colour, (0, 0, 0), 0.5)
            form = {"oval": "oval", "ribbon": "ribbon", "tile": "plain"}[self.brand_style]
            rim = (left - 0.012, top - 0.008, right + 0.012, bottom + 0.008)
            self.strip(rim, _GOLD if luminance(fill) < 150 else colour, form=form)
            self.strip(box, fill, form=form)
            self.words(self.brand_word, inner, face=0, ink=ink_on(fill, colour))
        elif self.brand_style == "outlined":
            pale = luminance(colour) > 150
            outline: Colour = (24, 22, 30) if pale else (255, 255, 255)
            self.words(self.brand_word, box, face=0, ink=colour, outline=outline)
        elif self.brand_style == "shadow":
            away = 0.06 * h
            shadow = mixed(self.under(box), (10, 8, 12), 0.6)
            below = (left + away, top + away, right + away, bottom + away)
            self.words(self.brand_word, below, face=0, ink=shadow, outline=shadow)
            self.words(self.brand_word, box, face=0, ink=ink_on(shadow, None), outline=colour)
        else:
            bow = 0.12 if self.brand_style == "arch" else 0.0
            self.words(self.brand_word, box, face=0, ink=colour, bow=bow)

    def show(self, box: Box) -> None:
        """Print the picture."""
        left, top, right, bottom = self.pixels(box)
        drawn = self.shown.draw((right - left, bottom - top), self.photographs)
        self.picture.paste(drawn, (left, top), drawn)

    def roundels(self, places: Sequence[tuple[float, float]], size: float) -> None:
        """Print the claims in discs, tiles and bursts; size is a share of the shorter side."""
        draw = ImageDraw.Draw(self.picture)
        w, h = self.picture.size
        reach = size * min(w, h) / 2
        for number, (claim, (u, v)) in enumerate(zip(self.claims, places, strict=False)):
            x, y = u * w, v * h
            fill = (self.scheme.brand, self.scheme.accent, (250, 248, 240))[
                (len(claim) + number) % 3
            ]
            if len(claim) % 3 == 0:
                turn = np.linspace(0, 2 * np.pi, 33)
                far = reach * np.where(np.arange(33) % 2, 0.88, 1.06)
                corners = np.stack([x + far * np.cos(turn), y + far * np.sin(turn)], axis=1)
                draw.polygon([tuple(p) for p in corners.tolist()], fill=fill)
            else:
                draw.circle(
                    (x, y), reach, fill=fill, outline=ink_on(fill), width=max(int(reach / 14), 1)
                )
            mask = set_words(claim, self.faces[2], (1.4 * reach, 1.1 * reach))
            at = (round(x - mask.width / 2), round(y - mask.height / 2))
            self.picture.paste(ink_on(fill), at, mask)

    def print_lines(self, box: Box, *, share: float = 1.0) -> None:
        """Print some of the small print."""
        left, top, right, bottom = self.pixels(box)
        lines = self.small_print.splitlines()
        text = "\n".join(lines[: max(round(share * len(lines)), 1)])
        size = max((bottom - top) / (1.5 * (text.count("\n") + 1)), 5.0)
        ink = ink_on(self.under(box))
        layer = Image.new("L", (right - left, bottom - top))
        font = load_font(self.faces[2].font, min(size, 11.0))
        ImageDraw.Draw(layer).multiline_text((0, 0), text, fill=210, font=font, spacing=2)
        self.picture.paste(ink, (left, top), layer)

    def _emblem(self, emblem: Emblem, box: Box) -> Box:
        """Print the emblem on the left or above; return what is left of the box."""
        left, top, right, bottom = box
        w, h = (right - left) * self.picture.width, (bottom - top) * self.picture.height
        beside = w > 2.6 * h
        side = 0.9 * h if beside else 0.55 * h
        ground = self.under(box)
        ink = ink_on(ground, self.scheme.brand)
        drawn = emblem.mark("emblem").render(max(round(side), 8), ink)
        x = (
            left * self.picture.width
            if beside
            else left * self.picture.width + (w - drawn.width) / 2
        )
        y = top * self.picture.height + ((h - drawn.height) / 2 if beside else 0)
        self.picture.paste(drawn, (round(x), round(y)), drawn)
        if beside:
            return (left + (drawn.width + 0.2 * h) / self.picture.width, top, right, bottom)
        return (left, top + (drawn.height + 0.06 * h) / self.picture.height, right, bottom)
