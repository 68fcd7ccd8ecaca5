"""Rights and their views."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import examples
from api.http.schemas.cell_types import (
    Day,
    Disclaimed,
    Flag,
    Form,
    Identifier,
    ImageFile,
    KindName,
    Metadata,
    RequiredText,
    Several,
    Status,
    Territories,
    Text,
)
from api.http.schemas.page import Page
from data.db.rights import Saved
from data.records import MAX_VIEWS, Agent, Kind, Right, RightStatus, View, ViewForm

_OF_THE_VIEWS = frozenset({"views", "view_names", "view_forms", "view_disclaimed"})
_OF_THE_AGENT = frozenset({"agent", "agent_from", "agent_until"})


class RightForm(BaseModel):
    """A right with its views, as `multipart/form-data`."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples.form_example(examples.RIGHT_FORM)
    )

    right_id: Identifier = Field(description="Your own name for the right, such as its number.")
    kind: KindName
    title: RequiredText
    views: list[ImageFile] = Field(
        min_length=1,
        max_length=MAX_VIEWS,
        description="The registered images: JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF files.",
    )
    view_names: tuple[Identifier, ...] = Field(
        default=(),
        description="A name for each of `views`, in their order. Without names, a single view is "
        "called `front`, and several are called like their files.",
    )
    view_forms: tuple[Form, ...] = Field(
        default=(), description="How each of `views` was made, in their order; empty: not known."
    )
    view_disclaimed: tuple[Disclaimed, ...] = Field(
        default=(),
        description="What is not protected of each of `views`, in their order: corners `x,y` in "
        "pixels with blanks between, a `;` between two outlines; empty: nothing.",
    )
    owner: Text = None
    owner_verified: Flag = Field(default=False, description="Whether somebody checked that.")
    documents: Several = Field(default=(), description="What it was checked by, and more.")
    agent: Text = Field(default=None, description="Who acts for the owner.")
    agent_from: Day = Field(default=None, description="First day of the power of attorney.")
    agent_until: Day = Field(default=None, description="Last day of the power of attorney.")
    office: Text = Field(default=None, description="Where it is registered, such as EUIPO.")
    application_number: Text = None
    registration_number: Text = None
    classes: Several = Field(
        default=(), description="Locarno classes of a design; Nice and Vienna ones of a mark."
    )
    words: Several = Field(default=(), description="The words of a word mark.")
    filed_on: Day = None
    registered_on: Day = None
    priority_on: Day = Field(default=None, description="Day of an earlier filing that is claimed.")
    expires_on: Day = Field(default=None, description="The last day on which it is in force.")
    renewed_until: Day = Field(default=None, description="The last day as last renewed.")
    status: Status = Field(default=None, description="How it stands at its office.")
    evaluation_report: Text = Field(
        default=None, description="Reference of the office's report on it, if there is one."
    )
    territories: Territories = Field(
        default=(), description="Two-letter country codes, `EU` for the Union; none: everywhere."
    )
    authorised_sellers: Several = Field(
        default=(), description="Sellers whose listings never make a hit."
    )
    metadata: Metadata = Field(default={}, description="Whatever else is known: a JSON object.")

    def right(self) -> Right:
        """Return the right, still without its views."""
        fields = self.model_dump(exclude={*_OF_THE_VIEWS, *_OF_THE_AGENT})
        agent = Agent(self.agent, self.agent_from, self.agent_until) if self.agent else None
        return Right(views=(), agent=agent, **fields)


class ViewOut(BaseModel):
    """A registered image."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.VIEW]})

    name: str
    image_sha256: str = Field(description="SHA-256 of the image file.")
    width: int = Field(description="Pixels, as a person sees the image.")
    height: int = Field(description="Pixels, as a person sees the image.")
    url: str = Field(description="Where the image file is; what is there never changes.")
    form: ViewForm | None = Field(default=None, description="How it was made.")
    disclaimed: list[list[tuple[float, float]]] = Field(
        default=[], description="Outlines of what is not protected, in pixels."
    )

    @classmethod
    def of(cls, right_id: str, view: View) -> Self:
        """Show a view of a right."""
        return cls(
            name=view.name,
            image_sha256=view.image_sha256,
            width=view.width,
            height=view.height,
            url=f"{view_path(right_id, view.name)}?sha256={view.image_sha256}",
            form=view.form,
            disclaimed=[list(polygon) for polygon in view.disclaimed],
        )


class AgentOut(BaseModel):
    """Who acts for an owner."""

    name: str
    power_from: date | None = Field(description="First day of the power of attorney.")
    power_until: date | None = Field(description="Last day of the power of attorney.")


class RightOut(BaseModel):
    """A registered right."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RIGHT]})

    right_id: str
    kind: Kind
    title: str
    views: list[ViewOut]
    owner: str | None
    office: str | None
    registration_number: str | None
    classes: list[str]
    words: list[str]
    filed_on: date | None
    expires_on: date | None
    territories: list[str]
    authorised_sellers: list[str]
    metadata: dict[str, str]
    withdrawn_at: datetime | None = Field(description="Since when it makes no hits.")
    application_number: str | None
    registered_on: date | None
    priority_on: date | None
    renewed_until: date | None
    status: RightStatus | None
    owner_verified: bool
    documents: list[str]
    agent: AgentOut | None
    evaluation_report: str | None

    @classmethod
    def of(cls, right: Right) -> Self:
        """Show a right."""
        views = [ViewOut.of(right.right_id, view) for view in right.views]
        return cls.model_validate(asdict(right) | {"views": views})


class Registration(BaseModel):
    """What registering did."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.REGISTRATION]})

    outcome: Saved
    right: RightOut


class RightPage(Page[RightOut]):
    """Rights in the order of their ids."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RIGHT_PAGE]})


def right_path(right_id: str) -> str:
    """Return the path of a right."""
    return f"/v1/rights/{quote(right_id, safe='')}"


def view_path(right_id: str, name: str) -> str:
    """Return the path of a view's image."""
    return f"{right_path(right_id)}/views/{quote(name, safe='')}"
