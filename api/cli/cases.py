"""``lookalike cases open|list|show|move|decide|overdue``."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

import typer

from api.cases.casework import NoSuchCaseError
from api.cases.overdue import settle_overdue
from api.cases.procedure import IllegalMoveError
from api.cli.exit_codes import FAILED, WRONG_USE
from api.cli.output import say, table
from api.settings import Settings
from api.workspace import Workspace
from data.actors import Actor, Role
from data.casework import Case, CaseState, Event, Verdict
from data.db.casework.cases import ListedCase, get_case, list_cases
from data.db.casework.events import list_events

_PAGE = 200


def open_cases(
    settings: Settings,
    actor: str | None,
    role: Role,
    *,
    seller_id: str | None,
    right_id: str | None,
    territory: str | None,
) -> None:
    """Make cases of hits."""
    workspace = Workspace.open(settings)
    opened = grown = listings = 0
    with _refusals():
        for each in workspace.casework.gather(
            _person(settings, actor, role),
            seller_id=seller_id,
            right_id=right_id,
            territory=territory,
        ):
            opened += each.opened
            grown += not each.opened
            listings += each.listings
    say(f"{opened:,} cases opened, {grown:,} grown, {listings:,} listings gathered")


def list_all(
    settings: Settings,
    *,
    state: CaseState | None,
    seller_id: str | None,
    right_id: str | None,
    overdue: bool,
    as_json: bool,
) -> None:
    """Print cases, as a table or as JSON lines."""
    workspace = Workspace.open(settings)
    wanted: dict[str, Any] = {
        "state": state,
        "seller_id": seller_id,
        "right_id": right_id,
        "overdue_at": workspace.clock() if overdue else None,
    }
    cases = _all(workspace, wanted)
    if as_json:
        for each in cases:
            say(_json(asdict(each.case) | {"listings": each.listings}))
        return
    rows = [
        (
            each.case.case_id,
            each.case.seller_id,
            each.case.right_id,
            each.case.state,
            each.listings,
            _due(each.case),
        )
        for each in cases
    ]
    if rows:
        table(("case", "seller", "right", "state", "listings", "due"), rows)
    say(f"{len(rows):,} cases")


def show(settings: Settings, case_id: int, *, as_json: bool) -> None:
    """Print a case with its history."""
    workspace = Workspace.open(settings)
    with workspace.database.read() as session:
        case, events = get_case(session, case_id), list_events(session, case_id)
    if case is None:
        say(f"There is no case {case_id}.")
        raise typer.Exit(FAILED)
    if as_json:
        history = [{"number": number, **asdict(event)} for number, event in events]
        listings = [
            {name: value for name, value in asdict(each).items() if name != "fingerprint"}
            for each in case.listings
        ]
        say(_json({**asdict(case), "listings": listings, "events": history}))
        return
    say(f"Case {case.case_id}: {case.seller_id} and {case.right_id}, {case.state}, {_due(case)}")
    table(
        ("listing", "cluster", "verdict", "standing"),
        [
            (each.listing_id, each.cluster, each.verdict or "", each.standing)
            for each in case.listings
        ],
    )
    table(
        ("", "at", "event", "by", "as", "state", "effects"),
        [
            (
                number,
                _instant(event.at),
                event.event,
                event.actor.name,
                event.actor.role,
                event.target,
                " ".join(event.effects),
            )
            for number, event in events
        ],
    )
    for role in Role:
        if moves := workspace.casework.procedure.allowed(case, role):
            say(f"{role} may: {', '.join(moves)}")


def move(
    settings: Settings,
    case_id: int,
    event: Event,
    actor: str | None,
    role: Role,
    *,
    note: str | None,
    value: int | None,
) -> None:
    """Move a case."""
    if (value is None) == (event is Event.ASSESS):
        say("assess takes a --value, and nothing else does.")
        raise typer.Exit(WRONG_USE)
    casework, who = Workspace.open(settings).casework, _person(settings, actor, role)
    with _refusals():
        if value is not None:
            _tell(casework.assess(case_id, value, who))
        else:
            _tell(casework.move(case_id, event, who, note=note))


def decide(
    settings: Settings,
    case_id: int,
    cluster: int,
    verdict: Verdict,
    actor: str | None,
    role: Role,
) -> None:
    """Decide a cluster."""
    casework, who = Workspace.open(settings).casework, _person(settings, actor, role)
    with _refusals():
        _tell(casework.decide_cluster(case_id, cluster, verdict, who))


def settle(settings: Settings) -> None:
    """Have what is overdue take effect."""
    workspace = Workspace.open(settings)
    changed = 0
    for progress in settle_overdue(workspace.database, workspace.casework, workspace.clock()):
        changed += 1
        for event in progress.transitions:
            say(f"case {progress.case.case_id}: {event.event} at {_instant(event.at)}")
    say(f"{changed:,} cases changed")


def _person(settings: Settings, name: str | None, role: Role) -> Actor:
    if role is Role.SYSTEM:
        say("Nobody can act as the system.")
        raise typer.Exit(WRONG_USE)
    return Actor(name or settings.actor, role)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except IllegalMoveError as error:
        say(f"Refused: {error}.")
        say(f"Possible now: {', '.join(error.allowed) or 'nothing'}.")
        raise typer.Exit(FAILED) from None
    except (NoSuchCaseError, LookupError) as error:
        say(f"Refused: {error}.")
        raise typer.Exit(FAILED) from None


def _tell(case: Case) -> None:
    waits = ""
    if case.approval is not None:
        waits = f"; {case.approval.event} by {case.approval.by} waits for a second person"
    say(f"case {case.case_id}: {case.state}, {_due(case)}{waits}")


def _due(case: Case) -> str:
    if case.deadline is None:
        return "nothing due"
    late = " (missed)" if case.deadline.missed else ""
    return f"{case.deadline.kind} before {_instant(case.deadline.due_at)}{late}"


def _all(workspace: Workspace, wanted: dict[str, Any]) -> Iterator[ListedCase]:
    after = None
    while page := _page(workspace, after, wanted):
        yield from page
        after = page[-1].case.case_id


def _page(workspace: Workspace, after: int | None, wanted: dict[str, Any]) -> list[ListedCase]:
    with workspace.database.read() as session:
        return list_cases(session, after=after, limit=_PAGE, **wanted)


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, default=str, ensure_ascii=False)
