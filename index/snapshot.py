"""Indexes on disk: written whole or not at all, checked when opened, mapped rather than read.

A snapshot is a folder of numbered name that never changes: the files of an index, of vectors or
of local features, and a manifest with the length and digest of each. ``CURRENT`` names the one to
use, with the digest of its manifest. A new snapshot is written beside the others, flushed to disk,
renamed to its name, and then ``CURRENT`` is replaced; a crash leaves the snapshot before, or this
one.

Digests find damage and mix-ups. They are no defence against someone who may write the folder.
"""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

from filelock import FileLock

from index.inverted_lists import Tuning
from index.manifest import (
    REBUILD,
    FileEntry,
    Manifest,
    SnapshotCorrupt,
    SnapshotError,
    SnapshotForeign,
    SnapshotMissing,
)

__all__ = [
    "Snapshot",
    "SnapshotCorrupt",
    "SnapshotError",
    "SnapshotForeign",
    "SnapshotMissing",
    "Storable",
    "open_snapshot",
    "read_manifest",
    "verify_snapshot",
    "write_snapshot",
]

_CURRENT = "CURRENT"
_DRAFT = ".draft"
_LOCK = ".lock"
_MANIFEST = "manifest.json"
_NAME = re.compile(r"[0-9]{8}")
_POINTER = re.compile(r"([0-9]{8}) ([0-9a-f]{64})\n")
_KEPT = 2
"""Snapshots that stay: the current one, and the one that a reader may be about to open."""


class Storable(Protocol):
    """An index that is files in a folder, but for its tuning, which the manifest holds."""

    @property
    def dimension(self) -> int:
        """Length of each vector or descriptor."""

    @property
    def tuning(self) -> Tuning | None:
        """How inverted lists are searched; ``None`` where search is exact."""

    def __len__(self) -> int:
        """How many ids there are."""

    @staticmethod
    def files(tuning: Tuning | None) -> tuple[str, ...]:
        """Name the files that `save` writes and `load` reads."""

    @classmethod
    def load(cls, folder: Path, tuning: Tuning | None) -> Self:
        """Memory-map what `save` wrote.

        Raises:
            ValueError: files are of the wrong kind, or do not belong together.
            OSError: a file can't be read.
        """

    def save(self, folder: Path) -> None:
        """Write everything but the tuning to files in a folder."""

    def check(self) -> None:
        """Look at all that is stored.

        Raises:
            ValueError: it is not in order.
        """


_Index = TypeVar("_Index", bound=Storable)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot(Generic[_Index]):
    """A snapshot that was checked, and is ready to be searched."""

    name: str
    manifest: Manifest
    index: _Index


def write_snapshot(root: Path, index: Storable, *, model: str, revision: int, now: datetime) -> str:
    """Write a snapshot, make it the current one, remove old ones, and return its name.

    Waits while another process writes one. Snapshots that someone has open stay readable.

    Args:
        root: Folder of all snapshots; made if need be.
        index: What to write.
        model: Fingerprint of what made the vectors or descriptors.
        revision: The registry's revision up to which the index holds all changes.
        now: When the snapshot is written.
    """
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / _LOCK):
        draft = root / _DRAFT
        shutil.rmtree(draft, ignore_errors=True)  # a writer that was killed left it
        try:
            draft.mkdir()
            index.save(draft)
            manifest = Manifest(
                dimension=index.dimension,
                count=len(index),
                model=model,
                revision=revision,
                created_at=now,
                tuning=index.tuning,
                files={path.name: _entry(path) for path in sorted(draft.iterdir())},
            ).to_json()
            (draft / _MANIFEST).write_bytes(manifest)
            for path in (*draft.iterdir(), draft):
                _flush(path)
            name = f"{int(max(_names(root), default='0')) + 1:08}"
            draft.rename(root / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _flush(root)
        _point(root, f"{name} {hashlib.sha256(manifest).hexdigest()}\n")
        for old in _names(root)[:-_KEPT]:
            shutil.rmtree(root / old, ignore_errors=True)
    return name


def open_snapshot(kind: type[_Index], root: Path, *, model: str | None = None) -> Snapshot[_Index]:
    """Check the current snapshot and map it into memory.

    Every byte is read once for its digest, about a second per gigabyte, which also leaves the
    files in the page cache for the first searches. They must not be changed while mapped.

    Args:
        kind: What index it is a snapshot of.
        root: Folder of all snapshots.
        model: Fingerprint of what queries will come from; any will do if not given.

    Raises:
        SnapshotMissing: there is none.
        SnapshotCorrupt: a file is missing, truncated, or not what was written, or the snapshot is
            of an index of another kind.
        SnapshotForeign: another model made what it holds, or another version its files.
    """
    while True:
        pointer = _pointer(root)
        try:
            return _open(kind, root, *pointer, model)
        except SnapshotError:
            # A writer may have removed it in the meantime: then there is a newer one.
            if _pointer(root) == pointer:
                raise


def read_manifest(root: Path) -> tuple[str, Manifest]:
    """Name and manifest of the current snapshot, at no cost; its files are not looked at.

    Raises:
        SnapshotError: as for `open_snapshot`.
    """
    name, digest = _pointer(root)
    return name, _manifest(root / name, digest)


def verify_snapshot(
    kind: type[_Index], root: Path, *, model: str | None = None
) -> Snapshot[_Index]:
    """Open the current snapshot and look at all that it holds, too; see `Storable.check`.

    Raises:
        SnapshotError: as for `open_snapshot`.
    """
    snapshot = open_snapshot(kind, root, model=model)
    try:
        snapshot.index.check()
    except ValueError as error:
        raise _corrupt(snapshot.name, str(error)) from error
    return snapshot


def _open(
    kind: type[_Index], root: Path, name: str, digest: str, model: str | None
) -> Snapshot[_Index]:
    manifest = _manifest(root / name, digest)
    if model is not None and manifest.model != model:
        msg = f"index was built with model {manifest.model} but {model} is loaded; {REBUILD}"
        raise SnapshotForeign(msg)
    if set(manifest.files) != set(kind.files(manifest.tuning)):
        raise _corrupt(name, f"its files are not those of a {kind.__name__}")
    try:
        for file, entry in manifest.files.items():
            found = _entry(root / name / file)
            if found.bytes != entry.bytes:
                problem = f"{file} has {found.bytes} bytes instead of {entry.bytes}"
                raise _corrupt(name, problem)
            if found.sha256 != entry.sha256:
                raise _corrupt(name, f"{file} is not what was written")
        index = kind.load(root / name, manifest.tuning)
    except FileNotFoundError as error:
        raise _corrupt(name, f"{error.filename} is missing") from error
    except (EOFError, IndexError, ValueError) as error:
        raise _corrupt(name, str(error)) from error
    if (len(index), index.dimension) != (manifest.count, manifest.dimension):
        raise _corrupt(name, "it does not hold what the manifest speaks of")
    return Snapshot(name, manifest, index)


def _manifest(folder: Path, digest: str) -> Manifest:
    try:
        text = (folder / _MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise _corrupt(folder.name, f"{_MANIFEST} is missing") from error
    if hashlib.sha256(text).hexdigest() != digest:
        raise _corrupt(folder.name, f"{_MANIFEST} is not what was written")
    return Manifest.from_json(text)


def _pointer(root: Path) -> tuple[str, str]:
    """Name of the current snapshot, and digest of its manifest."""
    try:
        text = (root / _CURRENT).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError as error:
        msg = f"there is no index in {root} yet; {REBUILD}"
        raise SnapshotMissing(msg) from error
    match = _POINTER.fullmatch(text)
    if match is None:
        msg = f"{root / _CURRENT} names no snapshot; {REBUILD}"
        raise SnapshotCorrupt(msg)
    return match[1], match[2]


def _point(root: Path, text: str) -> None:
    draft = root / f"{_CURRENT}{_DRAFT}"
    draft.write_text(text, encoding="ascii")
    _flush(draft)
    draft.replace(root / _CURRENT)
    _flush(root)


def _names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if _NAME.fullmatch(path.name))


def _entry(path: Path) -> FileEntry:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileEntry(bytes=file.tell(), sha256=digest)


def _flush(path: Path) -> None:
    """Have a file's content, or a folder's names, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _corrupt(name: str, problem: str) -> SnapshotCorrupt:
    return SnapshotCorrupt(f"snapshot {name} of the index is damaged: {problem}; {REBUILD}")
