"""The ZIP file that a pack is: each of its bytes follows from the files that are in it.

Files are stored one after the other, uncompressed, under one fixed date, with no byte between them
and none that a reader would skip. So a pack can be written without going back in it, equal contents
give equal bytes, and whatever is changed, even what no unpacking program looks at, can be found.

Source: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.14 to 4.3.16 (PKWARE 2022).
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_END_64: Final = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_64: Final = struct.Struct("<4sIQI")

_PLAIN_VERSION, _VERSION_64 = 20, 45
_MADE_ON_UNIX = 3 << 8
_DATE = 1 << 5 | 1
"""1 January 1980, the first day there is in a ZIP file."""

_FILE_MODE = 0o100644 << 16
_LIMIT_16, _LIMIT_32 = 0xFFFF, 0xFFFFFFFF

LOCAL_START: Final = struct.pack("<4s5H", b"PK\3\4", _PLAIN_VERSION, 0, 0, 0, _DATE)
"""What every file in the container begins with."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the container.

    Attributes:
        name: Its path, with slashes.
        size: Bytes.
        crc: CRC-32 of the bytes.
        offset: Where its header begins.
    """

    name: bytes
    size: int
    crc: int
    offset: int

    @property
    def header(self) -> bytes:
        """What stands before its bytes."""
        fixed = (b"PK\3\4", _PLAIN_VERSION, 0, 0, 0, _DATE)
        return LOCAL.pack(*fixed, self.crc, self.size, self.size, len(self.name), 0) + self.name

    @property
    def end(self) -> int:
        """Where what comes after it begins."""
        return self.offset + LOCAL.size + len(self.name) + self.size


class Container:
    """Writes a container piece by piece."""

    def __init__(self) -> None:
        self._members: list[Member] = []

    def add(self, name: str, payload: bytes) -> tuple[bytes, bytes]:
        """Return the next bytes to write for a file.

        Raises:
            ValueError: the file has 4 GiB or more.
        """
        if len(payload) >= _LIMIT_32:
            raise ValueError(f"{name} has {len(payload)} bytes: a pack takes files below 4 GiB")
        offset = self._members[-1].end if self._members else 0
        member = Member(name.encode(), len(payload), zlib.crc32(payload), offset)
        self._members.append(member)
        return member.header, payload

    def finish(self) -> bytes:
        """Return the last bytes to write."""
        return directory(self._members)


def directory(members: list[Member]) -> bytes:
    """Return what stands behind the files: the list of them, and where that begins."""
    start = members[-1].end if members else 0
    entries = b"".join(map(_entry, members))
    count, size = len(members), len(entries)
    end = b""
    if count >= _LIMIT_16 or start >= _LIMIT_32 or size >= _LIMIT_32:
        made, needed = _MADE_ON_UNIX | _VERSION_64, _VERSION_64
        places = (count, count, size, start)
        end = _END_64.pack(b"PK\6\6", _END_64.size - 12, made, needed, 0, 0, *places)
        end += _LOCATOR_64.pack(b"PK\6\7", 0, start + size, 1)
    shown = min(count, _LIMIT_16)
    sizes = (min(size, _LIMIT_32), min(start, _LIMIT_32))
    return entries + end + _END.pack(b"PK\5\6", 0, 0, shown, shown, *sizes, 0)


def _entry(member: Member) -> bytes:
    far = member.offset >= _LIMIT_32
    extra = struct.pack("<2HQ", 1, 8, member.offset) if far else b""
    version = _VERSION_64 if far else _PLAIN_VERSION
    fixed = _CENTRAL.pack(
        b"PK\1\2",
        _MADE_ON_UNIX | version,
        version,
        *(0, 0, 0, _DATE),
        member.crc,
        member.size,
        member.size,
        len(member.name),
        len(extra),
        *(0, 0, 0),
        _FILE_MODE,
        min(member.offset, _LIMIT_32),
    )
    return fixed + member.name + extra
