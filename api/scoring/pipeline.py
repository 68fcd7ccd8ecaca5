"""From a stream of listings to a stream of scored listings, reading ahead of the model."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from data.clock import Clock
from data.decode import DecodedImage, DecodeLimits, ImageError, decode
from data.fetch import FetchError
from data.manifest import Rejected
from data.records import Band, Hit, Listing, Photo, Right
from detector.description import DECODE_SIDE
from detector.detector import Detector, PhotoMatches, listing_hits
from detector.scope import Scope

_BATCH = 8
"""Photos per call of the detector, each of several regions."""

_READERS = 4
"""Threads that read and decode while the model computes."""

_AHEAD = 4 * _BATCH
"""Photos read ahead at most: bounds memory at about 3 MB each."""

_CANDIDATES = 20
"""Rights per photo from which a listing's hits are drawn."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which hits are worth reporting.

    Attributes:
        min_probability: Least probability; ``None`` means that of the band `review`, which
            differs from kind to kind.
        top_k: With a number, every photo's best candidates, one hit for each; with ``None``,
            a listing's hits, one for each right, by the photo that shows it best.
    """

    min_probability: float | None = None
    top_k: int | None = None


@dataclass(frozen=True, slots=True)
class ScoredListing:
    """A listing with its hits, most probable first.

    Attributes:
        listing: The listing.
        hits: What is reported.
        rights: The rights of the hits, by id.
        authorised: How many hits were dropped because the seller is authorised by the right.
        rejected: Photos that could not be read or decoded; the others were scored.
    """

    listing: Listing
    hits: tuple[Hit, ...]
    rights: Mapping[str, Right]
    authorised: int
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class _Pending:
    listing: Listing
    images: tuple[Future[DecodedImage | Rejected], ...]


class Scorer:
    """Scores listings one after the other, in batches of photos.

    Args:
        detector: Matches photos.
        read: Reads an image file by path or URL.
        limits: What an image may be at most.
        clock: Tells the time: a right must be in force on the day of scoring.
        selection: Which hits are reported.
    """

    def __init__(
        self,
        detector: Detector,
        *,
        read: Callable[[str], bytes],
        limits: DecodeLimits,
        clock: Clock,
        selection: Selection,
    ) -> None:
        self._detector = detector
        self._read = read
        self._limits = limits
        self._clock = clock
        self._selection = selection

    def score(self, listings: Iterable[Listing]) -> Iterator[ScoredListing]:
        """Score a stream of listings, in order.

        Costs a read and decode per photo, overlapped with a forward pass per region of it.
        """
        with ThreadPoolExecutor(_READERS) as readers:
            waiting: deque[_Pending] = deque()
            reading = 0
            for listing in listings:
                images = tuple(
                    readers.submit(self._decode, listing, photo) for photo in listing.photos
                )
                waiting.append(_Pending(listing, images))
                reading += len(images)
                while reading >= _AHEAD:
                    batch = _take(waiting)
                    reading -= sum(len(pending.images) for pending in batch)
                    yield from self._score_batch(batch)
            while waiting:
                yield from self._score_batch(_take(waiting))

    def _decode(self, listing: Listing, photo: Photo) -> DecodedImage | Rejected:
        try:
            payload = self._read(photo.location)
            return decode(payload, limits=self._limits, max_side=DECODE_SIDE)
        except (FetchError, ImageError) as error:
            return Rejected(
                row=photo.row,
                field="image",
                value=photo.image,
                reason=str(error),
                id=listing.listing_id,
            )

    def _score_batch(self, batch: Sequence[_Pending]) -> Iterator[ScoredListing]:
        today = self._clock().date()
        outcomes = [[future.result() for future in pending.images] for pending in batch]
        readable = [
            (image, Scope(today, pending.listing.territory))
            for pending, images in zip(batch, outcomes, strict=True)
            for image in images
            if isinstance(image, DecodedImage)
        ]
        limit = self._selection.top_k or _CANDIDATES
        found = iter(
            self._detector.match(
                [image for image, _ in readable], [scope for _, scope in readable], limit=limit
            )
        )
        for pending, images in zip(batch, outcomes, strict=True):
            photos = [
                (photo.image, next(found))
                for photo, image in zip(pending.listing.photos, images, strict=True)
                if isinstance(image, DecodedImage)
            ]
            rejected = tuple(image for image in images if isinstance(image, Rejected))
            yield self._select(pending.listing, photos, rejected)

    def _select(
        self,
        listing: Listing,
        photos: Sequence[tuple[str, PhotoMatches]],
        rejected: tuple[Rejected, ...],
    ) -> ScoredListing:
        hits = [hit for hit in listing_hits(listing.listing_id, photos) if self._worth(hit)]
        rights = {
            match.right.right_id: match.right for _, found in photos for match in found.matches
        }
        authorised = 0
        if self._selection.top_k is None:
            best: dict[str, Hit] = {}
            for hit in sorted(hits, key=lambda hit: (-hit.score, hit.right_id)):
                best.setdefault(hit.right_id, hit)
            hits = [
                hit
                for hit in best.values()
                if listing.seller_id not in rights[hit.right_id].authorised_sellers
            ]
            authorised = len(best) - len(hits)
        shown = {hit.right_id: rights[hit.right_id] for hit in hits}
        return ScoredListing(listing, tuple(hits), shown, authorised, rejected)

    def _worth(self, hit: Hit) -> bool:
        least = self._selection.min_probability
        return hit.band is not Band.NONE if least is None else hit.probability >= least


def _take(waiting: deque[_Pending]) -> list[_Pending]:
    """Take listings off the front until they have `_BATCH` photos; at least one."""
    batch = [waiting.popleft()]
    size = len(batch[0].images)
    while waiting and size + len(waiting[0].images) <= _BATCH:
        batch.append(waiting.popleft())
        size += len(batch[-1].images)
    return batch
