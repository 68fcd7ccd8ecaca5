"""Packaged goods that the project makes up: a form, its measures and what is printed on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from data.synthetic.package_forms import FORMS
from data.synthetic.print_art import PrintArt, draw_art, other_flavours
from data.synthetic.print_words import EDITIONS
from data.synthetic.studio import Model
from data.synthetic.wrapping import Wrapping

_GLOSSES = (0.15, 0.35, 0.55, 0.7)
_MEASURES = 4


@dataclass(frozen=True, slots=True)
class Package:
    """One product as it is packed.

    Attributes:
        form: One of `FORMS`.
        measures: Of the form, 0 to 1 each.
        gloss: Of paper or foil.
        art: The print.
    """

    form: str
    measures: tuple[float, ...]
    gloss: float
    art: PrintArt

    def model(self, photographs: Sequence[Image.Image]) -> Model:
        """Build the package; its print may show one of the photographs.

        Raises:
            data.synthetic.extra.MissingExtraError: the extra `synthetic` is not installed.
        """
        return FORMS[self.form](self.measures, Wrapping(self.art, photographs, self.gloss))


def draw_package(rng: np.random.Generator, form: str) -> Package:
    """Draw a package of a form at random."""
    measures = tuple(rng.random(_MEASURES).tolist())
    gloss = _GLOSSES[int(rng.integers(len(_GLOSSES)))]
    return Package(form, measures, gloss, draw_art(rng))


def siblings(package: Package, rng: np.random.Generator, count: int) -> tuple[Package, ...]:
    """Return other flavours of the brand in the same package."""
    arts = other_flavours(package.art, rng, count)
    return tuple(replace(package, art=art) for art in arts)


def promoted(package: Package, rng: np.random.Generator) -> Package:
    """Return the same product as a promotion sells it: something is printed over it."""
    edition = EDITIONS[int(rng.integers(len(EDITIONS)))]
    return replace(package, art=replace(package.art, edition=edition))
