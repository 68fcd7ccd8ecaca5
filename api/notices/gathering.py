"""What a notice is to be about, looked up in the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.notices.completeness import IncompleteNoticeError, Shortcoming
from data.db import Session
from data.db.hits import StoredHit, get_hit
from data.db.rights import get_rights
from data.notices import NoticeItem, RightSummary
from data.records import Right


@dataclass(frozen=True, slots=True)
class Target:
    """A hit that a notice is to be about, and where its listing is.

    Attributes:
        hit_id: The stored hit.
        url: The listing's exact electronic location.
        details: What else helps to find it.
        photo_sha256: Key of the photo in the image store, where the hit itself has none.
    """

    hit_id: int
    url: str | None = None
    details: str | None = None
    photo_sha256: str | None = None


def gathered(
    session: Session, targets: Sequence[Target]
) -> tuple[tuple[NoticeItem, ...], tuple[RightSummary, ...]]:
    """Return the items about these hits, with their evidence as it is now, and the rights.

    Raises:
        IncompleteNoticeError: a hit, or the right that it is of, isn't there, or a hit comes twice.
    """
    hits = [get_hit(session, target.hit_id) for target in targets]
    rights = get_rights(session, {stored.hit.right_id for stored in hits if stored is not None})
    items, wrong, seen = [], [], set()
    for place, (target, stored) in enumerate(zip(targets, hits, strict=True)):
        if stored is None:
            wrong.append(Shortcoming(f"items[{place}].hit_id", "there is no such hit"))
        elif target.hit_id in seen:
            wrong.append(Shortcoming(f"items[{place}].hit_id", "this hit is named twice"))
        elif (right := rights.get(stored.hit.right_id)) is None:
            wrong.append(Shortcoming(f"items[{place}].hit_id", "its right is not registered"))
        else:
            items.append(_item(target, stored, right))
        seen.add(target.hit_id)
    if wrong:
        raise IncompleteNoticeError(tuple(wrong))
    summaries = tuple(RightSummary.of(rights[right_id]) for right_id in sorted(rights))
    return tuple(items), summaries


def _item(target: Target, stored: StoredHit, right: Right) -> NoticeItem:
    view = next((view for view in right.views if view.name == stored.hit.view), None)
    return NoticeItem(
        hit=stored.hit,
        reported_at=stored.created_at,
        url=target.url,
        details=target.details,
        listing_title=stored.title,
        seller_id=stored.seller_id,
        photo_sha256=stored.photo_sha256 or target.photo_sha256,
        view_sha256=None if view is None else view.image_sha256,
        disclaimed=() if view is None else view.disclaimed,
    )
