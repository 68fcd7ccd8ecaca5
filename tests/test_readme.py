"""What the README says is so."""

from dataclasses import fields
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.main import app
from api.scoring.hits_file import COLUMNS
from api.settings import Settings
from data.records import Listing, Right

_ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def readme() -> str:
    return (_ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_there(readme: str) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert {"register", "score", "serve"} <= set(commands)
    for name, command in commands.items():
        assert f"lookalike {name}" in readme or f"make {name}" in readme, name
        for inner in getattr(command, "commands", {}):
            assert inner in readme, f"{name} {inner}"


def test_every_setting_is_there(readme: str) -> None:
    special = {"DATABASE_URL", "IMAGES_URL"}
    names = {name.upper() for name in Settings.model_fields}
    assert special <= names
    assert [name for name in sorted(names) if f"LOOKALIKE_{name}" not in readme] == []


def test_every_column_is_there(readme: str) -> None:
    words = set(readme.replace("`", " ").replace(",", " ").replace(".", " ").split())
    rights = {field.name for field in fields(Right)} - {"views", "metadata", "withdrawn_at"}
    listings = {field.name for field in fields(Listing)} - {"photos", "metadata"}
    assert rights | listings | set(COLUMNS) <= words


def test_every_folder_is_there(readme: str) -> None:
    for package in ("api", "data", "detector", "index", "training", "benchmarks"):
        assert (_ROOT / package).is_dir()
        assert f"`{package}/`" in readme


def test_the_makefile_has_both_commands() -> None:
    makefile = (_ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\ndemo:" in makefile
    assert "\ntest:" in makefile
