"""Labelled pairs of photo and right, each with its cues: what probabilities are fitted on."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha1
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from data.manifest import Rejected
from data.records import Channel, Kind, Listing
from data.synthetic.cases import RESEMBLING
from detector.candidates import Candidate, Matchmaker
from detector.description import PhotoDescriber, PhotoDescription
from detector.fusion import cues
from detector.gallery import Edition
from detector.scope import Scope
from training.background import Background
from training.editions import Read, decoded_photos


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The candidates of all photos, one row each.

    Attributes:
        cues: ``(n, len(CUES))``.
        kinds: ``(n,)`` of `Kind`.
        correct: ``(n,)`` bool.
        proposed: ``(n, len(Channel))`` bool, which channels proposed the right.
        listings: ``(n,)`` int, which listing, by a hash of its id; one may have several photos.
        open_set: ``(n,)`` bool: the photo's own rights were left out, as if never registered.
        negative: ``(n,)`` bool: nothing registered is in the photo.
        resembling: ``(n,)`` bool: nothing registered is in the photo, but something of the sort.
    """

    cues: NDArray[np.float64]
    kinds: NDArray[np.str_]
    correct: NDArray[np.bool_]
    proposed: NDArray[np.bool_]
    listings: NDArray[np.int64]
    open_set: NDArray[np.bool_]
    negative: NDArray[np.bool_]
    resembling: NDArray[np.bool_]

    def where(self, rows: NDArray[np.bool_]) -> Self:
        """Return some of the rows."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))

    def of(self, kind: Kind, channels: frozenset[Channel]) -> Self:
        """Return the pairs of one kind of right that any of these channels proposed."""
        heard = [channel in channels for channel in Channel]
        return self.where((self.kinds == kind.value) & self.proposed[:, heard].any(axis=1))

    def save(self, path: Path) -> None:
        """Write what `load` reads."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        np.savez_compressed(path, **columns)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(*(stored[field.name] for field in fields(cls)))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Put pairs one after the other."""
        return cls(
            *(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(cls))
        )


def collect(
    listings: Iterable[Listing | Rejected],
    edition: Edition,
    background: Background,
    describer: PhotoDescriber,
    matchmaker: Matchmaker,
    *,
    on: date,
    read: Read,
    reject: Callable[[Rejected], None],
    advance: Callable[[int], None] = lambda _: None,
) -> Pairs:
    """Gather the candidates of photos, and put the truth beside them.

    Each photo with a registered right in it is looked at twice: as it is, and as if that right had
    never been registered, for then the most similar other right must not be taken for it.
    """

    def weigh(photo: PhotoDescription, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
        return cues(photo, candidates, edition.vectors, background.vectors, twins=background.twins)

    def gather(listing: Listing, photo: PhotoDescription) -> Iterator[Pairs]:
        candidates = matchmaker.candidates(photo, Scope(on), edition)
        yield _pairs(candidates, weigh(photo, candidates), listing, open_set=False)
        if listing.right_ids:
            others = [c for c in candidates if c.right.right_id not in listing.right_ids]
            yield _pairs(others, weigh(photo, others), listing, open_set=True)

    parts: list[Pairs] = []
    # A team of BLAS threads for each photo would spend its time waiting for a core.
    with (
        threadpool_limits(limits=1, user_api="blas"),
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        for batch in decoded_photos(listings, read=read, reject=reject):
            described = describer.describe(
                [image for _, _, image in batch], read_text=len(edition.catalog.lexicon) > 0
            )
            gathered = pool.map(
                lambda listing, photo: list(gather(listing, photo)),
                [listing for listing, _, _ in batch],
                described,
            )
            parts += chain.from_iterable(gathered)
            advance(len(batch))
    return Pairs.joined(parts)


def _number(listing_id: str) -> int:
    """Number a listing, so that what depends on it doesn't depend on the order of listings."""
    digest = sha1(listing_id.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _pairs(
    candidates: Sequence[Candidate],
    table: NDArray[np.float64],
    listing: Listing,
    *,
    open_set: bool,
) -> Pairs:
    truth = listing.right_ids or ()
    count = len(candidates)
    return Pairs(
        cues=table,
        kinds=np.array([c.right.kind.value for c in candidates], dtype=np.str_),
        correct=np.array([c.right.right_id in truth for c in candidates], dtype=np.bool_),
        proposed=np.array(
            [[channel in c.proposed for channel in Channel] for c in candidates], dtype=np.bool_
        ).reshape(count, len(Channel)),
        listings=np.full(count, _number(listing.listing_id)),
        open_set=np.full(count, open_set),
        negative=np.full(count, open_set or not truth),
        resembling=np.full(count, listing.metadata.get("case") in RESEMBLING),
    )
