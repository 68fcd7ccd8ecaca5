"""Runs the detector over labelled listings and measures what it says."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from data.manifest import Rejected
from data.records import Listing
from detector.detector import Detector
from detector.scope import Scope
from training.editions import Read, decoded_photos
from training.evaluation.metrics import Ranking

_ANSWERS = 20
"""Answers per photo: a true pair beyond the first twenty counts as not found."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, per photo.

    Attributes:
        rankings: One for each photo.
        metadata: The listing's further columns, for each photo.
        ms_per_photo: Mean milliseconds per photo, decoding included.
    """

    rankings: tuple[Ranking, ...]
    metadata: tuple[dict[str, str], ...]
    ms_per_photo: float


def measure(
    listings: Iterable[Listing | Rejected],
    detector: Detector,
    *,
    on: date,
    read: Read,
    reject: Callable[[Rejected], None],
    advance: Callable[[int], None] = lambda _: None,
) -> Measured:
    """Rank the rights for every photo and put the truth beside them.

    Args:
        listings: Listings with `right_ids`; empty ones are negatives.
        detector: What is measured.
        on: The day on which rights must be in force.
        read: Reads an image file by its location.
        reject: Is given each row that can't be used.
        advance: Is told how many photos more are done.
    """
    rankings: list[Ranking] = []
    metadata: list[dict[str, str]] = []
    start = time.perf_counter()
    for batch in decoded_photos(listings, read=read, reject=reject):
        scopes = [Scope(on, listing.territory) for listing, _, _ in batch]
        images = [image for _, _, image in batch]
        found = detector.match(images, scopes, limit=_ANSWERS) if batch else []
        for (listing, _, _), matches in zip(batch, found, strict=True):
            answers = tuple((match.right.right_id, match.score) for match in matches.matches)
            rankings.append(Ranking(frozenset(listing.right_ids or ()), answers))
            metadata.append(dict(listing.metadata))
        advance(len(batch))
    seconds = time.perf_counter() - start
    return Measured(tuple(rankings), tuple(metadata), 1000 * seconds / max(len(rankings), 1))
