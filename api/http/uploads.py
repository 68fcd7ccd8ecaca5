"""The files of one request."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from fastapi import UploadFile

from data.decode import DecodeLimits, ImageError
from data.manifest import cells
from data.manifest.cells import CellError


class Uploads:
    """Uploaded image files under names that are safe to show, and different from each other.

    Files stay where the server put them, large ones on disk, until they are read.

    Args:
        files: The files.
        limits: What an image may be at most.
    """

    def __init__(self, files: Sequence[UploadFile], limits: DecodeLimits) -> None:
        self._files: Mapping[str, UploadFile] = dict(zip(_names(files), files, strict=True))
        self._limits = limits

    def __iter__(self) -> Iterator[str]:
        """The names, in the order of the files."""
        return iter(self._files)

    def read(self, name: str) -> bytes:
        """Read a file; different files may be read at once.

        Raises:
            data.decode.ImageError: it is larger than an image may be.
        """
        upload = self._files[name]
        if upload.size is not None and upload.size > self._limits.max_bytes:
            raise ImageError(
                "too_large",
                f"the file has {upload.size} bytes, more than the {self._limits.max_bytes} that "
                "are accepted; send a smaller version",
            )
        upload.file.seek(0)
        return upload.file.read()


def _names(files: Sequence[UploadFile]) -> list[str]:
    names: list[str] = []
    for position, upload in enumerate(files, 1):
        name = _name(upload, position)
        while name in names:
            name = f"{position}-{name}"
        names.append(name)
    return names


def _name(upload: UploadFile, position: int) -> str:
    """Return the last part of the name that the client gave, if that is one."""
    given = PurePosixPath((upload.filename or "").replace("\\", "/")).name
    try:
        return cells.identifier({"filename": given}, "filename")
    except CellError:
        return f"image-{position}"
