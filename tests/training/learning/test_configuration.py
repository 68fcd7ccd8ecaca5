"""Configurations, as a person writes them."""

from pathlib import Path

import pytest

import training
from training.learning.configuration import ConfigurationError, read_configuration

_SHIPPED = sorted((Path(training.__file__).parent / "configurations").glob("*.toml"))


@pytest.mark.parametrize("path", _SHIPPED, ids=lambda path: path.stem)
def test_shipped_configurations_are_valid(path: Path) -> None:
    assert read_configuration(path).data.shards is not None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("run = 'r'\n[data]\nshards = 's'", "schedule: Field required"),
        ("run = 'r'\n[data]\nshards = 's'\n[schedule]\nsteps = 0", "schedule.steps: .*greater"),
        ("run = 'r'\n[data]\nshard = 's'\n[schedule]\nsteps = 1", "data.shard: Extra inputs"),
        ("run = 'r'\n[data]\n[schedule]\nsteps = 1", "data: .*either shards or a manifest"),
        ("run =", "Invalid value"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "c.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=rf"c\.toml: .*{complaint}"):
        read_configuration(tmp_path / "c.toml")
