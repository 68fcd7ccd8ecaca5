"""``lookalike index``: what is searched, and making it anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from sqlalchemy import text

import api.cli.index
from api.cli.index import rebuild, status, verify
from api.registration import ModelMismatchError
from api.workspace import Workspace
from data.manifest import Rejected, read_rights
from detector.gallery import MissingDescriptionsError

Register = Callable[[int], None]
Said = Callable[[Callable[..., None]], str]


@pytest.fixture
def empty_database_url(tmp_path: Path) -> str:
    """Use SQLite alone: the repositories are tested on both databases."""
    return f"sqlite:///{tmp_path / 'lookalike.db'}"


@pytest.fixture
def register(workspace: Workspace, tmp_path: Path, make_image: Callable[..., bytes]) -> Register:
    """Register a number of rights, or as many as are missing."""
    rights = tmp_path / "rights"
    rights.mkdir()

    def reject(rejected: Rejected) -> None:
        pytest.fail(str(rejected))

    def run(count: int) -> None:
        for number in range(count):
            (rights / f"r{number}.jpg").write_bytes(make_image(number))
        workspace.registrar.register(read_rights(rights), read=workspace.read, reject=reject)

    return run


@pytest.fixture
def said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Said:
    """Run a command in the home of `workspace`, and return what it says."""
    monkeypatch.setattr(api.cli.index, "Workspace", type(workspace))

    def run(command: Callable[..., None]) -> str:
        capsys.readouterr()
        command(workspace.settings)
        return capsys.readouterr().out

    return run


def test_before_and_after_a_rebuild(register: Register, said: Said) -> None:
    register(3)
    before = said(status)
    assert "3 rights with 3 views" in before
    assert before.count("no snapshot yet") == 2
    rebuilt = said(rebuild)
    assert "3 rights at revision 3" in rebuilt
    assert rebuilt.count("3 entries") == 2
    after = said(status)
    assert after.count("up to date") == 2
    verified = said(verify)
    assert "3 of 3 vectors are equal" in verified
    assert verified.count("3 of 3 are searchable") == 2


@pytest.mark.parametrize("missing", ["embeddings", "image_features"])
def test_a_home_that_was_described_otherwise_is_mended(
    workspace: Workspace,
    register: Register,
    said: Said,
    capsys: pytest.CaptureFixture[str],
    missing: str,
) -> None:
    """As one of another model, or one from before pictures had keypoints."""
    register(3)
    expected = workspace.gallery.current()
    with workspace.database.write() as session:
        session.execute(text(f"DELETE FROM {missing}"))  # noqa: S608
    with pytest.raises(ModelMismatchError, match="lookalike index rebuild"):
        register(4)
    with pytest.raises(MissingDescriptionsError, match="lookalike index rebuild"):
        type(workspace)(workspace.settings).gallery.current()
    with pytest.raises(typer.Exit) as left:
        said(status)
    assert left.value.exit_code == 1
    assert "3 images are not described" in capsys.readouterr().out

    said(rebuild)

    assert said(status).count("up to date") == 2
    edition = type(workspace)(workspace.settings).gallery.current()
    assert edition.features.ids.tolist() == expected.features.ids.tolist()
    assert edition.codes.ids.tolist() == expected.codes.ids.tolist()
    register(4)


@pytest.mark.parametrize("index", ["vectors", "features"])
def test_damage_is_found(
    workspace: Workspace,
    register: Register,
    said: Said,
    capsys: pytest.CaptureFixture[str],
    index: str,
) -> None:
    register(3)
    said(rebuild)
    snapshots: Path = getattr(workspace.gallery, index).snapshots
    damaged = max(snapshots.glob("*/*.npy"), key=lambda path: path.stat().st_size)
    content = bytearray(damaged.read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(typer.Exit) as left:
        said(verify)
    assert left.value.exit_code == 1
    assert "damaged" in capsys.readouterr().out
    said(rebuild)
    assert "3 of 3 vectors are equal" in said(verify)
