"""What the channels say of a photo's candidates, as numbers that can be weighed together.

A **cue** is missing (NaN) where its channel found nothing, which is something else than finding
little. It says how alike photo and right are, or by how much they are more alike than the photo and
what else is known: in a photo that is alike to everything, being alike means
little. What else is known are the other rights, and a background of views that nobody registered,
so that the same evidence is worth the same however many rights there are. Rights whose views are
nearly identical are no rivals, and don't hide each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.records import Channel
from detector.candidates import Candidate, Sighting
from detector.description import PhotoDescription
from detector.verification import FEATURES, features
from index.protocol import Searchable, Vectors

_COHORT = 20
_CONTESTED = 0.3
"""Share of the smaller of two regions that the other covers, from which both claim one place."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One number of a candidate.

    Attributes:
        name: Unique.
        channel: What it comes from.
        sign: 1 if the right is the likelier the greater it is; -1 if the smaller.
    """

    name: str
    channel: Channel
    sign: int


_AGAINST = {"residual", "colour"}

CUES: tuple[Cue, ...] = (
    Cue("similarity", Channel.EMBEDDING, 1),
    Cue("similarity_margin", Channel.EMBEDDING, 1),
    Cue("similarity_above_cohort", Channel.EMBEDDING, 1),
    *(Cue(name, Channel.LOCAL, -1 if name in _AGAINST else 1) for name in FEATURES),
    Cue("preference", Channel.LOCAL, 1),
    Cue("pairs_margin", Channel.LOCAL, 1),
    Cue("reuse", Channel.FINGERPRINT, 1),
    Cue("word", Channel.WORDMARK, 1),
    Cue("word_length", Channel.WORDMARK, 1),
)
"""The cues in the order of the columns of `cues`.

``similarity``
    Cosine of the embeddings of the view and the most similar region.
``similarity_margin``
    By how much it exceeds that of the best different right or background view.
``similarity_above_cohort``
    By how much it exceeds the mean of the best 20 of these (the cohort normalisation of speaker
    verification, Auckenthaler et al. 2000).
``log_inliers`` to ``alike``
    See `detector.verification.FEATURES`.
``preference``
    How the view fares against others found in its place, see `worst_preferences`.
``pairs_margin``
    By how much its ``log_pairs`` exceed those of the best different right found in its place.
``reuse``
    Correlation of the fingerprints.
``word``, ``word_length``
    Score of the registered word that was read, and the same times the log of its letters.
"""


def columns(channels: frozenset[Channel]) -> NDArray[np.intp]:
    """Return which columns of `cues` come from these channels."""
    return np.flatnonzero([cue.channel in channels for cue in CUES])


def cues(
    photo: PhotoDescription,
    candidates: Sequence[Candidate],
    vectors: Searchable,
    background: Vectors,
    *,
    twins: float,
) -> NDArray[np.float64]:
    """Return the ``(n, len(CUES))`` cues of all candidates of one photo; NaN where missing.

    Costs time quadratic in the candidates, of which there are some tens, and a product with the
    background.

    Args:
        photo: The photo.
        candidates: The candidates.
        vectors: The views' embeddings, to tell which rights are nearly identical.
        background: ``(b, dimension)`` embeddings of views that are not registered.
        twins: Cosine from which two views are as alike as one picture that was saved again: no
            photo can decide between them.
    """
    different, strange = _differences(candidates, vectors, background, twins)
    table = np.full((len(candidates), len(CUES)), np.nan)
    position = {cue.name: column for column, cue in enumerate(CUES)}
    known = np.flatnonzero([candidate.resemblance is not None for candidate in candidates])
    similarities = np.array(
        [c.resemblance.similarity for c in candidates if c.resemblance is not None]
    )
    table[known, position["similarity"]] = similarities
    if len(known):
        strangers = (photo.vectors @ background.T).max(axis=0).astype(np.float64)
        best, cohort = _rivals(
            similarities,
            np.where(different[np.ix_(known, known)], similarities, -np.inf),
            np.where(strange[known], strangers, -np.inf),
        )
        table[known, position["similarity_margin"]] = similarities - best
        table[known, position["similarity_above_cohort"]] = similarities - cohort
    first = position[FEATURES[0]]
    for row, candidate in enumerate(candidates):
        if candidate.sighting is not None:
            table[row, first : first + len(FEATURES)] = features(candidate.sighting.verification)
            table[row, position["preference"]] = candidate.sighting.preference
        if candidate.reuse is not None:
            table[row, position["reuse"]] = candidate.reuse.match.score
        if candidate.word is not None:
            table[row, position["word"]] = candidate.word.score
            letters = len(candidate.word.word)
            table[row, position["word_length"]] = candidate.word.score * np.log(letters)
    pairs = table[:, position["log_pairs"]]
    against = different & _contesting([candidate.sighting for candidate in candidates])
    strongest = np.where(against, np.nan_to_num(pairs), 0).max(axis=1, initial=0)
    table[:, position["pairs_margin"]] = pairs - strongest
    return table


def _rivals(
    own: NDArray[np.float64], others: NDArray[np.float64], strangers: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each row the greatest similarity there is, and the mean of the greatest 20.

    Where all there is are twins, which no photo can tell apart, a row is its own rival.
    """
    ranked = -np.sort(-np.hstack([others, strangers]), axis=1)[:, :_COHORT]
    there = np.isfinite(ranked)
    alone = ~there.any(axis=1)
    sums = np.where(there, ranked, 0).sum(axis=1)
    return (
        np.where(alone, own, ranked.max(axis=1, initial=-np.inf)),
        np.where(alone, own, sums / there.sum(axis=1).clip(min=1)),
    )


def _differences(
    candidates: Sequence[Candidate], vectors: Searchable, background: Vectors, twins: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which candidates differ from each other, and from each view of the background.

    ``(n, n)`` and ``(n, b)``; what has no embedding differs from all but itself.
    """
    different = ~np.eye(len(candidates), dtype=np.bool_)
    strange = np.ones((len(candidates), len(background)), dtype=np.bool_)
    known = [row for row, c in enumerate(candidates) if c.resemblance is not None]
    ids = [c.resemblance.view.id for c in candidates if c.resemblance is not None]
    try:
        views = vectors.vectors_of(np.array(ids, dtype=np.int64))
    except KeyError:  # one was withdrawn a moment ago
        return different, strange
    different[np.ix_(known, known)] &= views @ views.T < twins
    strange[known] = views @ background.T < twins
    return different, strange


def _contesting(sightings: Sequence[Sighting | None]) -> NDArray[np.bool_]:
    """Return ``(n, n)``: which were found in the same place, judged by upright boxes."""
    nowhere = [np.inf, np.inf, -np.inf, -np.inf]
    boxes = np.array([nowhere if s is None else _box(s) for s in sightings]).reshape(-1, 4)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    shared = (high - low).clip(min=0).prod(axis=2)
    areas = (boxes[:, 2:] - boxes[:, :2]).clip(min=0).prod(axis=1)
    smaller = np.minimum(areas[:, None], areas[None])
    return np.asarray((smaller > 0) & (shared >= _CONTESTED * smaller))


def _box(sighting: Sighting) -> list[float]:
    region = sighting.verification.region
    if not region:
        return [np.inf, np.inf, -np.inf, -np.inf]
    xs, ys = zip(*region, strict=True)
    return [min(xs), min(ys), max(xs), max(ys)]
