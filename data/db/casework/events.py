"""What happened to cases: written once, read often, never changed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actors import Actor
from data.casework import Effect, Transition
from data.db.casework.models import CaseEventRow


def add_events(
    session: Session, case_id: int, first: int, transitions: Sequence[Transition]
) -> None:
    """Write down what happened to a case, numbered from `first` on."""
    session.add_all(
        CaseEventRow(
            case_id=case_id,
            number=number,
            event=each.event,
            actor=each.actor.name,
            role=each.actor.role,
            at=each.at,
            recorded_at=each.recorded_at,
            source=each.source,
            target=each.target,
            effects=list(each.effects),
            payload=dict(each.payload),
        )
        for number, each in enumerate(transitions, start=first)
    )
    session.flush()


def list_events(
    session: Session, case_id: int, *, after: int = 0, limit: int | None = None
) -> list[tuple[int, Transition]]:
    """Return what happened to a case after its event of a number, in order, with the numbers."""
    wanted = (
        select(CaseEventRow)
        .where(CaseEventRow.case_id == case_id, CaseEventRow.number > after)
        .order_by(CaseEventRow.number)
        .limit(limit)
    )
    return [(row.number, _record(row)) for row in session.scalars(wanted)]


def _record(row: CaseEventRow) -> Transition:
    return Transition(
        event=row.event,
        actor=Actor(row.actor, row.role),
        at=row.at,
        recorded_at=row.recorded_at,
        source=row.source,
        target=row.target,
        effects=tuple(map(Effect, row.effects)),
        payload=dict(row.payload),
    )
