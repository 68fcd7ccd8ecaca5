"""``lookalike audit verify|export``."""

from collections.abc import Iterator
from pathlib import Path

import typer

from api.cli.exit_codes import FAILED
from api.cli.output import say
from api.settings import Settings
from api.workspace import Workspace
from data.db.access.audit import (
    AuditEntry,
    Break,
    Verdict,
    all_entries,
    parse_entry,
    verify_entries,
    verify_log,
)


def verify(settings: Settings, file: Path | None, head: str | None) -> None:
    """Check the log, or an export of it, and say what is wrong."""
    verdict = verify_entries(_exported(file)) if file is not None else _verified(settings)
    breaks = verdict.breaks
    if head is not None and head != verdict.head:
        breaks += (Break(verdict.entries, f"the log does not end with {head}"),)
    for fault in breaks:
        say(f"entry {fault.number}: {fault.reason}")
    say(f"{verdict.entries:,} entries, {len(breaks) or 'nothing'} wrong; head {verdict.head}")
    if breaks:
        raise typer.Exit(FAILED)


def export(settings: Settings, out: Path) -> None:
    """Write the log as JSON lines."""
    workspace = Workspace.open(settings)
    count = 0
    with workspace.database.read() as session, out.open("w", encoding="utf-8") as file:
        for entry in all_entries(session):
            file.write(f"{entry.as_json()}\n")
            count += 1
    say(f"{count:,} entries in {out}")


def _verified(settings: Settings) -> Verdict:
    workspace = Workspace.open(settings)
    with workspace.database.read() as session:
        return verify_log(session)


def _exported(file: Path) -> Iterator[AuditEntry]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield parse_entry(line)
