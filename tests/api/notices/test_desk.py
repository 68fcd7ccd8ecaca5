"""A notice from hits to its outcome, and complaints against that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.notices.completeness import IncompleteNoticeError
from api.notices.desk import NoticeDesk, UnknownNoticeError
from api.notices.gathering import Target
from api.notices.states import IllegalMoveError
from data.db import Database
from data.db.hits import NewHit, list_hits, save_hits
from data.db.notices.notices import ChangedMeanwhileError, get_notice
from data.db.rights import save_right
from data.notices import (
    Claim,
    ComplaintState,
    Decision,
    Notice,
    NoticeItem,
    NoticeState,
    Outcome,
    Party,
)
from data.records import Kind, Right, View

CLAIM = Claim(
    "Brunel", "ip@brunel.example", "The kettle has the body and spout of our registered design."
)


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def empty_database_url(tmp_path: Path) -> str:
    """Use SQLite alone: the repositories are tested on both databases."""
    return f"sqlite:///{tmp_path / 'lookalike.db'}"


@pytest.fixture
def desk(database: Database, clock: Clock) -> NoticeDesk:
    return NoticeDesk(database, clock)


@pytest.fixture
def targets(database: Database, clock: Clock, make_item: Callable[..., NoticeItem]) -> list[Target]:
    """Store two rights and three hits of two sellers."""
    with database.write() as session:
        for right_id in ("D1", "D2"):
            view = View("front", "a" * 64, 640, 480)
            right = Right(right_id, Kind.REGISTERED_DESIGN, "Kettle", (view,))
            save_right(session, right, now=clock())
        hits = [("L1", "D1", "S1"), ("L2", "D1", "S1"), ("L3", "D2", "S2")]
        new = [
            NewHit(make_item(listing, right).hit, "b" * 64, seller)
            for listing, right, seller in hits
        ]
        save_hits(session, new, now=clock())
        stored = {hit.hit.listing_id: hit.id for hit in list_hits(session)}
    return [Target(stored[name], f"https://shop.example/{name}") for name in ("L1", "L2", "L3")]


@pytest.fixture
def decided(desk: NoticeDesk, targets: list[Target], decision: Decision) -> Notice:
    notice = desk.draft(replace(CLAIM, good_faith=True), targets)
    desk.send(notice.notice_id)
    desk.acknowledge(notice.notice_id)
    return desk.decide(notice.notice_id, decision, rejected=frozenset({"L2"}))


def outcomes(database: Database, notice_id: int) -> dict[str, Outcome]:
    with database.read() as session:
        notice = get_notice(session, notice_id)
    assert notice is not None
    return {item.hit.listing_id: item.outcome for item in notice.items}


def test_a_draft_keeps_the_evidence_as_it_is(
    desk: NoticeDesk,
    database: Database,
    clock: Clock,
    targets: list[Target],
    make_item: Callable[..., NoticeItem],
) -> None:
    notice = desk.draft(CLAIM, targets)
    assert [right.right_id for right in notice.rights] == ["D1", "D2"]
    assert notice.items[0].view_sha256 == "a" * 64
    assert notice.items[2].seller_id == "S2"
    later = replace(make_item("L1").hit, probability=0.1)
    with database.write() as session:
        save_hits(session, [NewHit(later)], now=clock())
    withdrawn = desk.withdraw(notice.notice_id)
    assert withdrawn.items[0].hit.probability == 0.97


def test_what_is_not_there_can_not_be_in_a_draft(desk: NoticeDesk, targets: list[Target]) -> None:
    with pytest.raises(IncompleteNoticeError) as refused:
        desk.draft(CLAIM, [targets[0], Target(999), targets[0]])
    assert [(each.field, each.reason) for each in refused.value.shortcomings] == [
        ("items[1].hit_id", "there is no such hit"),
        ("items[2].hit_id", "this hit is named twice"),
    ]


def test_only_what_is_complete_is_sent(desk: NoticeDesk, targets: list[Target]) -> None:
    notice = desk.draft(CLAIM, targets)
    with pytest.raises(IncompleteNoticeError, match="good_faith"):
        desk.send(notice.notice_id)
    revised = desk.revise(notice.notice_id, replace(CLAIM, good_faith=True), version=1)
    assert revised.items == notice.items
    with pytest.raises(ChangedMeanwhileError, match="version 2, not 1"):
        desk.send(notice.notice_id, version=1)
    sent = desk.send(notice.notice_id, version=2)
    assert sent.state is NoticeState.SENT
    assert sent.sent_at is not None
    with pytest.raises(IllegalMoveError):
        desk.revise(notice.notice_id, CLAIM)
    with pytest.raises(UnknownNoticeError):
        desk.send(notice.notice_id + 1)


def test_a_decision_is_by_listing(
    desk: NoticeDesk, decided: Notice, database: Database, decision: Decision
) -> None:
    assert outcomes(database, decided.notice_id) == {
        "L1": Outcome.UPHELD,
        "L2": Outcome.REJECTED,
        "L3": Outcome.UPHELD,
    }
    assert decided.decision == decision
    with pytest.raises(IllegalMoveError, match="closed"):
        desk.withdraw(decided.notice_id)


def test_a_listing_that_is_not_in_the_notice_is_not_decided(
    desk: NoticeDesk, targets: list[Target], decision: Decision
) -> None:
    notice = desk.draft(CLAIM, targets)
    with pytest.raises(IncompleteNoticeError, match=r"rejected\[0\] is not in the notice"):
        desk.decide(notice.notice_id, decision, rejected=frozenset({"L9"}))


def test_a_complaint_that_is_upheld_reverses_the_decision(
    desk: NoticeDesk, decided: Notice, database: Database
) -> None:
    number = decided.notice_id
    complaint = desk.complain(
        number, party=Party.SELLER, seller_id="S1", listing_ids=["L1"], reasons="My own design."
    )
    answered = desk.answer(
        complaint.complaint_id, upheld=True, by="reviewer-2", explanation="It is."
    )
    assert (answered.state, answered.decided_by) == (ComplaintState.UPHELD, "reviewer-2")
    assert outcomes(database, number)["L1"] is Outcome.REJECTED
    assert outcomes(database, number)["L3"] is Outcome.UPHELD
    with pytest.raises(IllegalMoveError, match="upheld already"):
        desk.answer(complaint.complaint_id, upheld=False, by="reviewer-2", explanation="No.")
    by_notifier = desk.complain(
        number, party=Party.NOTIFIER, seller_id=None, listing_ids=["L2"], reasons="Look again."
    )
    desk.answer(by_notifier.complaint_id, upheld=False, by="reviewer-2", explanation="No.")
    assert outcomes(database, number)["L2"] is Outcome.REJECTED


@pytest.mark.parametrize(
    ("party", "seller_id", "listing"),
    [
        (Party.SELLER, "S1", "L2"),
        (Party.SELLER, "S1", "L3"),
        (Party.SELLER, None, "L1"),
        (Party.NOTIFIER, None, "L1"),
        (Party.NOTIFIER, None, "L9"),
    ],
)
def test_a_party_complains_of_what_was_decided_against_it(
    desk: NoticeDesk, decided: Notice, party: Party, seller_id: str | None, listing: str
) -> None:
    with pytest.raises(IncompleteNoticeError, match=r"listing_ids\[0\]"):
        desk.complain(
            decided.notice_id,
            party=party,
            seller_id=seller_id,
            listing_ids=[listing],
            reasons="No.",
        )


def test_complaints_come_after_the_decision_and_within_six_months(
    desk: NoticeDesk, clock: Clock, targets: list[Target], decided: Notice
) -> None:
    def complain(notice_id: int) -> None:
        desk.complain(
            notice_id, party=Party.SELLER, seller_id="S1", listing_ids=["L1"], reasons="No."
        )

    other = desk.draft(CLAIM, targets)
    with pytest.raises(IllegalMoveError, match="no decision yet"):
        complain(other.notice_id)
    clock.now = datetime(2026, 11, 4, 23, 59, tzinfo=UTC)
    complain(decided.notice_id)
    clock.now += timedelta(minutes=1)
    with pytest.raises(IllegalMoveError, match="until 2026-11-04"):
        complain(decided.notice_id)
