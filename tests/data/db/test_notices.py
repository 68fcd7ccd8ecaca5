"""Notices and complaints, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from data.db import Database, Session
from data.db.engine import Mode, in_mode, open_engine, parse_url
from data.db.notices.complaints import (
    add_complaint,
    answer_complaint,
    get_complaint,
    list_complaints,
)
from data.db.notices.notices import (
    ChangedMeanwhileError,
    add_notice,
    get_notice,
    list_items,
    list_notices,
    update_notice,
)
from data.db.schema import alembic_config
from data.notices import (
    Claim,
    Complaint,
    ComplaintState,
    Decision,
    Ground,
    Notice,
    NoticeItem,
    NoticeState,
    Outcome,
    Party,
    Restriction,
    RightSummary,
)
from data.records import Band, Evidence, Hit, Kind

CLAIM = Claim("Brunel Appliances", "ip@brunel.example", "It has our kettle's body.", True)
RIGHT = RightSummary(
    "D1", Kind.REGISTERED_DESIGN, "Kettle", office="EUIPO", filed_on=date(2024, 1, 31)
)
DECISION = Decision(
    Restriction.REMOVAL,
    Ground.LEGAL,
    reference="Article 19 of Regulation (EC) No 6/2002",
    explanation="The same overall impression.",
    decided_by="reviewer-1",
    territories=("DE", "FR"),
    until=date(2030, 1, 1),
)


def item(listing_id: str, now: datetime) -> NoticeItem:
    hit = Hit(
        listing_id=listing_id,
        image="1.jpg",
        right_id="D1",
        view="front",
        probability=0.9,
        score=2.5,
        band=Band.EXPEDITED,
        channels={"local": 40.0},
        region=((0.0, 0.0), (10.0, 0.0), (10.0, 10.0)),
        model="m1",
        index="7",
        evidence=Evidence(pairs=((1.0, 2.0, 3.0, 4.0),)),
    )
    url = f"https://shop.example/{listing_id}"
    return NoticeItem(
        hit,
        now,
        url,
        seller_id="S1",
        photo_sha256="a" * 64,
        view_sha256="b" * 64,
        disclaimed=(((0.0, 0.0), (5.0, 0.0), (5.0, 5.0)),),
    )


def drafted(database: Database, now: datetime, *listings: str) -> Notice:
    with database.write() as session:
        items = [item(listing, now) for listing in listings or ("L1", "L2", "L3")]
        return add_notice(session, CLAIM, items, [RIGHT], now=now)


def complaint(session: Session, notice_id: int, now: datetime) -> Complaint:
    return add_complaint(
        session,
        notice_id,
        party=Party.SELLER,
        seller_id="S1",
        listing_ids=["L1"],
        reasons="It is my own design.",
        now=now,
    )


def read(database: Database, notice_id: int) -> Notice:
    with database.read() as session:
        notice = get_notice(session, notice_id)
    assert notice is not None
    return notice


def test_a_draft_comes_back_as_it_was(database: Database, now: datetime) -> None:
    notice = drafted(database, now)
    assert read(database, notice.notice_id) == notice
    assert notice.items == tuple(item(listing, now) for listing in ("L1", "L2", "L3"))
    assert notice.rights == (RIGHT,)
    with database.read() as session:
        assert get_notice(session, notice.notice_id + 1) is None


def test_a_draft_is_replaced_as_a_whole(database: Database, now: datetime) -> None:
    notice = drafted(database, now)
    changed = replace(notice, claim=Claim(), items=notice.items[::-1][:2])
    with database.write() as session:
        stored = update_notice(session, changed)
    assert stored == replace(changed, version=2)
    assert read(database, notice.notice_id) == stored


def test_what_was_sent_keeps_its_items(database: Database, now: datetime) -> None:
    notice = drafted(database, now)
    outcomes = (Outcome.UPHELD, Outcome.REJECTED, Outcome.UPHELD)
    decided = replace(
        notice,
        state=NoticeState.DECIDED,
        decided_at=now,
        decision=DECISION,
        items=tuple(
            replace(item, outcome=outcome, url="elsewhere")
            for item, outcome in zip(notice.items, outcomes, strict=True)
        ),
    )
    with database.write() as session:
        stored = update_notice(session, decided)
    assert [item.outcome for item in stored.items] == list(outcomes)
    assert [item.url for item in stored.items] == [item.url for item in notice.items]
    assert read(database, notice.notice_id).decision == DECISION


def test_of_two_who_change_a_notice_the_later_is_told(database: Database, now: datetime) -> None:
    notice = drafted(database, now)
    with database.write() as session:
        update_notice(session, notice)
    with pytest.raises(ChangedMeanwhileError), database.write() as session:
        update_notice(session, replace(notice, claim=Claim()))
    assert read(database, notice.notice_id).claim == CLAIM


def test_notices_and_items_come_in_pages(database: Database, now: datetime) -> None:
    numbers = [drafted(database, now).notice_id for _ in range(3)]
    with database.read() as session:
        assert [notice.notice_id for notice in list_notices(session)] == numbers[::-1]
        (notice,) = list_notices(session, after=numbers[1])
        assert notice.notice_id == numbers[0]
        assert notice.items == ()
        assert list_notices(session, state=NoticeState.SENT) == []
        first = list_items(session, numbers[0], limit=2)
        (last,) = list_items(session, numbers[0], after=first[-1][0])
    assert [(place, item.hit.listing_id) for place, item in [*first, last]] == [
        (0, "L1"),
        (1, "L2"),
        (2, "L3"),
    ]


def test_the_same_pair_twice_in_a_notice_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        drafted(database, now, "L1", "L1")


def test_a_complaint_is_answered_once(database: Database, now: datetime) -> None:
    notice = drafted(database, now)
    with database.write() as session:
        lodged = complaint(session, notice.notice_id, now)
    number, later = lodged.complaint_id, now + timedelta(days=1)
    answer = partial(answer_complaint, by="reviewer-2", explanation="It is.", now=later)
    with database.write() as session:
        assert list_complaints(session, state=ComplaintState.OPEN) == [lodged]
        assert answer(session, number, ComplaintState.UPHELD)
        assert not answer(session, number, ComplaintState.REJECTED)
    with database.read() as session:
        answered = get_complaint(session, number)
        assert answered == replace(
            lodged,
            state=ComplaintState.UPHELD,
            decided_at=later,
            decided_by="reviewer-2",
            explanation="It is.",
        )
        assert list_complaints(session, notice_id=notice.notice_id) == [answered]
        assert list_complaints(session, notice_id=notice.notice_id + 1) == []
        assert list_complaints(session, after=number) == []


def test_what_was_there_before_outlives_notices(
    database: Database, empty_database_url: str, now: datetime
) -> None:
    drafted(database, now)
    with database.write() as session:
        session.execute(text("UPDATE registry SET revision = 17"))
    engine = in_mode(open_engine(parse_url(empty_database_url)), Mode.MIGRATE)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0006")
    engine.dispose()
    database.upgrade()
    with database.read() as session:
        assert list_notices(session) == []
        assert session.execute(text("SELECT revision FROM registry")).scalar() == 17
    assert drafted(database, now).notice_id == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notices SET state = 'lost'",
        "UPDATE notice_items SET outcome = 'perhaps'",
        "UPDATE notice_items SET notice_id = 99",
        "UPDATE complaints SET state = 'settled'",
    ],
)
def test_the_database_itself_refuses_nonsense_about_notices(
    database: Database, now: datetime, statement: str
) -> None:
    number = drafted(database, now).notice_id
    with database.write() as session:
        complaint(session, number, now)
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text(statement))
