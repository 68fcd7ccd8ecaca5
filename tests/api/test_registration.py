"""Registering rights in bulk."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy import text

import api.registration
from api.registration import ModelMismatchError, RegistrationSummary
from api.workspace import Workspace
from data.db.embeddings import embedded_models
from data.db.rights import Saved, count_rights, get_right, withdraw_right
from data.manifest import Rejected, read_rights
from data.records import Right

Register = Callable[..., RegistrationSummary]


@pytest.fixture
def manifest(tmp_path: Path, make_image: Callable[..., bytes]) -> Path:
    """Three rights, the first with two views."""
    for seed, name in enumerate(("a1", "a2", "b", "c")):
        (tmp_path / f"{name}.jpg").write_bytes(make_image(seed))
    return _write(tmp_path / "rights.csv", [("a", "a1"), ("a", "a2"), ("b", "b"), ("c", "c")])


@pytest.fixture
def register(workspace: Workspace) -> Register:
    def run(manifest: Path, rejects: list[Rejected] | None = None) -> RegistrationSummary:
        into: list[Rejected] = [] if rejects is None else rejects
        return workspace.registrar.register(
            read_rights(manifest), read=workspace.read, reject=into.append
        )

    return run


def _write(path: Path, rows: list[tuple[str, str]], title: str = "Title") -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("right_id", "kind", "title", "image", "view"))
        writer.writerows(
            (right, "trademark", title, f"{image}.jpg", image) for right, image in rows
        )
    return path


def _stored(workspace: Workspace, right_id: str) -> Right:
    with workspace.database.read() as session:
        right = get_right(session, right_id)
    assert right is not None
    return right


def test_what_is_registered_is_stored_and_searchable(
    workspace: Workspace, register: Register, manifest: Path
) -> None:
    summary = register(manifest)
    assert (summary.rights[Saved.CREATED], summary.views, summary.rejected) == (3, 4, 0)
    right = _stored(workspace, "a")
    assert [view.name for view in right.views] == ["a1", "a2"]
    assert (right.views[0].width, right.views[0].height) == (160, 160)
    assert (
        workspace.images.get(right.views[0].image_sha256)
        == manifest.with_name("a1.jpg").read_bytes()
    )
    edition = workspace.gallery.current()
    assert [len(index) for index in (edition.vectors, edition.features, edition.codes)] == [4] * 3


def test_the_same_again_changes_nothing(
    workspace: Workspace, register: Register, manifest: Path
) -> None:
    register(manifest)
    revision = workspace.gallery.current().revision
    summary = register(manifest)
    assert summary.rights == {Saved.UNCHANGED: 3}
    assert workspace.gallery.current().revision == revision


@pytest.fixture
def embedded(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the pictures that are embedded, call by call."""
    counts: list[int] = []
    embed = workspace.embedder.embed

    def counting(images: Sequence[Image.Image]) -> NDArray[np.float32]:
        counts.append(len(images))
        return embed(images)

    monkeypatch.setattr(workspace.embedder, "embed", counting)
    return counts


def test_no_picture_is_described_twice(
    register: Register, manifest: Path, embedded: list[int], make_image: Callable[..., bytes]
) -> None:
    register(manifest)
    assert sum(embedded) == 4
    register(manifest)
    register(_write(manifest, [("x", "a1"), ("y", "a1"), ("z", "b")]))
    assert sum(embedded) == 4
    manifest.with_name("b.jpg").write_bytes(make_image(999))
    assert register(manifest).rights[Saved.UPDATED] == 1
    assert sum(embedded) == 5


@pytest.mark.parametrize("step", ["store_descriptions", "save_right"])
def test_a_crash_leaves_either_all_of_a_batch_or_nothing(
    workspace: Workspace,
    register: Register,
    manifest: Path,
    embedded: list[int],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """The step is done, and then the program ends before anything is committed."""
    done: Callable[..., Any] = getattr(api.registration, step)

    def crash(*arguments: Any, **named: Any) -> None:
        done(*arguments, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(api.registration, step, crash)
    with pytest.raises(KeyboardInterrupt):
        register(manifest)
    monkeypatch.setattr(api.registration, step, done)
    with workspace.database.read() as session:
        assert count_rights(session).rights == 0
        assert embedded_models(session) == []
    assert len(workspace.gallery.current().catalog) == 0
    assert register(manifest).rights == {Saved.CREATED: 3}
    assert embedded == [4, 4]


def test_a_changed_row_updates(workspace: Workspace, register: Register, manifest: Path) -> None:
    register(manifest)
    _write(manifest, [("a", "a1"), ("a", "a2"), ("b", "b")], title="Another title")
    assert register(manifest).rights == {Saved.UPDATED: 3 - 1}
    assert _stored(workspace, "a").title == "Another title"
    assert _stored(workspace, "c").title == "Title"


def test_a_changed_image_updates(
    workspace: Workspace,
    register: Register,
    manifest: Path,
    make_image: Callable[..., bytes],
) -> None:
    register(manifest)
    before = _stored(workspace, "b").views[0]
    manifest.with_name("b.jpg").write_bytes(make_image(999))
    assert register(manifest).rights[Saved.UPDATED] == 1
    after = _stored(workspace, "b").views[0]
    assert after.image_sha256 != before.image_sha256
    assert workspace.gallery.current().catalog.view_ids.tolist().count(before.id) == 0


def test_a_bad_image_is_rejected_and_the_rest_goes_in(
    workspace: Workspace, register: Register, manifest: Path
) -> None:
    manifest.with_name("a2.jpg").write_bytes(b"not an image")
    manifest.with_name("c.jpg").unlink()
    rejects: list[Rejected] = []
    summary = register(manifest, rejects)
    assert (summary.rights[Saved.CREATED], summary.rejected) == (2, 2)
    assert [(row.row, row.id, row.field) for row in rejects] == [
        (2, "a", "image"),
        (4, "c", "image"),
    ]
    assert [view.name for view in _stored(workspace, "a").views] == ["a1"]


def test_a_bad_image_does_not_cost_what_is_registered(
    workspace: Workspace, register: Register, manifest: Path
) -> None:
    register(manifest)
    before = _stored(workspace, "b")
    manifest.with_name("b.jpg").write_bytes(b"not an image")
    assert register(manifest).rejected == 1
    assert _stored(workspace, "b") == before


def test_a_withdrawn_right_is_not_brought_back_by_the_way(
    workspace: Workspace, register: Register, manifest: Path
) -> None:
    register(manifest)
    with workspace.database.write() as session:
        withdraw_right(session, "b", now=workspace.clock())
    rejects: list[Rejected] = []
    register(_write(manifest, [("a", "a1"), ("b", "b")], title="New title"), rejects)
    assert "lookalike rights restore b" in rejects[0].reason
    assert _stored(workspace, "b").title == "Title"


@pytest.mark.parametrize("table", ["embeddings", "image_features"])
def test_what_was_described_otherwise_is_refused(
    workspace: Workspace, register: Register, manifest: Path, table: str
) -> None:
    """As in a home of another model, or one from before pictures had keypoints."""
    register(manifest)
    with workspace.database.write() as session:
        session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    with pytest.raises(ModelMismatchError, match=r"4 registered image.*lookalike index rebuild"):
        register(_write(manifest, [("d", "b")]))
    with workspace.database.read() as session:
        assert count_rights(session).rights == 3
