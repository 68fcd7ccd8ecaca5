"""Rights and their views in the database.

Every change to a right counts the registry's revision up and stamps the right with it. The lock on
the registry's one row is held from before the right is read until the change is committed, so
revisions are committed in their order: whoever has seen revision ``r`` misses nothing by asking
for what changed after ``r``. Each revision is one entry of `data.db.rights_history`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session, selectinload

from data.db.models import RegistryRow, RightRow, ViewRow
from data.db.right_rows import fill, read_view, record
from data.db.rights_history import RightEvent, field_changes, record_change
from data.db.statements import chunks
from data.records import Kind, Right, View


class Saved(StrEnum):
    """What saving a right did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class RightChange:
    """A right as it is now, and the revision of its last change."""

    revision: int
    right: Right


@dataclass(frozen=True, slots=True)
class RightCounts:
    """How much is registered.

    Attributes:
        rights: Rights that are not withdrawn.
        views: The views of these.
        withdrawn: Rights that are withdrawn.
    """

    rights: int
    views: int
    withdrawn: int


def save_right(session: Session, right: Right, *, now: datetime, actor: str | None = None) -> Saved:
    """Create the right, or make the stored one like it.

    Views are matched by name: one with the same image and disclaimer keeps its id, one where
    either changed gets a new id, one that is gone is deleted. Whether the right is withdrawn is
    not touched, nor are `Right.withdrawn_at` and `View.id` looked at.

    Args:
        session: A transaction for writing.
        right: What is to be stored.
        now: The time.
        actor: Who does it, for the history.

    Raises:
        ValueError: two views have one name.
    """
    names = [view.name for view in right.views]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"right {right.right_id!r} has two views named {twice!r}")
    row = _locked_right(session, right.right_id)
    before = None if row is None else record(row)
    saved = outcome_of_saving(before, right)
    if saved is Saved.UNCHANGED:
        return saved
    revision = _next_revision(session)
    if row is None:
        row = RightRow(right_id=right.right_id, created_at=now, views=[])
        session.add(row)
    fill(row, right)
    row.updated_at, row.revision = now, revision
    _save_views(session, row, right.views)
    record_change(
        session,
        RightEvent(saved.value),
        right.right_id,
        revision=revision,
        now=now,
        actor=actor,
        changes=field_changes(before, right),
    )
    session.flush()
    return saved


def outcome_of_saving(stored: Right | None, right: Right) -> Saved:
    """Return what `save_right` does where this is what is stored."""
    if stored is None:
        return Saved.CREATED
    return Saved.UNCHANGED if _content(stored) == _content(right) else Saved.UPDATED


def withdraw_right(
    session: Session, right_id: str, *, now: datetime, actor: str | None = None
) -> bool:
    """Withdraw a right; return whether there was one that wasn't withdrawn yet."""
    row = _locked_right(session, right_id)
    if row is None or row.withdrawn_at is not None:
        return False
    row.withdrawn_at = now
    _stamp(session, row, RightEvent.WITHDRAWN, now, actor)
    return True


def restore_right(
    session: Session, right_id: str, *, now: datetime, actor: str | None = None
) -> bool:
    """Take a withdrawal back; return whether there was one."""
    row = _locked_right(session, right_id)
    if row is None or row.withdrawn_at is None:
        return False
    row.withdrawn_at = None
    _stamp(session, row, RightEvent.RESTORED, now, actor)
    return True


def get_right(session: Session, right_id: str) -> Right | None:
    """Return the right, its views with their ids; ``None`` if there is none."""
    return get_rights(session, [right_id]).get(right_id)


def get_rights(session: Session, right_ids: Collection[str]) -> dict[str, Right]:
    """Return those of these rights that are stored."""
    return {
        row.right_id: record(row)
        for chunk in chunks(right_ids)
        for row in session.scalars(_select(RightRow.right_id.in_(chunk)))
    }


def list_rights(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 50,
    kind: Kind | None = None,
    withdrawn: bool | None = False,
) -> list[Right]:
    """Return a page of rights in the order of their ids.

    Args:
        session: A transaction.
        after: The last id of the page before.
        limit: How many rights at most.
        kind: Only rights of this kind.
        withdrawn: Only rights that are (true) or are not (false) withdrawn; ``None`` for both.
    """
    wanted = _select().order_by(RightRow.right_id).limit(limit)
    if after is not None:
        wanted = wanted.where(RightRow.right_id > after)
    if kind is not None:
        wanted = wanted.where(RightRow.kind == kind)
    if withdrawn is not None:
        wanted = wanted.where(RightRow.withdrawn_at.is_not(None) == withdrawn)
    return [record(row) for row in session.scalars(wanted)]


def registry_identity(session: Session) -> str:
    """Return what tells this registry from every other: 32 hex digits."""
    return session.scalars(select(RegistryRow.identity)).one()


def registry_revision(session: Session) -> int:
    """Return the revision of the last change to any right; 0 before the first."""
    return session.scalars(select(RegistryRow.revision)).one()


def changed_rights(session: Session, since: int, *, limit: int | None = None) -> list[RightChange]:
    """Return the rights whose last change has a revision above `since`, in order of revision.

    Withdrawn rights are among them. With a `limit`, ask again from the last revision returned.
    """
    wanted = _select(RightRow.revision > since).order_by(RightRow.revision).limit(limit)
    return [RightChange(row.revision, record(row)) for row in session.scalars(wanted)]


def views_claiming(session: Session, claimed: Collection[str]) -> dict[str, View]:
    """Return for each `View.claimed_sha256` a view that has it, if there is one."""
    return {
        row.claimed_sha256: read_view(row)
        for chunk in chunks(claimed)
        for row in session.scalars(select(ViewRow).where(ViewRow.claimed_sha256.in_(chunk)))
    }


def count_rights(session: Session) -> RightCounts:
    """Return how much is registered."""
    active = RightRow.withdrawn_at.is_(None)
    rights = session.scalar(select(func.count()).select_from(RightRow).where(active))
    views = session.scalar(select(func.count(ViewRow.id)).join(RightRow).where(active))
    withdrawn = session.scalar(select(func.count()).select_from(RightRow).where(~active))
    return RightCounts(rights=rights or 0, views=views or 0, withdrawn=withdrawn or 0)


def _select(*conditions: ColumnElement[bool]) -> Select[RightRow]:
    return (
        select(RightRow)
        .where(*conditions)
        .options(selectinload(RightRow.views))
        # What the session has seen before may have changed since.
        .execution_options(populate_existing=True)
    )


def _locked_right(session: Session, right_id: str) -> RightRow | None:
    session.execute(select(RegistryRow.revision).with_for_update())
    return session.scalars(_select(RightRow.right_id == right_id)).one_or_none()


def _next_revision(session: Session) -> int:
    counted = (
        update(RegistryRow)
        .values(revision=RegistryRow.revision + 1)
        # No session holds this row as an object that would have to be brought up to date.
        .execution_options(synchronize_session=False)
    )
    return session.scalars(counted.returning(RegistryRow.revision)).one()


def _stamp(
    session: Session, row: RightRow, event: RightEvent, now: datetime, actor: str | None
) -> None:
    row.revision, row.updated_at = _next_revision(session), now
    record_change(session, event, row.right_id, revision=row.revision, now=now, actor=actor)
    session.flush()


def _save_views(session: Session, row: RightRow, views: Iterable[View]) -> None:
    claimed = {view.name: view.claimed_sha256 for view in views}
    kept = {view.name: view for view in row.views if claimed.get(view.name) == view.claimed_sha256}
    row.views = list(kept.values())
    # A replaced view goes before its successor, which has its name, comes.
    session.flush()
    for position, view in enumerate(views):
        stored = kept.get(view.name)
        if stored is None:
            stored = ViewRow(
                name=view.name,
                image_sha256=view.image_sha256,
                disclaimed=[[list(point) for point in polygon] for polygon in view.disclaimed],
                claimed_sha256=view.claimed_sha256,
            )
            row.views.append(stored)
        stored.position, stored.width, stored.height = position, view.width, view.height
        stored.form = view.form
    session.flush()


def _content(right: Right) -> Right:
    views = tuple(replace(view, id=None) for view in right.views)
    return replace(right, views=views, metadata=dict(right.metadata), withdrawn_at=None)
