"""Registered pictures that photos are verified against, read when they are needed."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from data.db import Database
from data.db.image_features import load_features
from data.records import Kind
from detector.catalog import Catalog
from detector.verification import ViewPicture

_HELD = 2_000
"""Pictures kept in memory, of which a few are asked for again and again."""


class MissingDescriptionsError(RuntimeError):
    """Registered views were never described in the way that is in use."""


class PictureSource(Protocol):
    """Gives pictures by their number in the catalogue."""

    def get(self, catalog: Catalog, pictures: Sequence[int]) -> dict[int, ViewPicture]:
        """Return those of the pictures that the catalogue knows."""


def picture_for(payload: bytes, kind: Kind) -> ViewPicture:
    """Read a stored picture for rights of a kind.

    A mark is printed light on dark as often as dark on light, so a trade mark's keypoints are
    looked for in both ways.
    """
    picture = ViewPicture.from_bytes(payload)
    if kind is Kind.TRADEMARK:
        features = picture.features
        picture = replace(picture, features=features.joined(features.contrast_reversed()))
    return picture


@dataclass(frozen=True, slots=True)
class HeldPictures:
    """Pictures that are all in memory; a `PictureSource`."""

    pictures: Mapping[int, ViewPicture]

    def get(self, catalog: Catalog, pictures: Sequence[int]) -> dict[int, ViewPicture]:  # noqa: ARG002
        """See `PictureSource.get`."""
        return {picture: self.pictures[picture] for picture in pictures if picture in self.pictures}


class StoredPictures:
    """Pictures in the database, the last ones used in memory; any number of threads may ask.

    Args:
        database: Where they are stored.
        extractor: Names how they were made.
    """

    def __init__(self, database: Database, extractor: str) -> None:
        self._database = database
        self._extractor = extractor
        self._held: OrderedDict[tuple[str, Kind], ViewPicture] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, catalog: Catalog, pictures: Sequence[int]) -> dict[int, ViewPicture]:
        """See `PictureSource.get`; one query for all that are not in memory."""
        keys = {number: key for number in pictures if (key := _key(catalog, number))}
        found: dict[tuple[str, Kind], ViewPicture] = {}
        with self._lock:
            for key in keys.values():
                if key in self._held:
                    self._held.move_to_end(key)
                    found[key] = self._held[key]
        missing = [key for key in keys.values() if key not in found]
        if missing:
            loaded = self.load(missing)
            found |= loaded
            with self._lock:
                self._held |= loaded
                while len(self._held) > _HELD:
                    self._held.popitem(last=False)
        return {number: found[key] for number, key in keys.items()}

    def load(self, keys: Sequence[tuple[str, Kind]]) -> dict[tuple[str, Kind], ViewPicture]:
        """Read pictures, by the sha256 of their image and the kind of right.

        Raises:
            MissingDescriptionsError: one is not stored.
        """
        with self._database.read() as session:
            stored = load_features(session, self._extractor, {sha256 for sha256, _ in keys})
        missing = {sha256 for sha256, _ in keys} - stored.keys()
        if missing:
            raise missing_descriptions(len(missing), f"keypoints {self._extractor}")
        return {key: picture_for(stored[key[0]], key[1]) for key in keys}


def missing_descriptions(count: int, what: str) -> MissingDescriptionsError:
    """Say how many views lack what, and what to do."""
    return MissingDescriptionsError(
        f"{count} registered view(s) have no {what}; run `lookalike index rebuild`, which makes "
        "them from the stored images"
    )


def picture_key(catalog: Catalog, number: int) -> tuple[str, Kind]:
    """Return what names a picture, and the kind of right that it is a view of."""
    right, view = catalog.locate(number)
    return view.claimed_sha256, right.kind


def _key(catalog: Catalog, number: int) -> tuple[str, Kind] | None:
    return picture_key(catalog, number) if catalog.views_showing(number) else None
