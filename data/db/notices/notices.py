"""Notices in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.db.notices.models import NoticeItemRow, NoticeRightRow, NoticeRow
from data.notices import (
    Claim,
    Decision,
    Ground,
    Notice,
    NoticeItem,
    NoticeState,
    Restriction,
    RightSummary,
)
from data.records import Band, Evidence, Hit, Kind


class ChangedMeanwhileError(RuntimeError):
    """Somebody else has changed the notice since it was read."""


def add_notice(
    session: Session,
    claim: Claim,
    items: Sequence[NoticeItem],
    rights: Sequence[RightSummary],
    *,
    now: datetime,
) -> Notice:
    """Store a draft, and return it."""
    row = NoticeRow(state=NoticeState.DRAFT, version=1, created_at=now, **_claim_columns(claim))
    row.items = [_item_row(place, item) for place, item in enumerate(items)]
    row.rights = [_right_row(right) for right in rights]
    session.add(row)
    session.flush()
    return _notice(row)


def get_notice(session: Session, notice_id: int) -> Notice | None:
    """Return the notice of this number, with all its items; ``None`` if there is none."""
    row = session.get(NoticeRow, notice_id, populate_existing=True)
    return None if row is None else _notice(row)


def list_notices(
    session: Session,
    *,
    after: int | None = None,
    limit: int = 50,
    state: NoticeState | None = None,
) -> list[Notice]:
    """Return a page of notices, newest first, each without its items.

    Args:
        session: A transaction.
        after: The last number of the page before.
        limit: How many notices at most.
        state: Only notices in this state.
    """
    wanted = select(NoticeRow).order_by(NoticeRow.id.desc()).limit(limit)
    if after is not None:
        wanted = wanted.where(NoticeRow.id < after)
    if state is not None:
        wanted = wanted.where(NoticeRow.state == state)
    return [_notice(row, with_items=False) for row in session.scalars(wanted)]


def list_items(
    session: Session, notice_id: int, *, after: int | None = None, limit: int = 50
) -> list[tuple[int, NoticeItem]]:
    """Return a page of a notice's items in their order, each with its position from 0."""
    wanted = (
        select(NoticeItemRow)
        .where(NoticeItemRow.notice_id == notice_id)
        .order_by(NoticeItemRow.position)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(NoticeItemRow.position > after)
    return [(row.position, _item(row)) for row in session.scalars(wanted)]


def update_notice(session: Session, notice: Notice) -> Notice:
    """Store a notice in place of what it was when its version was read.

    Its items and rights are stored as well only while it is a draft; later on, of the items their
    outcomes alone.

    Raises:
        ChangedMeanwhileError: its version is not the stored one any more.
    """
    statement = (
        update(NoticeRow)
        .where(NoticeRow.id == notice.notice_id, NoticeRow.version == notice.version)
        .values(
            state=notice.state,
            version=notice.version + 1,
            sent_at=notice.sent_at,
            acknowledged_at=notice.acknowledged_at,
            decided_at=notice.decided_at,
            withdrawn_at=notice.withdrawn_at,
            decision=None if notice.decision is None else _decision_json(notice.decision),
            **_claim_columns(notice.claim),
        )
        .returning(NoticeRow.id)
    )
    if session.execute(statement).scalar() is None:
        raise ChangedMeanwhileError(
            f"notice {notice.notice_id} was changed meanwhile: read it again"
        )
    row = session.get_one(NoticeRow, notice.notice_id, populate_existing=True)
    if notice.state is NoticeState.DRAFT:
        row.items.clear()
        row.rights.clear()
        session.flush()
        row.items = [_item_row(place, item) for place, item in enumerate(notice.items)]
        row.rights = [_right_row(right) for right in notice.rights]
    else:
        for stored, item in zip(row.items, notice.items, strict=True):
            stored.outcome = item.outcome
    session.flush()
    return _notice(row)


def _notice(row: NoticeRow, *, with_items: bool = True) -> Notice:
    return Notice(
        notice_id=row.id,
        claim=Claim(row.name, row.email, row.reasons, row.good_faith),
        items=tuple(map(_item, row.items)) if with_items else (),
        rights=tuple(_right(right.summary) for right in row.rights),
        created_at=row.created_at,
        state=row.state,
        version=row.version,
        sent_at=row.sent_at,
        acknowledged_at=row.acknowledged_at,
        decided_at=row.decided_at,
        withdrawn_at=row.withdrawn_at,
        decision=None if row.decision is None else _decision(row.decision),
    )


def _claim_columns(claim: Claim) -> dict[str, Any]:
    return asdict(claim)


def _item_row(position: int, item: NoticeItem) -> NoticeItemRow:
    return NoticeItemRow(
        position=position,
        listing_id=item.hit.listing_id,
        right_id=item.hit.right_id,
        seller_id=item.seller_id,
        listing_title=item.listing_title,
        url=item.url,
        details=item.details,
        hit=asdict(item.hit),
        reported_at=item.reported_at,
        photo_sha256=item.photo_sha256,
        view_sha256=item.view_sha256,
        disclaimed=[[list(point) for point in polygon] for polygon in item.disclaimed],
        outcome=item.outcome,
    )


def _item(row: NoticeItemRow) -> NoticeItem:
    return NoticeItem(
        hit=_hit(row.hit),
        reported_at=row.reported_at,
        url=row.url,
        details=row.details,
        listing_title=row.listing_title,
        seller_id=row.seller_id,
        photo_sha256=row.photo_sha256,
        view_sha256=row.view_sha256,
        disclaimed=tuple(tuple((x, y) for x, y in polygon) for polygon in row.disclaimed),
        outcome=row.outcome,
    )


def _hit(content: Mapping[str, Any]) -> Hit:
    return Hit(
        **{
            **content,
            "band": Band(content["band"]),
            "region": tuple((x, y) for x, y in content["region"]),
            "evidence": Evidence.from_json(content["evidence"]),
        }
    )


def _right_row(right: RightSummary) -> NoticeRightRow:
    days = {"filed_on": right.filed_on, "expires_on": right.expires_on}
    written = {name: day and day.isoformat() for name, day in days.items()}
    return NoticeRightRow(right_id=right.right_id, summary={**asdict(right), **written})


def _right(content: Mapping[str, Any]) -> RightSummary:
    days = {name: _day(content[name]) for name in ("filed_on", "expires_on")}
    return RightSummary(**{**content, **days, "kind": Kind(content["kind"])})


def _decision_json(decision: Decision) -> dict[str, Any]:
    return {**asdict(decision), "until": decision.until and decision.until.isoformat()}


def _decision(content: Mapping[str, Any]) -> Decision:
    return Decision(
        **{
            **content,
            "restriction": Restriction(content["restriction"]),
            "ground": Ground(content["ground"]),
            "territories": tuple(content["territories"]),
            "until": _day(content["until"]),
        }
    )


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
