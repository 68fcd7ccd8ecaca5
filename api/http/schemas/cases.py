"""Cases, and what happens to them."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.http.schemas import case_examples as examples
from api.http.schemas.cell_types import Identifier, Territory
from api.http.schemas.page import Page
from data.actors import Role
from data.casework import (
    Case,
    CaseState,
    DeadlineKind,
    Effect,
    Event,
    Outcome,
    Standing,
    Transition,
    Verdict,
)
from data.db.casework.cases import ListedCase

MovableEvent = Literal[
    Event.START_REVIEW,
    Event.ASSESS,
    Event.NOTIFY,
    Event.COUNTER,
    Event.ACCEPT,
    Event.REST,
    Event.REBUT,
    Event.UPHOLD,
    Event.REJECT,
    Event.OVERTURN,
    Event.WITHDRAW,
    Event.CONFIRM_REMOVAL,
    Event.CONFIRM_REINSTATEMENT,
]

_LARGEST_VALUE = 10**15


def _example(example: dict[str, Any], extra: Literal["forbid", "ignore"] = "ignore") -> ConfigDict:
    shown: dict[str, Any] = {"examples": [example]}
    return ConfigDict(json_schema_extra=shown, extra=extra)


class DeadlineOut(BaseModel):
    """What is due next, and of whom."""

    model_config = ConfigDict(from_attributes=True)

    kind: DeadlineKind = Field(
        description="A reviewer's `decision`, the seller's `answer`, the complainant's `rebuttal`, "
        "or the marketplace's `execution`."
    )
    due_at: datetime = Field(description="From this instant on it is too late.")
    missed: bool = Field(description="Whether it is too late; it can still be done.")


class ApprovalOut(BaseModel):
    """What the first of two persons has decided."""

    model_config = ConfigDict(from_attributes=True)

    event: Event
    by: str = Field(description="Who did; the second has to be somebody else.")


class CaseListingOut(BaseModel):
    """A listing of a case."""

    model_config = ConfigDict(from_attributes=True)

    listing_id: str
    hit_id: int
    cluster: int = Field(description="Listings of one number have near-identical photos.")
    verdict: Verdict | None = Field(description="What was decided of the cluster.")
    standing: Standing = Field(description="What was ordered of the listing.")


class _CaseFields(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    case_id: int
    seller_id: str
    right_id: str
    number: int = Field(description="Counts the cases of this seller and right.")
    state: CaseState
    round: int = Field(description="Of the at most three rounds of answers.")
    expedited: bool = Field(description="Whether a decision is due within a day.")
    machine_proposed: bool = Field(description="Whether it was the machine that found the hits.")
    value: int | None = Field(
        description="What is at stake, in the smallest unit of the installation's currency."
    )
    territory: str | None = Field(description="Whose holidays count.")
    deadline: DeadlineOut | None
    approval: ApprovalOut | None
    outcome: Outcome | None
    opened_at: datetime
    changed_at: datetime
    version: int = Field(description="Counts the changes; it is the `ETag`.")


class ListedCaseOut(_CaseFields):
    """A case of a list."""

    model_config = _example(examples.LISTED_CASE)

    listings: int = Field(description="How many there are.")

    @classmethod
    def of(cls, listed: ListedCase) -> Self:
        """Show a case of a list."""
        fields = _CaseFields.model_validate(listed.case)
        return cls(**dict(fields), listings=listed.listings)


class CaseOut(_CaseFields):
    """A case."""

    model_config = _example(examples.CASE)

    listings: list[CaseListingOut]
    moves: list[Event] = Field(description="What you may do now.")

    @classmethod
    def of(cls, case: Case, moves: tuple[Event, ...]) -> Self:
        """Show a case to somebody who may make these moves."""
        fields = _CaseFields.model_validate(case)
        listings = [CaseListingOut.model_validate(each) for each in case.listings]
        return cls(**dict(fields), listings=listings, moves=list(moves))


class CasePage(Page[ListedCaseOut]):
    """Cases, the one that was opened last first."""

    model_config = _example(examples.CASE_PAGE)


class CaseEventOut(BaseModel):
    """One thing that happened to a case."""

    model_config = _example(examples.CASE_EVENT)

    number: int
    event: Event
    actor: str
    role: Role
    at: datetime = Field(
        description="From when it counts: silence counts from the deadline on, however late it "
        "was found."
    )
    recorded_at: datetime = Field(description="When it was written down.")
    source: CaseState | None
    target: CaseState
    effects: list[Effect]
    payload: dict[str, Any]

    @classmethod
    def of(cls, number: int, transition: Transition) -> Self:
        """Show what happened."""
        return cls(
            number=number,
            event=transition.event,
            actor=transition.actor.name,
            role=transition.actor.role,
            at=transition.at,
            recorded_at=transition.recorded_at,
            source=transition.source,
            target=transition.target,
            effects=list(transition.effects),
            payload=dict(transition.payload),
        )


class CaseEventPage(Page[CaseEventOut]):
    """What happened to a case, in order."""

    model_config = _example(examples.CASE_EVENT_PAGE)


class GatheringIn(BaseModel):
    """Which hits are to become cases."""

    model_config = _example(examples.GATHERING, "forbid")

    seller_id: Identifier | None = Field(default=None, description="Only of this seller.")
    right_id: Identifier | None = Field(default=None, description="Only of this right.")
    territory: Territory = Field(default=None, description="Whose holidays count in new cases.")
    limit: int = Field(default=50, ge=1, le=200, description="How many cases at most.")


class GatheredOut(BaseModel):
    """A case that hits have joined."""

    case_id: int
    opened: bool = Field(description="Whether the case is new.")
    listings: int = Field(description="How many listings have joined it.")


class GatheringOut(BaseModel):
    """The cases that hits have joined; when there are none, no hit is left."""

    model_config = _example(examples.GATHERED)

    items: list[GatheredOut]


class MoveIn(BaseModel):
    """What happens to a case."""

    model_config = _example(examples.MOVE, "forbid")

    event: MovableEvent
    note: str | None = Field(default=None, max_length=20_000, description="What you have to say.")
    value: int | None = Field(
        default=None, ge=0, le=_LARGEST_VALUE, description="What is at stake, for `assess`."
    )

    @model_validator(mode="after")
    def _value_goes_with_assess(self) -> Self:
        if (self.value is None) == (self.event is Event.ASSESS):
            raise ValueError("`assess` takes a `value`, and nothing else does")
        return self


class DecisionIn(BaseModel):
    """What is decided of a cluster."""

    model_config = _example(examples.DECISION, "forbid")

    verdict: Verdict
