"""Notices to a marketplace, what it decided on them, and complaints against that.

Plain frozen values, as in `data.records`. The articles named here and in `api.notices` are those of
Regulation (EU) 2022/2065, the Digital Services Act (https://eur-lex.europa.eu/eli/reg/2022/2065/oj).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from data.records import Hit, Kind, Polygon, Right


class NoticeState(StrEnum):
    """How far a notice has come."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What was decided on one item of a notice."""

    PENDING = "pending"
    UPHELD = "upheld"
    REJECTED = "rejected"


class Restriction(StrEnum):
    """What a decision does to a listing or its seller: Article 17(1)."""

    REMOVAL = "removal"
    DISABLED_ACCESS = "disabled_access"
    DEMOTION = "demotion"
    RESTRICTED_VISIBILITY = "restricted_visibility"
    PAYMENTS = "payments"
    SERVICE = "service"
    ACCOUNT = "account"


class Ground(StrEnum):
    """What a decision rests on: the law (Article 17(3)(d)), or the terms (Article 17(3)(e))."""

    LEGAL = "legal"
    CONTRACTUAL = "contractual"


class Party(StrEnum):
    """Who may complain of a decision: Article 20(1)."""

    SELLER = "seller"
    NOTIFIER = "notifier"


class ComplaintState(StrEnum):
    """How far a complaint has come."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a notifier says: Article 16(2). A draft may lack any of it.

    Attributes:
        name: The notifier's name.
        email: The notifier's address.
        reasons: Why the notifier holds the listings to be illegal.
        good_faith: Whether the notifier confirmed to believe, in good faith, that what the notice
            says is accurate and complete.
    """

    name: str | None = None
    email: str | None = None
    reasons: str | None = None
    good_faith: bool = False


@dataclass(frozen=True, slots=True)
class RightSummary:
    """A right as it was registered when a notice was drafted."""

    right_id: str
    kind: Kind
    title: str
    owner: str | None = None
    office: str | None = None
    registration_number: str | None = None
    filed_on: date | None = None
    expires_on: date | None = None

    @classmethod
    def of(cls, right: Right) -> "RightSummary":
        """Sum up a right."""
        return cls(
            right_id=right.right_id,
            kind=right.kind,
            title=right.title,
            owner=right.owner,
            office=right.office,
            registration_number=right.registration_number,
            filed_on=right.filed_on,
            expires_on=right.expires_on,
        )


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One (listing, right) pair of a notice, with the evidence as it was when that was drafted.

    Attributes:
        hit: What was found; a later screening of the listing does not change it here.
        reported_at: When the pair was first found.
        url: The listing's exact electronic location.
        details: What else helps to find it, such as the variant of an offer.
        listing_title: The listing's title.
        seller_id: Who offers it.
        photo_sha256: Key of the listing photo in the image store, if it was kept.
        view_sha256: Key of the registered view in the image store.
        disclaimed: Parts of the view that the right does not protect, in its pixels.
        outcome: What was decided.
    """

    hit: Hit
    reported_at: datetime
    url: str | None = None
    details: str | None = None
    listing_title: str | None = None
    seller_id: str | None = None
    photo_sha256: str | None = None
    view_sha256: str | None = None
    disclaimed: tuple[Polygon, ...] = ()
    outcome: Outcome = Outcome.PENDING


@dataclass(frozen=True, slots=True)
class Decision:
    """What a marketplace decided on a notice, as far as it is the same for all its items.

    Attributes:
        restriction: What happens to the listings that are upheld.
        ground: What that rests on.
        reference: The provision of law, or of the terms.
        explanation: Why the listings fall under it.
        decided_by: Who decided.
        automated: Whether the decision itself was taken by automated means.
        territories: Where it holds, as ISO 3166 codes; everywhere the service is, if empty.
        until: The last day on which it holds; without an end, if absent.
        names_notifier: Whether sellers are told who sent the notice, where strictly necessary.
    """

    restriction: Restriction
    ground: Ground
    reference: str
    explanation: str
    decided_by: str
    automated: bool = False
    territories: tuple[str, ...] = ()
    until: date | None = None
    names_notifier: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with all its items, in their order; ``version`` counts its changes."""

    notice_id: int
    claim: Claim
    items: tuple[NoticeItem, ...]
    rights: tuple[RightSummary, ...]
    created_at: datetime
    state: NoticeState = NoticeState.DRAFT
    version: int = 1
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    decided_at: datetime | None = None
    withdrawn_at: datetime | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint against the decision on some of a notice's listings.

    Attributes:
        complaint_id: Its number.
        notice_id: The notice.
        party: Which side complains.
        seller_id: Who complains, where that is a seller.
        listing_ids: The listings whose decisions it is against.
        reasons: Why.
        lodged_at: When it came in.
        state: How far it has come.
        decided_at: When it was answered.
        decided_by: The person who answered it.
        explanation: The reasons for the answer.
    """

    complaint_id: int
    notice_id: int
    party: Party
    seller_id: str | None
    listing_ids: tuple[str, ...]
    reasons: str
    lodged_at: datetime
    state: ComplaintState = ComplaintState.OPEN
    decided_at: datetime | None = None
    decided_by: str | None = None
    explanation: str | None = None
