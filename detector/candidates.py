"""Which rights may be in a photo, and what each channel says of them.

Retrieval is cheap and wide: every channel proposes rights on its own. Verification is strict: the
views that were proposed first are looked for in the photo, and what they claim is compared.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

import numpy as np

from data.records import Channel, Right, View
from detector.catalog import Catalog
from detector.description import PhotoDescription
from detector.fingerprint import FingerprintMatch, find_reused
from detector.gallery import Edition
from detector.nearest import Resemblance, best_per_right
from detector.scope import Scope
from detector.verification import Verification, Verifier, ViewPicture, worst_preferences
from detector.wordmark import WordMatch, find_words

_NEIGHBOURS = 64
"""Views retrieved per region: several views of one right must not crowd the others out."""

_RESEMBLING = 32
"""Rights that the embedding proposes, and weighs against each other."""

_VOTED = 15
_REUSED = 5

_VERIFIED = 14
"""Pictures that are looked for in a photo, at some milliseconds each."""

_MIRRORED_KEYPOINTS = 400
_MIRRORED_VOTED = 4
_SURE = 25
"""With as many keypoints of a view found upright, no other is looked for in the mirror."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """A view that was found in the photo.

    Attributes:
        view: The view.
        picture: What was looked for.
        verification: Where it is and how it compares.
        preference: How it fares against the other views found in its place, see
            `worst_preferences`.
    """

    view: View
    picture: ViewPicture
    verification: Verification
    preference: float


@dataclass(frozen=True, slots=True)
class Reuse:
    """A view whose fingerprint the photo has."""

    view: View
    match: FingerprintMatch


@dataclass(slots=True, eq=False)
class Candidate:
    """A right that may be in a photo.

    Attributes:
        right: The right.
        proposed: The channels that proposed it.
        resemblance: The view and region that are most alike to the embedder.
        sighting: The view of which most keypoints were found.
        reuse: The view with the nearest fingerprint, if that is near enough.
        word: The word of the right that is best legible, if any.
        looked_for: Whether any view of it was looked for in the photo.
    """

    right: Right
    proposed: set[Channel] = field(default_factory=set)
    resemblance: Resemblance | None = None
    sighting: Sighting | None = None
    reuse: Reuse | None = None
    word: WordMatch | None = None
    looked_for: bool = False


class Matchmaker:
    """Proposes the rights that may be in a photo and gathers the evidence for each.

    Args:
        verifier: Looks for views in photos.
    """

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    def candidates(
        self,
        photo: PhotoDescription,
        scope: Scope,
        edition: Edition,
        *,
        also: Collection[Right] = (),
    ) -> list[Candidate]:
        """Return the rights that any channel proposes, in no order, and those asked for `also`.

        Costs a search of the vectors per region, one or two of the local features, one of the
        fingerprints, and a verification of each of the first proposals.
        """
        found = _Gathering(edition.catalog, scope)
        for right in also:
            found.candidate(right)
        by_embedding = self._resembling(photo, scope, edition, found)
        by_votes = self._voted(photo, scope, edition, found)
        by_code = self._reused(photo, scope, edition, found)
        by_word = self._worded(photo, scope, edition, found)
        wanted = [edition.catalog.pictures_of(right.views) for right in also]
        queue = chain(chain(*wanted), by_code, _in_turn(by_votes, by_embedding), by_word)
        self._verify(photo, scope, edition, found, queue)
        self._compare_rest(photo, edition, found)
        return list(found.candidates.values())

    def _resembling(
        self, photo: PhotoDescription, scope: Scope, edition: Edition, found: "_Gathering"
    ) -> list[int]:
        """Propose by embedding; return the pictures, most alike first."""
        if not len(photo.vectors):
            return []
        neighbours = edition.vectors.search(
            photo.vectors, _NEIGHBOURS, allowed=edition.catalog.allowed(scope)
        )
        nearest = best_per_right(neighbours, photo.regions, edition.catalog, _RESEMBLING)
        for right, resemblance in nearest:
            candidate = found.candidate(right)
            candidate.proposed.add(Channel.EMBEDDING)
            candidate.resemblance = resemblance
        return edition.catalog.pictures_of(resemblance.view for _, resemblance in nearest)

    def _voted(
        self,
        photo: PhotoDescription,
        scope: Scope,
        edition: Edition,
        found: "_Gathering",
    ) -> list[int]:
        """Propose by votes of local features; return the pictures, most votes first."""
        if photo.features is None:
            return []
        allowed = edition.catalog.allowed_pictures(scope)
        votes = edition.features.search(photo.features, _VOTED, allowed=allowed)
        pictures: list[int] = votes.ids.tolist()
        found.propose(Channel.LOCAL, pictures)
        return pictures

    def _voted_mirrored(
        self, photo: PhotoDescription, scope: Scope, edition: Edition, found: "_Gathering"
    ) -> list[int]:
        """Do the same for the photo as a mirror shows it, by its most telling keypoints."""
        if photo.features is None:
            return []
        features = photo.features.first(_MIRRORED_KEYPOINTS).mirrored()
        allowed = edition.catalog.allowed_pictures(scope)
        votes = edition.features.search(features, _MIRRORED_VOTED, allowed=allowed)
        pictures: list[int] = votes.ids.tolist()
        found.propose(Channel.LOCAL, pictures)
        return pictures

    def _reused(
        self, photo: PhotoDescription, scope: Scope, edition: Edition, found: "_Gathering"
    ) -> list[int]:
        """Propose by fingerprint; return the pictures, nearest first."""
        if photo.fingerprint is None:
            return []
        allowed = edition.catalog.allowed(scope)
        pictures = []
        for match in find_reused(photo.fingerprint, edition.codes, _REUSED, allowed=allowed):
            for right, view in found.located([match.view_id]):
                candidate = found.candidate(right)
                candidate.proposed.add(Channel.FINGERPRINT)
                if candidate.reuse is None:
                    candidate.reuse = Reuse(view, match)
                pictures += edition.catalog.pictures_of([view])
        return pictures

    def _worded(
        self, photo: PhotoDescription, scope: Scope, edition: Edition, found: "_Gathering"
    ) -> list[int]:
        """Propose by words; return the pictures of their rights, best word first."""
        pictures = []
        for match in find_words(photo.lines, edition.catalog.lexicon) if photo.lines else ():
            for right in edition.catalog.rights_of(match.word):
                if not scope.covers(right):
                    continue
                candidate = found.candidate(right)
                candidate.proposed.add(Channel.WORDMARK)
                if candidate.word is None:
                    candidate.word = match
                pictures += edition.catalog.pictures_of(right.views)
        return pictures

    def _verify(
        self,
        photo: PhotoDescription,
        scope: Scope,
        edition: Edition,
        found: "_Gathering",
        queue: Iterable[int],
    ) -> None:
        """Look for the first pictures of the queue in the photo, and for more in its mirror."""
        picture = photo.picture
        if picture is None:
            return
        looked: dict[int, Verification | None] = {}
        views: dict[int, ViewPicture] = {}

        def look_for(pictures: Iterable[int], limit: int) -> None:
            new = list(dict.fromkeys(p for p in pictures if p not in looked))[:limit]
            views.update(edition.pictures.get(edition.catalog, new))
            for number in new:
                if number in views:
                    looked[number] = self._verifier.verify(picture, views[number])

        look_for(queue, _VERIFIED)
        if max((v.inliers for v in looked.values() if v is not None), default=0) < _SURE:
            look_for(self._voted_mirrored(photo, scope, edition, found), _MIRRORED_VOTED)
        seen = [(number, v) for number, v in looked.items() if v is not None]
        preferences = worst_preferences(picture, [(views[n], v) for n, v in seen])
        for number in looked:
            for right, _ in found.located(edition.catalog.views_showing(number)):
                found.candidate(right).looked_for = True
        for (number, verification), preference in zip(seen, preferences, strict=True):
            for right, view in found.located(edition.catalog.views_showing(number)):
                candidate = found.candidate(right)
                held = candidate.sighting
                if held is None or len(held.verification.pairs) < len(verification.pairs):
                    candidate.sighting = Sighting(
                        view, views[number], verification, float(preference)
                    )

    def _compare_rest(self, photo: PhotoDescription, edition: Edition, found: "_Gathering") -> None:
        """Let the embedding speak of the rights that others proposed."""
        rest = [c.right for c in found.candidates.values() if c.resemblance is None]
        ids = np.array(sorted(view.id for right in rest for view in right.views if view.id))
        if not len(photo.vectors) or not len(ids):
            return
        neighbours = edition.vectors.search(photo.vectors, len(ids), allowed=ids)
        for right, resemblance in best_per_right(
            neighbours, photo.regions, edition.catalog, len(rest)
        ):
            found.candidate(right).resemblance = resemblance


class _Gathering:
    """The candidates of one photo, each right once."""

    def __init__(self, catalog: Catalog, scope: Scope) -> None:
        self.candidates: dict[str, Candidate] = {}
        self._catalog = catalog
        self._scope = scope

    def candidate(self, right: Right) -> Candidate:
        return self.candidates.setdefault(right.right_id, Candidate(right))

    def located(self, view_ids: Iterable[int]) -> list[tuple[Right, View]]:
        """Look up views; those that are gone, and not in scope nor asked for, are dropped."""
        known = []
        for view_id in view_ids:
            try:
                right, view = self._catalog.locate(view_id)
            except KeyError:
                continue
            if right.right_id in self.candidates or self._scope.covers(right):
                known.append((right, view))
        return known

    def propose(self, channel: Channel, pictures: Iterable[int]) -> None:
        for picture in pictures:
            for right, _ in self.located(self._catalog.views_showing(picture)):
                self.candidate(right).proposed.add(channel)


def _in_turn(*rankings: Sequence[int]) -> Iterable[int]:
    return (item for tier in zip_longest(*rankings) for item in tier if item is not None)
