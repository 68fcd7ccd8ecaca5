"""The registered views, kept in step with the database."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.db import Database
from data.db.embeddings import store_embeddings
from data.db.image_features import store_features
from data.db.rights import get_rights, restore_right, save_right, withdraw_right
from data.decode import DecodedImage
from data.records import Kind, Right, View
from detector.catalog import Catalog
from detector.description import ViewDescriber, ViewDescription
from detector.gallery import Edition, Gallery, MissingDescriptionsError
from detector.gallery.following import FollowingCodes, reconcile
from detector.verification import ViewPicture
from index.snapshot import read_manifest

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_PLAIN = 5
"""The number of a picture that has neither keypoints nor a fingerprint."""

MakeGallery = Callable[[], Gallery]
Album = Sequence[ViewDescription]


@dataclass(frozen=True)
class Registry:
    """Registers numbered pictures, as the api does."""

    database: Database
    describer: ViewDescriber
    album: Album

    def register(
        self, *numbers: int, name: str = "", kind: Kind = Kind.TRADEMARK, without: str = ""
    ) -> None:
        """Register each picture as a right, with its description but for one part."""
        with self.database.write() as session:
            for number in numbers:
                digest, described = _digest(number), self.album[number]
                if without != "embedding":
                    vectors = {digest: described.vector[None]}
                    store_embeddings(session, self.describer.embedder.fingerprint, vectors)
                if without != "keypoints":
                    pictures = {digest: described.picture}
                    store_features(session, self.describer.picture_format, pictures)
                if without != "fingerprint":
                    store_features(session, self.describer.code_format, {digest: described.code})
                view = View("front", digest, 240, 200)
                right = Right(name or f"r{number}", kind, "title", (view,))
                save_right(session, right, now=_NOW)

    def finders(self, edition: Edition, number: int) -> set[tuple[str, ...]]:
        """Return the rights that each index finds in a picture; one answer if all agree."""
        described = self.album[number]
        neighbours = edition.vectors.search(described.vector[None], 99)
        codes = edition.codes.search(np.frombuffer(described.code, np.uint8)[None], 99)
        keypoints = ViewPicture.from_bytes(described.picture).features
        voted = edition.features.search(keypoints, 99).ids.tolist()
        shown = [view for picture in voted for view in edition.catalog.views_showing(picture)]
        return {
            self._rights(edition, number, views)
            for views in (
                neighbours.ids[neighbours.scores > 0.999].tolist(),
                codes.ids[codes.distances == 0].tolist(),
                shown,
            )
        }

    def _rights(self, edition: Edition, number: int, views: Sequence[int]) -> tuple[str, ...]:
        located = [edition.catalog.locate(view) for view in views]
        found = [right.right_id for right, v in located if v.image_sha256 == _digest(number)]
        return tuple(sorted(found))


def _assert_in_step(edition: Edition) -> None:
    """Check that each index holds what is registered, and nothing else."""
    assert edition.vectors.ids.tolist() == edition.catalog.view_ids.tolist()
    assert edition.codes.ids.tolist() == edition.catalog.view_ids.tolist()
    assert edition.features.ids.tolist() == edition.catalog.pictures.tolist()


def _digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


@pytest.fixture(scope="module")
def album(
    draw: Callable[..., DecodedImage],
    edited: Callable[..., DecodedImage],
    describer: ViewDescriber,
) -> Album:
    """Describe a few pictures, the last of them all plain."""
    plain = edited(draw(0), lambda picture: Image.new("RGB", picture.size, (10, 90, 60)))
    return describer.describe([*(draw(seed, shapes=12) for seed in range(_PLAIN)), plain])


@pytest.fixture
def registry(database: Database, describer: ViewDescriber, album: Album) -> Registry:
    return Registry(database, describer, album)


@pytest.fixture
def make_gallery(database: Database, describer: ViewDescriber, tmp_path: Path) -> MakeGallery:
    """Open galleries over one home, as several processes would."""
    return lambda: Gallery(database, tmp_path / "index", describer)


def test_what_is_registered_is_found_at_once(registry: Registry, make_gallery: MakeGallery) -> None:
    gallery = make_gallery()
    assert gallery.current().revision == 0
    registry.register(1, 2)
    assert registry.finders(gallery.current(), 2) == {("r2",)}
    assert gallery.current() is gallery.current()


def test_what_is_withdrawn_is_gone_at_once_and_comes_back_when_restored(
    registry: Registry, make_gallery: MakeGallery
) -> None:
    gallery = make_gallery()
    registry.register(1, 2)
    gallery.rebuild(now=_NOW)
    with registry.database.write() as session:
        withdraw_right(session, "r1", now=_NOW)
    for edition in (gallery.current(), make_gallery().current()):
        assert registry.finders(edition, 1) == {()}
        _assert_in_step(edition)
    with registry.database.write() as session:
        restore_right(session, "r1", now=_NOW)
    assert registry.finders(gallery.current(), 1) == {("r1",)}
    _assert_in_step(gallery.current())


def test_a_new_image_replaces_the_old(registry: Registry, make_gallery: MakeGallery) -> None:
    gallery = make_gallery()
    registry.register(1)
    gallery.rebuild(now=_NOW)
    registry.register(2, name="r1")
    edition = gallery.current()
    assert registry.finders(edition, 2) == {("r1",)}
    assert registry.finders(edition, 1) == {()}
    _assert_in_step(edition)


def test_one_picture_of_several_rights_is_searched_once_and_found_for_all(
    registry: Registry, make_gallery: MakeGallery
) -> None:
    gallery = make_gallery()
    registry.register(1, name="a")
    registry.register(1, name="b")
    registry.register(1, name="design", kind=Kind.REGISTERED_DESIGN)
    edition = gallery.current()
    assert len(edition.features) == 2
    assert registry.finders(edition, 1) == {("a", "b", "design")}
    with registry.database.write() as session:
        withdraw_right(session, "a", now=_NOW)
    assert registry.finders(gallery.current(), 1) == {("b", "design")}
    _assert_in_step(gallery.current())


def test_pictures_to_compare_with_are_read_as_they_were_stored(
    registry: Registry, make_gallery: MakeGallery
) -> None:
    registry.register(1, name="mark")
    registry.register(1, name="design", kind=Kind.REGISTERED_DESIGN)
    edition = make_gallery().current()
    mark, design = edition.catalog.pictures.tolist()
    stored = ViewPicture.from_bytes(registry.album[1].picture)
    both_ways = stored.features.joined(stored.features.contrast_reversed())
    for _ in range(2):  # from the database, then from memory
        read = edition.pictures.get(edition.catalog, [design, 999, mark])
        assert read.keys() == {mark, design}
        assert read[design].to_bytes() == stored.to_bytes()
        assert read[mark].to_bytes() == replace(stored, features=both_ways).to_bytes()


def test_a_second_process_opens_the_snapshots_and_what_came_after(
    registry: Registry, make_gallery: MakeGallery
) -> None:
    registry.register(1, 2, 3)
    make_gallery().rebuild(now=_NOW)
    registry.register(4)
    gallery = make_gallery()
    edition = gallery.current()
    assert [registry.finders(edition, number) for number in (1, 4)] == [{("r1",)}, {("r4",)}]
    assert [index.changes for index in gallery.snapshotted] == [1, 1]


def test_snapshots_that_another_process_writes_are_taken_up(
    registry: Registry, make_gallery: MakeGallery
) -> None:
    registry.register(1)
    first, second = make_gallery(), make_gallery()
    first.current()
    registry.register(2)
    second.rebuild(now=_NOW)
    edition = first.current()
    assert [index.changes for index in first.snapshotted] == [0, 0]
    assert registry.finders(edition, 2) == {("r2",)}


@pytest.mark.parametrize("file", ["vectors.npy", "descriptors.npy"])
@pytest.mark.parametrize("damage", ["truncate", "tamper", "pointer"])
def test_a_damaged_snapshot_is_done_without_and_then_replaced(
    registry: Registry,
    make_gallery: MakeGallery,
    caplog: pytest.LogCaptureFixture,
    damage: str,
    file: str,
) -> None:
    registry.register(1, 2)
    make_gallery().rebuild(now=_NOW)
    vectors, features = (index.snapshots for index in make_gallery().snapshotted)
    root = vectors if file == "vectors.npy" else features
    name, _ = read_manifest(root)
    damaged = root / name / file
    match damage:
        case "truncate":
            damaged.write_bytes(damaged.read_bytes()[:-4])
        case "tamper":
            content = bytearray(damaged.read_bytes())
            content[-1] ^= 1
            damaged.write_bytes(content)
        case "pointer":
            (root / "CURRENT").write_text("nonsense")
    gallery = make_gallery()
    assert registry.finders(gallery.current(), 2) == {("r2",)}
    assert len(caplog.records) == 1
    assert "lookalike index rebuild" in caplog.text
    assert gallery.refresh(now=_NOW)
    assert not gallery.refresh(now=_NOW)
    caplog.clear()
    again = make_gallery()
    assert registry.finders(again.current(), 2) == {("r2",)}
    assert [index.changes for index in again.snapshotted] == [0, 0]
    assert not caplog.text


def test_a_snapshot_of_another_registry_is_not_believed(
    registry: Registry, make_gallery: MakeGallery, tmp_path: Path
) -> None:
    """Ids of two databases mean different things: a home whose database was lost starts anew."""
    database = Database(f"sqlite:///{tmp_path / 'other.db'}")
    database.upgrade()
    replace(registry, database=database).register(2, 3, 4)
    Gallery(database, tmp_path / "index", registry.describer).rebuild(now=_NOW)
    database.close()
    registry.register(1)
    assert registry.finders(make_gallery().current(), 1) == {("r1",)}
    assert registry.finders(make_gallery().current(), 2) == {()}


def test_snapshots_newer_than_a_database_put_back_are_not_believed(
    describer: ViewDescriber, album: Album, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "lookalike.db"
    database = Database(f"sqlite:///{file}")
    registry = Registry(database, describer, album)
    database.upgrade()
    registry.register(1)
    database.close()
    backup = file.read_bytes()
    registry.register(2)
    Gallery(database, tmp_path / "index", describer).rebuild(now=_NOW)
    database.close()
    file.write_bytes(backup)
    edition = Gallery(database, tmp_path / "index", describer).current()
    database.close()
    assert [record.message.count("older copy") for record in caplog.records] == [1, 1]
    assert registry.finders(edition, 1) == {("r1",)}
    assert registry.finders(edition, 2) == {()}
    assert (len(edition.vectors), len(edition.features), len(edition.codes)) == (1, 1, 1)


def test_small_changes_need_no_new_snapshot(registry: Registry, make_gallery: MakeGallery) -> None:
    registry.register(1)
    assert not make_gallery().refresh(now=_NOW)


def test_snapshots_are_written_anew_when_much_has_changed(
    registry: Registry, make_gallery: MakeGallery
) -> None:
    many = Registry(registry.database, registry.describer, [registry.album[_PLAIN]] * 201)
    many.register(*range(201))
    assert make_gallery().refresh(now=_NOW)
    assert not make_gallery().refresh(now=_NOW)
    gallery = make_gallery()
    gallery.current()
    assert [index.changes for index in gallery.snapshotted] == [0, 0]


@pytest.mark.parametrize("part", ["embedding", "keypoints", "fingerprint"])
def test_views_that_were_described_otherwise_are_refused_with_what_to_do(
    registry: Registry, make_gallery: MakeGallery, part: str
) -> None:
    registry.register(1, without=part)
    gallery = make_gallery()
    with pytest.raises(MissingDescriptionsError, match=rf"no {part}.*lookalike index rebuild"):
        gallery.current()
    registry.register(1)
    assert registry.finders(gallery.current(), 1) == {("r1",)}


def test_a_picture_too_plain_for_a_fingerprint_is_read_once(registry: Registry) -> None:
    registry.register(1, _PLAIN)
    with registry.database.read() as session:
        catalog = Catalog(get_rights(session, {"r1", f"r{_PLAIN}"}))
    codes = FollowingCodes(registry.database, registry.describer.code_format)
    reconcile(codes, catalog, 1)
    assert codes.ids.tolist() == codes.wanted(catalog).tolist() == catalog.view_ids.tolist()
    assert len(codes.live) == 1
    reconcile(codes, Catalog({}), 2)
    assert len(codes.ids) == 0


def test_searches_go_on_while_rights_come_and_snapshots_are_swapped(
    registry: Registry, make_gallery: MakeGallery
) -> None:
    registry.register(0)
    gallery = make_gallery()
    gallery.rebuild(now=_NOW)
    lost: list[set[tuple[str, ...]]] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            found = registry.finders(gallery.current(), 0)
            if found != {("r0",)}:
                lost.append(found)

    searchers = [threading.Thread(target=search) for _ in range(2)]
    for searcher in searchers:
        searcher.start()
    for number in range(1, 5):
        registry.register(number)
        make_gallery().rebuild(now=_NOW)
    done.set()
    for searcher in searchers:
        searcher.join()
    assert not lost
    assert registry.finders(gallery.current(), 4) == {("r4",)}
