"""Scaled-down copies of the pictures that a report shows."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from api.report.card import Picture
from data.decode import decode

_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as the page shows it: a file, or the reason why there is none.

    Attributes:
        file: Name of the JPEG; empty when there is none.
        width: Pixels of the full-size image, which a hit's region is measured in.
        height: Pixels of the full-size image.
        problem: Why there is no file.
    """

    file: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""


class PictureWriter:
    """Writes each distinct picture once, holding one at a time in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shown: dict[tuple[str, int], Shown] = {}

    @property
    def files(self) -> set[str]:
        """Names of the files that hold what was written so far."""
        return {shown.file for shown in self._shown.values() if shown.file}

    def write(self, picture: Picture, max_side: int) -> Shown:
        """Write `picture` as a JPEG no wider or higher than `max_side` pixels.

        A picture that can't be read is reported in the result, and is not tried again.

        Raises:
            OSError: If the file can't be written.
        """
        key = (picture.key, max_side)
        if key not in self._shown:
            self._shown[key] = self._write(picture, max_side)
        return self._shown[key]

    def _write(self, picture: Picture, max_side: int) -> Shown:
        try:
            loaded = picture.load()
            decoded = decode(loaded, max_side=max_side) if isinstance(loaded, bytes) else loaded
        except (OSError, ValueError) as error:
            return Shown(problem=str(error) or type(error).__name__)
        payload = jpeg(decoded.pixels, max_side)
        name = f"{hashlib.sha256(payload).hexdigest()}.jpg"
        path = self._folder / name
        if not path.exists():
            partial = path.with_name(f"{name}.partial")
            partial.write_bytes(payload)
            partial.replace(path)
        return Shown(file=name, width=decoded.width, height=decoded.height)


def jpeg(picture: Image.Image, max_side: int) -> bytes:
    """Encode a picture as a JPEG no wider or higher than `max_side` pixels, and nothing else."""
    pixels = picture.convert("RGB")
    pixels.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    pixels.info.clear()  # comments and camera data stay with the original
    buffer = io.BytesIO()
    pixels.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return buffer.getvalue()
