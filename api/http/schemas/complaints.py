"""Statements of reasons, and complaints."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas.cell_types import Identifier, RequiredText
from api.http.schemas.notices import DECISION, NOTICE, DecisionOut, RightSummaryOut
from api.http.schemas.page import Page
from api.notices.statement import Statement, as_text
from data.notices import Complaint, ComplaintState, Party

_COMPLAINT_IN: dict[str, Any] = {
    "party": "seller",
    "seller_id": "best-deals-24",
    "listing_ids": ["B-55120"],
    "reasons": "I sell the owner's own kettle, bought from an authorised dealer.",
}
_COMPLAINT: dict[str, Any] = {
    "complaint_id": 5,
    "notice_id": 31,
    **_COMPLAINT_IN,
    "lodged_at": "2026-03-09T08:00:00Z",
    "state": "open",
    "decided_at": None,
    "decided_by": None,
    "explanation": None,
}
_STATEMENT: dict[str, Any] = {
    "notice_id": 31,
    "seller_id": "best-deals-24",
    "decided_at": "2026-03-02T09:00:00Z",
    "decision": DECISION,
    "source": "a notice under Article 16 of Regulation (EU) 2022/2065",
    "notifier": None,
    "facts": [
        {
            "listing_id": "B-55120",
            "listing_title": "Retro kettle 1.7 l, matt green",
            "url": "https://shop.example/item/55120",
            "right": NOTICE["rights"][0],
            "view": "front",
            "probability": 0.974,
            "reported_at": "2026-03-01T12:30:00Z",
        }
    ],
    "automated_detection": True,
    "automated_decision": False,
    "redress": [
        {
            "name": "internal_complaint",
            "explanation": "Complain to us, electronically and free of charge (Article 20).",
            "until": "2026-09-02",
        }
    ],
    "text": "Statement of reasons to seller best-deals-24, 2026-03-02 (notice 31)\n…",
}


class FactOut(BaseModel):
    """What the decision on one listing rests on."""

    model_config = ConfigDict(from_attributes=True)

    listing_id: str
    listing_title: str | None
    url: str | None
    right: RightSummaryOut
    view: str
    probability: float
    reported_at: datetime


class RedressOut(BaseModel):
    """One way to contest a decision."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    explanation: str
    until: date | None


class StatementOut(BaseModel):
    """The reasons that a seller is given: Article 17(3) of the Digital Services Act."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_STATEMENT]})

    notice_id: int
    seller_id: str
    decided_at: datetime
    decision: DecisionOut
    source: str = Field(description="What led to the decision.")
    notifier: str | None = Field(description="Who sent the notice, where that is needed.")
    facts: list[FactOut]
    automated_detection: bool
    automated_decision: bool
    redress: list[RedressOut]
    text: str = Field(description="All of this in words, as it can be sent to the seller.")

    @classmethod
    def of(cls, given: Statement) -> Self:
        """Show a statement."""
        names = (name for name in cls.model_fields if name != "text")
        content = {name: getattr(given, name) for name in names}
        return cls.model_validate({**content, "text": as_text(given)})


class ComplaintIn(BaseModel):
    """A complaint against the decision on a notice."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_COMPLAINT_IN]})

    party: Party = Field(description="Who complains.")
    seller_id: Identifier | None = Field(
        default=None, description="Which seller, where one complains.", validate_default=False
    )
    listing_ids: list[Identifier] = Field(min_length=1, max_length=20_000)
    reasons: RequiredText


class ComplaintOut(BaseModel):
    """A complaint, and its answer once there is one."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_COMPLAINT]})

    complaint_id: int
    notice_id: int
    party: Party
    seller_id: str | None
    listing_ids: list[str]
    reasons: str
    lodged_at: datetime
    state: ComplaintState
    decided_at: datetime | None
    decided_by: str | None
    explanation: str | None

    @classmethod
    def of(cls, complaint: Complaint) -> Self:
        """Show a complaint."""
        return cls.model_validate(complaint)


class ComplaintPage(Page[ComplaintOut]):
    """Complaints, newest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [_COMPLAINT], "next_cursor": None}]}
    )


class AnswerIn(BaseModel):
    """A person's answer to a complaint."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"upheld": True, "explanation": "The invoice shows an authorised dealer."}]
        },
    )

    upheld: bool = Field(description="Whether the decision on its listings is reversed.")
    explanation: RequiredText
