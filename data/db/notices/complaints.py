"""Complaints in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.db.notices.models import ComplaintRow
from data.notices import Complaint, ComplaintState, Party


def add_complaint(
    session: Session,
    notice_id: int,
    *,
    party: Party,
    seller_id: str | None,
    listing_ids: Sequence[str],
    reasons: str,
    now: datetime,
) -> Complaint:
    """Store a complaint, and return it."""
    row = ComplaintRow(
        notice_id=notice_id,
        party=party,
        seller_id=seller_id,
        listing_ids=list(listing_ids),
        reasons=reasons,
        lodged_at=now,
        state=ComplaintState.OPEN,
    )
    session.add(row)
    session.flush()
    return _record(row)


def get_complaint(session: Session, complaint_id: int) -> Complaint | None:
    """Return the complaint of this number; ``None`` if there is none."""
    row = session.get(ComplaintRow, complaint_id, populate_existing=True)
    return None if row is None else _record(row)


def list_complaints(
    session: Session,
    *,
    notice_id: int | None = None,
    state: ComplaintState | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[Complaint]:
    """Return a page of complaints, newest first.

    Args:
        session: A transaction.
        notice_id: Only complaints against the decision on this notice.
        state: Only complaints in this state.
        after: The last number of the page before.
        limit: How many complaints at most.
    """
    wanted = select(ComplaintRow).order_by(ComplaintRow.id.desc()).limit(limit)
    if notice_id is not None:
        wanted = wanted.where(ComplaintRow.notice_id == notice_id)
    if state is not None:
        wanted = wanted.where(ComplaintRow.state == state)
    if after is not None:
        wanted = wanted.where(ComplaintRow.id < after)
    return [_record(row) for row in session.scalars(wanted)]


def answer_complaint(
    session: Session,
    complaint_id: int,
    state: ComplaintState,
    *,
    by: str,
    explanation: str,
    now: datetime,
) -> bool:
    """Store the answer to a complaint; ``False`` where it isn't open any more."""
    statement = (
        update(ComplaintRow)
        .where(ComplaintRow.id == complaint_id, ComplaintRow.state == ComplaintState.OPEN)
        .values(state=state, decided_at=now, decided_by=by, explanation=explanation)
        .returning(ComplaintRow.id)
    )
    return session.execute(statement).scalar() is not None


def _record(row: ComplaintRow) -> Complaint:
    return Complaint(
        complaint_id=row.id,
        notice_id=row.notice_id,
        party=row.party,
        seller_id=row.seller_id,
        listing_ids=tuple(row.listing_ids),
        reasons=row.reasons,
        lodged_at=row.lodged_at,
        state=row.state,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        explanation=row.explanation,
    )
