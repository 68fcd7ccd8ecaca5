"""``lookalike rights history``."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import typer

from api.cli.exit_codes import FAILED
from api.cli.output import say
from api.settings import Settings
from api.workspace import Workspace
from data.db.rights import get_right
from data.db.rights_history import RightHistoryEntry, right_history

_PAGE = 200


def history(settings: Settings, right_id: str, *, as_json: bool) -> None:
    """Print the changes of a right, the newest first, field by field or as JSON lines."""
    workspace = Workspace.open(settings)
    with workspace.database.read() as session:
        known = get_right(session, right_id) is not None
    if not known:
        say(f"No right is called {right_id!r}.")
        raise typer.Exit(FAILED)
    for entry in _entries(workspace, right_id):
        if as_json:
            say(json.dumps(asdict(entry), default=str, ensure_ascii=False))
            continue
        say(f"{entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.event}  by {entry.actor or 'unknown'}")
        for change in entry.changes:
            say(f"  {change.field}: {_words(change.before)} -> {_words(change.after)}")


def _entries(workspace: Workspace, right_id: str) -> Iterator[RightHistoryEntry]:
    after = None
    while True:
        with workspace.database.read() as session:
            page = right_history(session, right_id, after=after, limit=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].revision


def _words(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
