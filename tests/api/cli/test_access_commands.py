"""Keys, the audit log and personal data from the command line, without a model."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.main import app
from api.cli.serve import OpenToAllError, run_serve
from api.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LOOKALIKE_HOME", str(tmp_path / "home"))

    def run(*arguments: str, code: int = 0) -> Result:
        monkeypatch.setattr("sys.argv", ["lookalike", *arguments])
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == code, result.output
        return result

    return run


def test_a_key_is_shown_once_and_every_step_is_in_the_log(run: Run, tmp_path: Path) -> None:
    token = run("keys", "create", "nightly", "--role", "owner", "--for", "Acme").output
    key_id, secret = re.findall(r"^lk_(\w+)_(\w+)$", token, re.MULTILINE)[0]
    listed = run("keys", "list").output
    assert key_id in listed
    assert "Acme" in listed
    assert secret not in listed
    rotated = run("keys", "rotate", key_id, "--overlap-hours", "2").output
    assert f"lk_{key_id}_" in rotated
    assert secret not in rotated
    run("keys", "revoke", key_id)
    run("keys", "rotate", key_id, code=1)
    assert "revoked" in run("keys", "list").output

    export = tmp_path / "audit.jsonl"
    run("audit", "export", str(export))
    entries = [json.loads(line) for line in export.read_text().splitlines()]
    assert [entry["operation"] for entry in entries] == [
        "lookalike keys create",
        "lookalike keys rotate",
        "lookalike keys revoke",
    ]
    head = entries[-1]["sha256"]
    for source in ([], [str(export)]):
        assert head in run("audit", "verify", *source, "--head", head).output
    run("audit", "verify", "--head", entries[0]["sha256"], code=1)
    export.write_text(export.read_text().replace(key_id, "000000000000", 1))
    assert "entry 1: its content is not" in run("audit", "verify", str(export), code=1).output


def test_what_each_role_may_do_is_shown(run: Run) -> None:
    table = run("keys", "roles").output
    assert re.search(r"registerRight +rights:write +own +own +deny", table)


def test_a_seller_that_nothing_is_known_of(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "sam.json"
    assert "0 rows" in run("privacy", "export", "sam", str(out)).output
    assert json.loads(out.read_text()) == {}
    assert "erased-" in run("privacy", "erase", "sam").output
    assert "0 hits removed" in run("privacy", "expire").output


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])  # noqa: S104
def test_a_server_that_others_can_reach_does_not_start_without_keys(
    host: str, tmp_path: Path
) -> None:
    with pytest.raises(OpenToAllError, match="LOOKALIKE_AUTH=required"):
        run_serve(Settings(home=tmp_path), host, 0)
