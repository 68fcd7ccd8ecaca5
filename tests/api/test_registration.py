"""Registering rights in bulk."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from api.registration import ModelMismatchError, RegistrationSummary
from api.workspace import Workspace
from data.db.embeddings import store_embeddings
from data.db.rights import Saved, get_right, save_right, withdraw_right
from data.manifest import Rejected, read_rights
from data.records import Kind, Right, View

Register = Callable[..., RegistrationSummary]


@pytest.fixture
def manifest(tmp_path: Path, make_image: Callable[..., bytes]) -> Path:
    """Three rights, the first with two views."""
    for name in ("a1", "a2", "b", "c"):
        (tmp_path / f"{name}.jpg").write_bytes(make_image(ord(name[0]) + len(name)))
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
    assert len(workspace.gallery.current().index) == 4


def test_the_same_again_changes_nothing(
    workspace: Workspace, register: Register, manifest: Path
) -> None:
    register(manifest)
    revision = workspace.gallery.current().revision
    summary = register(manifest)
    assert summary.rights == {Saved.UNCHANGED: 3}
    assert workspace.gallery.current().revision == revision


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


def test_another_model_is_refused(workspace: Workspace, register: Register, manifest: Path) -> None:
    with workspace.database.write() as session:
        vector = np.ones((1, 3), dtype=np.float32)
        store_embeddings(session, "older-model", {f"{1:064x}": vector})
        view = View("front", f"{1:064x}", 10, 10)
        right = Right("old", Kind.TRADEMARK, "Old", (view,))
        save_right(session, right, now=workspace.clock())
    with pytest.raises(ModelMismatchError, match="lookalike index rebuild"):
        register(manifest)
