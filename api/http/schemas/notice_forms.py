"""What is sent to draft, change and decide notices."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import notices
from api.http.schemas.cell_types import Identifier, Text
from api.http.schemas.page import LARGEST_ID
from api.notices.gathering import Target
from data.notices import Claim

_MOST_ITEMS = 20_000


class NoticeItemIn(BaseModel):
    """A hit that a notice is about."""

    model_config = ConfigDict(extra="forbid")

    hit_id: Annotated[int, Field(ge=1, le=LARGEST_ID)]
    url: Text = Field(
        default=None, description="The listing's exact address; needed before it can be sent."
    )
    details: Text = Field(default=None, description="What else helps to find it.")

    @property
    def target(self) -> Target:
        """The hit and where its listing is."""
        return Target(self.hit_id, self.url, self.details)


class ClaimIn(BaseModel):
    """What a notifier says; anything may be missing until the notice is sent."""

    model_config = ConfigDict(extra="forbid")

    name: Text = Field(default=None, description="The notifier's name.")
    email: Text = Field(default=None, description="The notifier's e-mail address.")
    reasons: Text = Field(
        default=None, description="Why the listings are illegal: which right, infringed by what."
    )
    good_faith: bool = Field(
        default=False,
        description="That the notifier believes in good faith that this is accurate and complete.",
    )

    @property
    def claim(self) -> Claim:
        """The same as a record."""
        return Claim(self.name, self.email, self.reasons, self.good_faith)


class NoticeIn(ClaimIn):
    """A notice to draft."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**notices.CLAIM, "items": [notices.ITEM_IN]}]}
    )

    items: list[NoticeItemIn] = Field(min_length=1, max_length=_MOST_ITEMS)


class NoticeRevision(ClaimIn):
    """What takes the place of what a draft says."""

    model_config = ConfigDict(json_schema_extra={"examples": [notices.CLAIM]})

    items: list[NoticeItemIn] | None = Field(
        default=None,
        min_length=1,
        max_length=_MOST_ITEMS,
        description="All items anew; those there are stay unless this is sent.",
    )


class DecisionIn(notices.DecisionOut):
    """A decision on a notice: it is upheld for every listing that is not rejected here."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{**notices.DECISION, "rejected": ["B-55121"]}]},
    )

    rejected: list[Identifier] = Field(
        default=[], max_length=_MOST_ITEMS, description="Listings for which it is not upheld."
    )
