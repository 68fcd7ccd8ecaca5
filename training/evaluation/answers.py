"""What the detector said of a photo, beside what is in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from data.records import Band, Channel, Listing, Photo, Point
from detector.detector import Match
from training.evaluation.metrics import Ranking


@dataclass(frozen=True, slots=True)
class Answer:
    """One right that was found in a photo; as `detector.detector.Match`, without the records.

    Attributes:
        right_id: The right.
        view: Name of the view that matched best.
        probability: Stated probability that the right is in the photo.
        score: What answers are ranked by.
        band: What the probability is good for.
        channels: The score of each channel that fired.
        region: Polygon around the match in photo pixels.
    """

    right_id: str
    view: str
    probability: float
    score: float
    band: Band
    channels: Mapping[Channel, float]
    region: tuple[Point, ...]

    @classmethod
    def of(cls, match: Match) -> Self:
        """Keep what is measured and shown of a match."""
        return cls(
            right_id=match.right.right_id,
            view=match.view.name,
            probability=match.probability,
            score=match.score,
            band=match.band,
            channels=match.channels,
            region=match.region,
        )


@dataclass(frozen=True, slots=True)
class PhotoAnswers:
    """What was answered for one photo.

    Attributes:
        listing: The listing; the photos of one listing share one object.
        photo: The photo.
        answers: Best first, a wrong answer before a correct one of equal score.
    """

    listing: Listing
    photo: Photo
    answers: tuple[Answer, ...]

    @classmethod
    def of(cls, listing: Listing, photo: Photo, answers: Iterable[Answer]) -> Self:
        """Put the answers in order."""
        truth = frozenset(listing.right_ids or ())
        ordered = sorted(answers, key=lambda answer: (-answer.score, answer.right_id in truth))
        return cls(listing, photo, tuple(ordered))

    @property
    def truth(self) -> frozenset[str]:
        """The rights in the photo: those of its listing. No label counts as none."""
        return frozenset(self.listing.right_ids or ())

    def ranking(self) -> Ranking:
        """Return what accuracy is computed from."""
        return Ranking(
            truth=self.truth,
            answers=tuple((answer.right_id, answer.score) for answer in self.answers),
            chances=tuple(answer.probability for answer in self.answers),
        )
