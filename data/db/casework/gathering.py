"""Hits of which no case has been made."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import Session

from data.db.casework.models import CaseListingRow
from data.db.models import HitRow
from data.records import Band


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A seller and a right: what a case is about."""

    seller_id: str
    right_id: str


@dataclass(frozen=True, slots=True)
class LooseHit:
    """What a case needs to know of a hit."""

    hit_id: int
    listing_id: str
    photo_sha256: str | None
    band: Band


def loose_pairs(
    session: Session,
    *,
    after: Pair | None = None,
    limit: int,
    seller_id: str | None = None,
    right_id: str | None = None,
) -> list[Pair]:
    """Return sellers and rights with hits that are in no case, page by page.

    Hits of the band ``none`` and of listings without a seller don't count.
    """
    key = tuple_(HitRow.seller_id, HitRow.right_id)
    wanted = select(HitRow.seller_id, HitRow.right_id).where(_loose()).distinct().limit(limit)
    if after is not None:
        wanted = wanted.where(key > (after.seller_id, after.right_id))
    if seller_id is not None:
        wanted = wanted.where(HitRow.seller_id == seller_id)
    if right_id is not None:
        wanted = wanted.where(HitRow.right_id == right_id)
    rows = session.execute(wanted.order_by(HitRow.seller_id, HitRow.right_id))
    return [Pair(seller, right) for seller, right in rows if seller is not None]


def loose_hits(session: Session, pair: Pair) -> list[LooseHit]:
    """Return the hits of a seller and a right that are in no case, oldest first."""
    wanted = (
        select(HitRow.id, HitRow.listing_id, HitRow.photo_sha256, HitRow.band)
        .where(_loose(), HitRow.seller_id == pair.seller_id, HitRow.right_id == pair.right_id)
        .order_by(HitRow.id)
    )
    return [LooseHit(*row) for row in session.execute(wanted)]


def _loose() -> ColumnElement[bool]:
    in_a_case = exists().where(CaseListingRow.hit_id == HitRow.id)
    return HitRow.seller_id.is_not(None) & (HitRow.band != Band.NONE) & ~in_a_case
