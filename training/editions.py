"""A gallery held in memory, straight from manifests: for fitting and measuring."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

import numpy as np

from data.decode import DecodedImage, DecodeLimits, ImageError, decode
from data.fetch import FetchError
from data.manifest import Rejected, RightRows
from data.records import Listing, Photo, Polygon, Right, View
from detector.catalog import Catalog
from detector.description import DECODE_SIDE, ViewDescriber, ViewDescription
from detector.fingerprint import CODE_BYTES
from detector.gallery import Edition, HeldPictures, picture_for
from index.build import build
from index.hamming import FaissHamming
from index.local_features import build as build_features

_READERS = 4
_BATCH = 32

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
    describer: ViewDescriber,
    *,
    read: Read,
    reject: Callable[[Rejected], None],
    advance: Callable[[int], None] = lambda _: None,
) -> Edition:
    """Describe the views of rights and make them an edition, without a database.

    Takes the memory of all that is described.

    Args:
        rights: Rights with their views' locations, and rows that were rejected on the way.
        describer: Describes the views.
        read: Reads an image file by its location.
        reject: Is given each row that can't be used.
        advance: Is told how many views more are done.
    """
    registered: dict[str, Right] = {}
    described: dict[int, ViewDescription] = {}
    sources = ((row.right, view) for row in _accepted(rights, reject) for view in row.views)
    with ThreadPoolExecutor(_READERS) as readers:
        while batch := list(islice(sources, _BATCH)):
            images = readers.map(lambda source: _read(read, source[1].location), batch)
            decoded: list[DecodedImage] = []
            disclaimed: list[Sequence[Polygon]] = []
            ids: list[int] = []
            for (right, source), image in zip(batch, images, strict=True):
                if isinstance(image, str):
                    reject(Rejected(source.row, right.right_id, "image", source.image, image))
                    continue
                digest, pixels = image
                known = registered.get(right.right_id, right)
                view_id = len(described) + len(ids) + 1
                view = View(
                    source.name,
                    digest,
                    pixels.width,
                    pixels.height,
                    view_id,
                    source.form,
                    source.disclaimed,
                )
                registered[right.right_id] = replace(known, views=(*known.views, view))
                decoded.append(pixels)
                disclaimed.append(view.disclaimed)
                ids.append(view_id)
            described |= zip(ids, describer.describe(decoded, disclaimed), strict=True)
            advance(len(batch))
    return _edition(Catalog(registered), described, describer.embedder.dimension)


def _edition(catalog: Catalog, described: Mapping[int, ViewDescription], dimension: int) -> Edition:
    ids = np.array(sorted(described), dtype=np.int64)
    matrix = np.array([described[i].vector for i in ids.tolist()], dtype=np.float32)
    pictures = {
        picture: picture_for(described[picture].picture, catalog.locate(picture)[0].kind)
        for picture in catalog.pictures.tolist()
    }
    keypoints = {picture: held.features for picture, held in pictures.items()}
    codes = FaissHamming(CODE_BYTES)
    coded = [i for i in ids.tolist() if described[i].code]
    codes.add(
        np.array(coded, dtype=np.int64),
        np.frombuffer(b"".join(described[i].code for i in coded), dtype=np.uint8).reshape(
            -1, CODE_BYTES
        ),
    )
    return Edition(
        revision=0,
        catalog=catalog,
        vectors=build(ids, matrix.reshape(-1, dimension), seed=0),
        features=build_features(keypoints, seed=0),
        codes=codes,
        pictures=HeldPictures(pictures),
    )


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
    outcome = _read(read, location)
    return outcome if isinstance(outcome, str) else outcome[1]


def _read(read: Read, location: str) -> tuple[str, DecodedImage] | str:
    """Return the sha256 of the file and its picture, or why there is none."""
    try:
        payload = read(location)
        image = decode(payload, limits=DecodeLimits(), max_side=DECODE_SIDE)
    except (FetchError, ImageError) as error:
        return str(error)
    return hashlib.sha256(payload).hexdigest(), image
