"""``lookalike evaluate``."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import typer

from api.cli.exit_codes import REJECTED_ROWS, WRONG_USE
from api.cli.output import say, table
from api.cli.progress import progress
from api.settings import Settings
from api.workspace import Workspace
from data.manifest import Rejected, count_rows, read_listings, read_rights
from data.records import Listing
from detector.candidates import Retriever
from detector.detector import Detector
from detector.regions import whole_photo
from training.editions import InMemory, build_edition
from training.evaluation.evaluate import Measured, measure
from training.evaluation.metrics import Accuracy, accuracy, by_column

_HEADINGS = ("", "photos", "negatives", "R@1", "R@5", "µAP", "recall@P90", "recall@P99")


def run_evaluate(
    settings: Settings,
    rights: Sequence[Path],
    listings: Sequence[Path],
    where: Sequence[str],
    *,
    with_regions: bool,
    json_file: Path | None,
) -> None:
    """Measure, print a table, and write the figures as JSON if asked to."""
    conditions = _conditions(where)
    workspace = Workspace(settings)
    rejected: list[Rejected] = []
    with progress("Embedding", sum(map(count_rows, rights)), "views") as advance:
        edition = build_edition(
            chain.from_iterable(map(read_rights, rights)),
            workspace.embedder,
            read=workspace.read,
            reject=rejected.append,
            advance=advance,
        )
    retriever = Retriever(workspace.embedder, workspace.regions if with_regions else whole_photo)
    detector = Detector(retriever, InMemory(edition), workspace.calibration)
    with progress("Matching", sum(map(count_rows, listings)), "photos") as advance:
        measured = measure(
            _selected(chain.from_iterable(map(read_listings, listings)), conditions, advance),
            detector,
            on=workspace.clock().date(),
            read=workspace.read,
            reject=rejected.append,
            advance=advance,
        )
    overall = accuracy(measured.rankings)
    by = by_column(measured.rankings, measured.metadata)
    say(f"{len(edition.catalog):,} rights, {measured.ms_per_photo:.0f} ms per photo")
    rows = [_row("all", overall)]
    rows += [
        _row(f"{column}={value}", figures)
        for column, values in by.items()
        for value, figures in values.items()
    ]
    table(_HEADINGS, rows)
    if json_file is not None:
        n_rights = len(edition.catalog)
        content = {
            "overall": _json(overall, n_rights, measured),
            "by": {
                column: {
                    value: _json(figures, n_rights, measured) for value, figures in values.items()
                }
                for column, values in by.items()
            },
        }
        json_file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    for row in rejected:
        say(f"row {row.row} ({row.id}) was left out: {row.reason}")
    if rejected:
        raise typer.Exit(REJECTED_ROWS)


def _conditions(where: Sequence[str]) -> dict[str, str]:
    conditions = {}
    for condition in where:
        column, equals, value = condition.partition("=")
        if not equals:
            say(f"--where takes COLUMN=VALUE, not {condition!r}")
            raise typer.Exit(WRONG_USE)
        conditions[column] = value
    return conditions


def _selected(
    rows: Iterable[Listing | Rejected], conditions: dict[str, str], advance: Callable[[int], None]
) -> Iterator[Listing | Rejected]:
    for row in rows:
        if isinstance(row, Rejected) or conditions.items() <= row.metadata.items():
            yield row
        else:
            advance(len(row.photos))


def _row(label: str, figures: Accuracy) -> tuple[object, ...]:
    shares = (figures.r1, figures.r5, figures.uap, figures.recall_p90, figures.recall_p99)
    return (
        label,
        f"{figures.n_listings:,}",
        f"{figures.n_negatives:,}",
        *("n/a" if math.isnan(share) else f"{share:.3f}" for share in shares),
    )


def _json(figures: Accuracy, n_rights: int, measured: Measured) -> dict[str, float | int | None]:
    content = {**asdict(figures), "n_rights": n_rights, "ms_per_photo": measured.ms_per_photo}
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in content.items()
    }
