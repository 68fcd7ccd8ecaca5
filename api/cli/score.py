"""``lookalike score``."""

import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import typer

from api.cli.exit_codes import REJECTED_ROWS, resumable
from api.cli.output import duration, rejected, say
from api.cli.progress import progress
from api.gallery_report import write_gallery
from api.scoring.journal import Entry
from api.scoring.pipeline import Selection
from api.scoring.run import ScoringRun, ScoringSummary
from api.settings import Settings
from api.workspace import Workspace
from data.manifest import count_rows


def run_score(
    settings: Settings,
    source: Path,
    out: Path,
    min_probability: float | None,
    top_k: int | None,
    report: Path | None,
) -> None:
    """Score a manifest or folder into a hits file and print a summary."""
    start = time.monotonic()
    total = count_rows(source)
    workspace = Workspace.open(settings)
    selection = Selection(min_probability, top_k)

    scoring = ExitStack()

    def finish(entries: Iterable[Entry]) -> None:
        scoring.close()  # two bars at once would overwrite each other
        if report:
            write_gallery(
                report,
                entries,
                workspace,
                progress=lambda total: progress("Drawing", total, "hits"),
            )

    run = ScoringRun(source, out, selection=selection, model=workspace.embedder.fingerprint)
    workspace.gallery.refresh(now=workspace.clock())
    with resumable(), scoring:
        advance = scoring.enter_context(progress("Scoring", total, "photos"))
        summary = run.execute(
            workspace.scorer(selection),
            workspace.database,
            workspace.clock,
            advance=advance,
            finish=finish,
        )
    _print(summary, out, time.monotonic() - start)
    if report:
        say(f"Gallery: {report / 'index.html'}")
    if summary.rejected:
        rejected(summary.rejected, run.rejects)
        raise typer.Exit(REJECTED_ROWS)


def _print(summary: ScoringSummary, out: Path, seconds: float) -> None:
    say(f"Scored {summary.listings:,} listings, {summary.photos:,} photos in {duration(seconds)}.")
    if summary.resumed:
        say(f"An earlier run had scored {summary.resumed:,} of these listings.")
    say(
        f"{summary.hits:,} hits in {out}: {summary.expedited:,} expedited, "
        f"{summary.review:,} for review."
    )
    if summary.authorised:
        say(f"{summary.authorised:,} more were left out: the seller is authorised by the right.")
