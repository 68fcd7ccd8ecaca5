"""What of the database somebody sees, as conditions that are put on every query of a session.

Whose a row is follows from its table: what has a `right_id` belongs to the right's owner and agent,
what has a `seller_id` to the seller. What has neither belongs to whom the row belongs that it
refers to, or else to those whom rows that refer to it belong to, or else to no party.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, false, or_, select
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption

from data.access import Reach
from data.actors import Role
from data.db.models import Base, HitRow, RightRow

INTERNAL = frozenset({"registry", "embeddings", "image_features"})
"""Tables without a party's data, which queries for that may need on their way."""

Whose = ColumnElement[bool]
_RIGHTS, _HITS = RightRow.metadata.tables["rights"], HitRow.metadata.tables["hits"]


def criteria(reach: Reach, today: date) -> list[LoaderCriteriaOption]:
    """Return what narrows every query for rows down to those that are seen.

    Args:
        reach: Whose rows are seen.
        today: A power of attorney holds on some days and not on others.
    """
    return [
        with_loader_criteria(mapper.class_, seen(table, reach, today), include_aliases=True)
        for mapper in Base.registry.mappers
        if isinstance(table := mapper.local_table, Table) and table.name not in INTERNAL
    ]


def seen(table: Table, reach: Reach, today: date) -> Whose:
    """Return the condition on a table's rows under which they are seen."""

    def own(table: Table) -> Whose | None:
        if reach.role is Role.SELLER:
            return _sold(table, reach)
        return _held(table, reach, today)

    return _followed(table, own)


def is_own(right: RightRow, reach: Reach, today: date) -> bool:
    """Return whether a right, as it is about to be stored, is in reach."""
    match reach.role:
        case Role.OWNER:
            return right.owner in reach.parties
        case Role.AGENT:
            begun = right.agent_from is None or right.agent_from <= today
            over = right.agent_until is not None and right.agent_until < today
            return right.agent in reach.parties and begun and not over
        case _:
            return False


def _held(table: Table, reach: Reach, today: date) -> Whose | None:
    """Return which rows belong to rights of these owners or agents, if rows name rights."""
    held: Whose
    if reach.role is Role.OWNER:
        held = _RIGHTS.c.owner.in_(reach.parties)
    else:
        held = and_(
            _RIGHTS.c.agent.in_(reach.parties),
            or_(_RIGHTS.c.agent_from.is_(None), _RIGHTS.c.agent_from <= today),
            or_(_RIGHTS.c.agent_until.is_(None), _RIGHTS.c.agent_until >= today),
        )
    if table is _RIGHTS:
        return held
    if "right_id" in table.c:
        return table.c.right_id.in_(_apart(select(_RIGHTS.c.right_id).where(held)))
    return None


def _sold(table: Table, reach: Reach) -> Whose | None:
    """Return which rows are about these sellers' listings, if rows name sellers.

    Of rights a seller sees those that hits of theirs are held against.
    """
    if "seller_id" in table.c:
        return table.c.seller_id.in_(reach.parties)
    if table.name in {"rights", "views"}:
        met = select(_HITS.c.right_id).where(_HITS.c.seller_id.in_(reach.parties))
        return table.c.right_id.in_(_apart(met))
    return None


def _followed(table: Table, own: Callable[[Table], Whose | None]) -> Whose:
    """Return which rows are a party's by themselves, or by what they refer to, or the reverse."""
    direct = own(table)
    if direct is not None:
        return direct
    for column, key in _references(table):
        return column.in_(_apart(select(key).where(_followed(key.table, own))))
    described = [
        key.in_(_apart(select(column).where(whose)))
        for child in table.metadata.sorted_tables
        for column, key in _references(child)
        if key.table is table and (whose := own(child)) is not None
    ]
    return or_(*described) if described else false()


def _apart(wanted: Select[Any]) -> Select[Any]:
    """Keep a subquery from being taken for a part of a query that has the same tables."""
    return wanted.correlate(None)


def _references(table: Table) -> Iterator[tuple[Column[Any], Column[Any]]]:
    """Give the columns that refer to other tables, and what they refer to."""
    for key in table.foreign_keys:
        if key.column.table is not table:
            yield key.parent, key.column
    # What happened to a case outlives it, and so has no foreign key.
    if table.name == "case_events":
        yield table.c.case_id, table.metadata.tables["cases"].c.id
