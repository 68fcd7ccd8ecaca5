"""`Detector`, the one way from photos to hits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from data.decode import DecodedImage
from data.records import Band, Hit, Point, Right, View
from detector.calibration import Calibration, probability
from detector.candidates import Candidate, Retriever
from detector.gallery import EditionSource
from detector.scope import Scope

_RIVALS = 32
"""Rights weighed against each other per photo, however few of them are asked for."""


@dataclass(frozen=True, slots=True)
class Match:
    """How alike one photo is to one right.

    Attributes:
        right: The right.
        view: The view that is most alike.
        probability: Calibrated probability in [0, 1] that the right is in the photo.
        score: Log-odds of the same before rounding to a probability: ranks without ties.
        band: What the probability is good for.
        similarity: Cosine of the embeddings.
        region: Polygon around the most similar part, in photo pixels.
    """

    right: Right
    view: View
    probability: float
    score: float
    band: Band
    similarity: float
    region: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PhotoMatches:
    """What was found in one photo, most probable first, and in which gallery."""

    matches: tuple[Match, ...]
    model: str
    index: str


class Detector:
    """Matches photos against the gallery.

    Args:
        retriever: Proposes candidates.
        gallery: The registered views, as vectors of the retriever's embedder.
        calibration: Turns similarities into probabilities; fitted with the same embedder.
    """

    def __init__(
        self,
        retriever: Retriever,
        gallery: EditionSource,
        calibration: Calibration,
    ) -> None:
        self._retriever = retriever
        self._gallery = gallery
        self._calibration = calibration

    def match(
        self, photos: Sequence[DecodedImage], scopes: Sequence[Scope], *, limit: int
    ) -> list[PhotoMatches]:
        """Compare photos with the rights in each one's scope.

        Costs one forward pass per region and one index search per region; the rest is below a
        millisecond per photo.

        Args:
            photos: The photos, in any number.
            scopes: For each photo, the rights that it is compared with.
            limit: How many rights to return per photo at most.
        """
        edition = self._gallery.current()
        found = self._retriever.candidates(
            [photo.pixels for photo in photos], scopes, edition, limit=max(limit, _RIVALS)
        )
        return [
            PhotoMatches(
                self._decide(photo, candidates)[:limit],
                self._calibration.model,
                str(edition.revision),
            )
            for photo, candidates in zip(photos, found, strict=True)
        ]

    def _decide(self, photo: DecodedImage, candidates: Sequence[Candidate]) -> tuple[Match, ...]:
        similarities = np.array([candidate.similarity for candidate in candidates])
        kinds = [candidate.right.kind for candidate in candidates]
        scores = self._calibration.log_odds(similarities, kinds)
        chances = probability(scores)
        matches = [
            Match(
                right=candidate.right,
                view=candidate.view,
                probability=float(chance),
                score=float(score),
                band=self._calibration.band(candidate.right.kind, float(chance)),
                similarity=candidate.similarity,
                region=candidate.region.polygon(photo.width, photo.height),
            )
            for candidate, score, chance in zip(candidates, scores, chances, strict=True)
        ]
        matches.sort(key=lambda match: (-match.score, match.right.right_id))
        return tuple(matches)


def listing_hits(listing_id: str, photos: Iterable[tuple[str, PhotoMatches]]) -> Iterable[Hit]:
    """Return every (photo, right) pair of a listing as a hit, in the order given."""
    return (
        Hit(
            listing_id=listing_id,
            image=image,
            right_id=match.right.right_id,
            view=match.view.name,
            probability=match.probability,
            score=match.score,
            band=match.band,
            channels={"embedding": match.similarity},
            region=match.region,
            model=found.model,
            index=found.index,
        )
        for image, found in photos
        for match in found.matches
    )
