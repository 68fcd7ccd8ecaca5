"""What was changed of each right, when, and by whom.

An entry is written in the transaction that makes the change, under the registry's revision.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from data.db.columns import BigId, Identifier, enum_column
from data.db.models import Base
from data.records import Right

_NEVER_CHANGED_HERE = frozenset({"right_id", "views", "withdrawn_at"})


class RightEvent(StrEnum):
    """What happened to a right."""

    CREATED = "created"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as JSON values; a view is the field ``views[NAME]``."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RightHistoryEntry:
    """A change of a right.

    Attributes:
        revision: The registry's, under which it was made; later changes have higher ones.
        right_id: The right.
        event: What happened.
        at: When.
        actor: Who did it; ``None`` where that is not known.
        changes: The fields that are not as they were.
    """

    revision: int
    right_id: str
    event: RightEvent
    at: datetime
    actor: str | None
    changes: tuple[FieldChange, ...]


class RightHistoryRow(Base):
    """A change of a right; rows are added and never changed."""

    __tablename__ = "rights_history"
    __table_args__ = (Index("ix_rights_history_right_id", "right_id", "revision"),)

    revision: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    right_id: Mapped[str] = mapped_column(Identifier)
    event: Mapped[RightEvent] = mapped_column(enum_column(RightEvent))
    at: Mapped[datetime]
    actor: Mapped[str | None]
    changes: Mapped[list[Any]]


def record_change(
    session: Session,
    event: RightEvent,
    right_id: str,
    *,
    revision: int,
    now: datetime,
    actor: str | None,
    changes: tuple[FieldChange, ...] = (),
) -> None:
    """Add an entry to a right's history."""
    session.add(
        RightHistoryRow(
            revision=revision,
            right_id=right_id,
            event=event,
            at=now,
            actor=actor,
            changes=[asdict(change) for change in changes],
        )
    )


def right_history(
    session: Session, right_id: str, *, after: int | None = None, limit: int = 50
) -> list[RightHistoryEntry]:
    """Return the changes of a right, the newest first.

    Args:
        session: Where to look.
        right_id: The right.
        after: Only changes made before this revision, the last one of the page before.
        limit: How many at most.
    """
    wanted = (
        select(RightHistoryRow)
        .where(RightHistoryRow.right_id == right_id)
        .order_by(RightHistoryRow.revision.desc())
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(RightHistoryRow.revision < after)
    return [
        RightHistoryEntry(
            revision=row.revision,
            right_id=row.right_id,
            event=row.event,
            at=row.at,
            actor=row.actor,
            changes=tuple(FieldChange(**change) for change in row.changes),
        )
        for row in session.scalars(wanted)
    ]


def field_changes(before: Right | None, after: Right) -> tuple[FieldChange, ...]:
    """Compare two versions of a right field by field, and view by view.

    Ids of views and whether the right is withdrawn are no fields of it; a field that was empty
    before there was a right, and still is, has not changed.
    """
    old, new = dict(_fields(before)) if before else {}, dict(_fields(after))
    names = dict.fromkeys((*new, *old))
    return tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    )


def _fields(right: Right) -> Iterator[tuple[str, Any]]:
    content: Mapping[str, Any] = asdict(right)
    for name, value in content.items():
        if name not in _NEVER_CHANGED_HERE:
            yield name, _unless_empty(_as_json(value))
    for view in content["views"]:
        described = {
            key: _as_json(value) for key, value in view.items() if key not in {"id", "name"}
        }
        yield f"views[{view['name']}]", described
    yield "views", _unless_empty([view["name"] for view in content["views"]])


def _unless_empty(value: Any) -> Any:  # noqa: ANN401
    return None if value in ([], {}) else value


def _as_json(value: Any) -> Any:  # noqa: ANN401
    """Return what JSON would give back of a field's value."""
    if isinstance(value, Mapping):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_as_json(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat()
