"""Hits, and what screening a listing found."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import examples
from api.http.schemas.cell_types import Identifier, ImageFile, Territory, Text
from api.http.schemas.page import Page
from api.http.schemas.rights import view_path
from data.db.hits import StoredHit
from data.records import Band, Box, Point, Right

Probability = Annotated[float, Field(ge=0, le=1)]


class ScreenForm(BaseModel):
    """A listing with its photos, as `multipart/form-data`."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples.form_example(examples.SCREEN_FORM)
    )

    listing_id: Identifier = Field(
        description="Your own name for the listing: a later screening under it takes this one's "
        "place where it finds the same right."
    )
    photos: list[ImageFile] = Field(
        min_length=1, description="JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF files."
    )
    seller_id: Text = Field(
        default=None, description="Rights that authorise this seller make no hits."
    )
    title: Text = None
    category: Text = None
    territory: Territory = Field(
        default=None,
        description="Where it is offered, such as `DE`: only rights that hold there make hits.",
    )
    min_probability: Probability | None = Field(
        default=None,
        description="Report what is at least so probable; else what is worth a reviewer's time.",
    )


class EvidenceOut(BaseModel):
    """What a hit rests on, for drawing the view and the photo side by side."""

    model_config = ConfigDict(from_attributes=True)

    transform: list[float] | None = Field(
        description="3 x 3 matrix, row by row, from pixels of the view to pixels of the photo; "
        "null where the two could not be aligned."
    )
    mirrored: bool = Field(description="Whether the photo shows the view in a mirror.")
    pairs: list[tuple[float, float, float, float]] = Field(
        description="Points that agree: x and y in the view, x and y in the photo."
    )
    differs: list[Box] = Field(
        description="Parts of the view, as left, top, right and bottom in its pixels, that have "
        "no counterpart in the photo."
    )
    text: str | None = Field(
        description="What was read in the photo, where that is a registered word."
    )


class HitOut(BaseModel):
    """A (listing, right) pair with the evidence. Whether it infringes is for a person to say."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.HIT]})

    id: int
    listing_id: str
    listing_title: str | None
    seller_id: str | None
    image: str = Field(description="The photo that shows the right best.")
    photo_url: str | None = Field(description="Where this photo is, if it was kept.")
    right_id: str
    right_title: str | None
    view: str = Field(description="The registered view that is most alike.")
    view_url: str
    probability: float = Field(description="That the right is in the photo, calibrated.")
    score: float = Field(description="What the ranking is by; higher is more alike.")
    band: Band
    channels: dict[str, float] = Field(description="Each channel's own score.")
    region: list[Point] = Field(
        description="Polygon around the match, in pixels of the photo as a person sees it."
    )
    model: str = Field(description="Fingerprint of the embedding model.")
    index: str = Field(description="Revision of the registry that was searched.")
    evidence: EvidenceOut
    created_at: datetime = Field(description="When this pair was first reported.")

    @classmethod
    def of(cls, stored: StoredHit, right: Right | None) -> Self:
        """Show a stored hit and the right that it is of."""
        hit = stored.hit
        photo_url = f"/v1/hits/{stored.id}/photo?sha256={stored.photo_sha256}"
        return cls(
            id=stored.id,
            listing_id=hit.listing_id,
            listing_title=stored.title,
            seller_id=stored.seller_id,
            image=hit.image,
            photo_url=photo_url if stored.photo_sha256 else None,
            right_id=hit.right_id,
            right_title=right.title if right else None,
            view=hit.view,
            view_url=view_path(hit.right_id, hit.view),
            probability=hit.probability,
            score=hit.score,
            band=hit.band,
            channels=dict(hit.channels),
            region=list(hit.region),
            model=hit.model,
            index=hit.index,
            evidence=EvidenceOut.model_validate(hit.evidence),
            created_at=stored.created_at,
        )


class HitPage(Page[HitOut]):
    """Hits, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.HIT_PAGE]})


class RejectedPhoto(BaseModel):
    """A photo that could not be screened."""

    image: str
    reason: str


class Screening(BaseModel):
    """What was found in a listing's photos, most probable first."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SCREENING]})

    listing_id: str
    photos: int = Field(description="How many photos were sent.")
    hits: list[HitOut]
    authorised: int = Field(description="Hits left out because the right authorises the seller.")
    rejected: list[RejectedPhoto] = Field(description="Photos that could not be screened.")
