"""How hits become cases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from api.cases.clusters import into_clusters
from api.cases.deadlines import decision_due, next_deadline
from api.cases.procedure import IllegalMoveError, Procedure, Progress
from api.cases.states import OPENERS
from data.actors import Actor
from data.casework import Case, CaseListing, CaseState, Event, Transition


def open_case(
    procedure: Procedure,
    listings: Sequence[CaseListing],
    *,
    seller_id: str,
    right_id: str,
    number: int,
    expedited: bool,
    territory: str | None,
    actor: Actor,
    now: datetime,
) -> Progress:
    """Open a case with its first listings.

    Raises:
        IllegalMoveError: the actor's role opens no cases.
    """
    if actor.role not in OPENERS:
        raise IllegalMoveError(f"{actor.name} acts as {actor.role}, which opens no cases", ())
    case = Case(
        case_id=0,
        seller_id=seller_id,
        right_id=right_id,
        number=number,
        state=CaseState.OPEN,
        opened_at=now,
        changed_at=now,
        expedited=expedited,
        territory=territory,
        listings=into_clusters(listings),
        version=1,
    )
    case = replace(case, deadline=next_deadline(case, at=now, terms=procedure.terms))
    opening = Transition(Event.OPEN, actor, now, now, None, case.state, (), _told(listings))
    return Progress(case, (opening,))


def gather(
    procedure: Procedure,
    case: Case,
    listings: Sequence[CaseListing],
    *,
    expedited: bool,
    actor: Actor,
    now: datetime,
) -> Progress:
    """Have more listings join a case; with one that is expedited, the whole case is.

    Raises:
        IllegalMoveError: the seller was told already which listings it is about.
    """
    progress = procedure.step(case, Event.GATHER, actor, at=now, payload=_told(listings))
    grown = replace(
        progress.case,
        listings=into_clusters((*case.listings, *listings)),
        expedited=case.expedited or expedited,
    )
    due = grown.deadline
    if due is not None and not due.missed and grown.expedited and not case.expedited:
        sooner = min(due.due_at, decision_due(grown.changed_at, grown, procedure.terms))
        grown = replace(grown, deadline=replace(due, due_at=sooner))
    return replace(progress, case=grown)


def _told(listings: Sequence[CaseListing]) -> dict[str, list[str]]:
    return {"listings": [each.listing_id for each in listings]}
