"""One mistake as the page words it."""

import math
from dataclasses import dataclass

from api.report.pictures import Shown
from data.records import Point, Right
from training.evaluation.answers import Answer
from training.evaluation.mistakes import Mistake


@dataclass(frozen=True, slots=True)
class Side:
    """A right beside the photo: the one that was answered wrongly, or the one that is in it.

    Attributes:
        right_id: The right, which need not be registered.
        right: What is registered of it.
        view: Name of the view that is shown.
        picture: That view.
        answer: What was answered of it; ``None`` if it was not found.
        place: The place of that answer among the photo's; 0 if there is none.
        outline: The matched region as the ``points`` of an SVG polygon, or empty.
    """

    right_id: str
    right: Right | None
    view: str
    picture: Shown
    answer: Answer | None
    place: int
    outline: str


@dataclass(frozen=True, slots=True)
class Card:
    """A mistake whose pictures were written.

    Attributes:
        mistake: The mistake.
        photo: The listing photo.
        wrong: The wrong right; ``None`` if nothing wrong was answered.
        expected: The right that is in the photo; ``None`` if nothing registered is.
    """

    mistake: Mistake
    photo: Shown
    wrong: Side | None
    expected: Side | None


def outline(region: tuple[Point, ...], photo: Shown) -> str:
    """Return a region as the ``points`` of an SVG polygon; empty if it can't be drawn."""
    drawable = len(region) >= 3 and all(math.isfinite(value) for point in region for value in point)
    if not drawable or not photo.file:
        return ""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in region)
