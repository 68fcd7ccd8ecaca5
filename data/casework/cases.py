"""A case as it stands: one seller's listings that show one right."""

from dataclasses import dataclass
from datetime import datetime

from data.casework.vocabulary import (
    CaseState,
    DeadlineKind,
    Event,
    Outcome,
    Standing,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due.

    Attributes:
        kind: What is due.
        due_at: The last instant in time.
        missed: Whether it was found to be over without a move that ends it; it is found once.
    """

    kind: DeadlineKind
    due_at: datetime
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision that the first of two persons has taken, and that waits for the second."""

    event: Event
    by: str


@dataclass(frozen=True, slots=True)
class CaseListing:
    """A listing of a case.

    Attributes:
        listing_id: The listing.
        hit_id: The hit that brought it here.
        photo_sha256: Key of the photo in the image store, if it is kept there.
        fingerprint: Hashes of the photo turned and mirrored each way, one after another; ``None``
            where there is no photo, or nothing in it to hash.
        cluster: Listings of one number have near-identical photos and are decided together.
        verdict: What was decided of the cluster.
        standing: What was ordered of the listing.
    """

    listing_id: str
    hit_id: int
    photo_sha256: str | None = None
    fingerprint: bytes | None = None
    cluster: int = 0
    verdict: Verdict | None = None
    standing: Standing = Standing.OFFERED


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint about one seller's listings and one right.

    Attributes:
        case_id: Given by the database; 0 before.
        seller_id: The seller.
        right_id: The right.
        number: Counts the cases of this seller and right, from 1.
        state: Where it stands.
        opened_at: When it was opened.
        changed_at: When the last thing happened to it.
        round: Of the at most three rounds of answers, which one it is in.
        expedited: Whether a hit of it is, and so the decision due within a day.
        machine_proposed: Whether it was the machine that found the listings.
        value: What is at stake, in the smallest unit of the installation's currency; ``None``
            where nobody has said.
        territory: Whose holidays count, such as ``DE`` or ``DE-BY``; ``None`` for none.
        deadline: What is due next; ``None`` where nothing is.
        approval: What the first of two persons has decided.
        outcome: How it ended; ``None`` until it did.
        listings: Its listings in the order in which they joined.
        version: Counts its changes.
    """

    case_id: int
    seller_id: str
    right_id: str
    number: int
    state: CaseState
    opened_at: datetime
    changed_at: datetime
    round: int = 1
    expedited: bool = False
    machine_proposed: bool = True
    value: int | None = None
    territory: str | None = None
    deadline: Deadline | None = None
    approval: Approval | None = None
    outcome: Outcome | None = None
    listings: tuple[CaseListing, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Strike:
    """What a seller has against them from one case.

    Attributes:
        seller_id: The seller.
        case_id: The case that gave it; each gives one at most.
        given_at: When.
        expires_at: When it stops counting.
        cleared_at: When it was cleared, if it was: it then never counts.
    """

    seller_id: str
    case_id: int
    given_at: datetime
    expires_at: datetime
    cleared_at: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Whether it counts at a time."""
        return self.given_at <= at < self.expires_at and self.cleared_at is None
