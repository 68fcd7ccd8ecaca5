"""The `lookalike` command: wiring only, so that ``--help`` answers at once.

Each command imports what it runs when it runs.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.access import audit_app, keys_app, privacy_app
from api.cli.casework import cases_app
from api.cli.exit_codes import reporting
from api.cli.noticing import evidence_app, notices_app
from api.cli.options import Home, Model, settings_for
from training.evaluation.selection import Half

Report = Annotated[Path | None, typer.Option("--report", help="Folder for an HTML gallery.")]
MinProbability = Annotated[
    float | None,
    typer.Option(
        "--min-probability", min=0, max=1, help="Default: what is worth a reviewer's time."
    ),
]
TopK = Annotated[
    int | None,
    typer.Option(
        "--top-k",
        min=1,
        max=1000,
        help="Report the best N candidates of every photo, for measuring, instead of each "
        "listing's hits.",
    ),
]


class Switch(StrEnum):
    """A part of the detector that can be left out."""

    ON = "on"
    OFF = "off"


app = typer.Typer(
    help="Find registered designs and logos in marketplace listing photos.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
rights_app = typer.Typer(help="Look at and withdraw registered rights.", no_args_is_help=True)
index_app = typer.Typer(help="Look after the search index.", no_args_is_help=True)
db_app = typer.Typer(help="Look after the database.", no_args_is_help=True)
app.add_typer(rights_app, name="rights")
app.add_typer(index_app, name="index")
app.add_typer(db_app, name="db")
app.add_typer(cases_app, name="cases")
app.add_typer(notices_app, name="notices")
app.add_typer(evidence_app, name="evidence")
app.add_typer(keys_app, name="keys")
app.add_typer(audit_app, name="audit")
app.add_typer(privacy_app, name="privacy")


def main() -> None:
    """Run the command line."""
    with reporting():
        app()


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder to work in.")] = Path("lookalike-demo"),
) -> None:
    """Run the whole journey on the built-in example, then say where to look."""
    from api.cli.demo import run_demo

    run_demo(out)


@app.command()
def register(
    rights: Annotated[Path, typer.Argument(help="A .csv, .xlsx, .jsonl or .parquet, or a folder.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, images too, and store nothing.")
    ] = False,
    home: Home = None,
    model: Model = None,
) -> None:
    """Register designs and logos from a manifest, or from a folder of images.

    In a folder, a sub-folder is one right with several views. Rows that can't be registered are
    written to a rejects file, and the rest goes in.
    """
    from api.cli.register import run_register

    run_register(settings_for(home, model), rights, dry_run=dry_run)


@app.command()
def score(
    listings: Annotated[Path, typer.Argument(help="A .csv, .jsonl or .parquet, or a folder.")],
    out: Annotated[Path, typer.Option("--out", help="Hits: .jsonl, .csv or .parquet.")],
    min_probability: MinProbability = None,
    top_k: TopK = None,
    report: Report = None,
    home: Home = None,
    model: Model = None,
) -> None:
    """Score listing photos against everything that is registered.

    An interrupted run is resumed by the same command.
    """
    from api.cli.score import run_score

    run_score(settings_for(home, model), listings, out, min_probability, top_k, report)


@app.command()
def screen(
    photos: Annotated[list[Path], typer.Argument(help="The photos of one listing.")],
    territory: Annotated[
        str | None, typer.Option("--territory", help="Where it is offered, such as DE.")
    ] = None,
    min_probability: MinProbability = None,
    home: Home = None,
    model: Model = None,
) -> None:
    """Screen one listing's photos and print what they match."""
    from api.cli.screen import run_screen

    run_screen(settings_for(home, model), photos, territory, min_probability)


@app.command()
def explain(
    photo: Annotated[Path, typer.Argument(help="A listing photo.")],
    right: Annotated[str, typer.Argument(help="The id of a registered right.")],
    territory: Annotated[
        str | None, typer.Option("--territory", help="Where it is offered, such as DE.")
    ] = None,
    seller: Annotated[str | None, typer.Option("--seller", help="The seller's id.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for a page with pictures of the evidence.")
    ] = None,
    home: Home = None,
    model: Model = None,
) -> None:
    """Say why a right did or did not match a photo."""
    from api.cli.explain import run_explain
    from api.workspace import Workspace

    workspace = Workspace.open(settings_for(home, model))
    run_explain(workspace, photo, right, territory=territory, seller_id=seller, out=out)


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    home: Home = None,
    model: Model = None,
) -> None:
    """Serve the HTTP API."""
    from api.cli.serve import run_serve

    run_serve(settings_for(home, model), host, port)


@app.command()
def evaluate(
    rights: Annotated[Path, typer.Argument(help="The rights: a manifest.")],
    listings: Annotated[Path, typer.Argument(help="Listings with their right_ids.")],
    more_rights: Annotated[
        list[Path] | None, typer.Option("--rights", help="Further rights, such as distractors.")
    ] = None,
    more_listings: Annotated[
        list[Path] | None, typer.Option("--listings", help="Further listings, such as negatives.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            help="Only listings whose column is this: COLUMN=VALUE. Listings with no right in "
            "them stay, unless they have the column too.",
        ),
    ] = None,
    half: Annotated[
        Half | None,
        typer.Option(
            "--half",
            help="Only this half, by a hash of listing_id, of the listings with a right in them.",
        ),
    ] = None,
    channels: Annotated[
        str | None,
        typer.Option(
            "--channels", help="Only these: a list of embedding,local,fingerprint,wordmark."
        ),
    ] = None,
    regions: Annotated[
        Switch, typer.Option("--regions", help="off: the whole photo alone.")
    ] = Switch.ON,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write figures here.")] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Folder for a page of the worst mistakes.")
    ] = None,
    model: Model = None,
) -> None:
    """Measure accuracy on labelled data; nothing that is registered is touched.

    A listing without right_ids has no right in it: further photos, a folder of them say, serve as
    negatives. Figures are per photo, with 95 % intervals from resampled listings, overall, by kind
    of right, and by each column of the listings that groups them; a negative counts in every group
    of a column that it doesn't have.
    """
    from api.cli.evaluate import run_evaluate

    run_evaluate(
        settings_for(None, model),
        [rights, *(more_rights or ())],
        [listings, *(more_listings or ())],
        where=where or [],
        half=half,
        channels=channels,
        with_regions=regions is Switch.ON,
        json_file=json_file,
        report=report,
    )


@rights_app.command("list")
def rights_list(
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Those instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
    home: Home = None,
) -> None:
    """List the registered rights."""
    from api.cli.rights import list_registered

    list_registered(settings_for(home), withdrawn=withdrawn, as_json=as_json)


@rights_app.command("show")
def rights_show(right_id: str, home: Home = None) -> None:
    """Print everything that is stored of a right, as JSON."""
    from api.cli.rights import show

    show(settings_for(home), right_id)


@rights_app.command("withdraw")
def rights_withdraw(right_ids: list[str], home: Home = None) -> None:
    """Withdraw rights: they stop matching at once, and are kept."""
    from api.cli.rights import withdraw

    withdraw(settings_for(home), right_ids)


@rights_app.command("restore")
def rights_restore(right_ids: list[str], home: Home = None) -> None:
    """Bring withdrawn rights back."""
    from api.cli.rights import restore

    restore(settings_for(home), right_ids)


@rights_app.command("history")
def rights_history(
    right_id: str,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
    home: Home = None,
) -> None:
    """Print every change of a right: what, when and by whom."""
    from api.cli.rights_history import history

    history(settings_for(home), right_id, as_json=as_json)


@rights_app.command("renew")
def rights_renew(
    right_id: str,
    until: Annotated[str, typer.Option("--until", help="Last day of the term: YYYY-MM-DD.")],
    home: Home = None,
) -> None:
    """Enter a renewal: an expired right makes hits again, and nothing is described anew."""
    from api.cli.rights import renew

    renew(settings_for(home), right_id, until)


@rights_app.command("template")
def rights_template(
    out: Annotated[Path, typer.Argument(help="The .xlsx file to write.")],
) -> None:
    """Write a workbook to fill in with rights, with notes and drop-downs, for `register`."""
    from api.cli.rights import template

    template(out)


@index_app.command("status")
def index_status(home: Home = None, model: Model = None) -> None:
    """Say what is indexed, by which model, and whether the snapshot is up to date."""
    from api.cli.index import status

    status(settings_for(home, model))


@index_app.command("rebuild")
def index_rebuild(home: Home = None, model: Model = None) -> None:
    """Write a new snapshot; embed what the model has not embedded yet."""
    from api.cli.index import rebuild

    rebuild(settings_for(home, model))


@index_app.command("verify")
def index_verify(home: Home = None, model: Model = None) -> None:
    """Check the snapshot's every byte, and its vectors against those stored."""
    from api.cli.index import verify

    verify(settings_for(home, model))


@db_app.command("upgrade")
def db_upgrade(home: Home = None) -> None:
    """Bring the database's tables to this version's."""
    from api.cli.db import upgrade

    upgrade(settings_for(home))
