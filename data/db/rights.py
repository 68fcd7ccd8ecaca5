"""Rights and their views in the database.

Every change to a right counts the registry's revision up and stamps the right with it. The lock on
the registry's one row is held from before the right is read until the change is committed, so
revisions are committed in their order: whoever has seen revision ``r`` misses nothing by asking
for what changed after ``r``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session, selectinload

from data.db.models import RegistryRow, RightRow, ViewRow
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


def save_right(session: Session, right: Right, *, now: datetime) -> Saved:
    """Create the right, or make the stored one like it.

    Views are matched by name: one with the same image keeps its id, one whose image changed gets
    a new id, one that is gone is deleted. Whether the right is withdrawn is not touched, nor are
    `Right.withdrawn_at` and `View.id` looked at.

    Raises:
        ValueError: two views have one name.
    """
    names = [view.name for view in right.views]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"right {right.right_id!r} has two views named {twice!r}")
    row = _locked_right(session, right.right_id)
    if row is not None and _content(_record(row)) == _content(right):
        return Saved.UNCHANGED
    saved = Saved.UPDATED
    revision = _next_revision(session)
    if row is None:
        saved = Saved.CREATED
        row = RightRow(right_id=right.right_id, created_at=now, views=[])
        session.add(row)
    row.kind = right.kind
    row.title = right.title
    row.owner = right.owner
    row.office = right.office
    row.registration_number = right.registration_number
    row.classes = list(right.classes)
    row.words = list(right.words)
    row.filed_on = right.filed_on
    row.expires_on = right.expires_on
    row.territories = list(right.territories)
    row.authorised_sellers = list(right.authorised_sellers)
    row.metadata_ = dict(right.metadata)
    row.updated_at, row.revision = now, revision
    _save_views(session, row, right.views)
    return saved


def withdraw_right(session: Session, right_id: str, *, now: datetime) -> bool:
    """Withdraw a right; return whether there was one that wasn't withdrawn yet."""
    row = _locked_right(session, right_id)
    if row is None or row.withdrawn_at is not None:
        return False
    row.revision = _next_revision(session)
    row.updated_at = row.withdrawn_at = now
    session.flush()
    return True


def restore_right(session: Session, right_id: str, *, now: datetime) -> bool:
    """Take a withdrawal back; return whether there was one."""
    row = _locked_right(session, right_id)
    if row is None or row.withdrawn_at is None:
        return False
    row.revision = _next_revision(session)
    row.updated_at, row.withdrawn_at = now, None
    session.flush()
    return True


def get_right(session: Session, right_id: str) -> Right | None:
    """Return the right, its views with their ids; ``None`` if there is none."""
    return get_rights(session, [right_id]).get(right_id)


def get_rights(session: Session, right_ids: Collection[str]) -> dict[str, Right]:
    """Return those of these rights that are stored."""
    return {
        row.right_id: _record(row)
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
    return [_record(row) for row in session.scalars(wanted)]


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
    return [RightChange(row.revision, _record(row)) for row in session.scalars(wanted)]


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


def _save_views(session: Session, row: RightRow, views: Iterable[View]) -> None:
    images = {view.name: view.image_sha256 for view in views}
    kept = {view.name: view for view in row.views if images.get(view.name) == view.image_sha256}
    row.views = list(kept.values())
    # A replaced view goes before its successor, which has its name, comes.
    session.flush()
    for position, view in enumerate(views):
        stored = kept.get(view.name)
        if stored is None:
            stored = ViewRow(name=view.name, image_sha256=view.image_sha256)
            row.views.append(stored)
        stored.position, stored.width, stored.height = position, view.width, view.height
    session.flush()


def _content(right: Right) -> Right:
    views = tuple(replace(view, id=None) for view in right.views)
    return replace(right, views=views, metadata=dict(right.metadata), withdrawn_at=None)


def _record(row: RightRow) -> Right:
    return Right(
        right_id=row.right_id,
        kind=row.kind,
        title=row.title,
        views=tuple(
            View(view.name, view.image_sha256, view.width, view.height, view.id)
            for view in row.views
        ),
        owner=row.owner,
        office=row.office,
        registration_number=row.registration_number,
        classes=tuple(row.classes),
        words=tuple(row.words),
        filed_on=row.filed_on,
        expires_on=row.expires_on,
        territories=tuple(row.territories),
        authorised_sellers=tuple(row.authorised_sellers),
        metadata=dict(row.metadata_),
        withdrawn_at=row.withdrawn_at,
    )
