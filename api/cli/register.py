"""``lookalike register``."""

import os
import time
from pathlib import Path

import typer

from api.cli.exit_codes import REJECTED_ROWS, resumable
from api.cli.output import duration, rejected, say
from api.cli.progress import progress
from api.settings import Settings
from api.workspace import Workspace
from data.db.rights import Saved
from data.manifest import Rejected, count_rows, locator, read_rights
from data.rejects import RejectsFile


def run_register(settings: Settings, source: Path, *, dry_run: bool = False) -> None:
    """Register a manifest or folder and print what became of it."""
    start = time.monotonic()
    total = count_rows(source)
    workspace = Workspace.open(settings)
    if dry_run:
        _check(workspace, source, total)
        return
    located = locator(source)
    with (
        resumable(),
        RejectsFile(_rejects_path(source, settings)) as rejects,
        progress("Registering", total, "views") as advance,
    ):
        summary = workspace.registrar.register(
            read_rights(source),
            read=workspace.read,
            reject=lambda row: rejects.add(located(row)),
            advance=advance,
        )
    created, updated, unchanged = (summary.rights[outcome] for outcome in Saved)
    if created or updated:
        workspace.gallery.refresh(now=workspace.clock())
        say(
            f"Registered in {duration(time.monotonic() - start)}: {created:,} new, "
            f"{updated:,} updated, {unchanged:,} unchanged rights with {summary.views:,} views."
        )
    else:
        say(f"Nothing changed: {unchanged:,} rights with {summary.views:,} views are registered.")
    if summary.rejected:
        rejected(summary.rejected, rejects.path)
        raise typer.Exit(REJECTED_ROWS)


def _check(workspace: Workspace, source: Path, total: int) -> None:
    """Print what registering would do, and every cell or field that keeps a row out."""
    located = locator(source)
    wrong: list[Rejected] = []
    with progress("Checking", total, "views") as advance:
        summary = workspace.registrar.register(
            read_rights(source),
            read=workspace.read,
            reject=lambda row: wrong.append(located(row)),
            advance=advance,
            dry_run=True,
        )
    for each in sorted(wrong, key=lambda item: item.row):
        where = each.cell or f"row {each.row}"
        field = f" {each.field}" if each.field else ""
        value = "" if each.value is None else f" {each.value!r}"
        say(f"{where}{field}{value}: {each.reason}")
    created, updated, unchanged = (summary.rights[outcome] for outcome in Saved)
    say(
        f"Nothing was stored. Registering would make {created:,} new, {updated:,} updated and "
        f"leave {unchanged:,} unchanged rights with {summary.views:,} views; "
        f"{summary.rejected:,} rows can't be used."
    )
    if summary.rejected:
        raise typer.Exit(REJECTED_ROWS)


def _rejects_path(source: Path, settings: Settings) -> Path:
    """Return a place beside the manifest, or in the home where one can't write there."""
    name = source.absolute().name + ".rejects.csv"
    beside = source.absolute().parent
    return (beside if os.access(beside, os.W_OK) else settings.home.expanduser()) / name
