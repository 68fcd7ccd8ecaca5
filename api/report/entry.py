"""One card as the page words it."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from api.report.card import Card, Truth
from api.report.exhibit import Exhibit
from api.report.pictures import Shown
from data.records import Hit, Point, Right
from data.validity import in_force

_ZOOM_MARGIN = 0.15
"""What is shown around a region when the photo is zoomed to it, as a share of its longer side."""


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that is safe to be clicked, and the host it leads to."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A card without its pictures' loaders, which may hold pixels.

    Attributes:
        anchor: The card's fragment in the page's address: the same whenever the hit is the same.
        outline: The region as the ``points`` of an SVG polygon; empty when there is none.
        zoom: ``x y width height`` of the region and its surroundings in photo pixels, or empty.
        notices: What a reviewer should know before acting on this hit.
        remarks: What was found besides what the pictures show.
        exhibits: Pictures of what the hit rests on, in their order.
        asked_about: Whether this is the hit that the report is about.
    """

    anchor: str
    hit: Hit
    right: Right
    photo: Shown
    view: Shown
    title: str | None
    seller_id: str | None
    link: Link | None
    truth: Truth | None
    outline: str
    zoom: str
    notices: tuple[str, ...]
    remarks: tuple[str, ...]
    exhibits: Mapping[Exhibit, Shown]
    asked_about: bool

    @classmethod
    def of(
        cls,
        card: Card,
        photo: Shown,
        view: Shown,
        exhibits: Mapping[Exhibit, Shown] = MappingProxyType({}),
        *,
        today: date,
    ) -> "Entry":
        """Word `card`, whose pictures were written as these."""
        region = _region(card.hit.region, photo)
        return cls(
            anchor=_anchor(card.hit),
            hit=card.hit,
            right=card.right,
            photo=photo,
            view=view,
            title=card.title,
            seller_id=card.seller_id,
            link=_link(card.url),
            truth=card.truth,
            outline=" ".join(f"{x:.1f},{y:.1f}" for x, y in region),
            zoom=_zoom(region, photo),
            notices=_notices(card, today),
            remarks=_remarks(card.hit),
            asked_about=card.asked_about,
            exhibits={name: exhibits[name] for name in Exhibit if _is_there(exhibits.get(name))},
        )

    @property
    def rank(self) -> tuple[bool, float, float, str, str]:
        """Sorts what was asked about first, then the likeliest hit, and equal ones always alike."""
        return (
            not self.asked_about,
            -self.hit.probability,
            -self.hit.score,
            self.hit.listing_id,
            self.hit.right_id,
        )


def _anchor(hit: Hit) -> str:
    name = repr((hit.listing_id, hit.right_id))
    return "hit-" + hashlib.sha256(name.encode()).hexdigest()[:16]


def _link(url: str | None) -> Link | None:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if url is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return Link(url, parts.hostname)


def _region(region: Sequence[Point], photo: Shown) -> Sequence[Point]:
    drawable = len(region) >= 3 and all(math.isfinite(value) for point in region for value in point)
    return region if drawable and photo.file else ()


def _zoom(region: Sequence[Point], photo: Shown) -> str:
    if not region:
        return ""
    xs, ys = zip(*region, strict=True)
    margin = _ZOOM_MARGIN * max(max(xs) - min(xs), max(ys) - min(ys))
    left, right = (_clip(x, photo.width) for x in (min(xs) - margin, max(xs) + margin))
    top, bottom = (_clip(y, photo.height) for y in (min(ys) - margin, max(ys) + margin))
    if right <= left or bottom <= top:
        return ""
    return f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}"


def _clip(value: float, limit: int) -> float:
    return min(max(value, 0.0), float(limit))


def _notices(card: Card, today: date) -> tuple[str, ...]:
    right = card.right
    notices = []
    if card.seller_id is not None and card.seller_id in right.authorised_sellers:
        notices.append("The seller is authorised by the owner")
    return (*notices, *map(str, in_force(right, today)))


def _remarks(hit: Hit) -> tuple[str, ...]:
    remarks = []
    if hit.evidence.text is not None:
        remarks.append(f"Read in the photo: {hit.evidence.text}")
    if hit.evidence.mirrored:
        remarks.append("The photo shows the view in a mirror")
    return tuple(remarks)


def _is_there(shown: Shown | None) -> bool:
    return shown is not None and bool(shown.file)
