"""What the bands mean in practice: how many listings reach them, and how many should not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.records import Band
from training.evaluation.answers import PhotoAnswers

REACHED: Final[Mapping[Band, frozenset[Band]]] = {
    Band.EXPEDITED: frozenset({Band.EXPEDITED}),
    Band.REVIEW: frozenset({Band.EXPEDITED, Band.REVIEW}),
}
"""The bands that are at least as good as one."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How much reaches a band or a better one; ``nan`` where there is nothing to reach it.

    Attributes:
        negatives: Share of the listings with no right in them that have an answer there.
        positives: Share of the listings with a right in them that have a correct answer there.
        precision: Share of the answers there that are correct, over all photos.
    """

    negatives: float
    positives: float
    precision: float


def reach(photos: Sequence[PhotoAnswers]) -> dict[Band, Reach]:
    """Count for `Band.EXPEDITED` and `Band.REVIEW`; a listing's best photo stands for it."""
    return {band: _reach(photos, bands) for band, bands in REACHED.items()}


def _reach(photos: Sequence[PhotoAnswers], bands: frozenset[Band]) -> Reach:
    negatives: dict[int, bool] = {}
    positives: dict[int, bool] = {}
    correct = total = 0
    for photo in photos:
        there = [answer for answer in photo.answers if answer.band in bands]
        right = [answer for answer in there if answer.right_id in photo.truth]
        found, reached = (positives, right) if photo.truth else (negatives, there)
        listing = id(photo.listing)
        found[listing] = found.get(listing, False) or bool(reached)
        correct, total = correct + len(right), total + len(there)
    return Reach(
        _share(sum(negatives.values()), len(negatives)),
        _share(sum(positives.values()), len(positives)),
        _share(correct, total),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
