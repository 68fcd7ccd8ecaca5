"""A gallery held in memory, straight from manifests: for fitting and measuring."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

import numpy as np

from data.decode import DecodedImage, DecodeLimits, ImageError, decode
from data.fetch import FetchError
from data.manifest import Rejected, RightRows
from data.records import Listing, Photo, Right, View
from detector.catalog import Catalog
from detector.embedding import Embedder
from detector.gallery import Edition
from index.live import LiveIndex

_READERS = 4
_BATCH = 32
_SIDE = 1024

Read = Callable[[str], bytes]
_Row = TypeVar("_Row", RightRows, Listing)


@dataclass(frozen=True, slots=True)
class InMemory:
    """An edition that never changes; an `EditionSource`."""

    edition: Edition

    def current(self) -> Edition:
        """Return the edition."""
        return self.edition


def build_edition(
    rights: Iterable[RightRows | Rejected],
    embedder: Embedder,
    *,
    read: Read,
    reject: Callable[[Rejected], None],
    advance: Callable[[int], None] = lambda _: None,
) -> Edition:
    """Embed the views of rights into an edition, without a database.

    Args:
        rights: Rights with their views' locations, and rows that were rejected on the way.
        embedder: Embeds the views.
        read: Reads an image file by its location.
        reject: Is given each row that can't be used.
        advance: Is told how many views more are done.
    """
    registered: dict[str, Right] = {}
    index = LiveIndex(embedder.dimension)
    sources = (
        (row.right, view.name, view.location, view.row, view.image)
        for row in _accepted(rights, reject)
        for view in row.views
    )
    next_id = 1
    with ThreadPoolExecutor(_READERS) as readers:
        while batch := list(islice(sources, _BATCH)):
            images = readers.map(lambda source: _decode(read, source[2]), batch)
            vectors, ids = [], []
            for (right, name, _, row, given), image in zip(batch, images, strict=True):
                if isinstance(image, str):
                    reject(Rejected(row, right.right_id, "image", given, image))
                    continue
                known = registered.get(right.right_id, right)
                view = View(name, f"{next_id:064x}", image.width, image.height, next_id)
                registered[right.right_id] = replace(known, views=(*known.views, view))
                vectors.append(image.pixels)
                ids.append(next_id)
                next_id += 1
            if ids:
                index.add(np.array(ids, dtype=np.int64), embedder.embed(vectors))
            advance(len(batch))
    catalog = Catalog(registered)
    return Edition(0, catalog, index)


def decoded_photos(
    listings: Iterable[Listing | Rejected],
    *,
    read: Read,
    reject: Callable[[Rejected], None],
) -> Iterator[list[tuple[Listing, Photo, DecodedImage]]]:
    """Yield the photos of listings in batches, decoded side by side; what can't be is rejected."""
    photos = (
        (listing, photo) for listing in _accepted(listings, reject) for photo in listing.photos
    )
    with ThreadPoolExecutor(_READERS) as readers:
        while batch := list(islice(photos, _BATCH)):
            images = readers.map(lambda pair: _decode(read, pair[1].location), batch)
            decoded = []
            for (listing, photo), image in zip(batch, images, strict=True):
                if isinstance(image, str):
                    reject(Rejected(photo.row, listing.listing_id, "image", photo.image, image))
                else:
                    decoded.append((listing, photo, image))
            yield decoded


def _accepted(
    rows: Iterable[_Row | Rejected], reject: Callable[[Rejected], None]
) -> Iterator[_Row]:
    for row in rows:
        if isinstance(row, Rejected):
            reject(row)
        else:
            yield row


def _decode(read: Read, location: str) -> DecodedImage | str:
    """Return the picture, or why there is none."""
    try:
        return decode(read(location), limits=DecodeLimits(), max_side=_SIDE)
    except (FetchError, ImageError) as error:
        return str(error)
