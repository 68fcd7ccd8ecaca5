"""`Detector`, the one way from photos to hits."""

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from data.decode import DecodedImage
from data.records import Band, Channel, Evidence, Hit, Point, Right, View
from detector.calibration import Calibration, probability
from detector.candidates import Candidate, Matchmaker
from detector.description import PhotoDescriber, PhotoDescription
from detector.evidence import alignment_evidence
from detector.fusion import cues
from detector.gallery import Edition, EditionSource
from detector.regions import WHOLE
from detector.scope import Scope
from detector.verification import Verifier

_BETTER = 5


@dataclass(frozen=True, slots=True)
class Match:
    """How alike one photo is to one right.

    Attributes:
        right: The right.
        view: The view that the most telling channel found.
        probability: Calibrated probability in [0, 1] that the right is in the photo.
        score: Log-odds of the same before rounding to a probability: ranks without ties.
        band: What the probability is good for.
        channels: The score of each channel that has something to say.
        region: Polygon around what was found, in photo pixels.
        evidence: What can be shown of it.
    """

    right: Right
    view: View
    probability: float
    score: float
    band: Band
    channels: Mapping[Channel, float]
    region: tuple[Point, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PhotoMatches:
    """What was found in one photo, most probable first, and in which gallery."""

    matches: tuple[Match, ...]
    model: str
    index: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a right did or did not match a photo.

    Attributes:
        match: The right's match, whether or not it would have been reported; ``None`` if no
            channel can say anything of it.
        rank: Its place among all matches of the photo, from 1.
        better: The matches before it, at most five, best first.
        retrieved: The channels that proposed it on their own.
        in_scope: Whether it can make a hit at all.
        expedited: Least probability for that band, of its kind; ``None`` if none suffices.
        review: Least probability for that band.
    """

    match: Match | None
    rank: int | None
    better: tuple[Match, ...]
    retrieved: frozenset[Channel]
    in_scope: bool
    expedited: float | None
    review: float | None


class Detector:
    """Matches photos against the gallery.

    Args:
        describer: Describes photos, as far as its channels go.
        gallery: The registered views, described by the same embedder and the like.
        calibration: Turns evidence into probabilities; fitted with the same embedder.
        verifier: Looks for views in photos.
    """

    def __init__(
        self,
        describer: PhotoDescriber,
        gallery: EditionSource,
        calibration: Calibration,
        verifier: Verifier,
    ) -> None:
        self._describer = describer
        self._gallery = gallery
        self._calibration = calibration
        self._matchmaker = Matchmaker(verifier)
        self._libraries = ThreadpoolController()

    def match(
        self, photos: Sequence[DecodedImage], scopes: Sequence[Scope], *, limit: int
    ) -> list[PhotoMatches]:
        """Compare photos with the rights in each one's scope, several photos at a time.

        See `PhotoDescriber.describe` and `Matchmaker.candidates` for what that costs.

        Args:
            photos: The photos, in any number.
            scopes: For each photo, the rights that it is compared with.
            limit: How many rights to return per photo at most.
        """
        edition = self._gallery.current()
        described = self._described(photos, edition)

        def matched(photo: PhotoDescription, scope: Scope) -> PhotoMatches:
            candidates = self._matchmaker.candidates(photo, scope, edition)
            matches = self._decide(photo, candidates, edition, limit)
            return PhotoMatches(
                tuple(match for match, _ in matches),
                self._calibration.model,
                str(edition.revision),
            )

        # A team of BLAS threads for each photo would spend its time waiting for a core.
        with (
            self._libraries.limit(limits=1, user_api="blas"),
            ThreadPoolExecutor(os.cpu_count()) as pool,
        ):
            return list(pool.map(matched, described, scopes))

    def explain(self, photo: DecodedImage, right: Right, scope: Scope) -> Explanation:
        """Compare a photo with one right, whether or not any channel proposes it."""
        edition = self._gallery.current()
        (described,) = self._described([photo], edition)
        candidates = self._matchmaker.candidates(described, scope, edition, also=[right])
        ranked = self._decide(described, candidates, edition, len(candidates))
        place = next(
            (i for i, (_, c) in enumerate(ranked) if c.right.right_id == right.right_id), None
        )
        fitted = self._calibration.fitted(right.kind, self._describer.channels)
        return Explanation(
            match=None if place is None else ranked[place][0],
            rank=None if place is None else place + 1,
            better=tuple(match for match, _ in ranked[: min(place or 0, _BETTER)]),
            retrieved=frozenset() if place is None else frozenset(ranked[place][1].proposed),
            in_scope=scope.covers(right) and right.withdrawn_at is None,
            expedited=fitted.expedited,
            review=fitted.review,
        )

    def _described(
        self, photos: Sequence[DecodedImage], edition: Edition
    ) -> list[PhotoDescription]:
        return self._describer.describe(photos, read_text=len(edition.catalog.lexicon) > 0)

    def _decide(
        self,
        photo: PhotoDescription,
        candidates: Sequence[Candidate],
        edition: Edition,
        limit: int,
    ) -> list[tuple[Match, Candidate]]:
        """Weigh the evidence for each candidate; return the best, best first."""
        channels = self._describer.channels
        heard = [candidate for candidate in candidates if _says_anything(candidate)]
        table = cues(
            photo,
            heard,
            edition.vectors,
            self._calibration.background,
            twins=self._calibration.twins,
        )
        weighed = self._calibration.weigh(table, [c.right.kind for c in heard], channels)
        chances = probability(weighed.log_odds)
        best = sorted(
            range(len(heard)), key=lambda row: (-weighed.log_odds[row], heard[row].right.right_id)
        )
        return [
            (
                _match(
                    photo,
                    heard[row],
                    score=float(weighed.log_odds[row]),
                    chance=float(chances[row]),
                    band=self._calibration.band(heard[row].right.kind, channels, chances[row]),
                    contributions=weighed.contributions[row],
                ),
                heard[row],
            )
            for row in best[:limit]
        ]


def _says_anything(candidate: Candidate) -> bool:
    found = (candidate.resemblance, candidate.sighting, candidate.reuse, candidate.word)
    return any(part is not None for part in found)


def _match(
    photo: PhotoDescription,
    candidate: Candidate,
    *,
    score: float,
    chance: float,
    band: Band,
    contributions: NDArray[np.float64],
) -> Match:
    places = _places(photo.image, candidate)
    told = dict(zip(Channel, contributions.tolist(), strict=True))
    # The channel that says most for the right says where it is.
    view, region = places[max(places, key=lambda channel: told[channel])]
    sighting = candidate.sighting
    evidence = Evidence()
    if sighting is not None and sighting.view == view:
        evidence = alignment_evidence(sighting.verification)
    if candidate.word is not None:
        evidence = replace(evidence, text=candidate.word.text)
    return Match(
        right=candidate.right,
        view=view,
        probability=chance,
        score=score,
        band=band,
        channels=_scores(candidate),
        region=region,
        evidence=evidence,
    )


def _places(
    photo: DecodedImage, candidate: Candidate
) -> dict[Channel, tuple[View, tuple[Point, ...]]]:
    """Return for each channel that found something the view, and where in the photo it is."""
    places: dict[Channel, tuple[View, tuple[Point, ...]]] = {}
    if candidate.resemblance is not None:
        seen = candidate.resemblance
        places[Channel.EMBEDDING] = seen.view, seen.region.polygon(photo.width, photo.height)
    if candidate.sighting is not None:
        places[Channel.LOCAL] = candidate.sighting.view, candidate.sighting.verification.region
    if candidate.reuse is not None:
        whole = WHOLE.polygon(photo.width, photo.height)
        places[Channel.FINGERPRINT] = candidate.reuse.view, whole
    if candidate.word is not None:
        view = candidate.right.views[0] if not places else next(iter(places.values()))[0]
        places[Channel.WORDMARK] = view, candidate.word.region
    return places


def _scores(candidate: Candidate) -> dict[Channel, float]:
    scores: dict[Channel, float] = {}
    if candidate.resemblance is not None:
        scores[Channel.EMBEDDING] = candidate.resemblance.similarity
    if candidate.sighting is not None:
        scores[Channel.LOCAL] = float(len(candidate.sighting.verification.pairs))
    if candidate.reuse is not None:
        scores[Channel.FINGERPRINT] = candidate.reuse.match.score
    if candidate.word is not None:
        scores[Channel.WORDMARK] = candidate.word.score
    return scores


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
            channels={channel.value: score for channel, score in match.channels.items()},
            region=match.region,
            model=found.model,
            index=found.index,
            evidence=match.evidence,
        )
        for image, found in photos
        for match in found.matches
    )
