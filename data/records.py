"""The records that every other part of Lookalike speaks of.

Plain frozen values: no database, no pixels, no vectors. Identifiers are the caller's own strings.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import Any, Self

Point = tuple[float, float]
"""``(x, y)`` in pixels of the photo as a person sees it (EXIF orientation applied)."""


MAX_VIEWS = 12
"""Views that one right may have; offices publish seven to ten at most."""


Polygon = tuple[Point, ...]
"""Corners of an area, in pixels of a picture as a person sees it."""


Box = tuple[float, float, float, float]
"""``(left, top, right, bottom)`` in pixels of a picture as a person sees it."""


class Kind(StrEnum):
    """What sort of right is registered."""

    REGISTERED_DESIGN = "registered_design"
    TRADEMARK = "trademark"


class RightStatus(StrEnum):
    """How a right stands at its office.

    Attributes:
        IN_FORCE: Registered and undisputed.
        EXPIRED: Lapsed; a renewal may bring it back.
        PENDING: Applied for, not registered yet.
        INVALIDITY_PENDING: Registered and in force, but somebody asks for it to be declared
            invalid.
        SURRENDERED: Given up by its owner.
    """

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    PENDING = "pending"
    INVALIDITY_PENDING = "invalidity_pending"
    SURRENDERED = "surrendered"


class ViewForm(StrEnum):
    """How a view was made."""

    DRAWING = "drawing"
    PHOTOGRAPH = "photograph"
    RENDERING = "rendering"


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
            whose image or disclaimer changes gets a new id, and an id is never used again.
        form: Whether it is a drawing, a photograph or a rendering; ``None`` where nobody said.
        disclaimed: Parts of the image that the right does not protect, in its pixels: matching
            and evidence leave them out.
    """

    name: str
    image_sha256: str
    width: int
    height: int
    id: int | None = None
    form: ViewForm | None = None
    disclaimed: tuple[Polygon, ...] = ()

    @property
    def claimed_sha256(self) -> str:
        """Names what is claimed of the image, which is what gets described.

        The image's own digest where nothing is disclaimed.
        """
        return claimed_sha256(self.image_sha256, self.disclaimed)


def claimed_sha256(image_sha256: str, disclaimed: tuple[Polygon, ...]) -> str:
    """Return the name of an image without its disclaimed parts, as `View.claimed_sha256`."""
    if not disclaimed:
        return image_sha256
    outlines = json.dumps([[[float(x), float(y)] for x, y in polygon] for polygon in disclaimed])
    return hashlib.sha256(f"{image_sha256} without {outlines}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts for an owner.

    Attributes:
        name: The agent, as the marketplace knows it.
        power_from: First day of the power of attorney; ``None`` for no limit.
        power_until: Its last day; ``None`` for no limit.
    """

    name: str
    power_from: date | None = None
    power_until: date | None = None

    def may_act(self, on: date) -> bool:
        """Whether the power of attorney covers this day."""
        return (self.power_from is None or self.power_from <= on) and (
            self.power_until is None or on <= self.power_until
        )


@dataclass(frozen=True, slots=True)
class Right:
    """A registered design or a trade mark, with its views.

    Attributes:
        right_id: The caller's own name for it.
        kind: Design or trade mark.
        title: What a person calls it.
        views: Its images as filed.
        owner: Who holds it.
        office: Where it is registered, such as ``EUIPO``; see `data.offices`.
        registration_number: The office's number.
        classes: Locarno classes of a design; Nice and Vienna classes of a mark.
        words: The words of a word mark.
        filed_on: Day of the application.
        expires_on: Last day of the term that is known; a later `renewed_until` extends it.
        territories: ISO 3166 two-letter codes (``EU`` for the Union); empty means everywhere.
        authorised_sellers: Sellers whose listings never make a hit.
        metadata: The manifest's columns that Lookalike does not know.
        withdrawn_at: Since when it makes no hits here, whatever the office says.
        application_number: The office's number of the application.
        registered_on: Day of the registration.
        priority_on: Day of the earlier filing whose priority is claimed.
        renewed_until: Last day of the term that was renewed last.
        status: How it stands at its office; ``None``, where nobody said, counts as in force.
        owner_verified: Whether somebody checked that the owner is who it says.
        documents: What that was checked by, and further papers: references of the caller's own.
        agent: Who acts for the owner.
        evaluation_report: Reference of an office's report on the right, where one was issued, such
            as China's evaluation report of a design patent.
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
    application_number: str | None = None
    registered_on: date | None = None
    priority_on: date | None = None
    renewed_until: date | None = None
    status: RightStatus | None = None
    owner_verified: bool = False
    documents: tuple[str, ...] = ()
    agent: Agent | None = None
    evaluation_report: str | None = None


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
