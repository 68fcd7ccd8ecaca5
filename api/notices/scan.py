"""Reading a container of which no byte is trusted.

It is read from front to back, once, in constant memory; nothing is unpacked, and the sizes that it
gives are taken for no more than where the next file should begin. So neither a bomb nor a name that
leads out of a folder can do anything here.
"""

import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from api.notices.container import LOCAL, LOCAL_START, Member, directory

_CHUNK = 2**20
_DIRECTORY_STARTS = (b"PK\1\2", b"PK\5\6")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A file that was read.

    Attributes:
        name: What the container calls it; anything at all.
        size: Bytes.
        sha256: Of the bytes.
        payload: The bytes, of a file that was to be kept.
    """

    name: str
    size: int
    sha256: str
    payload: bytes | None


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the container is not what it would be as written.

    Attributes:
        offset: Of the byte.
        place: The file to which it belongs, or what part of the container it is.
        problem: What is wrong there.
    """

    offset: int
    place: str
    problem: str


class Scan:
    """One reading of a container.

    Args:
        file: Opened for reading, at its beginning.
        kept: Names of the files whose bytes are kept, if they have no more than `largest`.
        largest: Bytes.
    """

    def __init__(self, file: BinaryIO, kept: frozenset[str], largest: int) -> None:
        self._file = file
        self._kept = kept
        self._largest = largest
        self._members: list[Member] = []
        self._length = file.seek(0, os.SEEK_END)

    def __iter__(self) -> Iterator[Scanned | Damage]:
        offset, in_step = 0, True
        while offset >= 0:
            self._file.seek(offset)
            head = self._file.read(LOCAL.size)
            if head[:4] in _DIRECTORY_STARTS:
                # What the list of files has to be is only known where all of them were read.
                if in_step:
                    yield from self._directory_at(offset)
                return
            whole = len(head) == LOCAL.size and head.startswith(b"PK\3\4")
            found = self._file_at(offset, head) if whole else self._lost(offset, head)
            yield from found
            intact = bool(self._members) and self._members[-1].offset == offset
            in_step = in_step and intact
            offset = self._members[-1].end if intact else self._next(offset + 1)

    def _file_at(self, offset: int, head: bytes) -> list[Scanned | Damage]:
        _, _, _, method, *_, crc, size, _, name_length, _ = LOCAL.unpack(head)
        raw = self._file.read(name_length)
        name = raw.decode("utf-8", errors="backslashreplace")
        member = Member(raw, size, crc, offset)
        if member.end > self._length:
            # Not read to its end: a file full of such headers would be read as often as it has any.
            return [Damage(self._length, name, "the pack ends within this file")]
        digest, checksum, left = hashlib.sha256(), 0, size
        kept: list[bytes] | None = [] if name in self._kept and size <= self._largest else None
        while left and (chunk := self._file.read(min(left, _CHUNK))):
            digest.update(chunk)
            checksum = zlib.crc32(chunk, checksum)
            left -= len(chunk)
            if kept is not None:
                kept.append(chunk)
        self._members.append(member)
        payload = None if kept is None else b"".join(kept)
        scanned = Scanned(name, size, digest.hexdigest(), payload)
        if method:
            return [Damage(offset, name, "it is compressed: the pack was packed again"), scanned]
        if (differs := _difference(head + raw, member.header)) is not None:
            return [Damage(offset + differs, name, "this file's header was changed"), scanned]
        if checksum != crc:
            return [Damage(offset, name, "its checksum does not fit its contents"), scanned]
        return [scanned]

    def _lost(self, offset: int, head: bytes) -> list[Damage]:
        place = "the container"
        if self._members:
            name = self._members[-1].name.decode("utf-8", errors="backslashreplace")
            place = f"after {name}"
        problem = "bytes were changed, put in or taken out" if head else "the pack ends here"
        return [Damage(offset, place, problem)]

    def _directory_at(self, offset: int) -> Iterator[Damage]:
        self._file.seek(offset)
        expected = directory(self._members)
        found = self._file.read(len(expected) + 1)
        differs = _difference(found, expected)
        if differs is None:
            return
        if len(found) < len(expected) and differs == len(found):
            problem = "the pack ends here"
        elif differs == len(expected):
            problem = "there are bytes behind the end of the pack"
        else:
            problem = "the list of files was changed"
        yield Damage(offset + differs, "the container", problem)

    def _next(self, offset: int) -> int:
        """Return where the next file begins, of which the start alone is looked at; -1 for none."""
        overlap = len(LOCAL_START) - 1
        self._file.seek(offset)
        tail = b""
        while chunk := self._file.read(_CHUNK):
            window = tail + chunk
            if (found := window.find(LOCAL_START)) >= 0:
                return offset - len(tail) + found
            offset += len(chunk)
            tail = window[-overlap:]
        return -1


def _difference(found: bytes, expected: bytes) -> int | None:
    """Return the place of the first byte that differs."""
    if found == expected:
        return None
    pairs = zip(found, expected, strict=False)
    shorter = min(len(found), len(expected))
    return next((place for place, (a, b) in enumerate(pairs) if a != b), shorter)
