"""The gallery's indexes: each knows which ids it should hold and where to read what they stand for.

An index is right when it holds exactly the ids of the catalogue: an id is never used again and
its image never changes, so an index of any age, from any process, is brought up to date by adding
the ids that it lacks and hiding those that are gone.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from data.db import Database
from data.db.embeddings import load_embeddings
from data.db.image_features import load_features
from detector.catalog import Catalog
from detector.fingerprint import CODE_BYTES
from detector.gallery.pictures import StoredPictures, missing_descriptions, picture_key
from index.build import build
from index.faiss_index import FaissIndex
from index.hamming import FaissHamming
from index.live import LiveIndex
from index.local_features import Keypoints, LiveFeatureIndex, Segment
from index.local_features import build as build_features
from index.protocol import Ids, Vectors
from index.snapshot import SnapshotForeign, open_snapshot, write_snapshot

_CHUNK = 2_000
"""Embeddings read at a time: bounds memory, not the result."""

_PICTURES = 256
"""Pictures read at a time, whose rasters are let go of at once."""

_SEED = 0


class Following(Protocol):
    """An index that follows the catalogue."""

    @property
    def ids(self) -> Ids:
        """What it holds."""

    def wanted(self, catalog: Catalog) -> Ids:
        """Return what it should hold, ascending."""

    def add(self, catalog: Catalog, ids: Ids, revision: int) -> None:
        """Read what these ids stand for, and make it searchable.

        Raises:
            MissingDescriptionsError: a view was never described in the way that is in use.
        """

    def remove(self, ids: Ids, revision: int) -> None:
        """Stop finding these ids."""


class Snapshotted(Following, Protocol):
    """A `Following` index that starts from a snapshot."""

    snapshots: Path

    @property
    def changes(self) -> int:
        """How many ids the snapshot does not know, or does not know to be gone."""

    def open_snapshot(self, newest: int) -> None:
        """Put the current snapshot under the index.

        Raises:
            SnapshotError: it can't be used, or shows a revision after the newest.
            ValueError: it is older than what the index was given before.
        """

    def write_snapshot(self, catalog: Catalog, revision: int, now: datetime) -> None:
        """Write everything as the new current snapshot."""


def reconcile(index: Following, catalog: Catalog, revision: int) -> None:
    """Make the index hold the catalogue's ids."""
    held, wanted = index.ids, index.wanted(catalog)
    new = np.setdiff1d(wanted, held, assume_unique=True)
    for start in range(0, len(new), _CHUNK):
        index.add(catalog, new[start : start + _CHUNK], revision)
    index.remove(np.setdiff1d(held, wanted, assume_unique=True), revision)


class FollowingVectors:
    """Embeddings by view id.

    Args:
        database: Where they are stored.
        root: Folder of the registry's snapshots.
        model: Fingerprint of the embedder.
        dimension: Length of its vectors.
    """

    def __init__(self, database: Database, root: Path, model: str, dimension: int) -> None:
        self.live = LiveIndex(dimension)
        self.snapshots = root / model
        self._database = database
        self._model = model

    @property
    def ids(self) -> Ids:
        """See `Following`."""
        return self.live.ids

    @property
    def changes(self) -> int:
        """See `Snapshotted`."""
        return self.live.changes

    def wanted(self, catalog: Catalog) -> Ids:
        """See `Following`."""
        return catalog.view_ids

    def add(self, catalog: Catalog, ids: Ids, revision: int) -> None:
        """See `Following`."""
        self.live.add(ids, self.stored(catalog, ids), revision=revision)

    def remove(self, ids: Ids, revision: int) -> None:
        """See `Following`."""
        self.live.remove(ids, revision=revision)

    def open_snapshot(self, newest: int) -> None:
        """See `Snapshotted`."""
        snapshot = open_snapshot(FaissIndex, self.snapshots, model=self._model)
        _refuse_future(snapshot.name, snapshot.manifest.revision, newest)
        self.live.swap(snapshot.index, covers=snapshot.manifest.revision)

    def write_snapshot(self, catalog: Catalog, revision: int, now: datetime) -> None:
        """See `Snapshotted`."""
        ids = catalog.view_ids
        vectors = np.empty((len(ids), self.live.dimension), dtype=np.float32)
        for start in range(0, len(ids), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            vectors[chunk] = self.stored(catalog, ids[chunk])
        index = build(ids, vectors, seed=_SEED)
        write_snapshot(self.snapshots, index, model=self._model, revision=revision, now=now)

    def stored(self, catalog: Catalog, ids: Ids) -> Vectors:
        """Read the ``(n, dimension)`` vectors of these views from the database.

        Raises:
            MissingDescriptionsError: a view was registered under another model.
        """
        images = [catalog.locate(int(view))[1].claimed_sha256 for view in ids]
        with self._database.read() as session:
            stored = load_embeddings(session, self._model, set(images))
        missing = [image for image in images if image not in stored]
        if missing:
            raise missing_descriptions(len(missing), f"embedding of model {self._model}")
        return np.stack([stored[image][0] for image in images])


class FollowingFeatures:
    """Local features by picture.

    Args:
        pictures: Where they are read from.
        root: Folder of the registry's snapshots.
        extractor: Names how they were made.
    """

    def __init__(self, pictures: StoredPictures, root: Path, extractor: str) -> None:
        self.live = LiveFeatureIndex()
        self.snapshots = root / extractor
        self._pictures = pictures
        self._extractor = extractor

    @property
    def ids(self) -> Ids:
        """See `Following`."""
        return self.live.ids

    @property
    def changes(self) -> int:
        """See `Snapshotted`."""
        return self.live.changes

    def wanted(self, catalog: Catalog) -> Ids:
        """See `Following`."""
        return catalog.pictures

    def add(self, catalog: Catalog, ids: Ids, revision: int) -> None:  # noqa: ARG002
        """See `Following`; an id stands for one picture for ever, whatever the revision."""
        views: dict[int, Keypoints] = {}
        for start in range(0, len(ids), _PICTURES):
            keys = {int(i): picture_key(catalog, int(i)) for i in ids[start : start + _PICTURES]}
            loaded = self._pictures.load(list(keys.values()))
            views |= {picture: loaded[key].features for picture, key in keys.items()}
        self.live.add(views)

    def remove(self, ids: Ids, revision: int) -> None:  # noqa: ARG002
        """See `Following`."""
        self.live.remove(ids)

    def open_snapshot(self, newest: int) -> None:
        """See `Snapshotted`."""
        snapshot = open_snapshot(Segment, self.snapshots, model=self._extractor)
        _refuse_future(snapshot.name, snapshot.manifest.revision, newest)
        self.live.swap(snapshot.index)

    def write_snapshot(self, catalog: Catalog, revision: int, now: datetime) -> None:
        """See `Snapshotted`."""
        stored = _StoredKeypoints(self._pictures, catalog, catalog.pictures)
        index = build_features(stored, seed=_SEED)
        write_snapshot(self.snapshots, index, model=self._extractor, revision=revision, now=now)


class _StoredKeypoints(Mapping[int, Keypoints]):
    """Keypoints that are read when they are asked for, so that memory need not hold them all."""

    def __init__(self, pictures: StoredPictures, catalog: Catalog, ids: Ids) -> None:
        self._pictures, self._catalog, self._ids = pictures, catalog, ids.tolist()

    def __getitem__(self, picture: int) -> Keypoints:
        key = picture_key(self._catalog, picture)
        return self._pictures.load([key])[key].features

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class FollowingCodes:
    """Fingerprints by view id, all read at the start: 32 bytes each.

    Args:
        database: Where they are stored.
        extractor: Names how they were made.
    """

    def __init__(self, database: Database, extractor: str) -> None:
        self.live = FaissHamming(CODE_BYTES)
        self._database = database
        self._extractor = extractor
        self._plain: Ids = np.empty(0, dtype=np.int64)

    @property
    def ids(self) -> Ids:
        """See `Following`; views that are too plain to have one count as held."""
        return np.union1d(self.live.ids, self._plain)

    def wanted(self, catalog: Catalog) -> Ids:
        """See `Following`."""
        return catalog.view_ids

    def add(self, catalog: Catalog, ids: Ids, revision: int) -> None:  # noqa: ARG002
        """See `Following`."""
        images = [catalog.locate(int(view))[1].claimed_sha256 for view in ids]
        with self._database.read() as session:
            stored = load_features(session, self._extractor, set(images))
        missing = [image for image in images if image not in stored]
        if missing:
            raise missing_descriptions(len(missing), f"fingerprint {self._extractor}")
        codes = [stored[image] for image in images]
        coded = np.array([bool(code) for code in codes], dtype=np.bool_)
        self.live.add(
            ids[coded],
            np.frombuffer(b"".join(codes), dtype=np.uint8).reshape(-1, CODE_BYTES),
        )
        self._plain = np.union1d(self._plain, ids[~coded])

    def remove(self, ids: Ids, revision: int) -> None:  # noqa: ARG002
        """See `Following`."""
        self.live.remove(ids)
        self._plain = np.setdiff1d(self._plain, ids)


def _refuse_future(name: str, shown: int, newest: int) -> None:
    if shown > newest:
        raise SnapshotForeign(
            f"snapshot {name} is newer than the database, which seems to be an older copy; run "
            "`lookalike index rebuild`"
        )
