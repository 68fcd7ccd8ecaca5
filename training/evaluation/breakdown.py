"""Accuracy overall, by kind of right, and by what the listings' columns hold."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.records import Kind, Listing
from training.evaluation.answers import PhotoAnswers
from training.evaluation.bootstrap import RESAMPLES, Interval, intervals
from training.evaluation.metrics import Accuracy, Judged
from training.evaluation.selection import in_group

_MOST_VALUES = 20
"""A column with more values than this holds names, not groups."""

_SEED = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Figures for some of what was measured.

    Attributes:
        judged: The pairs behind the figures.
        accuracy: Per photo; its thresholds are probabilities, which is what can be set.
        interval: 95 % bootstrap interval of each of its figures.
        n_listings: Listings with a right in them.
        n_negatives: Listings with none.
        n_rights: Rights that could be answered.
    """

    judged: Judged
    accuracy: Accuracy
    interval: Mapping[str, Interval]
    n_listings: int
    n_negatives: int
    n_rights: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All figures.

    Attributes:
        overall: For all photos and rights.
        by: By column and value. ``kind`` is the kind of right: only its pairs are judged, and a
            photo that shows no right of the kind is a negative.
    """

    overall: Group
    by: Mapping[str, Mapping[str, Group]]


def breakdown(
    photos: Sequence[PhotoAnswers], kinds: Mapping[str, Kind], *, resamples: int = RESAMPLES
) -> Breakdown:
    """Compute all figures.

    A column counts if it has at most twenty values, and a value if it holds for a listing with a
    right in it; for negatives see `in_group`.

    Args:
        photos: What was answered for each photo.
        kinds: The kind of every right that is registered.
        resamples: How often listings are drawn for the intervals.
    """

    def group(chosen: Sequence[PhotoAnswers], kind: Kind | None = None) -> Group:
        return _group(chosen, kinds, kind, resamples)

    positives = [photo.listing for photo in photos if photo.listing.right_ids]
    by = {
        column: {
            value: group([photo for photo in photos if in_group(photo.listing, column, value)])
            for value in values
        }
        for column, values in _columns(positives)
    }
    shown = {kinds.get(right_id) for listing in positives for right_id in listing.right_ids or ()}
    by["kind"] = {kind.value: group(photos, kind) for kind in Kind if kind in shown}
    return Breakdown(group(photos), by)


def _columns(listings: Sequence[Listing]) -> Iterator[tuple[str, list[str]]]:
    for name in sorted({name for listing in listings for name in listing.metadata}):
        values = {listing.metadata[name] for listing in listings if name in listing.metadata}
        if len(values) <= _MOST_VALUES:
            yield name, sorted(values)


def _group(
    photos: Sequence[PhotoAnswers], kinds: Mapping[str, Kind], kind: Kind | None, resamples: int
) -> Group:
    among = None if kind is None else {right_id for right_id in kinds if kinds[right_id] is kind}
    judged = Judged.of([photo.ranking() for photo in photos], among)
    numbers: dict[int, int] = {}
    listings = np.array(
        [numbers.setdefault(id(photo.listing), len(numbers)) for photo in photos], dtype=np.intp
    )
    with_right = len(np.unique(listings[judged.truths > 0]))
    accuracy = judged.accuracy()
    interval = intervals(judged, listings, seed=_SEED, resamples=resamples)
    for name in ("threshold_p90", "threshold_p99"):
        low, high = interval[name]
        interval[name] = _stated(judged, low), _stated(judged, high)
    return Group(
        judged,
        replace(
            accuracy,
            threshold_p90=_stated(judged, accuracy.threshold_p90),
            threshold_p99=_stated(judged, accuracy.threshold_p99),
        ),
        interval,
        n_listings=with_right,
        n_negatives=len(numbers) - with_right,
        n_rights=len(kinds if among is None else among),
    )


def _stated(judged: Judged, threshold: float) -> float:
    """Return the least probability stated with a score of at least `threshold`."""
    if math.isnan(threshold):
        return threshold
    return float(judged.chances[judged.scores >= threshold].min())
