"""What a report is told about each hit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from api.report.exhibit import Exhibit
from data.decode import DecodedImage
from data.records import Hit, Right


class Truth(StrEnum):
    """Whether a hit is known to be so, where the listings say what is in them."""

    CORRECT = "correct"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that is read only when its turn comes.

    Attributes:
        key: Names the image, its sha256 say: pictures with the same key are read once.
        load: Gives the image file's bytes, or pixels together with the full size of the image. It
            may raise `OSError` or `ValueError`: the card then says why there is no picture.
    """

    key: str
    load: Callable[[], bytes | DecodedImage]


@dataclass(frozen=True, slots=True)
class Card:
    """One hit, ready to be looked at.

    Attributes:
        hit: The hit; its region is in pixels of the photo's full size.
        right: The right that the hit names.
        photo: The listing photo.
        view: The registered view that the hit names.
        title: The listing's title.
        seller_id: Who offers it.
        url: Where the offer is; only an http(s) address becomes a link.
        truth: Whether the hit is known to be correct.
        exhibits: Pictures of what the hit rests on. One whose `load` raises is left out.
        asked_about: Whether this is the hit that the report is about; it comes before the others.

    Raises:
        ValueError: If `right` is not the one the hit names.
    """

    hit: Hit
    right: Right
    photo: Picture
    view: Picture
    title: str | None = None
    seller_id: str | None = None
    url: str | None = None
    truth: Truth | None = None
    exhibits: Mapping[Exhibit, Picture] = field(default_factory=dict)
    asked_about: bool = False

    def __post_init__(self) -> None:
        if self.hit.right_id != self.right.right_id:
            raise ValueError(
                f"the hit names right {self.hit.right_id!r} but the card shows "
                f"{self.right.right_id!r}"
            )
