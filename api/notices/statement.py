"""The statement of reasons that a seller gets: Article 17(3) of the Digital Services Act.

(a) the restriction, its territory and its duration; (b) the facts, and that a notice led to it;
(c) the use of automated means; (d) or (e) the legal or contractual ground; (f) the redress.
"""

from dataclasses import dataclass
from datetime import date, datetime

from api.notices.complaints import last_day_to_complain
from data.notices import Decision, Ground, Notice, NoticeItem, Outcome, RightSummary


class NoStatementError(ValueError):
    """There is nothing to give a seller reasons for."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the decision on one listing rests on.

    Attributes:
        listing_id: The listing.
        listing_title: Its title.
        url: Where it is.
        right: The right that it is held to infringe.
        view: The registered view that was compared.
        probability: That the right is in the photo, calibrated.
        reported_at: When it was detected.
    """

    listing_id: str
    listing_title: str | None
    url: str | None
    right: RightSummary
    view: str
    probability: float
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Redress:
    """One way to contest a decision.

    Attributes:
        name: ``internal_complaint``, ``out_of_court`` or ``court``.
        explanation: How it is taken.
        until: The last day for it, where there is one.
    """

    name: str
    explanation: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a seller is told, in the order of Article 17(3).

    Attributes:
        notice_id: The notice that led to the decision.
        seller_id: Who is told.
        decided_at: When it was decided, which is when this could be read.
        decision: Restriction, territory, duration and ground.
        source: What led to the decision.
        notifier: Who sent the notice, where that is strictly necessary.
        facts: The listings, each with what it rests on.
        automated_detection: Whether the listings were found by automated means.
        automated_decision: Whether automated means took the decision.
        redress: How to contest it.
    """

    notice_id: int
    seller_id: str
    decided_at: datetime
    decision: Decision
    source: str
    notifier: str | None
    facts: tuple[Fact, ...]
    automated_detection: bool
    automated_decision: bool
    redress: tuple[Redress, ...]


def statement(notice: Notice, seller_id: str) -> Statement:
    """Give a seller the reasons for what was decided on the seller's own listings, and no others'.

    Raises:
        NoStatementError: the notice is not decided, or nothing was decided against this seller.
    """
    if notice.decision is None or notice.decided_at is None:
        raise NoStatementError("the notice is not decided: there is nothing to give reasons for")
    rights = {right.right_id: right for right in notice.rights}
    facts = tuple(
        _fact(item, rights[item.hit.right_id])
        for item in notice.items
        if item.seller_id == seller_id and item.outcome is Outcome.UPHELD
    )
    if not facts:
        raise NoStatementError("the notice was not upheld for any listing of this seller")
    decision = notice.decision
    return Statement(
        notice_id=notice.notice_id,
        seller_id=seller_id,
        decided_at=notice.decided_at,
        decision=decision,
        source="a notice under Article 16 of Regulation (EU) 2022/2065",
        notifier=notice.claim.name if decision.names_notifier else None,
        facts=facts,
        # Whatever Lookalike reports was found by comparing pictures.
        automated_detection=True,
        automated_decision=decision.automated,
        redress=_redress(notice.decided_at),
    )


def as_text(given: Statement) -> str:
    """Word a statement for a person: clear, and as precise as what is known (Article 17(4))."""
    decision = given.decision
    where = ", ".join(decision.territories) or "everywhere the service is offered"
    until = f"until {decision.until.isoformat()}" if decision.until else "without an end date"
    ground = "the law" if decision.ground is Ground.LEGAL else "our terms and conditions"
    listings = [
        f"- {fact.listing_id}{f' ({fact.listing_title})' if fact.listing_title else ''}"
        f"{f', {fact.url}' if fact.url else ''}: compared with view {fact.view} of "
        f"{_named(fact.right)}; probability {fact.probability:.3f}; detected on "
        f"{fact.reported_at.date().isoformat()}"
        for fact in given.facts
    ]
    automated = [
        "The listings were detected by automated comparison of their photos with registered views.",
        "The decision was taken by automated means."
        if given.automated_decision
        else "The decision was taken by a person.",
    ]
    day = given.decided_at.date().isoformat()
    by = f" by {given.notifier}" if given.notifier else ""
    return "\n".join(
        [
            f"Statement of reasons to seller {given.seller_id}, {day} (notice {given.notice_id})",
            "",
            f"Decision: {decision.restriction.replace('_', ' ')}, {where}, {until}.",
            f"It was taken after {given.source}{by}.",
            "",
            "Facts:",
            *listings,
            "",
            " ".join(automated),
            "",
            f"Ground, in {ground}: {decision.reference}",
            decision.explanation,
            "",
            "You can contest this decision:",
            *(
                f"- {way.explanation}{f' Until {way.until.isoformat()}.' if way.until else ''}"
                for way in given.redress
            ),
            "",
        ]
    )


def _fact(item: NoticeItem, right: RightSummary) -> Fact:
    return Fact(
        listing_id=item.hit.listing_id,
        listing_title=item.listing_title,
        url=item.url,
        right=right,
        view=item.hit.view,
        probability=item.hit.probability,
        reported_at=item.reported_at,
    )


def _named(right: RightSummary) -> str:
    number = " ".join(filter(None, (right.office, right.registration_number)))
    return f"{right.kind.replace('_', ' ')} {number or right.right_id}, {right.title}"


def _redress(decided_at: datetime) -> tuple[Redress, ...]:
    return (
        Redress(
            "internal_complaint",
            "Complain to us, electronically and free of charge (Article 20).",
            last_day_to_complain(decided_at),
        ),
        Redress(
            "out_of_court",
            "Turn to an out-of-court dispute settlement body that is certified (Article 21).",
        ),
        Redress("court", "Go to court; a complaint to us does not take that way from you."),
    )
