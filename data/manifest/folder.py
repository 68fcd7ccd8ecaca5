"""Folders of images, read as if they were manifests."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data.manifest.cells import Cells
from data.manifest.tables import ManifestError, Row
from data.records import Kind

_IMAGE_EXTENSIONS = frozenset(
    {".avif", ".bmp", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
)

_KIND_FOLDERS = {
    "trademark": Kind.TRADEMARK,
    "trademarks": Kind.TRADEMARK,
    "logos": Kind.TRADEMARK,
    "designs": Kind.REGISTERED_DESIGN,
    "registered_design": Kind.REGISTERED_DESIGN,
    "registered_designs": Kind.REGISTERED_DESIGN,
}


class FolderOfRights:
    """A sub-folder is a right with several views, an image by itself a right with one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self) -> Iterator[Row]:
        """Read the images in natural order.

        Raises:
            ManifestError: the folder can't be read, or there are none.
        """
        return _numbered(self._folder, self._cells())

    def count(self) -> int:
        """Return how many images there are."""
        return sum(1 for _ in self.rows())

    def _cells(self) -> Iterator[Cells]:
        for kind, entry in self._entries():
            for image in entry.images():
                view = "front"
                if entry.is_folder:
                    view = str(PurePosixPath(image).relative_to(entry.name).with_suffix(""))
                yield {
                    "right_id": entry.stem,
                    "kind": kind,
                    "title": entry.stem,
                    "image": image,
                    "view": view,
                }

    def _entries(self) -> Iterator[tuple[Kind, "_Entry"]]:
        for entry in _entries(self._folder):
            kind = _KIND_FOLDERS.get(entry.name.lower()) if entry.is_folder else None
            if kind is None:
                yield Kind.REGISTERED_DESIGN, entry
            else:
                for below in _entries(self._folder, entry.name):
                    yield kind, below


class FolderOfListings:
    """A sub-folder is a listing with several photos, an image by itself a listing with one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self) -> Iterator[Row]:
        """Read the images in natural order.

        Raises:
            ManifestError: the folder can't be read, or there are none.
        """
        return _numbered(self._folder, self._cells())

    def count(self) -> int:
        """Return how many images there are."""
        return sum(1 for _ in self.rows())

    def _cells(self) -> Iterator[Cells]:
        entries = _entries(self._folder)
        stems = Counter(entry.stem for entry in entries)
        for entry in entries:
            alone = entry.is_folder or stems[entry.stem] == 1
            listing_id = entry.stem if alone else entry.name
            for image in entry.images():
                yield {"listing_id": listing_id, "image": image}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sub-folder, or an image; `name` is its path from `root`, with ``/`` between the parts."""

    root: Path
    name: str
    is_folder: bool

    @property
    def stem(self) -> str:
        path = PurePosixPath(self.name)
        return path.name if self.is_folder else path.stem

    def images(self) -> Iterator[str]:
        """Return the paths from `root` of the images in the sub-folder, at any depth."""
        if not self.is_folder:
            yield self.name
            return
        for entry in _entries(self.root, self.name):
            yield from entry.images()


def _entries(root: Path, below: str = "") -> list[_Entry]:
    try:
        with os.scandir(root / below) as found:
            entries = [
                _Entry(
                    root,
                    f"{below}/{entry.name}" if below else entry.name,
                    # Links to folders are followed at the top alone, for they may form a circle.
                    entry.is_dir(follow_symlinks=not below),
                )
                for entry in found
                if not entry.name.startswith(".")
            ]
    except OSError as error:
        raise ManifestError(f"{root / below}: can't be read: {error.strerror}") from error
    return sorted(
        (entry for entry in entries if entry.is_folder or _is_image(entry.name)),
        key=lambda entry: _natural(entry.name),
    )


def _numbered(folder: Path, images: Iterator[Cells]) -> Iterator[Row]:
    number = 0
    for number, cells in enumerate(images, start=1):
        yield Row(number, cells)
    if not number:
        extensions = ", ".join(sorted(_IMAGE_EXTENSIONS))
        raise ManifestError(f"{folder}: there are no images in this folder ({extensions})")


def _is_image(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _IMAGE_EXTENSIONS


def _natural(name: str) -> tuple[list[str | int], str]:
    """Sort ``2.jpg`` before ``10.jpg``, and always in the same order."""
    parts = re.split("([0-9]+)", name.casefold())
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], name
