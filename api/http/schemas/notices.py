"""Notices, as they are drafted, decided and shown."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import examples
from api.http.schemas.cell_types import Day, RequiredText, Territories
from api.http.schemas.page import Page
from api.notices.completeness import Shortcoming
from data.notices import (
    Ground,
    Notice,
    NoticeItem,
    NoticeState,
    Outcome,
    Restriction,
)
from data.records import Band, Kind

CLAIM: dict[str, Any] = {
    "name": "Brunel Appliances Ltd",
    "email": "ip@brunel.example",
    "reasons": "The kettle offered has the body and the spout of our registered design.",
    "good_faith": True,
}
ITEM_IN: dict[str, Any] = {
    "hit_id": examples.HIT["id"],
    "url": "https://shop.example/item/55120",
    "details": "Variant: matt green",
}
_RIGHT: dict[str, Any] = {
    name: examples.RIGHT[name]
    for name in (
        *("right_id", "kind", "title", "owner", "office"),
        *("registration_number", "filed_on", "expires_on"),
    )
}
DECISION: dict[str, Any] = {
    "restriction": "removal",
    "ground": "legal",
    "reference": "Article 19(1) of Regulation (EC) No 6/2002",
    "explanation": "The kettles offered make the same overall impression as the design.",
    "automated": False,
    "territories": ["DE", "FR"],
    "until": None,
    "names_notifier": False,
}
NOTICE: dict[str, Any] = {
    "notice_id": 31,
    "state": "sent",
    "version": 2,
    **CLAIM,
    "rights": [_RIGHT],
    "created_at": "2026-03-01T13:00:00Z",
    "sent_at": "2026-03-01T13:05:00Z",
    "acknowledged_at": None,
    "decided_at": None,
    "withdrawn_at": None,
    "decision": None,
}
_ITEM: dict[str, Any] = {
    "position": 1,
    **{name: examples.HIT[name] for name in ("listing_id", "listing_title", "seller_id")},
    "url": ITEM_IN["url"],
    "details": ITEM_IN["details"],
    **{
        name: examples.HIT[name]
        for name in ("right_id", "view", "probability", "score", "band", "model", "index")
    },
    "reported_at": "2026-03-01T12:30:00Z",
    "photo_sha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "view_sha256": examples.VIEW["image_sha256"],
    "outcome": "pending",
}


class DecisionOut(BaseModel):
    """What was decided."""

    model_config = ConfigDict(from_attributes=True)

    restriction: Restriction = Field(description="What happens to the listings upheld.")
    ground: Ground
    reference: RequiredText = Field(description="The provision of law, or of the terms.")
    explanation: RequiredText = Field(description="Why the listings fall under it.")
    automated: bool = Field(
        default=False, description="Whether the decision was taken by automated means."
    )
    territories: Territories = Field(
        default=(), description="Where it holds, such as `DE`; everywhere if empty."
    )
    until: Day = Field(default=None, description="Its last day; without an end if null.")
    names_notifier: bool = Field(
        default=False, description="Whether sellers are told who sent the notice."
    )


class RightSummaryOut(BaseModel):
    """A right as it was registered when the notice was drafted."""

    model_config = ConfigDict(from_attributes=True)

    right_id: str
    kind: Kind
    title: str
    owner: str | None
    office: str | None
    registration_number: str | None
    filed_on: date | None
    expires_on: date | None


class NoticeOut(BaseModel):
    """A notice; its items are a list of their own."""

    model_config = ConfigDict(json_schema_extra={"examples": [NOTICE]})

    notice_id: int
    state: NoticeState
    version: int = Field(description="Counts its changes; the `ETag` is made of it.")
    name: str | None
    email: str | None
    reasons: str | None
    good_faith: bool
    rights: list[RightSummaryOut]
    created_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None
    decided_at: datetime | None
    withdrawn_at: datetime | None
    decision: DecisionOut | None

    @classmethod
    def of(cls, notice: Notice) -> Self:
        """Show a notice."""
        decision, claim = notice.decision, notice.claim
        return cls(
            notice_id=notice.notice_id,
            state=notice.state,
            version=notice.version,
            name=claim.name,
            email=claim.email,
            reasons=claim.reasons,
            good_faith=claim.good_faith,
            rights=[RightSummaryOut.model_validate(right) for right in notice.rights],
            created_at=notice.created_at,
            sent_at=notice.sent_at,
            acknowledged_at=notice.acknowledged_at,
            decided_at=notice.decided_at,
            withdrawn_at=notice.withdrawn_at,
            decision=None if decision is None else DecisionOut.model_validate(decision),
        )


class NoticeItemOut(BaseModel):
    """A (listing, right) pair of a notice, with the hit as it was when that was drafted."""

    position: int = Field(description="Counted from 1, as in the evidence pack.")
    listing_id: str
    listing_title: str | None
    seller_id: str | None
    url: str | None
    details: str | None
    right_id: str
    view: str
    probability: float
    score: float
    band: Band
    model: str
    index: str
    reported_at: datetime
    photo_sha256: str | None
    view_sha256: str | None
    outcome: Outcome

    @classmethod
    def of(cls, position: int, item: NoticeItem) -> Self:
        """Show an item."""
        of_the_hit = ("listing_id", "right_id", "view", "probability", "score", "band", "model")
        of_the_item = ("listing_title", "seller_id", "url", "details", "reported_at", "outcome")
        return cls(
            position=position,
            **{name: getattr(item.hit, name) for name in (*of_the_hit, "index")},
            **{name: getattr(item, name) for name in (*of_the_item, "photo_sha256", "view_sha256")},
        )


class NoticePage(Page[NoticeOut]):
    """Notices, newest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [NOTICE], "next_cursor": "MzE"}]}
    )


class NoticeItemPage(Page[NoticeItemOut]):
    """Items of a notice, in their order."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [_ITEM], "next_cursor": None}]}
    )


class ShortcomingOut(BaseModel):
    """What keeps a notice from being sent."""

    model_config = ConfigDict(from_attributes=True)

    field: str = Field(description="`items[3].url` is the fourth item's address.")
    reason: str
    listing_id: str | None = Field(description="The listing that it is about, if it is about one.")


class Completeness(BaseModel):
    """What a notice lacks of what Article 16(2) of the Digital Services Act asks for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "complete": False,
                    "shortcomings": [
                        {
                            "field": "items[0].url",
                            "reason": "is missing: Article 16(2)(b) asks for the exact URL of each "
                            "listing",
                            "listing_id": "B-55120",
                        }
                    ],
                }
            ]
        }
    )

    complete: bool
    shortcomings: list[ShortcomingOut]

    @classmethod
    def of(cls, found: tuple[Shortcoming, ...]) -> Self:
        """Show what was found."""
        listed = [ShortcomingOut.model_validate(shortcoming) for shortcoming in found]
        return cls(complete=not listed, shortcomings=listed)
