"""The tables of casework."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.actors import Role
from data.casework import (
    CaseState,
    DeadlineKind,
    Event,
    Outcome,
    Standing,
    Verdict,
)
from data.db.columns import BigId, Identifier, Sha256, enum_column
from data.db.models import Base


class CaseRow(Base):
    """A case; `version` counts its changes, and is the number of its last event."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("seller_id", "right_id", "number"),
        CheckConstraint("round BETWEEN 1 AND 3", name="round"),
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint("(deadline IS NULL) = (due_at IS NULL)", name="due"),
        CheckConstraint("(approved IS NULL) = (approved_by IS NULL)", name="approval"),
        Index(None, "missed", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    seller_id: Mapped[str]
    right_id: Mapped[str] = mapped_column(Identifier, index=True)
    number: Mapped[int]
    state: Mapped[CaseState] = mapped_column(enum_column(CaseState, "state"))
    round: Mapped[int]
    expedited: Mapped[bool]
    machine_proposed: Mapped[bool]
    value: Mapped[int | None] = mapped_column(BigId)
    territory: Mapped[str | None]
    deadline: Mapped[DeadlineKind | None] = mapped_column(enum_column(DeadlineKind, "deadline"))
    due_at: Mapped[datetime | None]
    missed: Mapped[bool]
    approved: Mapped[Event | None] = mapped_column(enum_column(Event, "approved"))
    approved_by: Mapped[str | None]
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int]

    listings: Mapped[list["CaseListingRow"]] = relationship(
        order_by="CaseListingRow.position", cascade="all, delete-orphan", passive_deletes=True
    )


class CaseListingRow(Base):
    """A listing of a case; a hit brings its listing into one case at most."""

    __tablename__ = "case_listings"
    __table_args__ = (
        PrimaryKeyConstraint("case_id", "position"),
        UniqueConstraint("case_id", "listing_id"),
        UniqueConstraint("hit_id"),
    )

    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id", ondelete="CASCADE"))
    position: Mapped[int]
    listing_id: Mapped[str] = mapped_column(Identifier, index=True)
    hit_id: Mapped[int] = mapped_column(BigId)
    photo_sha256: Mapped[str | None] = mapped_column(Sha256)
    fingerprint: Mapped[bytes | None]
    cluster: Mapped[int]
    verdict: Mapped[Verdict | None] = mapped_column(enum_column(Verdict))
    standing: Mapped[Standing] = mapped_column(enum_column(Standing))


class CaseEventRow(Base):
    """One thing that happened to a case. Rows are added and never changed."""

    __tablename__ = "case_events"
    __table_args__ = (
        PrimaryKeyConstraint("case_id", "number"),
        ForeignKeyConstraint(["case_id"], ["cases.id"], ondelete="CASCADE"),
        CheckConstraint("recorded_at >= at", name="recorded"),
    )

    case_id: Mapped[int] = mapped_column(BigId)
    number: Mapped[int]
    event: Mapped[Event] = mapped_column(enum_column(Event))
    actor: Mapped[str]
    role: Mapped[Role] = mapped_column(enum_column(Role))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[CaseState | None] = mapped_column(enum_column(CaseState, "source"))
    target: Mapped[CaseState] = mapped_column(enum_column(CaseState, "target"))
    effects: Mapped[list[str]]
    payload: Mapped[dict[str, Any]]


class StrikeRow(Base):
    """What a seller has against them from one case."""

    __tablename__ = "strikes"

    case_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    seller_id: Mapped[str] = mapped_column(index=True)
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
