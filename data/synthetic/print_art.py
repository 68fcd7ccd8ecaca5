"""What is printed on a package: its front, its sides, its lid; and other flavours of its brand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from data.synthetic.emblems import Emblem, draw_emblem
from data.synthetic.lettering import Typeface, draw_typeface, draw_word
from data.synthetic.print_aside import print_promotion, print_side
from data.synthetic.print_grounds import (
    Scheme,
    draw_accent,
    draw_ground,
    draw_ground_name,
    draw_scheme,
    hue_of,
    recoloured,
)
from data.synthetic.print_layouts import LAYOUTS
from data.synthetic.print_panel import BRAND_STYLES, Panel
from data.synthetic.print_pictures import SHAPES, PrintedPicture, draw_printed_picture
from data.synthetic.print_words import (
    draw_claim,
    draw_flavour,
    draw_goods_name,
    draw_small_print,
    draw_weight,
)

_CHANGES = (
    frozenset({"accent"}),
    frozenset({"accent", "picture"}),
    frozenset({"accent", "name"}),
    frozenset({"picture", "name"}),
    frozenset({"accent", "picture", "name"}),
)
_CHANGE_SHARES = (0.22, 0.31, 0.12, 0.1, 0.25)


@dataclass(frozen=True, slots=True)
class PrintArt:
    """One print.

    Attributes:
        layout: One of `LAYOUTS`.
        brand: The word.
        brand_style: One of `BRAND_STYLES`.
        emblem: Of the brand, or none.
        faces: Of the brand, the title, and all else.
        scheme: Colours.
        ground: One of `GROUNDS`.
        title: What is in the package.
        flavour: The line that tells it from its siblings.
        picture: What is shown.
        claims: Of the roundels.
        weight: How much is in it.
        edition: What a promotion prints over it, or nothing.
        seed: Of what is left to chance; siblings share it.
    """

    layout: str
    brand: str
    brand_style: str
    emblem: Emblem | None
    faces: tuple[Typeface, Typeface, Typeface]
    scheme: Scheme
    ground: str
    title: str
    flavour: str
    picture: PrintedPicture
    claims: tuple[str, ...]
    weight: str
    edition: str
    seed: int

    def front(self, size: tuple[int, int], photographs: Sequence[Image.Image]) -> Image.Image:
        """Draw the front, RGB."""
        panel = self._panel(self.back(size), photographs)
        LAYOUTS[self.layout](panel, np.random.default_rng(self.seed))
        print_promotion(panel, self.edition)
        return panel.picture

    def side(self, size: tuple[int, int], number: int) -> Image.Image:
        """Draw one of the panels beside the front, RGB: small print, a table, a bar code."""
        panel = self._panel(self.back(size), ())
        print_side(panel, np.random.default_rng([self.seed, number]), coded=number % 2 == 0)
        return panel.picture

    def lid(self, size: tuple[int, int]) -> Image.Image:
        """Draw what is on a lid or above the front, RGB: the brand alone."""
        panel = self._panel(self.back(size), ())
        panel.brand((0.1, 0.2, 0.9, 0.72))
        panel.words(self.flavour, (0.2, 0.76, 0.8, 0.88), face=2)
        return panel.picture

    def back(self, size: tuple[int, int]) -> Image.Image:
        """Draw the ground alone, RGB."""
        return draw_ground(self.ground, self.scheme, self.seed, size)

    def wrap(
        self, size: tuple[int, int], front: float, photographs: Sequence[Image.Image]
    ) -> Image.Image:
        """Draw what goes around: the front in the middle takes a share of the width."""
        whole = self.back(size)
        wide = round(front * size[0])
        left = (size[0] - wide) // 2
        # The same ground is under the front as around it; a glow or a wave goes on.
        panel = self._panel(whole.crop((left, 0, left + wide, size[1])), photographs)
        LAYOUTS[self.layout](panel, np.random.default_rng(self.seed))
        print_promotion(panel, self.edition)
        whole.paste(panel.picture, (left, 0))
        aside = round(0.5 * wide)
        for number, at in enumerate((left - aside - wide // 8, left + wide + wide // 8)):
            cut = whole.crop((at, 0, at + aside, size[1]))
            beside = self._panel(cut, ())
            print_side(beside, np.random.default_rng([self.seed, number]), coded=number == 0)
            whole.paste(beside.picture, (at, 0))
        return whole

    def _panel(self, ground: Image.Image, photographs: Sequence[Image.Image]) -> Panel:
        return Panel(
            picture=ground,
            photographs=photographs,
            scheme=self.scheme,
            faces=self.faces,
            brand_word=self.brand,
            brand_style=self.brand_style,
            emblem=self.emblem,
            title=self.title,
            flavour=self.flavour,
            shown=self.picture,
            claims=self.claims,
            weight=self.weight,
            small_print=draw_small_print(np.random.default_rng(self.seed), 8),
        )


def draw_art(rng: np.random.Generator) -> PrintArt:
    """Draw a print at random."""
    scheme = draw_scheme(rng)
    count = int(rng.choice(3, p=(0.35, 0.4, 0.25)))
    return PrintArt(
        layout=str(rng.choice(list(LAYOUTS))),
        brand=draw_word(rng) if rng.random() < 0.85 else f"{draw_word(rng)} {draw_word(rng)}",
        brand_style=str(rng.choice(BRAND_STYLES)),
        emblem=draw_emblem(rng) if rng.random() < 0.4 else None,
        faces=(draw_typeface(rng), draw_typeface(rng), draw_typeface(rng, plain=True)),
        scheme=scheme,
        ground=draw_ground_name(rng),
        title=draw_goods_name(rng),
        flavour=draw_flavour(rng),
        picture=draw_printed_picture(rng, float(rng.random()), str(rng.choice(SHAPES))),
        claims=tuple(draw_claim(rng) for _ in range(count)),
        weight=draw_weight(rng),
        edition="",
        seed=int(rng.integers(2**31)),
    )


def other_flavours(art: PrintArt, rng: np.random.Generator, count: int) -> tuple[PrintArt, ...]:
    """Return other products of the brand: the same layout, and one to three things differ.

    Always the flavour's name, and what can be seen from afar: the accent, the picture or the title.
    """
    first = hue_of(art.scheme.accent)
    arts = []
    for number in range(count):
        changes = _CHANGES[int(rng.choice(len(_CHANGES), p=_CHANGE_SHARES))]
        # Hues are spread, so that no two siblings have the same.
        hue = (first + (number + 1 + float(rng.uniform(-0.2, 0.2))) / (count + 1)) % 1
        other = replace(art, flavour=draw_flavour(rng))
        if "accent" in changes:
            other = replace(other, scheme=recoloured(art.scheme, draw_accent(rng, hue)))
        if "picture" in changes:
            shown = draw_printed_picture(rng, hue, art.picture.shape)
            other = replace(other, picture=shown)
        if "name" in changes:
            other = replace(other, title=draw_goods_name(rng))
        arts.append(other)
    return tuple(arts)
