"""``lookalike cases``: wiring, as in `api.cli.main`."""

from typing import Annotated

import typer

from api.cli.options import Home, settings_for
from data.actors import Role
from data.casework import CaseState, Event, Verdict

cases_app = typer.Typer(help="Open, decide and look after cases.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
Who = Annotated[str | None, typer.Option("--actor", help="Who does it. [env: LOOKALIKE_ACTOR]")]
As = Annotated[Role, typer.Option("--role", help="In what capacity.")]


@cases_app.command("open")
def cases_open(
    seller: Annotated[str | None, typer.Option("--seller", help="Only of this seller.")] = None,
    right: Annotated[str | None, typer.Option("--right", help="Only of this right.")] = None,
    territory: Annotated[
        str | None, typer.Option("--territory", help="Whose holidays count, such as DE.")
    ] = None,
    actor: Who = None,
    role: As = Role.ADMIN,
    home: Home = None,
) -> None:
    """Make cases of the hits that are in none, one for each seller and right."""
    from api.cli.cases import open_cases

    open_cases(
        settings_for(home), actor, role, seller_id=seller, right_id=right, territory=territory
    )


@cases_app.command("list")
def cases_list(
    state: Annotated[CaseState | None, typer.Option("--state", help="Only in this state.")] = None,
    seller: Annotated[str | None, typer.Option("--seller", help="Only of this seller.")] = None,
    right: Annotated[str | None, typer.Option("--right", help="Only of this right.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """List cases, the one that was opened last first."""
    from api.cli.cases import list_all

    list_all(
        settings_for(home),
        state=state,
        seller_id=seller,
        right_id=right,
        overdue=overdue,
        as_json=as_json,
    )


@cases_app.command("show")
def cases_show(case_id: int, as_json: Json = False, home: Home = None) -> None:
    """Print a case: its listings, what happened to it, and who may do what now."""
    from api.cli.cases import show

    show(settings_for(home), case_id, as_json=as_json)


@cases_app.command("move")
def cases_move(
    case_id: int,
    event: Annotated[Event, typer.Argument(help="What happens.")],
    note: Annotated[str | None, typer.Option("--note", help="What there is to say.")] = None,
    value: Annotated[
        int | None,
        typer.Option("--value", min=0, help="With assess: what is at stake, in cents."),
    ] = None,
    actor: Who = None,
    role: As = Role.ADMIN,
    home: Home = None,
) -> None:
    """Have something happen to a case; a move that isn't legal is refused."""
    from api.cli.cases import move

    move(settings_for(home), case_id, event, actor, role, note=note, value=value)


@cases_app.command("decide")
def cases_decide(
    case_id: int,
    cluster: int,
    verdict: Verdict,
    actor: Who = None,
    role: As = Role.ADMIN,
    home: Home = None,
) -> None:
    """Decide one cluster of near-identical photos."""
    from api.cli.cases import decide

    decide(settings_for(home), case_id, cluster, verdict, actor, role)


@cases_app.command("overdue")
def cases_overdue(home: Home = None) -> None:
    """Have what is overdue take effect; run this often, though it makes up for missed runs."""
    from api.cli.cases import settle

    settle(settings_for(home))
