"""Content-addressed image files: the key of a file is the SHA-256 of its bytes."""

import hashlib
import os
import re
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

_KEY = re.compile(r"[0-9a-f]{64}")


class MissingImageError(OSError):
    """The store has no file under this key."""


class CorruptImageError(OSError):
    """What lies under this key is not what was put there."""


class ImageStore(Protocol):
    """Image files under the hex SHA-256 of their bytes.

    Every method raises `ValueError` for a key that is not 64 lower-case hex digits.
    """

    def put(self, payload: bytes) -> str:
        """Store a file durably and return its key; do nothing where it is stored already.

        A crash leaves the whole file or none, and loses nothing after this has returned.
        """

    def get(self, sha256: str) -> bytes:
        """Return the file.

        Raises:
            MissingImageError: there is none under this key.
            CorruptImageError: its bytes do not hash to the key.
        """

    def __contains__(self, sha256: str) -> bool:
        """Say whether there is a file under this key."""


class FsspecImageStore:
    """An `ImageStore` in a folder of any filesystem that fsspec knows.

    Args:
        url: A folder, such as ``/var/lib/lookalike/images``, ``memory://images`` or
            ``s3://bucket/images``; what S3 and others need besides is an extra of fsspec.
    """

    def __init__(self, url: str) -> None:
        self._filesystem, self._root = fsspec.core.url_to_fs(url)

    def put(self, payload: bytes) -> str:
        """Store a file; see `ImageStore`. What is there is taken as intact if its length is."""
        sha256 = hashlib.sha256(payload).hexdigest()
        path = self._path(sha256)
        if self._size(path) == len(payload):
            return sha256
        if isinstance(self._filesystem, LocalFileSystem):
            _write_durably(Path(path), payload)
        else:
            # Object stores show a file only once all of it is there and safe.
            self._filesystem.pipe_file(path, payload)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return a file; see `ImageStore`. Costs a hash over its bytes."""
        path = self._path(sha256)
        try:
            payload: bytes = self._filesystem.cat_file(path)
        except FileNotFoundError:
            raise MissingImageError(
                f"no image {sha256} in {self._root}; register its right again"
            ) from None
        if hashlib.sha256(payload).hexdigest() != sha256:
            raise CorruptImageError(
                f"image {sha256} in {self._root} is damaged; delete {path} and register its "
                "right again"
            )
        return payload

    def __contains__(self, sha256: str) -> bool:
        return self._size(self._path(sha256)) is not None

    def _path(self, sha256: str) -> str:
        """Spread the files over 65,536 folders, so that none grows too long to list."""
        if not _KEY.fullmatch(sha256):
            raise ValueError(f"an image key has 64 hex digits, not {sha256!r}")
        return f"{self._root}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _size(self, path: str) -> int | None:
        try:
            size: int = self._filesystem.info(path)["size"]
        except FileNotFoundError:
            return None
        return size


def _write_durably(path: Path, payload: bytes) -> None:
    """Write, flush to disk, rename, and flush each folder that may have a new entry."""
    # The three that belong to the store always: another thread may just have made them.
    changed = {*path.parents[:3], *(made.parent for made in path.parents if not made.exists())}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with unfinished.open("xb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    for folder in changed:
        _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
