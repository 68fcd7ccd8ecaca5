"""How many parts a file is made of, counted before an image library walks through them.

Within the size limits a hostile file can still cost hours or gigabytes: a progressive JPEG repeats
scans that are a hundred bytes long and each of which passes over the whole picture, and a TIFF
lists millions of strips. What cameras and editors write stays far below these limits.
"""

import re
import struct
from collections.abc import Iterator
from itertools import islice

from data._image_error import ImageError

_MAX_JPEG_SCANS = 100  # An encoder writes about ten.
_MAX_PARTS = 50_000  # JPEG segments, PNG chunks, GIF blocks, TIFF directory entries.
_MAX_TIFF_STRIPS = 500_000  # 100 megapixels in tiles of 16 by 16 are 390,000.

_JPEG_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # Neither a stuffed byte nor a restart.
_JPEG_BARE_MARKERS = (b"\xd8", b"\x01")
_JPEG_END, _JPEG_SCAN = b"\xd9", b"\xda"
_AVIF_BOXES = (b"ftyp", b"meta", b"moov", b"mdat", b"free")
_TIFF_STRIP_OFFSETS, _TIFF_TILE_OFFSETS = 273, 324


def check_structure(image_format: str, payload: bytes) -> None:
    """Refuse a file that has more parts than an honest one, or ends before its container does.

    Raises:
        ImageError: ``too_complex`` or ``truncated``.
    """
    match image_format:
        case "JPEG":
            markers = list(islice(_jpeg_markers(payload), _MAX_PARTS + 1))
            _limit("segments", len(markers), _MAX_PARTS)
            _limit("scans", markers.count(_JPEG_SCAN), _MAX_JPEG_SCANS)
        case "PNG":
            _limit("chunks", _count(_png_chunks(payload)), _MAX_PARTS)
        case "GIF":
            _limit("blocks", _count(_gif_blocks(payload)), _MAX_PARTS)
        case "TIFF":
            try:
                strips = _tiff_strips(payload)
            except struct.error as error:
                raise _truncated("it ends before the directory of its parts") from error
            _limit("strips or tiles", strips, _MAX_TIFF_STRIPS)
        case "WEBP" | "AVIF":
            # Their decoders have one error for whatever is wrong with the file.
            length = _riff_length(payload) if image_format == "WEBP" else _avif_length(payload)
            if len(payload) < length:
                raise _truncated(f"{len(payload)} bytes are left of {length}")


def _count(parts: Iterator[bytes]) -> int:
    return sum(1 for _ in islice(parts, _MAX_PARTS + 1))


def _limit(parts: str, count: int, limit: int) -> None:
    if count > limit:
        raise ImageError(
            "too_complex",
            f"the file has more than {limit} {parts}, which no ordinary picture has; "
            "save it again with an image editor",
        )


def _truncated(how: str) -> ImageError:
    return ImageError("truncated", f"the file is truncated ({how}); fetch or save it again")


def _jpeg_markers(payload: bytes) -> Iterator[bytes]:
    """Yield each marker's code up to the end of the first picture (ITU-T T.81, annex B)."""
    position = 0
    while (match := _JPEG_MARKER.search(payload, position)) and match[1] != _JPEG_END:
        yield match[1]
        position = match.end()
        if match[1] not in _JPEG_BARE_MARKERS:
            position += int.from_bytes(payload[position : position + 2], "big")


def _png_chunks(payload: bytes) -> Iterator[bytes]:
    """Yield the name of each chunk (PNG, section 5.3)."""
    position = 8
    while name := payload[position + 4 : position + 8]:
        yield name
        if name == b"IEND":
            return
        position += 12 + int.from_bytes(payload[position : position + 4], "big")


def _gif_blocks(payload: bytes) -> Iterator[bytes]:
    """Yield extensions and their sub-blocks up to the first frame (GIF89a, section 23 on)."""
    flags = int.from_bytes(payload[10:11], "big")
    position = 13 + (3 << (flags & 7) + 1 if flags & 128 else 0)
    while (kind := payload[position : position + 1]) not in (b"", b",", b";"):
        yield kind
        position += 1
        if kind == b"!":
            position += 1
            while size := int.from_bytes(payload[position : position + 1], "big"):
                yield kind
                position += 1 + size
            position += 1


def _tiff_strips(payload: bytes) -> int:
    """Return the length of the first directory's list of strips or tiles (TIFF 6.0, BigTIFF)."""
    order = "<" if payload[:2] == b"II" else ">"
    if payload[2:4] == b"+\0":
        offset, head, entry = "8xQ", "Q", "HHQ8x"
    else:
        offset, head, entry = "4xI", "H", "HHI4x"
    (directory,) = struct.unpack_from(order + offset, payload)
    (entries,) = struct.unpack_from(order + head, payload, directory)
    _limit("directory entries", entries, _MAX_PARTS)
    first = directory + struct.calcsize(order + head)
    size = struct.calcsize(order + entry)
    strips = 0
    for position in range(first, first + entries * size, size):
        tag, _, count = struct.unpack_from(order + entry, payload, position)
        if tag in (_TIFF_STRIP_OFFSETS, _TIFF_TILE_OFFSETS):
            strips = max(strips, count)
    return strips


def _riff_length(payload: bytes) -> int:
    return 8 + int.from_bytes(payload[4:8], "little")


def _avif_length(payload: bytes) -> int:
    """Return where the last of the top-level boxes ends (ISO/IEC 14496-12, section 4.2)."""
    end = 0
    for _ in range(_MAX_PARTS):
        size = int.from_bytes(payload[end : end + 4], "big")
        if size == 1:
            size = int.from_bytes(payload[end + 8 : end + 16], "big")
        if size < 8 or payload[end + 4 : end + 8] not in _AVIF_BOXES:
            break
        end += size
    return end
