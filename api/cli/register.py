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
from data.manifest import count_rows, read_rights
from data.rejects import RejectsFile


def run_register(settings: Settings, source: Path) -> None:
    """Register a manifest or folder and print what became of it."""
    start = time.monotonic()
    total = count_rows(source)
    workspace = Workspace.open(settings)
    with (
        resumable(),
        RejectsFile(_rejects_path(source, settings)) as rejects,
        progress("Registering", total, "views") as advance,
    ):
        summary = workspace.registrar.register(
            read_rights(source), read=workspace.read, reject=rejects.add, advance=advance
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


def _rejects_path(source: Path, settings: Settings) -> Path:
    """Return a place beside the manifest, or in the home where one can't write there."""
    name = source.absolute().name + ".rejects.csv"
    beside = source.absolute().parent
    return (beside if os.access(beside, os.W_OK) else settings.home.expanduser()) / name
