"""Rights and their views."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from api.http.schemas import examples
from api.http.schemas.cell_types import (
    Day,
    Identifier,
    ImageFile,
    KindName,
    Metadata,
    RequiredText,
    Several,
    Territories,
    Text,
)
from api.http.schemas.page import Page
from data.db.rights import Saved
from data.records import Kind, Right, View

MAX_VIEWS = 12
"""Views that one right may have; offices publish seven to ten at most."""


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
    owner: Text = None
    office: Text = Field(default=None, description="Where it is registered, such as EUIPO.")
    registration_number: Text = None
    classes: Several = Field(default=(), description="Locarno or Nice classes.")
    words: Several = Field(default=(), description="The words of a word mark.")
    filed_on: Day = None
    expires_on: Day = Field(default=None, description="The last day on which it is in force.")
    territories: Territories = Field(
        default=(), description="Two-letter country codes, `EU` for the Union; none: everywhere."
    )
    authorised_sellers: Several = Field(
        default=(), description="Sellers whose listings never make a hit."
    )
    metadata: Metadata = Field(default={}, description="Whatever else is known: a JSON object.")

    @field_validator("expires_on")
    @classmethod
    def _after_filing(cls, expires_on: date | None, info: ValidationInfo) -> date | None:
        filed_on = info.data.get("filed_on")
        if filed_on and expires_on and expires_on < filed_on:
            raise ValueError(f"is before the right was filed, {filed_on}")
        return expires_on

    def right(self) -> Right:
        """Return the right, still without its views."""
        return Right(views=(), **self.model_dump(exclude={"views", "view_names"}))


class ViewOut(BaseModel):
    """A registered image."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.VIEW]})

    name: str
    image_sha256: str = Field(description="SHA-256 of the image file.")
    width: int = Field(description="Pixels, as a person sees the image.")
    height: int = Field(description="Pixels, as a person sees the image.")
    url: str = Field(description="Where the image file is; what is there never changes.")

    @classmethod
    def of(cls, right_id: str, view: View) -> Self:
        """Show a view of a right."""
        return cls(
            name=view.name,
            image_sha256=view.image_sha256,
            width=view.width,
            height=view.height,
            url=f"{view_path(right_id, view.name)}?sha256={view.image_sha256}",
        )


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
