"""What is stored of a seller: given out, made to lead to nobody, or removed when its time is over.

A seller is known here by an id alone, which a pseudonym takes the place of: one that is drawn for
this seller and kept nowhere else. What the seller said in their own words goes. The audit log holds
a pointer instead of a seller, so its chain of hashes stays as it is.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, Text, and_, cast, delete, func, select, update
from sqlalchemy.orm import Session

from data.actors import Role
from data.db.access.models import ApiKeyRow, AuditSubjectRow, IdempotencyRow
from data.db.casework.models import CaseEventRow, CaseListingRow, CaseRow
from data.db.models import Base, HitRow, RightRow
from data.db.notices.models import ComplaintRow
from data.db.rights import get_right, save_right
from data.db.rights_history import RightHistoryRow

PSEUDONYM = "erased-"
"""What pseudonyms begin with, so that nobody is erased twice."""

_ERASED = "(erased)"


class OpenCaseError(RuntimeError):
    """A seller is still needed: cases against them are open."""


@dataclass(frozen=True, slots=True)
class Expired:
    """How much was removed because its time was over."""

    hits: int
    sellers: int


def seller_tables() -> list[Table]:
    """Return the tables whose rows name a seller."""
    return [table for table in Base.metadata.sorted_tables if "seller_id" in table.c]


def export_seller(session: Session, seller_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row that is about a seller, by table, as JSON values."""
    found = {
        table.name: _rows(session, table, table.c.seller_id == seller_id)
        for table in seller_tables()
    }
    cases = select(CaseRow.id).where(CaseRow.seller_id == seller_id)
    for row in (CaseListingRow, CaseEventRow):
        table = Base.metadata.tables[row.__tablename__]
        found[table.name] = _rows(session, table, table.c.case_id.in_(cases))
    listed = _naming(RightRow.authorised_sellers, seller_id)
    found["rights"] = [
        {"right_id": right_id, "authorised_seller": seller_id}
        for right_id in session.scalars(select(RightRow.right_id).where(listed))
    ]
    return {name: rows for name, rows in found.items() if rows}


def erase_seller(
    session: Session, seller_id: str, *, now: datetime, new_pseudonym: Callable[[], str]
) -> str:
    """Have nothing that is stored lead to a seller; return what stands in their place.

    Raises:
        OpenCaseError: a case against them is open, and a claim at law outweighs (Article 17(3)(e)
            of Regulation (EU) 2016/679).
    """
    is_open = and_(CaseRow.seller_id == seller_id, CaseRow.outcome.is_(None))
    open_cases = session.scalars(select(CaseRow.id).where(is_open).order_by(CaseRow.id)).all()
    if open_cases:
        numbers = ", ".join(map(str, open_cases))
        raise OpenCaseError(f"{seller_id!r} is needed for open cases: {numbers}; close them first")
    pseudonym = new_pseudonym()
    _silence(session, seller_id, pseudonym)
    for table in seller_tables():
        named = table.c.seller_id == seller_id
        session.execute(update(table).where(named).values(seller_id=pseudonym))
    _unlist(session, seller_id, pseudonym, now)
    session.execute(
        update(AuditSubjectRow).where(AuditSubjectRow.subject == seller_id).values(subject=None)
    )
    # Kept answers are for a client that asks again within hours; whose they are isn't told.
    session.execute(delete(IdempotencyRow))
    return pseudonym


def expire(
    session: Session,
    *,
    hits_before: datetime | None,
    sellers_before: datetime | None,
    now: datetime,
    new_pseudonym: Callable[[], str],
) -> Expired:
    """Remove hits that no case rests on, and the sellers of cases that are closed, after a time.

    Args:
        session: A transaction.
        hits_before: Hits from before this go; none if ``None``.
        sellers_before: Sellers whose cases were all closed before this go; none if ``None``.
        now: The time.
        new_pseudonym: See `erase_seller`.
    """
    hits = 0
    if hits_before is not None:
        needed = select(CaseListingRow.hit_id)
        old = select(HitRow.id).where(HitRow.created_at < hits_before, HitRow.id.not_in(needed))
        for hit_id in session.scalars(old).all():
            session.delete(session.get_one(HitRow, hit_id))
            hits += 1
    sellers = _past_sellers(session, sellers_before) if sellers_before is not None else []
    for seller_id in sellers:
        erase_seller(session, seller_id, now=now, new_pseudonym=new_pseudonym)
    return Expired(hits, len(sellers))


def _silence(session: Session, seller_id: str, pseudonym: str) -> None:
    """Take away what the seller said, and as whom; do so while their cases can be found."""
    cases = select(CaseRow.id).where(CaseRow.seller_id == seller_id)
    said = and_(CaseEventRow.case_id.in_(cases), CaseEventRow.role == Role.SELLER)
    session.execute(
        update(CaseEventRow)
        .where(said)
        .values(actor=pseudonym, payload={_ERASED: True})
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(ComplaintRow)
        .where(ComplaintRow.seller_id == seller_id)
        .values(reasons=_ERASED)
        .execution_options(synchronize_session=False)
    )


def _unlist(session: Session, seller_id: str, pseudonym: str, now: datetime) -> None:
    """Put the pseudonym wherever the seller is one of several that are named."""
    listed = select(RightRow.right_id).where(_naming(RightRow.authorised_sellers, seller_id))
    for right_id in session.scalars(listed).all():
        right = get_right(session, right_id)
        if right is not None:
            sellers = _replaced(list(right.authorised_sellers), seller_id, pseudonym)
            save_right(session, replace(right, authorised_sellers=tuple(sellers)), now=now)
    session.flush()
    told = select(RightHistoryRow).where(_naming(RightHistoryRow.changes, seller_id))
    for entry in session.scalars(told):
        entry.changes = _replaced(entry.changes, seller_id, pseudonym)
    for key in session.scalars(select(ApiKeyRow).where(_naming(ApiKeyRow.parties, seller_id))):
        key.parties = _replaced(key.parties, seller_id, pseudonym)
        key.revoked_at = key.revoked_at or now


def _naming(column: Any, seller_id: str) -> Any:  # noqa: ANN401 - of SQLAlchemy's many types
    """Return whether a JSON column has this string in it."""
    return cast(column, Text).contains(json.dumps(seller_id, ensure_ascii=False), autoescape=True)


def _replaced(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - what JSON has
    if isinstance(value, Mapping):
        return {key: _replaced(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, old, new) for item in value]
    return new if value == old else value


def _past_sellers(session: Session, before: datetime) -> list[str]:
    closed = func.count(CaseRow.outcome) == func.count()
    wanted = (
        select(CaseRow.seller_id)
        .group_by(CaseRow.seller_id)
        .having(closed, func.max(CaseRow.changed_at) < before)
        .order_by(CaseRow.seller_id)
    )
    return [seller for seller in session.scalars(wanted) if not seller.startswith(PSEUDONYM)]


def _rows(session: Session, table: Table, condition: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    shown: list[Column[Any]] = [
        column for column in table.c if column.type.python_type is not bytes
    ]
    found = session.execute(select(*shown).where(condition)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return value.isoformat() if isinstance(value, datetime) else value
