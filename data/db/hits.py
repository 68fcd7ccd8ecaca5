"""Hits in the database: one for each (listing, right), with what a reviewer is shown of it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from math import isfinite

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.db.models import HitRow
from data.db.statements import insert
from data.records import Band, Evidence, Hit


@dataclass(frozen=True, slots=True)
class NewHit:
    """A hit to store.

    Attributes:
        hit: The hit.
        photo_sha256: Key of the listing photo in the image store, if it is kept there.
        seller_id: The listing's seller.
        title: The listing's title.
    """

    hit: Hit
    photo_sha256: str | None = None
    seller_id: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A stored hit: `NewHit` under an id, with the time at which its pair was first reported."""

    id: int
    hit: Hit
    photo_sha256: str | None
    seller_id: str | None
    title: str | None
    created_at: datetime


def save_hits(session: Session, hits: Iterable[NewHit], *, now: datetime) -> None:
    """Store hits; one whose (listing, right) is there already takes its place, id and time.

    Raises:
        ValueError: a number is not finite, or the probability isn't between 0 and 1.
    """
    # Sorted, so that two writers lock the rows they share in one order.
    rows = sorted(
        (_columns(new, now) for new in hits), key=lambda row: (row["listing_id"], row["right_id"])
    )
    if not rows:
        return
    statement = insert(session, HitRow)
    changed = {
        name: statement.excluded[name]
        for name in rows[0].keys() - {"listing_id", "right_id", "created_at"}
    }
    session.execute(
        statement.on_conflict_do_update(index_elements=["listing_id", "right_id"], set_=changed),
        rows,
    )


def list_hits(
    session: Session,
    *,
    after: int | None = None,
    limit: int = 50,
    listing_id: str | None = None,
    right_id: str | None = None,
    band: Band | None = None,
    min_probability: float | None = None,
) -> list[StoredHit]:
    """Return a page of hits, newest first.

    Args:
        session: A transaction.
        after: The last id of the page before.
        limit: How many hits at most.
        listing_id: Only hits of this listing.
        right_id: Only hits of this right.
        band: Only hits of this band.
        min_probability: Only hits that are at least so probable.
    """
    wanted = select(HitRow).order_by(HitRow.id.desc()).limit(limit)
    if after is not None:
        wanted = wanted.where(HitRow.id < after)
    if listing_id is not None:
        wanted = wanted.where(HitRow.listing_id == listing_id)
    if right_id is not None:
        wanted = wanted.where(HitRow.right_id == right_id)
    if band is not None:
        wanted = wanted.where(HitRow.band == band)
    if min_probability is not None:
        wanted = wanted.where(HitRow.probability >= min_probability)
    # What the session has seen before may have been replaced since.
    fresh = wanted.execution_options(populate_existing=True)
    return [_record(row) for row in session.scalars(fresh)]


def get_hit(session: Session, hit_id: int) -> StoredHit | None:
    """Return the hit of this id; ``None`` if there is none."""
    row = session.get(HitRow, hit_id, populate_existing=True)
    return None if row is None else _record(row)


def _columns(new: NewHit, now: datetime) -> dict[str, object]:
    hit = new.hit
    numbers = (hit.score, *hit.channels.values(), *chain(*hit.region), *hit.evidence.numbers)
    if not 0 <= hit.probability <= 1 or not all(map(isfinite, numbers)):
        raise ValueError(f"these are no numbers for a hit: {hit}")
    return {
        "listing_id": hit.listing_id,
        "image": hit.image,
        "photo_sha256": new.photo_sha256,
        "right_id": hit.right_id,
        "view": hit.view,
        "probability": hit.probability,
        "score": hit.score,
        "band": hit.band,
        "channels": dict(hit.channels),
        "region": [list(point) for point in hit.region],
        "model": hit.model,
        "index": hit.index,
        "seller_id": new.seller_id,
        "title": new.title,
        "created_at": now,
        "evidence": asdict(hit.evidence),
    }


def _record(row: HitRow) -> StoredHit:
    return StoredHit(
        id=row.id,
        hit=Hit(
            listing_id=row.listing_id,
            image=row.image,
            right_id=row.right_id,
            view=row.view,
            probability=row.probability,
            score=row.score,
            band=row.band,
            channels=dict(row.channels),
            region=tuple((x, y) for x, y in row.region),
            model=row.model,
            index=row.index,
            evidence=Evidence.from_json(row.evidence),
        ),
        photo_sha256=row.photo_sha256,
        seller_id=row.seller_id,
        title=row.title,
        created_at=row.created_at,
    )
