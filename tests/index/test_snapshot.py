import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.build import build
from index.faiss_index import FaissIndex
from index.local_features import Keypoints, Segment
from index.local_features import build as build_features
from index.protocol import Vectors
from index.snapshot import (
    SnapshotCorrupt,
    SnapshotForeign,
    SnapshotMissing,
    open_snapshot,
    read_manifest,
    verify_snapshot,
    write_snapshot,
)

NOW = datetime(2024, 2, 29, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def vectors(unit_vectors: Callable[..., Vectors]) -> Vectors:
    return unit_vectors(1_500, 16)


@pytest.fixture(scope="module")
def exact(vectors: Vectors) -> FaissIndex:
    return build(np.arange(100), vectors[:100], seed=0)


@pytest.fixture(scope="module")
def lists(vectors: Vectors) -> FaissIndex:
    return build(np.arange(1_500), vectors, seed=0, exact_below=1_000)


@dataclass(frozen=True)
class Picture:
    points: NDArray[np.float32]
    sizes: NDArray[np.float32]
    angles: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    width: int = 400
    height: int = 300


def picture(seed: int, count: int = 20) -> Picture:
    rng = np.random.default_rng(seed)
    return Picture(
        points=rng.uniform(0, 300, (count, 2)).astype(np.float32),
        sizes=rng.uniform(2, 40, count).astype(np.float32),
        angles=rng.uniform(0, 360, count).astype(np.float32),
        descriptors=rng.integers(0, 90, (count, 128), dtype=np.uint8),
    )


@pytest.fixture(scope="module")
def views() -> dict[int, Keypoints]:
    return {view: picture(view) for view in range(12)}


@pytest.fixture(scope="module")
def features(views: dict[int, Keypoints]) -> Segment:
    return build_features(views, seed=0)


@pytest.fixture(scope="module")
def feature_lists(views: dict[int, Keypoints]) -> Segment:
    return build_features(views, seed=0, exact_below=100)


@pytest.fixture
def root(tmp_path: Path, lists: FaissIndex) -> Path:
    """A folder with a snapshot, named 00000001."""
    write_snapshot(tmp_path / "index", lists, model="siglip", revision=7, now=NOW)
    return tmp_path / "index"


@pytest.mark.parametrize("kind", ["features", "feature_lists", "empty"])
def test_local_features_answer_as_what_was_written(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    segment = build_features({}, seed=0) if kind == "empty" else request.getfixturevalue(kind)
    name = write_snapshot(tmp_path, segment, model="sift", revision=7, now=NOW)

    snapshot = verify_snapshot(Segment, tmp_path, model="sift")

    assert snapshot.name == name
    assert (snapshot.manifest.count, snapshot.manifest.dimension) == (len(segment), 128)
    assert snapshot.manifest.tuning == segment.tuning
    found, expected = (one.search(picture(3), 5) for one in (snapshot.index, segment))
    np.testing.assert_array_equal(found.ids, expected.ids)
    np.testing.assert_array_equal(found.scores, expected.scores)
    assert found.ids[:1].tolist() == ([] if kind == "empty" else [3])


@pytest.mark.parametrize("kind", ["exact", "lists", "empty"])
def test_what_is_opened_answers_as_what_was_written(
    kind: str, tmp_path: Path, vectors: Vectors, request: pytest.FixtureRequest
) -> None:
    nothing = build(np.arange(0), np.empty((0, 16), np.float32), seed=0)
    index = nothing if kind == "empty" else request.getfixturevalue(kind)
    name = write_snapshot(tmp_path, index, model="siglip", revision=7, now=NOW)

    snapshot = open_snapshot(FaissIndex, tmp_path, model="siglip")

    assert snapshot.name == name
    assert read_manifest(tmp_path) == (name, snapshot.manifest)
    manifest = snapshot.manifest
    assert (manifest.model, manifest.revision, manifest.created_at) == ("siglip", 7, NOW)
    assert (manifest.count, manifest.dimension) == (len(index), 16)
    assert manifest.tuning == index.tuning
    found, expected = (one.search(vectors[:20], 5) for one in (snapshot.index, index))
    np.testing.assert_array_equal(found.ids, expected.ids)
    np.testing.assert_array_equal(found.scores, expected.scores)


def test_the_manifest_can_be_read_by_people(root: Path) -> None:
    content = json.loads((root / "00000001" / "manifest.json").read_text())
    assert content["kind"] == "ivf"
    assert content["created_at"] == "2024-02-29T12:00:00+00:00"
    assert content["tuning"]["recall"] >= 0.99
    assert set(content["files"]) == {"ids.npy", "vectors.npy", "lists.faiss"}


@pytest.mark.parametrize("kind", ["lists", "features", "feature_lists"])
def test_files_are_mapped_rather_than_read(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    root, index = tmp_path, request.getfixturevalue(kind)
    write_snapshot(root, index, model="m", revision=7, now=NOW)
    snapshot = open_snapshot(type(index), root)
    mapped = Path("/proc/self/maps")
    if not mapped.exists():
        pytest.skip("needs /proc")
    for file in snapshot.manifest.files:
        assert str(root / snapshot.name / file) in mapped.read_text()


def test_an_opened_snapshot_can_be_written_again(root: Path) -> None:
    first = open_snapshot(FaissIndex, root)
    write_snapshot(root, first.index, model="siglip", revision=8, now=NOW)
    second = verify_snapshot(FaissIndex, root)
    assert second.manifest.files == first.manifest.files


def test_where_nothing_was_written_says_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(SnapshotMissing, match=r"no index in .*; run `lookalike index rebuild`"):
            open_snapshot(FaissIndex, folder)


def test_refuses_vectors_of_another_model(root: Path) -> None:
    message = "built with model siglip but clip is loaded; run `lookalike index rebuild`"
    with pytest.raises(SnapshotForeign, match=message):
        open_snapshot(FaissIndex, root, model="clip")


def test_refuses_features_of_other_settings(tmp_path: Path, features: Segment) -> None:
    write_snapshot(tmp_path, features, model="sift", revision=7, now=NOW)
    with pytest.raises(SnapshotForeign, match="built with model sift but surf is loaded"):
        open_snapshot(Segment, tmp_path, model="surf")


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("exact", Segment),
        ("lists", Segment),
        ("features", FaissIndex),
        ("feature_lists", FaissIndex),
    ],
)
def test_refuses_an_index_of_another_kind(
    written: str,
    opened: type[FaissIndex | Segment],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    index = request.getfixturevalue(written)
    write_snapshot(tmp_path, index, model="m", revision=7, now=NOW)
    with pytest.raises(SnapshotCorrupt, match=f"its files are not those of a {opened.__name__}"):
        open_snapshot(opened, tmp_path, model="m")


EACH_FILE = [
    *(("lists", file) for file in ("ids.npy", "vectors.npy", "lists.faiss")),
    *(("features", file) for file in ("ids.npy", "starts.npy", "poses.npy", "descriptors.npy")),
    ("feature_lists", "lists.faiss"),
]


@pytest.mark.parametrize(("kind", "file"), [*EACH_FILE, ("lists", "manifest.json")])
@pytest.mark.parametrize("damage", ["truncated", "emptied", "grown", "flipped", "removed"])
def test_refuses_a_damaged_file_and_names_it(
    kind: str, file: str, damage: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    root, index = tmp_path, request.getfixturevalue(kind)
    write_snapshot(root, index, model="m", revision=7, now=NOW)
    path = root / "00000001" / file
    content = path.read_bytes()
    middle = len(content) // 2
    damaged = {
        "truncated": content[:-1],
        "emptied": b"",
        "grown": content + b"\0",
        "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
    }
    path.unlink()
    if damage != "removed":
        path.write_bytes(damaged[damage])
    message = f"snapshot 00000001 .*{file} .*; run `lookalike index rebuild`"
    with pytest.raises(SnapshotCorrupt, match=message):
        open_snapshot(type(index), root)


@pytest.mark.parametrize(
    "pointer", [b"", b"00000001\n", b"../../etc " + b"0" * 64 + b"\n", b"\xff\xfe"]
)
def test_refuses_a_pointer_to_nowhere(root: Path, pointer: bytes) -> None:
    (root / "CURRENT").write_bytes(pointer)
    with pytest.raises(SnapshotCorrupt, match="CURRENT names no snapshot"):
        open_snapshot(FaissIndex, root)


def test_refuses_a_pointer_to_a_snapshot_that_is_gone(root: Path) -> None:
    (root / "00000001").rename(root / "elsewhere")
    with pytest.raises(SnapshotCorrupt, match=r"manifest\.json is missing"):
        open_snapshot(FaissIndex, root)


def forge(root: Path, manifest: bytes) -> None:
    """Put a manifest in place as a writer of other habits would: with the right digest."""
    (root / "00000001" / "manifest.json").write_bytes(manifest)
    (root / "CURRENT").write_text(f"00000001 {sha256(manifest).hexdigest()}\n")


def test_refuses_another_format(root: Path) -> None:
    forge(root, b'{"format": 2, "shape": "unheard of"}')
    with pytest.raises(SnapshotForeign, match="format 2, but this version reads format 1"):
        open_snapshot(FaissIndex, root)


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[]", b"7", b'{"format": 1}', b"\xff", b'{"format": 1, "tuning": {"x": 1}}'],
)
def test_refuses_what_is_no_manifest(root: Path, manifest: bytes) -> None:
    forge(root, manifest)
    with pytest.raises(SnapshotCorrupt, match="manifest of the index can't be read"):
        open_snapshot(FaissIndex, root)


@pytest.mark.parametrize(
    ("field", "value"),
    [("count", 3), ("dimension", 3), ("files", {}), ("tuning", None)],
)
def test_refuses_a_manifest_of_other_content(root: Path, field: str, value: object) -> None:
    content = json.loads((root / "00000001" / "manifest.json").read_text())
    forge(root, json.dumps(content | {field: value}).encode())
    with pytest.raises(SnapshotCorrupt, match="snapshot 00000001"):
        open_snapshot(FaissIndex, root)


@pytest.mark.parametrize(("kind", "file"), EACH_FILE)
@pytest.mark.parametrize("content", [b"", b"no such format", b"half"])
def test_refuses_a_file_that_was_written_wrong(
    kind: str, file: str, content: bytes, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    root, index = tmp_path, request.getfixturevalue(kind)
    write_snapshot(root, index, model="m", revision=7, now=NOW)
    path = root / "00000001" / file
    if content == b"half":
        content = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(content)
    manifest = json.loads((root / "00000001" / "manifest.json").read_text())
    manifest["files"][file] = {"bytes": len(content), "sha256": sha256(content).hexdigest()}
    forge(root, json.dumps(manifest).encode())
    with pytest.raises(SnapshotCorrupt, match="snapshot 00000001"):
        open_snapshot(type(index), root)


def test_verify_looks_at_the_vectors_themselves(
    tmp_path: Path, exact: FaissIndex, vectors: Vectors
) -> None:
    write_snapshot(tmp_path, exact, model="m", revision=1, now=NOW)
    assert verify_snapshot(FaissIndex, tmp_path, model="m").name == "00000001"
    wrong = [
        (FaissIndex(np.arange(9), 2 * vectors[:9]), "vector 0 is of length 2"),
        (FaissIndex(np.arange(9)[::-1].copy(), vectors[:9]), "ids are not ascending"),
        (FaissIndex(np.zeros(9, np.int64), vectors[:9]), "id 0 is given twice"),
    ]
    for index, message in wrong:
        write_snapshot(tmp_path, index, model="m", revision=1, now=NOW)
        open_snapshot(FaissIndex, tmp_path)
        with pytest.raises(SnapshotCorrupt, match=message):
            verify_snapshot(FaissIndex, tmp_path)


def test_keeps_the_last_two_and_what_is_open(
    root: Path, exact: FaissIndex, vectors: Vectors
) -> None:
    first = open_snapshot(FaissIndex, root)
    for revision in (8, 9, 10):
        write_snapshot(root, exact, model="siglip", revision=revision, now=NOW)
    names = sorted(path.name for path in root.iterdir() if path.is_dir())
    assert names == ["00000003", "00000004"]
    assert open_snapshot(FaissIndex, root).manifest.revision == 10
    found = first.index.search(vectors[:9], 1)
    assert found.ids[:, 0].tolist() == list(range(9))


CRASHES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from index.build import build
from index.faiss_index import FaissIndex
from index.snapshot import open_snapshot, write_snapshot

root = Path(sys.argv[1])
vectors = np.load(sys.argv[2])
index = build(np.arange(len(vectors)), vectors, seed=0)
left = None

def crash(event, arguments):
    global left
    if left is not None and str(root) in str(arguments):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(crash)
for step in range(1000):
    child = os.fork()
    if not child:
        left = step
        write_snapshot(root, index, model="m", revision=step, now=datetime.now(UTC))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    print(open_snapshot(FaissIndex, root).manifest.revision, flush=True)
    if status == 0:
        break
"""


def test_a_crash_at_any_step_leaves_the_old_snapshot_or_the_new(
    tmp_path: Path, exact: FaissIndex, vectors: Vectors
) -> None:
    """Die before the writer's first access to the folder, then before its second, and so on."""
    root = tmp_path / "index"
    write_snapshot(root, exact, model="m", revision=-1, now=NOW)
    np.save(tmp_path / "vectors.npy", vectors)
    crashes = subprocess.run(
        [sys.executable, "-c", CRASHES, str(root), str(tmp_path / "vectors.npy")],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    revisions = [-1, *map(int, crashes.stdout.split())]
    steps = len(revisions) - 1
    assert steps > 20
    for step, (before, after) in enumerate(pairwise(revisions)):
        assert after in {before, step}
    assert revisions[1] == -1, "no crash came before the new snapshot counted"
    assert revisions[-2] == steps - 2, "no crash came after it counted"
    assert revisions[-1] == steps - 1
    assert not (root / ".draft").exists()


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from index.build import build
from index.snapshot import write_snapshot

vectors = np.load(sys.argv[2])
for revision in range(int(sys.argv[3]), 10**6):
    index = build(np.arange(len(vectors)) + revision, vectors, seed=0)
    write_snapshot(Path(sys.argv[1]), index, model="m", revision=revision, now=datetime.now(UTC))
    print(revision, flush=True)
"""


def test_kill_9_loses_nothing_that_was_written(tmp_path: Path, vectors: Vectors) -> None:
    np.save(tmp_path / "vectors.npy", vectors)
    root = tmp_path / "index"
    done = 0
    for lines in (1, 4, 9):
        arguments = [str(root), str(tmp_path / "vectors.npy"), str(done + 1)]
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, *arguments],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        ) as writer:
            assert writer.stdout is not None
            for _ in range(lines):
                done = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
        snapshot = verify_snapshot(FaissIndex, root)
        assert snapshot.manifest.revision >= done
        assert snapshot.index.ids[0] == snapshot.manifest.revision
        done = snapshot.manifest.revision
    assert len([path for path in root.iterdir() if path.is_dir()]) <= 3


def test_writers_take_turns_and_readers_never_miss(root: Path, exact: FaissIndex) -> None:
    done = threading.Event()

    def read_until_done() -> int:
        seen = 0
        while not done.is_set():
            assert open_snapshot(FaissIndex, root).manifest.revision >= seen
            seen = open_snapshot(FaissIndex, root).manifest.revision
        return seen

    def write(_: int) -> list[str]:
        return [write_snapshot(root, exact, model="siglip", revision=8, now=NOW) for _ in range(10)]

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read_until_done) for _ in range(2)]
        try:
            names = [name for part in pool.map(write, range(2)) for name in part]
        finally:
            done.set()
        assert all(reader.result() >= 7 for reader in readers)
    assert len(set(names)) == 20
    assert open_snapshot(FaissIndex, root).name == max(names) == "00000021"
