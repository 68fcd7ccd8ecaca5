"""The records that every other part of Lookalike speaks of.

Plain frozen values: no database, no pixels, no vectors. Identifiers are the caller's own strings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Point = tuple[float, float]
"""``(x, y)`` in pixels of the photo as a person sees it (EXIF orientation applied)."""


class Kind(StrEnum):
    """What sort of right is registered."""

    REGISTERED_DESIGN = "registered_design"
    TRADEMARK = "trademark"


class Band(StrEnum):
    """How strong a hit is. A machine never says "infringement": that is a reviewer's decision."""

    EXPEDITED = "expedited"
    REVIEW = "review"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class View:
    """One registered image of a right.

    Attributes:
        name: Unique within its right, such as ``front``.
        image_sha256: Hex digest of the stored image file, its key in the image store.
        width: Pixels, as a person sees the image.
        height: Pixels, as a person sees the image.
        id: The integer under which indexes know this view; ``None`` until it is stored. A view
            whose image changes gets a new id, and an id is never used again.
    """

    name: str
    image_sha256: str
    width: int
    height: int
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """A registered design or a trade mark, with its views.

    ``territories`` holds ISO 3166 two-letter codes (``EU`` for the Union); empty means everywhere.
    ``metadata`` keeps the manifest's columns that Lookalike does not know.
    """

    right_id: str
    kind: Kind
    title: str
    views: tuple[View, ...]
    owner: str | None = None
    office: str | None = None
    registration_number: str | None = None
    classes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    filed_on: date | None = None
    expires_on: date | None = None
    territories: tuple[str, ...] = ()
    authorised_sellers: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of a listing.

    Attributes:
        image: The reference as the manifest gave it: what reports and hits show.
        location: Where the bytes are: an absolute path, or an http(s) URL.
        row: Number of the manifest row, counted from 1; for a folder, the photo's position.
    """

    image: str
    location: str
    row: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One offer on a marketplace. ``right_ids`` is ground truth and used by evaluation alone."""

    listing_id: str
    photos: tuple[Photo, ...]
    seller_id: str | None = None
    title: str | None = None
    category: str | None = None
    price: str | None = None
    currency: str | None = None
    territory: str | None = None
    url: str | None = None
    right_ids: tuple[str, ...] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A (listing, right) pair that is reported, with the photo and view that show it best.

    Attributes:
        listing_id: The listing.
        image: The listing photo, as its manifest names it.
        right_id: The right.
        view: Name of the registered view that matched best.
        probability: Calibrated probability in [0, 1] that the right is in the photo.
        score: What the ranking is by; higher is more alike.
        band: What the probability is good for.
        channels: Each channel's own score.
        region: Polygon around the match in photo pixels.
        model: Fingerprint of the embedding model.
        index: Revision of the registry that was searched.
    """

    listing_id: str
    image: str
    right_id: str
    view: str
    probability: float
    score: float
    band: Band
    channels: Mapping[str, float]
    region: tuple[Point, ...]
    model: str
    index: str
