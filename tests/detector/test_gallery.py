"""The registered views, kept in step with the database."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from data.db import Database
from data.db.embeddings import store_embeddings
from data.db.rights import restore_right, save_right, withdraw_right
from data.records import Kind, Right, View
from detector.gallery import Edition, Gallery, MissingEmbeddingsError
from index.protocol import Vectors
from index.snapshot import read_manifest

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_MODEL = "model"

MakeGallery = Callable[[], Gallery]


@pytest.fixture
def make_gallery(database: Database, tmp_path: Path) -> MakeGallery:
    """Open galleries over one home, as several processes would."""
    return lambda: Gallery(database, tmp_path / "index", model=_MODEL, dimension=3)


def _vector(number: int) -> Vectors:
    vector = np.random.default_rng(number).standard_normal((1, 3)).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector))


def _register(database: Database, *numbers: int, model: str = _MODEL) -> None:
    with database.write() as session:
        for number in numbers:
            digest = f"{number:064x}"
            store_embeddings(session, model, {digest: _vector(number)})
            view = View("front", digest, 10, 10)
            save_right(session, Right(f"r{number}", Kind.TRADEMARK, "title", (view,)), now=_NOW)


def _nearest(edition: Edition, number: int) -> str | None:
    found = edition.index.search(_vector(number), 1)
    if found.scores[0, 0] < 0.999:
        return None
    return edition.catalog.locate(int(found.ids[0, 0]))[0].right_id


def test_what_is_registered_is_found_at_once(database: Database, make_gallery: MakeGallery) -> None:
    gallery = make_gallery()
    assert len(gallery.current().index) == 0
    _register(database, 1, 2)
    assert _nearest(gallery.current(), 2) == "r2"
    assert gallery.current() is gallery.current()


def test_what_is_withdrawn_is_gone_at_once_and_comes_back_when_restored(
    database: Database, make_gallery: MakeGallery
) -> None:
    gallery = make_gallery()
    _register(database, 1, 2)
    gallery.rebuild(now=_NOW)
    with database.write() as session:
        withdraw_right(session, "r1", now=_NOW)
    assert _nearest(gallery.current(), 1) is None
    with database.write() as session:
        restore_right(session, "r1", now=_NOW)
    assert _nearest(gallery.current(), 1) == "r1"


def test_a_new_image_replaces_the_old(database: Database, make_gallery: MakeGallery) -> None:
    gallery = make_gallery()
    _register(database, 1)
    gallery.rebuild(now=_NOW)
    with database.write() as session:
        store_embeddings(session, _MODEL, {f"{9:064x}": _vector(9)})
        view = View("front", f"{9:064x}", 10, 10)
        save_right(session, Right("r1", Kind.TRADEMARK, "title", (view,)), now=_NOW)
    edition = gallery.current()
    assert _nearest(edition, 9) == "r1"
    assert _nearest(edition, 1) is None


def test_a_second_process_opens_the_snapshot_and_what_came_after(
    database: Database, make_gallery: MakeGallery
) -> None:
    _register(database, 1, 2, 3)
    make_gallery().rebuild(now=_NOW)
    _register(database, 4)
    edition = make_gallery().current()
    assert [_nearest(edition, number) for number in (1, 4)] == ["r1", "r4"]
    assert edition.index.changes == 1


def test_a_snapshot_that_another_process_writes_is_taken_up(
    database: Database, make_gallery: MakeGallery
) -> None:
    _register(database, 1)
    first, second = make_gallery(), make_gallery()
    first.current()
    _register(database, 2)
    second.rebuild(now=_NOW)
    edition = first.current()
    assert edition.index.changes == 0
    assert _nearest(edition, 2) == "r2"


@pytest.mark.parametrize("damage", ["truncate", "tamper", "pointer"])
def test_a_damaged_snapshot_is_done_without_and_then_replaced(
    database: Database,
    make_gallery: MakeGallery,
    caplog: pytest.LogCaptureFixture,
    damage: str,
) -> None:
    _register(database, 1, 2)
    make_gallery().rebuild(now=_NOW)
    root = make_gallery().snapshots
    name, _ = read_manifest(root)
    vectors = root / name / "vectors.npy"
    match damage:
        case "truncate":
            vectors.write_bytes(vectors.read_bytes()[:-4])
        case "tamper":
            vectors.write_bytes(vectors.read_bytes()[:-1] + b"?")
        case "pointer":
            (root / "CURRENT").write_text("nonsense")
    gallery = make_gallery()
    assert _nearest(gallery.current(), 2) == "r2"
    assert "lookalike index rebuild" in caplog.text
    assert gallery.refresh(now=_NOW)
    caplog.clear()
    assert _nearest(make_gallery().current(), 2) == "r2"
    assert not caplog.text


def test_a_snapshot_of_another_registry_is_not_believed(
    database: Database, make_gallery: MakeGallery, tmp_path: Path
) -> None:
    """Ids of two databases mean different things: a home whose database was lost starts anew."""
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    other.upgrade()
    _register(other, 7, 8, 9)
    Gallery(other, tmp_path / "index", model=_MODEL, dimension=3).rebuild(now=_NOW)
    other.close()
    _register(database, 1)
    assert _nearest(make_gallery().current(), 1) == "r1"


def test_a_snapshot_newer_than_a_database_put_back_is_not_believed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "lookalike.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    _register(database, 1)
    database.close()
    backup = file.read_bytes()
    _register(database, 2)
    Gallery(database, tmp_path / "index", model=_MODEL, dimension=3).rebuild(now=_NOW)
    database.close()
    file.write_bytes(backup)
    edition = Gallery(database, tmp_path / "index", model=_MODEL, dimension=3).current()
    database.close()
    assert "older copy" in caplog.text
    assert _nearest(edition, 1) == "r1"
    assert len(edition.index) == 1


def test_small_changes_need_no_new_snapshot(database: Database, make_gallery: MakeGallery) -> None:
    _register(database, 1)
    assert not make_gallery().refresh(now=_NOW)


def test_views_of_another_model_are_refused_with_what_to_do(
    database: Database, make_gallery: MakeGallery
) -> None:
    _register(database, 1, model="another")
    with pytest.raises(MissingEmbeddingsError, match="lookalike index rebuild"):
        make_gallery().current()


def test_searches_go_on_while_rights_come_and_snapshots_are_swapped(
    database: Database, make_gallery: MakeGallery
) -> None:
    _register(database, 0)
    gallery = make_gallery()
    gallery.rebuild(now=_NOW)
    lost: list[int] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            if _nearest(gallery.current(), 0) != "r0":
                lost.append(1)

    searchers = [threading.Thread(target=search) for _ in range(2)]
    for searcher in searchers:
        searcher.start()
    for number in range(1, 6):
        _register(database, number)
        make_gallery().rebuild(now=_NOW)
    done.set()
    for searcher in searchers:
        searcher.join()
    assert not lost
    assert _nearest(gallery.current(), 5) == "r5"
