"""Shards: pictures for training in a few files that are easy to carry and are never unpacked.

A shard is an uncompressed tar file. Its first member, ``index.json``, has the hash of the recipe
that it was made by and, for each picture in order, what it shows, its size in bytes and its CRC;
the others are the pictures, ``<group>/<instance>/<number>.jpg``. The same pictures always make
the same bytes.
"""

import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import crc32

MAX_BYTES = 60_000_000
"""A shard is no larger."""
TRAIN, HELD_OUT = "train", "held_out"
_VERSION = 1
_INDEX = "index.json"
_BLOCK = 512
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LONGEST_NAME = 100
"""Bytes that a tar header has room for."""


class ShardError(ValueError):
    """A shard is missing, damaged or of a version that this program does not read."""


@dataclass(frozen=True, slots=True)
class PictureInfo:
    """What a picture shows.

    Attributes:
        group: Instances of one group look alike: hard negatives of each other.
        instance: What is shown, unique over all shards: pictures of one instance are positives.
        number: Of the picture among those of its instance.
        category: Coarser than the group: a family of products, ``mark``, ``emblem`` ….
        source: ``design``, ``logo``, ``photograph`` or ``packaging``.
        style: How it is shown: ``photo``, ``drawing``, ``flat`` ….
        split: ``train`` or ``held_out``; a group is all in one.
    """

    group: str
    instance: str
    number: int
    category: str
    source: str
    style: str
    split: str

    @property
    def name(self) -> str:
        """The tar member."""
        return f"{self.group}/{self.instance}/{self.number}.jpg"


@dataclass(frozen=True, slots=True)
class ShardPicture:
    """A JPEG file and what it shows."""

    info: PictureInfo
    payload: bytes


def write_shard(path: Path, pictures: Sequence[ShardPicture], *, recipe: str) -> None:
    """Write a shard: all of it or nothing, whatever happens meanwhile.

    Args:
        path: Replaced if there is one.
        pictures: Each of another name.
        recipe: Hash of all that the pictures follow from, to find out whether to make them again.

    Raises:
        ValueError: the shard would be too large, a name is not fit for a file or is there twice.
    """
    entries = [
        {**asdict(p.info), "bytes": len(p.payload), "crc": crc32(p.payload)} for p in pictures
    ]
    index = {"version": _VERSION, "recipe": recipe, "pictures": entries}
    members = [(_INDEX, json.dumps(index, separators=(",", ":")).encode())]
    members += [(_checked(p.info), p.payload) for p in pictures]
    if len(dict(members)) < len(members):
        raise ValueError(f"{path}: two pictures have the same name")
    total = tarfile.RECORDSIZE + sum(2 * _BLOCK + len(payload) for _, payload in members)
    if total > MAX_BYTES:
        raise ValueError(f"{path}: {total} bytes are more than the {MAX_BYTES} of a shard")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with (
            unfinished.open("wb") as file,
            tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar,
        ):
            for name, payload in members:
                header = tarfile.TarInfo(name)
                header.size = len(payload)
                tar.addfile(header, io.BytesIO(payload))
            tar.close()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def is_made(path: Path, recipe: str) -> bool:
    """Tell whether there is a whole shard that was made by this recipe."""
    try:
        shard = _open(path)
    except ShardError:
        return False
    return shard.recipe == recipe


def read_shards(paths: Sequence[Path]) -> Iterator[ShardPicture]:
    """Read all pictures, one shard after the other.

    Raises:
        ShardError: a shard is missing or damaged; the message names it and the picture.
    """
    for path in paths:
        shards = ShardSet([path])
        for number, info in enumerate(shards.pictures):
            yield ShardPicture(info, shards.payload(number))


class ShardSet:
    """All pictures of several shards, in any order; holds no file open and can be pickled.

    Attributes:
        pictures: What each shows, shard after shard.
        digest: SHA-256 of the indexes, which have the CRC of every picture: names the data.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read the indexes.

        Raises:
            ShardError: a shard is missing, damaged or of another version.
        """
        shards = [_open(path) for path in paths]
        self._paths = tuple(paths)
        self._places = [(i, place) for i, shard in enumerate(shards) for place in shard.places]
        self.pictures: Sequence[PictureInfo] = [i for shard in shards for i in shard.pictures]
        self.digest = sha256("".join(shard.digest for shard in shards).encode()).hexdigest()

    def __len__(self) -> int:
        return len(self.pictures)

    def payload(self, number: int) -> bytes:
        """Return the JPEG file of a picture.

        Raises:
            ShardError: it can't be read or is not what was written; names shard and picture.
        """
        shard, (offset, length, crc) = self._places[number]
        path, name = self._paths[shard], self.pictures[number].name
        try:
            with path.open("rb") as file:
                file.seek(offset)
                payload = file.read(length)
        except OSError as error:
            raise ShardError(f"{path}: {name} can't be read: {error}") from error
        if crc32(payload) != crc:
            raise ShardError(f"{path}: {name} is damaged; make or copy the shard again")
        return payload


def open_shards(folder: Path) -> ShardSet:
    """Open all shards of a folder, in the order of their names.

    Raises:
        ShardError: there is none, or one is damaged.
    """
    paths = sorted(folder.glob("*.tar"))
    if not paths:
        raise ShardError(f"{folder}: there are no shards (*.tar); make them or name another folder")
    return ShardSet(paths)


@dataclass(frozen=True, slots=True)
class _Shard:
    recipe: str
    digest: str
    pictures: tuple[PictureInfo, ...]
    places: tuple[tuple[int, int, int], ...]
    """Offset, length and CRC of each picture."""


def _open(path: Path) -> _Shard:
    """Read what a shard holds, and check that it is as long as its index says."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            first = tar.next()
            member = tar.extractfile(first) if first and first.name == _INDEX else None
            if first is None or member is None:
                raise ShardError(f"{path}: the first member is not {_INDEX}: this is no shard")
            text = member.read()
            start = first.offset_data + _padded(first.size)
            length = os.fstat(file.fileno()).st_size
    except (OSError, tarfile.TarError) as error:
        raise ShardError(f"{path}: this shard can't be read: {error}") from error
    try:
        index = json.loads(text)
        version = index["version"]
        if version != _VERSION:
            raise ShardError(f"{path}: {_INDEX} has version {version}, not {_VERSION}")
        pictures = tuple(_info(entry) for entry in index["pictures"])
        sizes = [(int(entry["bytes"]), int(entry["crc"])) for entry in index["pictures"]]
        recipe = str(index["recipe"])
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, ShardError):
            raise
        raise ShardError(f"{path}: {_INDEX} is damaged: {error!r}") from error
    places = []
    for info, (size, crc) in zip(pictures, sizes, strict=True):
        places.append((start + _BLOCK, size, crc))
        start += _BLOCK + _padded(size)
        if start > length:
            raise ShardError(f"{path}: ends before {info.name} does; make or copy it again")
    return _Shard(recipe, sha256(text).hexdigest(), pictures, tuple(places))


def _info(entry: dict[str, Any]) -> PictureInfo:
    info = PictureInfo(**{field.name: entry[field.name] for field in fields(PictureInfo)})
    for field in fields(PictureInfo):
        if type(getattr(info, field.name)) is not field.type:
            raise TypeError(f"{field.name} of {info.name} is no {field.type}")
    return info


def _checked(info: PictureInfo) -> str:
    named = (info.group, info.instance)
    if not all(_NAME.fullmatch(part) for part in named) or len(info.name) > _LONGEST_NAME:
        raise ValueError(f"{info.name} is not fit for the name of a picture")
    return info.name


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK
