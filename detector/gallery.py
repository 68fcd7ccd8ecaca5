"""The registered views as one searchable set, kept in step with the database.

The database is the truth. An index is right when it holds exactly the catalogue's view ids: an id
is never used again and its image never changes, so a snapshot of any age, from any process, is
brought up to date by adding the ids that it lacks and hiding those that are gone.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from data.db import Database
from data.db.embeddings import load_embeddings
from data.db.rights import changed_rights, registry_identity, registry_revision
from data.records import Right
from detector.catalog import Catalog
from index.build import build
from index.live import LiveIndex
from index.protocol import Ids, Vectors
from index.snapshot import (
    SnapshotError,
    SnapshotForeign,
    SnapshotMissing,
    open_snapshot,
    read_manifest,
    write_snapshot,
)

_CHUNK = 2_000
"""Rights, or embeddings, read at a time: bounds memory, not the result."""

_TOLERATED_CHANGES = 1_000
"""Below this, views that are in no snapshot are read again at every start in no time."""

_SEED = 0
_log = logging.getLogger(__name__)


class MissingEmbeddingsError(RuntimeError):
    """Registered views have no embedding of the model in use."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One consistent state of the gallery; a search that began on it ends on it.

    Attributes:
        revision: The registry's revision that it shows.
        catalog: The rights.
        index: Their views' vectors. It may run ahead of the catalogue for a moment: whoever
            searches drops ids that the catalogue does not know.
    """

    revision: int
    catalog: Catalog
    index: LiveIndex


class EditionSource(Protocol):
    """Gives the registered views as they are now."""

    def current(self) -> Edition:
        """Return the newest edition."""


class Gallery:
    """Opens the newest snapshot for a model and follows the registry from there.

    Args:
        database: Where rights and embeddings are stored.
        root: Folder of snapshots, of any registry and model.
        model: Fingerprint of the embedder whose vectors are searched.
        dimension: Length of its vectors.
    """

    def __init__(self, database: Database, root: Path, *, model: str, dimension: int) -> None:
        with database.read() as session:
            identity = registry_identity(session)
        self._database = database
        self.snapshots = root / identity / model
        self._model = model
        self._dimension = dimension
        self._lock = threading.Lock()
        self._edition: Edition | None = None
        self._snapshot: str | None = None
        self._damaged = False

    def current(self) -> Edition:
        """Return the gallery as the database has it now.

        Costs one indexed query and a look at which snapshot is current when nothing has changed;
        else time linear in the number of rights, and one read per new view. A snapshot that can't
        be used is warned of and done without: every vector is in the database.

        Raises:
            MissingEmbeddingsError: views were registered under another model.
        """
        with self._lock:
            old = self._edition
            changed, revision = self._changes_since(old.revision if old else 0)
            name = self._current_snapshot()
            if old and name == self._snapshot:
                if not changed:
                    return old
                index = old.index
            else:
                index = old.index if old else LiveIndex(self._dimension)
                self._put_snapshot_under(index)
            catalog = (old.catalog if old else Catalog({})).updated(changed)
            self._reconcile(index, catalog, revision)
            self._snapshot = name
            self._edition = Edition(revision, catalog, index)
            return self._edition

    def rebuild(self, *, now: datetime) -> Edition:
        """Write a snapshot of all that is registered, from the stored embeddings alone.

        Costs reading every embedding, and building the index; see `index.build.build`.

        Raises:
            MissingEmbeddingsError: views were registered under another model.
        """
        edition = self.current()
        ids = edition.catalog.view_ids
        vectors = np.empty((len(ids), self._dimension), dtype=np.float32)
        for start in range(0, len(ids), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            vectors[chunk] = self.stored_vectors(edition.catalog, ids[chunk])
        write_snapshot(
            self.snapshots,
            build(ids, vectors, seed=_SEED),
            model=self._model,
            revision=edition.revision,
            now=now,
        )
        return self.current()

    def refresh(self, *, now: datetime) -> bool:
        """Rebuild if the snapshot is damaged, or lacks over a tenth of the views.

        So registering n views one after the other costs O(log n) rebuilds. Returns whether it
        was done.
        """
        edition = self.current()
        grown = edition.index.changes > max(_TOLERATED_CHANGES, len(edition.index) // 10)
        if not grown and not self._damaged:
            return False
        self.rebuild(now=now)
        return True

    def stored_vectors(self, catalog: Catalog, ids: Ids) -> Vectors:
        """Read the ``(n, dimension)`` vectors of these views from the database.

        Raises:
            MissingEmbeddingsError: a view was registered under another model.
        """
        images = [catalog.locate(int(view))[1].image_sha256 for view in ids]
        with self._database.read() as session:
            stored = load_embeddings(session, self._model, set(images))
        missing = [image for image in images if image not in stored]
        if missing:
            raise MissingEmbeddingsError(
                f"{len(missing)} registered view(s) have no embedding of model {self._model}; "
                "run `lookalike index rebuild` to embed them and switch to this model"
            )
        return np.stack([stored[image][0] for image in images])

    def _changes_since(self, revision: int) -> tuple[Sequence[Right], int]:
        rights: list[Right] = []
        with self._database.read() as session:
            if registry_revision(session) == revision:
                return rights, revision
            while changes := changed_rights(session, revision, limit=_CHUNK):
                rights += [change.right for change in changes]
                revision = changes[-1].revision
        return rights, revision

    def _current_snapshot(self) -> str | None:
        try:
            return read_manifest(self.snapshots)[0]
        except SnapshotError:
            return None

    def _put_snapshot_under(self, index: LiveIndex) -> None:
        """Make the current snapshot the index's base; leave it as it is if there is none."""
        self._damaged = False
        try:
            snapshot = open_snapshot(self.snapshots, model=self._model)
            if snapshot.manifest.revision > self._revision():
                raise SnapshotForeign(
                    f"snapshot {snapshot.name} is newer than the database, which seems to be an "
                    "older copy; run `lookalike index rebuild`"
                )
            index.swap(snapshot.index, covers=snapshot.manifest.revision)
        except SnapshotMissing:
            pass
        except (SnapshotError, ValueError) as error:
            self._damaged = True
            _log.warning("%s; the embeddings in the database are searched instead", error)

    def _revision(self) -> int:
        with self._database.read() as session:
            return registry_revision(session)

    def _reconcile(self, index: LiveIndex, catalog: Catalog, revision: int) -> None:
        """Make the index hold the catalogue's ids."""
        held = index.ids
        new = np.setdiff1d(catalog.view_ids, held, assume_unique=True)
        for start in range(0, len(new), _CHUNK):
            ids = new[start : start + _CHUNK]
            index.add(ids, self.stored_vectors(catalog, ids), revision=revision)
        gone = np.setdiff1d(held, catalog.view_ids, assume_unique=True)
        index.remove(gone, revision=revision)
