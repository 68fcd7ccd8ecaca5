"""What a hit rests on, with the addresses of its pictures."""

from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import examples
from api.http.schemas.hits import EvidenceOut, HitOut
from data.db.hits import StoredHit
from data.records import Point

PictureName = Literal["keypoints", "overlay", "differences"]
"""An exhibit that needs no model to be drawn."""

_PICTURES: tuple[PictureName, ...] = get_args(PictureName)
_SHARED = ("photo_url", "right_id", "view", "view_url", "channels", "region", "evidence")
_EXAMPLE: dict[str, Any] = {
    "hit_id": examples.HIT["id"],
    **{name: examples.HIT[name] for name in _SHARED},
    "pictures": {name: f"/v1/hits/1207/evidence/{name}.jpg" for name in _PICTURES},
}


class EvidencePictures(BaseModel):
    """Addresses of pictures; null where there is nothing to draw."""

    keypoints: str | None = Field(description="Lines join what agrees in photo and view.")
    overlay: str | None = Field(description="The view in every other square of its region.")
    differences: str | None = Field(
        description="Photo and view beside each other, with boxes around what has no counterpart."
    )


class HitEvidence(BaseModel):
    """What a hit rests on."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    hit_id: int
    photo_url: str | None = Field(description="Where the photo is, if it was kept.")
    right_id: str
    view: str
    view_url: str
    channels: dict[str, float] = Field(description="Each channel's own score.")
    region: list[Point] = Field(
        description="Polygon around the match, in pixels of the photo as a person sees it."
    )
    evidence: EvidenceOut
    pictures: EvidencePictures

    @classmethod
    def of(cls, stored: StoredHit) -> Self:
        """Show the evidence of a stored hit."""
        hit = HitOut.of(stored, None)
        drawn = stored.photo_sha256 is not None and stored.hit.evidence.transform is not None
        addresses = {name: f"/v1/hits/{hit.id}/evidence/{name}.jpg" for name in _PICTURES}
        return cls(
            hit_id=hit.id,
            **{name: getattr(hit, name) for name in _SHARED},
            pictures=EvidencePictures(**{n: addresses[n] if drawn else None for n in _PICTURES}),
        )
