"""Ways to find rights in photos, to be measured beside each other."""

from collections.abc import Sequence
from typing import Protocol

from data.decode import DecodedImage
from detector.catalog import Catalog
from detector.detector import Detector
from detector.fingerprint import BITS, Fingerprint, find_reused
from detector.scope import Scope
from index.hamming import HammingIndex

ANSWERS = 20
"""Answers per photo: a right that is not among them counts as not found."""

Answers = tuple[tuple[str, float], ...]
"""Ids of rights, each with a score."""


class Method(Protocol):
    """Finds rights in photos."""

    def answers(self, photos: Sequence[DecodedImage]) -> list[Answers]:
        """Return what is found in each photo."""


class Detection:
    """A detector, with the channels that it has.

    Args:
        detector: The detector.
        scope: What every photo is compared with.
    """

    def __init__(self, detector: Detector, scope: Scope) -> None:
        self._detector = detector
        self._scope = scope

    def answers(self, photos: Sequence[DecodedImage]) -> list[Answers]:
        """See `Method`."""
        found = self._detector.match(photos, [self._scope] * len(photos), limit=ANSWERS)
        return [
            tuple((match.right.right_id, match.score) for match in photo.matches) for photo in found
        ]


class PlainPdq:
    """PDQ as it comes: the rights whose hashes are nearest, however far they are.

    Args:
        codes: The hashes of the registered views, by view id.
        catalog: Whose the views are.
    """

    def __init__(self, codes: HammingIndex, catalog: Catalog) -> None:
        self._codes = codes
        self._catalog = catalog

    def answers(self, photos: Sequence[DecodedImage]) -> list[Answers]:
        """See `Method`."""
        return [self._answer(photo) for photo in photos]

    def _answer(self, photo: DecodedImage) -> Answers:
        fingerprint = Fingerprint.of(photo)
        if fingerprint is None:
            return ()
        best: dict[str, float] = {}
        for match in find_reused(fingerprint, self._codes, ANSWERS, max_distance=BITS):
            right, _ = self._catalog.locate(match.view_id)
            best.setdefault(right.right_id, match.score)
        return tuple(best.items())
