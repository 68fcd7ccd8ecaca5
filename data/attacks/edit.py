"""What an edit is, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PIL import Image

from data.attacks.clipping import clip
from data.records import Point
from data.synthetic.homography import Matrix, project, rectangle


class Strength(StrEnum):
    """How far an edit goes: at ``strong`` a person only just knows the original."""

    WEAK = "weak"
    MEDIUM = "medium"
    STRONG = "strong"


class NotApplicableError(ValueError):
    """The picture has nothing that this edit could change, such as letters to swap."""


@dataclass(frozen=True, slots=True, eq=False)
class AttackedImage:
    """An edited picture, and where the original is in it.

    Pixels are measured from the corner of the first one: its middle is at (0.5, 0.5).

    Attributes:
        image: RGB.
        transform: ``(3, 3)`` map from pixels of the original to pixels of `image`. What is redrawn
            by hand follows it to within the shake of that hand.
        outline: Polygon around what is left of the original, in pixels of `image`, inside it. What
            lies over the original is not cut out of the polygon.
    """

    image: Image.Image
    transform: Matrix
    outline: tuple[Point, ...]

    @property
    def mirrored(self) -> bool:
        """Whether left and right have changed places."""
        return float(np.linalg.det(self.transform)) < 0


def moved(image: Image.Image, transform: Matrix, size: tuple[int, int]) -> AttackedImage:
    """Return an edited picture that shows all of an original of `size`, unless it is cut off."""
    return AttackedImage(
        image, transform, clip(project(transform, rectangle(*size)), rectangle(*image.size))
    )


def in_place(image: Image.Image) -> AttackedImage:
    """Return an edited picture in which nothing has moved."""
    return moved(image, np.eye(3), image.size)


Draw = Callable[[Image.Image, float, np.random.Generator], AttackedImage]
"""Edits an RGB picture by an amount."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A named edit and how much of it each strength means.

    Attributes:
        name: Snake case, unique.
        family: What it belongs to: ``geometry``, ``colour``, ``degradation``, ``overlay``,
            ``composition`` or ``redrawing``.
        draw: Does it.
        weak: Amount at that strength.
        medium: Amount at that strength.
        strong: Amount at that strength.
        amount: What the three amounts measure, with their unit.
    """

    name: str
    family: str
    draw: Draw
    weak: float
    medium: float
    strong: float
    amount: str

    def __call__(
        self, image: Image.Image, strength: Strength, rng: np.random.Generator
    ) -> AttackedImage:
        """Edit an RGB picture; the same picture, strength and state of `rng` give the same pixels.

        Raises:
            NotApplicableError: the picture has nothing to edit in this way.
        """
        amounts = {
            Strength.WEAK: self.weak,
            Strength.MEDIUM: self.medium,
            Strength.STRONG: self.strong,
        }
        return self.draw(image, amounts[strength], rng)
