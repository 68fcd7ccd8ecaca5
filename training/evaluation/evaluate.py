"""Runs the detector over labelled listings and keeps what it says."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from data.decode import DecodedImage
from data.manifest import Rejected
from data.records import Listing
from detector.detector import PhotoMatches
from detector.scope import Scope
from training.editions import Read, decoded_photos
from training.evaluation.answers import Answer, PhotoAnswers

_ANSWERS = 20
"""Answers per photo: a true pair beyond the first twenty counts as not found."""


class Matcher(Protocol):
    """What is measured; `detector.detector.Detector` is one."""

    def match(
        self, photos: Sequence[DecodedImage], scopes: Sequence[Scope], *, limit: int
    ) -> list[PhotoMatches]:
        """Compare each photo with the rights in its scope, and return the `limit` most alike."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured.

    Attributes:
        photos: What was answered for each photo, at most twenty answers each.
        ms_per_photo: Mean milliseconds per photo, reading and decoding included.
    """

    photos: tuple[PhotoAnswers, ...]
    ms_per_photo: float


def measure(
    listings: Iterable[Listing | Rejected],
    detector: Matcher,
    *,
    on: date,
    read: Read,
    reject: Callable[[Rejected], None],
    advance: Callable[[int], None] = lambda _: None,
) -> Measured:
    """Rank the rights for every photo and put the truth beside them.

    Args:
        listings: Listings with `right_ids`; those with none are negatives.
        detector: What is measured.
        on: The day on which rights must be in force.
        read: Reads an image file by its location.
        reject: Is given each row that can't be used.
        advance: Is told how many photos more are done.
    """
    photos: list[PhotoAnswers] = []

    def refuse(row: Rejected) -> None:
        reject(row)
        advance(1)

    start = time.perf_counter()
    for batch in decoded_photos(listings, read=read, reject=refuse):
        scopes = [Scope(on, listing.territory) for listing, _, _ in batch]
        images = [image for _, _, image in batch]
        found = detector.match(images, scopes, limit=_ANSWERS) if batch else []
        for (listing, photo, _), matches in zip(batch, found, strict=True):
            photos.append(PhotoAnswers.of(listing, photo, map(Answer.of, matches.matches)))
        advance(len(batch))
    seconds = time.perf_counter() - start
    return Measured(tuple(photos), 1000 * seconds / max(len(photos), 1))
