"""What a family of product designs is made of: traits, measures, colours and a way to build it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

from data.synthetic.shading import Colour, Material
from data.synthetic.studio import Model


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a product and how its main surface is finished."""

    body: Colour
    accent: Colour
    trim: Colour
    finish: str


FINISHES: Mapping[str, tuple[float, bool]] = {
    "matte": (0.12, False),
    "satin": (0.45, False),
    "glossy": (0.85, False),
    "metal": (0.7, True),
}
"""Gloss of each finish, and whether it is metal."""


@dataclass(frozen=True, slots=True, eq=False)
class Specification:
    """All that is needed to build one product.

    Attributes:
        traits: Chosen form of each trait.
        measures: Centimetres, degrees or counts by name.
        palette: Colours.
        mark: RGBA logo to print on the front, or none.
    """

    traits: Mapping[str, str]
    measures: Mapping[str, float]
    palette: Palette
    mark: Image.Image | None = None

    def body(self) -> Material:
        """The main surface."""
        gloss, metal = FINISHES[self.palette.finish]
        return Material(self.palette.body, gloss, metal)

    def accent(self) -> Material:
        """Parts that stand out: knobs, blades, caps."""
        gloss, metal = FINISHES[self.palette.finish]
        return Material(self.palette.accent, gloss, metal)

    def trim(self) -> Material:
        """Parts that stand back: handles, feet, bases."""
        return Material(self.palette.trim, 0.35)


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of product with a space of designs.

    Attributes:
        name: One word, such as ``kettle``.
        title: As a register would call it.
        locarno: Class of the Locarno Classification.
        traits: Forms to choose from, by trait.
        ranges: Least and greatest value of every measure.
        build: Makes the model.
        printable: Whether a logo can be printed on its front.
    """

    name: str
    title: str
    locarno: str
    traits: Mapping[str, tuple[str, ...]]
    ranges: Mapping[str, tuple[float, float]]
    build: Callable[[Specification], Model]
    printable: bool = False
