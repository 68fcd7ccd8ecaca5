"""The tables of notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.db.columns import BigId, Identifier, Sha256, enum_column
from data.db.models import Base
from data.notices import ComplaintState, NoticeState, Outcome, Party


class NoticeRow(Base):
    """A notice; what it is about is in the rows that refer to it."""

    __tablename__ = "notices"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[NoticeState] = mapped_column(enum_column(NoticeState))
    version: Mapped[int]
    name: Mapped[str | None]
    email: Mapped[str | None]
    reasons: Mapped[str | None]
    good_faith: Mapped[bool]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    decision: Mapped[dict[str, Any] | None]

    items: Mapped[list["NoticeItemRow"]] = relationship(
        order_by="NoticeItemRow.position", cascade="all, delete-orphan", passive_deletes=True
    )
    rights: Mapped[list["NoticeRightRow"]] = relationship(
        order_by="NoticeRightRow.right_id", cascade="all, delete-orphan", passive_deletes=True
    )


class NoticeItemRow(Base):
    """A (listing, right) pair of a notice, with the hit as it was."""

    __tablename__ = "notice_items"
    __table_args__ = (UniqueConstraint("notice_id", "listing_id", "right_id"),)

    notice_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    listing_id: Mapped[str] = mapped_column(Identifier)
    right_id: Mapped[str] = mapped_column(Identifier)
    seller_id: Mapped[str | None]
    listing_title: Mapped[str | None]
    url: Mapped[str | None]
    details: Mapped[str | None]
    hit: Mapped[dict[str, Any]]
    reported_at: Mapped[datetime]
    photo_sha256: Mapped[str | None] = mapped_column(Sha256)
    view_sha256: Mapped[str | None] = mapped_column(Sha256)
    disclaimed: Mapped[list[Any]]
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))


class NoticeRightRow(Base):
    """A right that a notice relies on, as it was registered then."""

    __tablename__ = "notice_rights"

    notice_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True
    )
    right_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    summary: Mapped[dict[str, Any]]


class ComplaintRow(Base):
    """A complaint against the decision on a notice."""

    __tablename__ = "complaints"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("notices.id", ondelete="CASCADE"), index=True
    )
    party: Mapped[Party] = mapped_column(enum_column(Party))
    seller_id: Mapped[str | None]
    listing_ids: Mapped[list[str]]
    reasons: Mapped[str]
    lodged_at: Mapped[datetime]
    state: Mapped[ComplaintState] = mapped_column(enum_column(ComplaintState))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    explanation: Mapped[str | None]
