"""Where training pictures come from: shards, or an owner's own labelled files."""

import csv
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from zlib import crc32

from training.learning.configuration import Data
from training.pictures.shards import HELD_OUT, TRAIN, PictureInfo, open_shards

_HELD_OUT_ONE_IN = 10


class LabelError(ValueError):
    """A manifest of labelled pictures can't be used; the message says which row and why."""


class PictureSource(Protocol):
    """Pictures and what they show; `ShardSet` is one. Can be pickled."""

    @property
    def pictures(self) -> Sequence[PictureInfo]:
        """What each shows."""

    @property
    def digest(self) -> str:
        """Names the data: another one has another digest."""

    def payload(self, number: int) -> bytes:
        """Return the file of a picture."""


class LabelledFiles:
    """A manifest's pictures. See `read_labelled`."""

    def __init__(self, files: Sequence[Path], pictures: Sequence[PictureInfo], digest: str) -> None:
        self._files = files
        self.pictures = pictures
        self.digest = digest

    def payload(self, number: int) -> bytes:
        """Return the file of a picture."""
        return self._files[number].read_bytes()


def open_source(data: Data) -> PictureSource:
    """Open what a configuration names.

    Raises:
        ShardError: the shards are missing or damaged.
        LabelError: the manifest is.
    """
    if data.manifest is not None:
        return read_labelled(data.manifest)
    assert data.shards is not None  # noqa: S101  one of them is named: `Data` sees to it
    return open_shards(data.shards)


def read_labelled(path: Path) -> LabelledFiles:
    """Read a manifest of labelled pictures.

    A CSV file with the columns ``image`` (a file, relative to the manifest), ``instance`` (what
    it shows: pictures of one instance belong together) and optionally ``group`` (instances of one
    group look alike), ``style`` (``photo``, ``drawing`` …) and ``split`` (``train`` or
    ``held_out``; where there is no such column, a tenth of the groups is held out, by a hash of
    their names).

    Raises:
        LabelError: it can't be read, a row is incomplete or names a missing file; says which.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, ValueError, csv.Error) as error:
        raise LabelError(f"{path} can't be read: {error}") from error
    if not rows:
        raise LabelError(f"{path} has no rows; its columns are image, instance and maybe group")
    digest = sha256(path.read_bytes())
    files, pictures = [], []
    for number, row in enumerate(rows, start=2):
        image, instance = row.get("image"), row.get("instance")
        if not image or not instance:
            raise LabelError(f"{path}, line {number}: both image and instance must be given")
        file = path.parent / image
        if not file.is_file():
            raise LabelError(f"{path}, line {number}: there is no file {file}")
        group = row.get("group") or instance
        split = row.get("split") or _split(group)
        if split not in (TRAIN, HELD_OUT):
            raise LabelError(f"{path}, line {number}: split is {split!r}, not train or held_out")
        digest.update(sha256(file.read_bytes()).digest())
        files.append(file)
        pictures.append(
            PictureInfo(
                group=group,
                instance=instance,
                number=number,
                category="labelled",
                source="labelled",
                style=row.get("style") or "photo",
                split=split,
            )
        )
    return LabelledFiles(files, pictures, digest.hexdigest())


def _split(group: str) -> str:
    return TRAIN if crc32(group.encode()) % _HELD_OUT_ONE_IN else HELD_OUT
