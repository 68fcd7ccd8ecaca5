"""The records that every other part of Lookalike speaks of.

Plain frozen values: no database, no pixels, no vectors. Identifiers are the caller's own strings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import Any, Self

Point = tuple[float, float]
"""``(x, y)`` in pixels of the photo as a person sees it (EXIF orientation applied)."""


Box = tuple[float, float, float, float]
"""``(left, top, right, bottom)`` in pixels of a picture as a person sees it."""


class Kind(StrEnum):
    """What sort of right is registered."""

    REGISTERED_DESIGN = "registered_design"
    TRADEMARK = "trademark"


class Channel(StrEnum):
    """What finds a right in a photo, each in its own way and with its own score.

    Attributes:
        EMBEDDING: A model's vectors of the view and of a region; the score is their cosine.
        LOCAL: Keypoints that agree in look and place; the score is how many.
        FINGERPRINT: The picture itself, used again; the score is the correlation of hash bits.
        WORDMARK: A registered word that is read; the score is how well it is spelt and legible.
    """

    EMBEDDING = "embedding"
    LOCAL = "local"
    FINGERPRINT = "fingerprint"
    WORDMARK = "wordmark"


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
class Evidence:
    """What a hit rests on, as plain values from which pictures can be drawn.

    Attributes:
        transform: ``(3, 3)`` matrix, row by row, from view pixels to photo pixels; ``None`` where
            the two were not aligned.
        mirrored: Whether the photo shows the view in a mirror.
        pairs: View x, view y, photo x, photo y of keypoints that agree.
        differs: Parts of the view, in its pixels, that have no counterpart in the photo.
        text: What was read in the photo, where that is a registered word.
    """

    transform: tuple[float, ...] | None = None
    mirrored: bool = False
    pairs: tuple[tuple[float, float, float, float], ...] = ()
    differs: tuple[Box, ...] = ()
    text: str | None = None

    @property
    def numbers(self) -> Iterator[float]:
        """Every coordinate and every entry of the transform."""
        return chain(self.transform or (), *self.pairs, *self.differs)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Read back what `dataclasses.asdict` made and JSON has turned into lists."""
        given = dict(content)
        for name in ("pairs", "differs"):
            given[name] = tuple(map(tuple, given.get(name, ())))
        if given.get("transform") is not None:
            given["transform"] = tuple(given["transform"])
        return cls(**given)


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
        evidence: What it rests on, beside the channels' scores.
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
    evidence: Evidence = Evidence()
