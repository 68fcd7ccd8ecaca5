"""``lookalike rights list|show|withdraw|restore|renew|template``."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import typer

from api.cli.exit_codes import FAILED
from api.cli.output import say, table
from api.renewal import RenewalError, renew_right
from api.settings import Settings
from api.workspace import Workspace
from data.db import Session
from data.db.rights import get_right, list_rights, restore_right, withdraw_right
from data.manifest import cells, write_template
from data.manifest.cells import CellError
from data.records import Right
from data.validity import ends_on

_PAGE = 500


def list_registered(settings: Settings, *, withdrawn: bool, as_json: bool) -> None:
    """Print the rights, as a table or as JSON lines."""
    workspace = Workspace.open(settings)
    rights = _all(workspace, withdrawn=withdrawn)
    if as_json:
        for right in rights:
            say(_json(right))
        return
    rows = [
        (right.right_id, right.kind, right.title, len(right.views), ends_on(right) or "")
        for right in rights
    ]
    if rows:
        table(("right", "kind", "title", "views", "expires"), rows)
    say(f"{len(rows):,} {'withdrawn' if withdrawn else 'registered'} rights")


def show(settings: Settings, right_id: str) -> None:
    """Print a right as JSON."""
    workspace = Workspace.open(settings)
    with workspace.database.read() as session:
        right = get_right(session, right_id)
    if right is None:
        say(f"No right is called {right_id!r}.")
        raise typer.Exit(FAILED)
    say(_json(right, indent=2))


def withdraw(settings: Settings, right_ids: list[str]) -> None:
    """Withdraw rights."""
    _each(settings, right_ids, withdraw_right, "withdrawn", "is not registered")


def restore(settings: Settings, right_ids: list[str]) -> None:
    """Restore rights."""
    _each(settings, right_ids, restore_right, "restored", "is not a withdrawn right")


def renew(settings: Settings, right_id: str, until: str) -> None:
    """Enter a renewal."""
    try:
        day = cells.day({"until": until}, "until")
        renewed = day and renew_right(Workspace.open(settings), right_id, day)
    except (CellError, RenewalError) as error:
        say(f"{right_id}: not renewed: {error}")
        raise typer.Exit(FAILED) from None
    if not renewed:
        say(f"No right is called {right_id!r}.")
        raise typer.Exit(FAILED)
    say(f"{right_id}: renewed until {renewed.renewed_until}")


def template(out: Path) -> None:
    """Write a workbook to fill in."""
    if out.suffix.lower() != ".xlsx":
        raise typer.BadParameter("give a file that ends in .xlsx")
    write_template(out)
    say(f"Wrote {out}: fill in the sheet Rights, then run `lookalike register {out} --dry-run`.")


def _each(
    settings: Settings,
    right_ids: list[str],
    change: Callable[..., bool],
    done: str,
    refused: str,
) -> None:
    workspace = Workspace.open(settings)
    failed = False
    for right_id in right_ids:
        with workspace.database.write() as session:
            changed = change(session, right_id, now=workspace.clock(), actor=workspace.actor)
        say(f"{right_id}: {done if changed else refused}")
        failed |= not changed
    if failed:
        raise typer.Exit(FAILED)


def _all(workspace: Workspace, *, withdrawn: bool) -> Iterator[Right]:
    after = None
    while page := _page(workspace, after, withdrawn=withdrawn):
        yield from page
        after = page[-1].right_id


def _page(workspace: Workspace, after: str | None, *, withdrawn: bool) -> list[Right]:
    session: Session
    with workspace.database.read() as session:
        return list_rights(session, after=after, limit=_PAGE, withdrawn=withdrawn)


def _json(right: Right, indent: int | None = None) -> str:
    return json.dumps(asdict(right), default=str, ensure_ascii=False, indent=indent)
