"""Shards: what was written is read, in any order, and damage is named."""

import os
import pickle
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from training.pictures.shards import (
    MAX_BYTES,
    PictureInfo,
    ShardError,
    ShardPicture,
    ShardSet,
    is_made,
    open_shards,
    read_shards,
    write_shard,
)

_FIRST = PictureInfo("mug-0", "mug-0-0", 0, "mug", "design", "photo", "train")
_PICTURES = [
    ShardPicture(replace(_FIRST, instance=f"mug-0-{i % 2}", number=i), os.urandom(400 + 211 * i))
    for i in range(7)
]


@pytest.fixture
def shard(tmp_path: Path) -> Path:
    path = tmp_path / "design-000.tar"
    write_shard(path, _PICTURES, recipe="abc")
    return path


def test_pictures_come_back_in_order_and_by_number(shard: Path) -> None:
    assert list(read_shards([shard])) == _PICTURES
    opened = pickle.loads(pickle.dumps(ShardSet([shard, shard])))  # noqa: S301
    assert len(opened) == 14
    for number in (13, 0, 6, 7):
        assert opened.pictures[number] == _PICTURES[number % 7].info
        assert opened.payload(number) == _PICTURES[number % 7].payload


def test_any_program_that_reads_tar_finds_the_pictures_by_name(shard: Path) -> None:
    with tarfile.open(shard) as tar:
        assert tar.getnames() == ["index.json", *(p.info.name for p in _PICTURES)]
        member = tar.extractfile("mug-0/mug-0-1/3.jpg")
        assert member is not None
        assert member.read() == _PICTURES[3].payload


def test_the_same_pictures_make_the_same_bytes_and_leave_nothing_beside_them(shard: Path) -> None:
    again = shard.with_name("again.tar")
    write_shard(again, _PICTURES, recipe="abc")
    assert again.read_bytes() == shard.read_bytes()
    assert {path.name for path in shard.parent.iterdir()} == {"again.tar", "design-000.tar"}


def test_a_changed_picture_is_told_by_the_digest(shard: Path) -> None:
    before = open_shards(shard.parent).digest
    changed = replace(_PICTURES[6], payload=_PICTURES[6].payload[:-1] + b"?")
    write_shard(shard, [*_PICTURES[:6], changed], recipe="abc")
    assert open_shards(shard.parent).digest != before


def test_a_shard_is_made_once_by_the_same_recipe(shard: Path) -> None:
    assert is_made(shard, "abc")
    assert not is_made(shard, "abd")
    assert not is_made(shard.with_name("design-001.tar"), "abc")
    shard.write_bytes(shard.read_bytes()[:4096])
    assert not is_made(shard, "abc")


def test_a_damaged_picture_is_named_with_its_shard(shard: Path) -> None:
    payload = bytearray(shard.read_bytes())
    place = payload.index(_PICTURES[4].payload) + 100
    payload[place] ^= 0xFF
    shard.write_bytes(payload)
    opened = ShardSet([shard])
    assert opened.payload(3) == _PICTURES[3].payload
    with pytest.raises(ShardError, match=r"design-000\.tar: mug-0/mug-0-0/4\.jpg is damaged"):
        opened.payload(4)


@pytest.mark.parametrize(
    ("kept", "message"),
    [(0, "can't be read"), (700, "can't be read|no shard|damaged"), (5000, "ends before mug-0")],
)
def test_a_shard_that_was_cut_off_is_refused(shard: Path, kept: int, message: str) -> None:
    shard.write_bytes(shard.read_bytes()[:kept])
    with pytest.raises(ShardError, match=message) as caught:
        ShardSet([shard])
    assert str(shard) in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"version":1', b'"version":7', "version 7"),
        (b'"number":3', b'"number":"', "damaged"),
        (b'"group":"mug-0"', b'"grope":"mug-0"', "damaged"),
        (b'"category":"mug"', b'"category":12345', "damaged"),
        (b"index.json", b"other.json", "no shard"),
    ],
)
def test_an_index_that_is_not_understood_is_refused(
    shard: Path, old: bytes, new: bytes, message: str
) -> None:
    payload = shard.read_bytes()
    assert old in payload
    if old == b"index.json":
        # The header has a checksum: another member is put first instead.
        with tarfile.open(shard, "w") as tar:
            tar.addfile(tarfile.TarInfo("other.json"))
    else:
        shard.write_bytes(payload.replace(old, new, 1))
    with pytest.raises(ShardError, match=message):
        ShardSet([shard])


def test_a_folder_without_shards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ShardError, match="no shards"):
        open_shards(tmp_path)
    with pytest.raises(ShardError, match="can't be read"):
        ShardSet([tmp_path / "none.tar"])


@pytest.mark.parametrize("name", ["../up", "a/b", "", "Ünsafe", "x" * 200])
def test_names_that_are_not_fit_for_files_are_refused(tmp_path: Path, name: str) -> None:
    bad = replace(_PICTURES[0], info=replace(_FIRST, group=name))
    with pytest.raises(ValueError, match="not fit"):
        write_shard(tmp_path / "a.tar", [bad], recipe="")
    assert not list(tmp_path.iterdir())


def test_a_shard_that_is_too_large_is_not_written(tmp_path: Path) -> None:
    large = bytes(MAX_BYTES // 2)
    pictures = [replace(picture, payload=large) for picture in _PICTURES[:2]]
    with pytest.raises(ValueError, match="more than"):
        write_shard(tmp_path / "a.tar", pictures, recipe="")
    with pytest.raises(ValueError, match="same name"):
        write_shard(tmp_path / "a.tar", _PICTURES[:1] * 2, recipe="")
    assert not list(tmp_path.iterdir())
