"""``lookalike evaluate``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import typer

from api.cli.evaluation_figures import accuracy_table, as_json, band_table
from api.cli.exit_codes import REJECTED_ROWS
from api.cli.output import say, table
from api.cli.progress import progress
from api.mistakes import Figures, Registered, write_mistakes
from api.report.folder import claim
from api.settings import Settings
from api.workspace import Workspace
from data.manifest import Rejected, RightRows, count_rows, read_listings, read_rights
from data.records import Channel, Listing, Right
from detector.catalog import Catalog
from detector.regions import whole_photo
from training.editions import InMemory, build_edition
from training.evaluation.bands import reach
from training.evaluation.breakdown import breakdown
from training.evaluation.evaluate import Measured, measure
from training.evaluation.selection import Half, Selection


def run_evaluate(
    settings: Settings,
    rights: Sequence[Path],
    listings: Sequence[Path],
    *,
    where: Sequence[str],
    half: Half | None,
    channels: str | None,
    with_regions: bool,
    json_file: Path | None,
    report: Path | None,
) -> None:
    """Measure, print tables, and write the figures and the worst mistakes if asked to."""
    selection = Selection(_conditions(where), half)
    used = _channels(channels)
    if report is not None:
        # A folder that can't be used is to be known before hours of measuring.
        with claim(report):
            pass
    workspace = Workspace(settings)
    rejected: list[Rejected] = []
    locations: dict[tuple[str, str], str] = {}
    with progress("Describing", sum(map(count_rows, rights)), "views") as advance:
        edition = build_edition(
            _noted(chain.from_iterable(map(read_rights, rights)), locations),
            workspace.describer,
            read=workspace.read,
            reject=rejected.append,
            advance=advance,
        )
    detector = workspace.detector_over(
        InMemory(edition), channels=used, regions=None if with_regions else whole_photo
    )
    with progress("Matching", sum(map(count_rows, listings)), "photos") as advance:
        measured = measure(
            _selected(chain.from_iterable(map(read_listings, listings)), selection, advance),
            detector,
            on=workspace.clock().date(),
            read=workspace.read,
            reject=rejected.append,
            advance=advance,
        )
    registered = Registered(_rights(edition.catalog), locations)
    say(f"{len(registered.rights):,} rights, {measured.ms_per_photo:.0f} ms per photo")
    _say_what_is_missing(measured, registered)
    _report(measured, registered, workspace, json_file, report)
    for row in rejected:
        say(f"row {row.row} ({row.id}) was left out: {row.reason}")
    if rejected:
        raise typer.Exit(REJECTED_ROWS)


def _report(
    measured: Measured,
    registered: Registered,
    workspace: Workspace,
    json_file: Path | None,
    report: Path | None,
) -> None:
    kinds = {right_id: right.kind for right_id, right in registered.rights.items()}
    figures = breakdown(measured.photos, kinds)
    bands = reach(measured.photos)
    tables = [accuracy_table(figures), band_table(bands, figures.overall)]
    for printed in tables:
        table(printed.headings, printed.rows)
    if json_file is not None:
        json_file.write_text(as_json(figures, bands, measured.ms_per_photo), encoding="utf-8")
    if report is not None:
        facts = {
            "Rights": f"{len(kinds):,}",
            "Photos": f"{len(measured.photos):,}",
            "Per photo": f"{measured.ms_per_photo:.0f} ms",
            "Model": workspace.embedder.fingerprint,
        }
        by_kind = figures.by["kind"]
        curves = {"all": figures.overall, **(by_kind if len(by_kind) > 1 else {})}
        path = write_mistakes(
            report,
            measured.photos,
            registered,
            Figures(tables, curves, facts),
            read=workspace.read,
            now=workspace.clock(),
        )
        say(f"Worst mistakes: {path}")


def _conditions(where: Sequence[str]) -> dict[str, str]:
    conditions = {}
    for condition in where:
        column, equals, value = condition.partition("=")
        if not equals:
            raise typer.BadParameter(f"{condition!r} is not COLUMN=VALUE", param_hint="--where")
        conditions[column] = value
    return conditions


def _channels(names: str | None) -> frozenset[Channel]:
    if names is None:
        return frozenset(Channel)
    given = {name.strip() for name in names.split(",")}
    unknown = sorted(given - set(Channel))
    if unknown:
        raise typer.BadParameter(
            f"there is no channel {unknown[0]!r}; choose from {', '.join(Channel)}",
            param_hint="--channels",
        )
    return frozenset(map(Channel, given))


def _noted(
    rows: Iterable[RightRows | Rejected], locations: dict[tuple[str, str], str]
) -> Iterator[RightRows | Rejected]:
    """Pass rows on, and keep where the views' images are."""
    for row in rows:
        if isinstance(row, RightRows):
            locations |= {(row.right.right_id, view.name): view.location for view in row.views}
        yield row


def _selected(
    rows: Iterable[Listing | Rejected], selection: Selection, advance: Callable[[int], None]
) -> Iterator[Listing | Rejected]:
    for row in rows:
        if isinstance(row, Rejected) or selection.takes(row):
            yield row
        else:
            advance(len(row.photos))


def _rights(catalog: Catalog) -> dict[str, Right]:
    found = (catalog.locate(view_id)[0] for view_id in catalog.view_ids.tolist())
    return {right.right_id: right for right in found}


def _say_what_is_missing(measured: Measured, registered: Registered) -> None:
    """Say what makes figures worse, or undefined, without being the detector's fault."""
    named = {right_id for photo in measured.photos for right_id in photo.truth}
    if not named:
        say("No listing that was measured has right_ids: there is nothing to be found.")
    unknown = sorted(named - registered.rights.keys())
    if unknown:
        say(
            f"{len(unknown):,} of the {len(named):,} rights in the listings are not registered "
            f"and count as missed: {', '.join(unknown[:3])}{' …' if len(unknown) > 3 else ''}"
        )
