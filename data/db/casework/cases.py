"""Cases as they stand.

A case is changed by compare-and-set: whoever saves one says which version they started from, and is
refused if somebody else was faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from data.casework import (
    Approval,
    Case,
    CaseListing,
    CaseState,
    Deadline,
    Transition,
)
from data.db.casework.events import add_events
from data.db.casework.models import CaseListingRow, CaseRow
from data.db.casework.strikes import settle_strike


class StaleCaseError(RuntimeError):
    """Somebody else has changed the case since it was read."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case of a list: itself without its listings, of which only the number is known."""

    case: Case
    listings: int


def save_case(
    session: Session,
    before: Case | None,
    after: Case,
    transitions: Sequence[Transition],
    *,
    strike_lasts: timedelta,
) -> Case:
    """Store a case and what has happened to it, with the strikes that it gives or clears.

    Args:
        session: A transaction.
        before: The case as it was read; ``None`` for a new one.
        after: The case as it is now.
        transitions: What led from one to the other, in order.
        strike_lasts: How long a strike counts.

    Returns:
        The case, with its id.

    Raises:
        StaleCaseError: the stored case is not as `before` says.
    """
    case_id = _insert(session, after) if before is None else _update(session, before, after)
    add_events(session, case_id, after.version - len(transitions) + 1, transitions)
    for transition in transitions:
        settle_strike(session, case_id, after.seller_id, transition, lasts=strike_lasts)
    stored = get_case(session, case_id)
    assert stored is not None  # noqa: S101
    return stored


def get_case(session: Session, case_id: int) -> Case | None:
    """Return a case with its listings; ``None`` if there is none of this id."""
    return _first(session, CaseRow.id == case_id)


def latest_case(session: Session, seller_id: str, right_id: str) -> Case | None:
    """Return the last case that was opened of a seller and a right."""
    return _first(session, CaseRow.seller_id == seller_id, CaseRow.right_id == right_id)


def list_cases(
    session: Session,
    *,
    after: int | None = None,
    limit: int = 50,
    state: CaseState | None = None,
    seller_id: str | None = None,
    right_id: str | None = None,
    overdue_at: datetime | None = None,
) -> list[ListedCase]:
    """Return a page of cases, the one that was opened last first.

    Args:
        session: A transaction.
        after: The last id of the page before.
        limit: How many cases at most.
        state: Only cases in this state.
        seller_id: Only cases of this seller.
        right_id: Only cases of this right.
        overdue_at: Only cases of which something is overdue at this time.
    """
    counted = (
        select(func.count())
        .select_from(CaseListingRow)
        .where(CaseListingRow.case_id == CaseRow.id)
        .scalar_subquery()
    )
    wanted = select(CaseRow, counted).limit(limit)
    if after is not None:
        wanted = wanted.where(CaseRow.id < after)
    if state is not None:
        wanted = wanted.where(CaseRow.state == state)
    if seller_id is not None:
        wanted = wanted.where(CaseRow.seller_id == seller_id)
    if right_id is not None:
        wanted = wanted.where(CaseRow.right_id == right_id)
    if overdue_at is not None:
        wanted = wanted.where(CaseRow.due_at <= overdue_at)
    fresh = wanted.order_by(CaseRow.id.desc()).execution_options(populate_existing=True)
    return [ListedCase(_record(row, ()), count) for row, count in session.execute(fresh)]


def overdue_case_ids(session: Session, now: datetime, *, limit: int) -> list[int]:
    """Return the ids of cases of which something is over that nobody has found, oldest first."""
    wanted = (
        select(CaseRow.id)
        .where(CaseRow.missed.is_(False), CaseRow.due_at <= now)
        .order_by(CaseRow.due_at, CaseRow.id)
        .limit(limit)
    )
    return list(session.scalars(wanted))


def _insert(session: Session, case: Case) -> int:
    row = CaseRow(**_columns(case), listings=_listing_rows(case))
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise StaleCaseError("somebody else has opened this case") from error
    return row.id


def _update(session: Session, before: Case, after: Case) -> int:
    changed = session.scalar(
        update(CaseRow)
        .where(CaseRow.id == before.case_id, CaseRow.version == before.version)
        .values(_columns(after))
        .returning(CaseRow.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise StaleCaseError(f"case {before.case_id} has changed since version {before.version}")
    if after.listings != before.listings:
        _update_listings(session, after)
        try:
            session.flush()
        except IntegrityError as error:
            raise StaleCaseError("a listing has joined another case") from error
    return before.case_id


def _update_listings(session: Session, case: Case) -> None:
    wanted = select(CaseListingRow).where(CaseListingRow.case_id == case.case_id)
    stored = {row.position: row for row in session.scalars(wanted)}
    for row in _listing_rows(case):
        known = stored.get(row.position)
        if known is None:
            row.case_id = case.case_id
            session.add(row)
        else:
            known.cluster, known.verdict, known.standing = row.cluster, row.verdict, row.standing


def _first(session: Session, *conditions: ColumnElement[bool]) -> Case | None:
    row = session.scalars(
        select(CaseRow)
        .where(*conditions)
        .order_by(CaseRow.number.desc())
        .limit(1)
        .options(selectinload(CaseRow.listings))
        # What the session has seen before may have changed since.
        .execution_options(populate_existing=True)
    ).first()
    return None if row is None else _record(row, row.listings)


def _columns(case: Case) -> dict[str, Any]:
    return {
        "seller_id": case.seller_id,
        "right_id": case.right_id,
        "number": case.number,
        "state": case.state,
        "round": case.round,
        "expedited": case.expedited,
        "machine_proposed": case.machine_proposed,
        "value": case.value,
        "territory": case.territory,
        "deadline": case.deadline and case.deadline.kind,
        "due_at": case.deadline and case.deadline.due_at,
        "missed": case.deadline is not None and case.deadline.missed,
        "approved": case.approval and case.approval.event,
        "approved_by": case.approval and case.approval.by,
        "outcome": case.outcome,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "version": case.version,
    }


def _listing_rows(case: Case) -> list[CaseListingRow]:
    return [
        CaseListingRow(
            position=position,
            listing_id=each.listing_id,
            hit_id=each.hit_id,
            photo_sha256=each.photo_sha256,
            fingerprint=each.fingerprint,
            cluster=each.cluster,
            verdict=each.verdict,
            standing=each.standing,
        )
        for position, each in enumerate(case.listings, start=1)
    ]


def _record(row: CaseRow, listings: Sequence[CaseListingRow]) -> Case:
    due = row.deadline and row.due_at and Deadline(row.deadline, row.due_at, row.missed)
    return Case(
        case_id=row.id,
        seller_id=row.seller_id,
        right_id=row.right_id,
        number=row.number,
        state=row.state,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        round=row.round,
        expedited=row.expedited,
        machine_proposed=row.machine_proposed,
        value=row.value,
        territory=row.territory,
        deadline=due or None,
        approval=Approval(row.approved, row.approved_by or "") if row.approved else None,
        outcome=row.outcome,
        listings=tuple(
            CaseListing(
                listing_id=each.listing_id,
                hit_id=each.hit_id,
                photo_sha256=each.photo_sha256,
                fingerprint=each.fingerprint,
                cluster=each.cluster,
                verdict=each.verdict,
                standing=each.standing,
            )
            for each in listings
        ),
        version=row.version,
    )
