import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.images import CorruptImageError, FsspecImageStore, ImageStore, MissingImageError

PAYLOAD = b"not a picture, but the store does not mind"
SHA256 = hashlib.sha256(PAYLOAD).hexdigest()


@pytest.fixture(params=["path", "file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ImageStore:
    urls = {
        "path": str(tmp_path / "images"),
        "file": f"file://{tmp_path}/images",
        "memory": f"memory://{tmp_path}/images",
    }
    return FsspecImageStore(urls[request.param])


def test_what_is_put_can_be_got(store: ImageStore) -> None:
    assert SHA256 not in store
    assert store.put(PAYLOAD) == SHA256
    assert SHA256 in store
    assert store.get(SHA256) == PAYLOAD


def test_another_store_on_the_same_folder_sees_it(tmp_path: Path) -> None:
    sha256 = FsspecImageStore(str(tmp_path)).put(PAYLOAD)
    assert FsspecImageStore(f"file://{tmp_path}").get(sha256) == PAYLOAD


@given(payloads=st.lists(st.binary(max_size=50), max_size=8))
def test_every_payload_keeps_its_own_key(payloads: list[bytes]) -> None:
    store = FsspecImageStore("memory://every-payload")
    keys = [store.put(payload) for payload in payloads]
    assert [store.get(key) for key in keys] == payloads


def test_a_missing_image_is_named(store: ImageStore) -> None:
    with pytest.raises(MissingImageError, match="f" * 64):
        store.get("f" * 64)


@pytest.mark.parametrize(
    "key", ["", "a" * 63, "A" * 64, "g" * 64, "../" * 21 + "a", "a" * 64 + "\n"]
)
def test_a_key_can_only_be_a_hash(store: ImageStore, key: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        store.get(key)
    with pytest.raises(ValueError, match="64 hex digits"):
        key in store  # noqa: B015


def test_files_are_spread_over_folders(tmp_path: Path) -> None:
    FsspecImageStore(str(tmp_path)).put(PAYLOAD)
    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [Path(SHA256[:2], SHA256[2:4], SHA256)]


def test_putting_again_leaves_the_file_alone(tmp_path: Path) -> None:
    store = FsspecImageStore(str(tmp_path))
    store.put(PAYLOAD)
    file = tmp_path / SHA256[:2] / SHA256[2:4] / SHA256
    before = file.stat()
    store.put(PAYLOAD)
    after = file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_damaged_file_is_not_handed_out(tmp_path: Path) -> None:
    store = FsspecImageStore(str(tmp_path))
    store.put(PAYLOAD)
    file = tmp_path / SHA256[:2] / SHA256[2:4] / SHA256
    file.write_bytes(PAYLOAD.replace(b"not", b"now"))
    with pytest.raises(CorruptImageError, match=str(file)):
        store.get(SHA256)


def test_a_shortened_file_is_mended_by_putting_again(tmp_path: Path) -> None:
    store = FsspecImageStore(str(tmp_path))
    store.put(PAYLOAD)
    (tmp_path / SHA256[:2] / SHA256[2:4] / SHA256).write_bytes(PAYLOAD[:9])
    store.put(PAYLOAD)
    assert store.get(SHA256) == PAYLOAD


def test_many_threads_may_put_the_same_file(tmp_path: Path) -> None:
    store = FsspecImageStore(str(tmp_path))
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(store.put, [PAYLOAD] * 64)) == {SHA256}
    assert store.get(SHA256) == PAYLOAD
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_failed_write_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    store = FsspecImageStore(str(tmp_path))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put(PAYLOAD)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert SHA256 not in store


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """List what has been flushed to disk, in order."""
    paths: list[Path] = []
    fsync = os.fsync

    def spy(descriptor: int) -> None:
        paths.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", spy)
    return paths


def test_every_new_name_is_flushed_to_disk(tmp_path: Path, flushed: list[Path]) -> None:
    root = tmp_path / "images"
    FsspecImageStore(str(root)).put(PAYLOAD)
    first, second = root / SHA256[:2], root / SHA256[:2] / SHA256[2:4]
    assert flushed[0].parent == second
    assert set(flushed[1:]) == {second, first, root, tmp_path}


def test_folders_that_another_writer_has_just_made_are_flushed_too(
    tmp_path: Path, flushed: list[Path]
) -> None:
    folder = tmp_path / SHA256[:2] / SHA256[2:4]
    folder.mkdir(parents=True)
    FsspecImageStore(str(tmp_path)).put(PAYLOAD)
    assert set(flushed[1:]) == {folder, folder.parent, tmp_path}


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    program = (
        "import sys; from data.images import FsspecImageStore\n"
        "store = FsspecImageStore(sys.argv[1])\n"
        "for number in range(10**6): print(store.put(b'%d' % number), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(100)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    store = FsspecImageStore(str(tmp_path))
    for number, sha256 in enumerate(acknowledged):
        assert store.get(sha256) == b"%d" % number
