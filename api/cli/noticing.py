"""``lookalike notices|evidence``: wiring, as in `api.cli.main`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import Home, settings_for
from data.notices import ComplaintState, Decision, Ground, NoticeState, Restriction

notices_app = typer.Typer(help="Draft, send and decide notices.", no_args_is_help=True)
evidence_app = typer.Typer(help="Check evidence packs.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(min=1, help="The notice's number.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@notices_app.command("draft")
def notices_draft(
    listings: Annotated[
        Path, typer.Argument(help="A manifest of listings whose column url says where each is.")
    ],
    rights: Annotated[
        list[str] | None, typer.Option("--right", help="Only hits of this right.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="The notifier's name.")] = None,
    email: Annotated[str | None, typer.Option("--email", help="The notifier's address.")] = None,
    reasons: Annotated[
        str | None, typer.Option("--reasons", help="Why the listings are illegal.")
    ] = None,
    good_faith: Annotated[
        bool,
        typer.Option(
            "--good-faith", help="I believe in good faith that this is accurate and complete."
        ),
    ] = False,
    home: Home = None,
) -> None:
    """Draft a notice about the stored hits of listings, with their photos."""
    from api.cli.notice_drafts import draft
    from data.notices import Claim

    claim = Claim(name, email, reasons, good_faith)
    draft(settings_for(home), listings, rights or [], claim)


@notices_app.command("list")
def notices_list(
    state: Annotated[NoticeState | None, typer.Option("--state", help="Only these.")] = None,
    home: Home = None,
) -> None:
    """List the notices, the newest first."""
    from api.cli.notices import list_all

    list_all(settings_for(home), state)


@notices_app.command("show")
def notices_show(notice_id: Number, home: Home = None) -> None:
    """Print everything about a notice, as JSON."""
    from api.cli.notices import show

    show(settings_for(home), notice_id)


@notices_app.command("check")
def notices_check(notice_id: Number, home: Home = None) -> None:
    """Say what a notice lacks before it can be sent; exit code 1 if it lacks anything."""
    from api.cli.notices import check

    check(settings_for(home), notice_id)


@notices_app.command("send")
def notices_send(notice_id: Number, home: Home = None) -> None:
    """Send a notice."""
    from api.cli.notices import send

    send(settings_for(home), notice_id)


@notices_app.command("acknowledge")
def notices_acknowledge(notice_id: Number, home: Home = None) -> None:
    """Confirm that a notice has come in."""
    from api.cli.notices import acknowledge

    acknowledge(settings_for(home), notice_id)


@notices_app.command("withdraw")
def notices_withdraw(notice_id: Number, home: Home = None) -> None:
    """Take a notice back."""
    from api.cli.notices import withdraw

    withdraw(settings_for(home), notice_id)


@notices_app.command("decide")
def notices_decide(
    notice_id: Number,
    reference: Annotated[
        str, typer.Option("--reference", help="The provision of law, or of the terms.")
    ],
    explanation: Annotated[
        str, typer.Option("--explanation", help="Why the listings fall under it.")
    ],
    restriction: Annotated[
        Restriction, typer.Option("--restriction", help="What happens to the listings upheld.")
    ] = Restriction.REMOVAL,
    ground: Annotated[Ground, typer.Option("--ground")] = Ground.LEGAL,
    rejected: Annotated[
        list[str] | None, typer.Option("--reject", help="A listing for which it isn't upheld.")
    ] = None,
    territories: Annotated[
        list[str] | None, typer.Option("--territory", help="Where it holds, such as DE.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Its last day.")
    ] = None,
    automated: Annotated[
        bool, typer.Option("--automated", help="It was taken by automated means.")
    ] = False,
    home: Home = None,
) -> None:
    """Decide on a notice: uphold it, save for the listings rejected."""
    from api.cli.notices import decide

    settings = settings_for(home)
    decision = Decision(
        restriction,
        ground,
        reference,
        explanation,
        decided_by=settings.actor,
        automated=automated,
        territories=tuple(territories or ()),
        until=until and until.date(),
    )
    decide(settings, notice_id, decision, frozenset(rejected or ()))


@notices_app.command("statement")
def notices_statement(
    notice_id: Number,
    seller_id: Annotated[str, typer.Argument(help="The seller who is told.")],
    home: Home = None,
) -> None:
    """Print the statement of reasons for a seller."""
    from api.cli.notices import print_statement

    print_statement(settings_for(home), notice_id, seller_id)


@notices_app.command("complain")
def notices_complain(
    notice_id: Number,
    reasons: Annotated[str, typer.Option("--reasons", help="Why the decision is wrong.")],
    listings: Annotated[
        list[str], typer.Option("--listing", help="A listing whose decision is contested.")
    ],
    seller_id: Annotated[
        str | None, typer.Option("--seller", help="Who complains; the notifier unless given.")
    ] = None,
    home: Home = None,
) -> None:
    """Complain of a decision, within six months."""
    from api.cli.complaints import complain

    complain(settings_for(home), notice_id, seller_id, listings, reasons)


@notices_app.command("complaints")
def notices_complaints(
    state: Annotated[ComplaintState | None, typer.Option("--state", help="Only these.")] = None,
    home: Home = None,
) -> None:
    """List the complaints, the newest first."""
    from api.cli.complaints import list_all

    list_all(settings_for(home), state)


@notices_app.command("answer")
def notices_answer(
    complaint_id: Annotated[int, typer.Argument(min=1, help="The complaint's number.")],
    upheld: Annotated[
        bool, typer.Option("--uphold/--reject", help="Whether the decision is reversed.")
    ],
    explanation: Annotated[str, typer.Option("--explanation", help="Why.")],
    home: Home = None,
) -> None:
    """Answer a complaint, as a person."""
    from api.cli.complaints import answer

    answer(settings_for(home), complaint_id, upheld=upheld, explanation=explanation)


@notices_app.command("export")
def notices_export(
    notice_id: Number,
    out: Annotated[
        Path, typer.Argument(help="A .json or .csv file, or a .zip for the evidence pack.")
    ],
    home: Home = None,
) -> None:
    """Write a notice to a file."""
    from api.cli.notice_exports import export

    export(settings_for(home), notice_id, out)


@evidence_app.command("verify")
def evidence_verify(
    pack: Annotated[Path, typer.Argument(help="The evidence pack.")],
    key: Annotated[
        str | None, typer.Option("--key", help="The public key that has to have signed it.")
    ] = None,
) -> None:
    """Check every byte of an evidence pack, offline; exit code 1 if anything was changed."""
    from api.cli.evidence import verify

    verify(pack, key)


@evidence_app.command("key")
def evidence_key(home: Home = None) -> None:
    """Print the public key by which packs made here are signed."""
    from api.cli.evidence import print_key

    print_key(settings_for(home))
