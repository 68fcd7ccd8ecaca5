"""The gallery as the database has it now, from snapshots and what came after them."""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from data.db import Database
from data.db.rights import changed_rights, registry_identity, registry_revision
from data.records import Right
from detector.catalog import Catalog
from detector.description import ViewDescriber
from detector.gallery.edition import Edition
from detector.gallery.following import (
    Following,
    FollowingCodes,
    FollowingFeatures,
    FollowingVectors,
    Snapshotted,
    reconcile,
)
from detector.gallery.pictures import StoredPictures
from index.snapshot import SnapshotError, SnapshotMissing, read_manifest

_CHUNK = 2_000
"""Rights read at a time: bounds memory, not the result."""

_TOLERATED_CHANGES = 200
"""Below this, views that are in no snapshot are read and indexed at every start in no time."""

_log = logging.getLogger(__name__)


class Gallery:
    """Opens the newest snapshots and follows the registry from there.

    Args:
        database: Where rights and their descriptions are stored.
        root: Folder of snapshots, of any registry and any way of describing.
        describer: Made the descriptions that are searched.
    """

    def __init__(self, database: Database, root: Path, describer: ViewDescriber) -> None:
        with database.read() as session:
            root = root / registry_identity(session)
        self._database = database
        self._pictures = StoredPictures(database, describer.picture_format)
        embedder = describer.embedder
        self.vectors = FollowingVectors(database, root, embedder.fingerprint, embedder.dimension)
        self.features = FollowingFeatures(self._pictures, root, describer.picture_format)
        self._codes = FollowingCodes(database, describer.code_format)
        self._lock = threading.Lock()
        self._edition: Edition | None = None
        self._opened: dict[Path, str] = {}
        self._damaged: set[Path] = set()

    @property
    def snapshotted(self) -> tuple[Snapshotted, ...]:
        """The indexes that start from a snapshot."""
        return self.vectors, self.features

    def current(self) -> Edition:
        """Return the gallery as the database has it now.

        Costs one indexed query and a look at which snapshots are current when nothing has changed;
        else time linear in the number of rights, and one read per new view. A snapshot that can't
        be used is warned of and done without: all that it holds is in the database.

        Raises:
            MissingDescriptionsError: views were registered under another model.
        """
        with self._lock:
            old = self._edition
            changed, revision = self._changes_since(old.revision if old else 0)
            opened = [self._follow_snapshot(index) for index in self.snapshotted]
            if old and not changed and not any(opened):
                return old
            catalog = (old.catalog if old else Catalog({})).updated(changed)
            following: tuple[Following, ...] = (*self.snapshotted, self._codes)
            for index in following:
                reconcile(index, catalog, revision)
            self._edition = Edition(
                revision=revision,
                catalog=catalog,
                vectors=self.vectors.live,
                features=self.features.live,
                codes=self._codes.live,
                pictures=self._pictures,
            )
            return self._edition

    def rebuild(self, *, now: datetime) -> Edition:
        """Write snapshots of all that is registered, from what is stored of it alone.

        Costs reading every description, and building the indexes; see `index.build.build` and
        `index.local_features.build`.

        Raises:
            MissingDescriptionsError: views were registered under another model.
        """
        edition = self.current()
        for index in self.snapshotted:
            index.write_snapshot(edition.catalog, edition.revision, now)
        return self.current()

    def refresh(self, *, now: datetime) -> bool:
        """Rebuild if a snapshot is damaged, or lacks over a tenth of what it should hold.

        So registering n views one after the other costs O(log n) rebuilds. Returns whether it
        was done.
        """
        self.current()
        grown = any(
            index.changes > max(_TOLERATED_CHANGES, len(index.ids) // 10)
            for index in self.snapshotted
        )
        if not grown and not self._damaged:
            return False
        self.rebuild(now=now)
        return True

    def _changes_since(self, revision: int) -> tuple[Sequence[Right], int]:
        rights: list[Right] = []
        with self._database.read() as session:
            if registry_revision(session) == revision:
                return rights, revision
            while changes := changed_rights(session, revision, limit=_CHUNK):
                rights += [change.right for change in changes]
                revision = changes[-1].revision
        return rights, revision

    def _follow_snapshot(self, index: Snapshotted) -> bool:
        """Put the current snapshot under the index, unless it is there; return whether it was."""
        root = index.snapshots
        try:
            name, _ = read_manifest(root)
        except SnapshotMissing:
            return False
        except SnapshotError as error:
            name = str(error)
        if self._opened.get(root) == name:
            return False
        self._opened[root] = name
        self._damaged.discard(root)
        try:
            with self._database.read() as session:
                newest = registry_revision(session)
            index.open_snapshot(newest)
        except (SnapshotError, ValueError) as error:
            self._damaged.add(root)
            _log.warning("%s; what the database holds is searched instead", error)
            return False
        return True
