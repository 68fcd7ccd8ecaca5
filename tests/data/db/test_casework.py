from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from data.actors import Actor, Role
from data.casework import (
    Approval,
    Case,
    CaseListing,
    CaseState,
    Deadline,
    DeadlineKind,
    Effect,
    Event,
    Outcome,
    Standing,
    Transition,
    Verdict,
)
from data.db import Database
from data.db.casework.cases import (
    StaleCaseError,
    get_case,
    latest_case,
    list_cases,
    overdue_case_ids,
    save_case,
)
from data.db.casework.events import list_events
from data.db.casework.gathering import Pair, loose_hits, loose_pairs
from data.db.casework.strikes import list_strikes
from data.db.engine import Mode, in_mode, open_engine, parse_url
from data.db.hits import NewHit, list_hits, save_hits
from data.db.schema import alembic_config
from data.records import Band, Hit

YEAR = timedelta(days=365)
ANNA = Actor("anna", Role.REVIEWER)


@pytest.fixture
def make_case(database: Database, now: datetime) -> Callable[..., Case]:
    """Give what stores a case with two listings."""

    def make(seller_id: str = "S1", number: int = 1, first_hit: int = 1, **fields: object) -> Case:
        case = Case(
            case_id=0,
            seller_id=seller_id,
            right_id="R1",
            number=number,
            state=CaseState.OPEN,
            opened_at=now,
            changed_at=now,
            deadline=Deadline(DeadlineKind.DECISION, now + timedelta(days=1)),
            listings=(
                CaseListing("L1", first_hit, "a" * 64, b"12345678", 1),
                CaseListing("L2", first_hit + 1, cluster=2),
            ),
            version=1,
        )
        case = replace(case, **fields)  # type: ignore[arg-type]
        opening = happening(now, Event.OPEN, source=None)
        with database.write() as session:
            return save_case(session, None, case, [opening], strike_lasts=YEAR)

    return make


def happening(
    at: datetime,
    event: Event,
    *effects: Effect,
    source: CaseState | None = CaseState.OPEN,
    target: CaseState = CaseState.OPEN,
) -> Transition:
    return Transition(event, ANNA, at, at + timedelta(hours=1), source, target, effects, {"a": [1]})


def change(database: Database, before: Case, *happened: Transition, **fields: object) -> Case:
    version = before.version + len(happened)
    after = replace(before, **fields, version=version)  # type: ignore[arg-type]
    with database.write() as session:
        return save_case(session, before, after, happened, strike_lasts=YEAR)


def test_a_case_is_kept_as_it_is(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    case = make_case()
    assert case.case_id > 0
    one, two = case.listings
    changed = replace(
        case,
        state=CaseState.NOTIFIED,
        round=2,
        expedited=True,
        machine_proposed=False,
        value=2**40,
        territory="DE-BY",
        deadline=Deadline(DeadlineKind.ANSWER, now + YEAR, missed=True),
        approval=Approval(Event.NOTIFY, "anna"),
        outcome=Outcome.UPHELD,
        listings=(
            replace(one, verdict=Verdict.CLEARED, standing=Standing.SUSPENDED),
            replace(two, cluster=1),
            CaseListing("L3", 9, cluster=3),
        ),
        version=2,
    )
    with database.write() as session:
        step = happening(now, Event.NOTIFY)
        saved = save_case(session, case, changed, [step], strike_lasts=YEAR)
    with database.read() as session:
        assert saved == changed == get_case(session, case.case_id)
        assert latest_case(session, "S1", "R1") == changed
        [listed] = list_cases(session)
    assert (listed.case, listed.listings) == (replace(changed, listings=()), 3)


def test_what_happened_is_kept_in_order(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    case = make_case()
    steps = [
        happening(now + timedelta(hours=hour), event, Effect.FLAG)
        for hour, event in enumerate((Event.ASSESS, Event.ESCALATE, Event.GATHER))
    ]
    change(database, case, *steps)
    with database.read() as session:
        events = list_events(session, case.case_id)
        assert events == list(enumerate([happening(now, Event.OPEN, source=None), *steps], 1))
        assert list_events(session, case.case_id, after=2, limit=1) == events[2:3]


def test_of_two_changes_to_one_version_the_second_is_refused(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    case = make_case()
    change(database, case, happening(now, Event.ASSESS), value=1)
    with pytest.raises(StaleCaseError, match=r"since version 1"):
        change(database, case, happening(now, Event.ASSESS), value=2)
    with database.read() as session:
        stored = get_case(session, case.case_id)
        assert stored is not None
        assert (stored.value, stored.version) == (1, 2)
        assert len(list_events(session, case.case_id)) == 2


def test_a_case_is_opened_once(make_case: Callable[..., Case]) -> None:
    make_case()
    with pytest.raises(StaleCaseError):
        make_case(first_hit=3)
    make_case(number=2, first_hit=3)


def test_a_hit_is_in_one_case_at_most(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    case = make_case()
    make_case("S2", first_hit=3)
    with pytest.raises(StaleCaseError):
        change(
            database,
            case,
            happening(now, Event.GATHER),
            listings=(*case.listings, CaseListing("L9", 3)),
        )


def test_a_strike_is_given_once_and_cleared_for_good(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    case = make_case()
    later = now + timedelta(days=9)
    suspended = change(database, case, happening(now, Event.NOTIFY, Effect.GIVE_STRIKE))
    upheld = change(database, suspended, happening(later, Event.ACCEPT, Effect.GIVE_STRIKE))
    with database.read() as session:
        [strike] = list_strikes(session, "S1")
    assert (strike.given_at, strike.expires_at) == (now, now + YEAR)
    assert strike.counts(later)
    assert not strike.counts(now + YEAR)

    cleared = change(database, upheld, happening(later, Event.WITHDRAW, Effect.CLEAR_STRIKE))
    change(database, cleared, happening(later + YEAR, Event.ESCALATE, Effect.CLEAR_STRIKE))
    with database.read() as session:
        [strike] = list_strikes(session, "S1")
        assert list_strikes(session, "S2") == []
    assert strike.cleared_at == later
    assert not strike.counts(later)


def test_clearing_a_strike_that_was_not_given_does_nothing(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    change(database, make_case(), happening(now, Event.WITHDRAW, Effect.CLEAR_STRIKE))
    with database.read() as session:
        assert list_strikes(session, "S1") == []


def test_cases_are_listed_in_pages_and_filtered(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    cases = [make_case(f"S{i}", first_hit=10 * i) for i in range(3)]
    change(database, cases[0], happening(now, Event.NOTIFY), state=CaseState.NOTIFIED)
    late = now + timedelta(days=1)
    change(database, cases[1], happening(now, Event.ASSESS), deadline=None)
    with database.read() as session:

        def listed(**filters: object) -> list[int]:
            found = list_cases(session, **filters)  # type: ignore[arg-type]
            return [each.case.case_id - cases[0].case_id for each in found]

        assert listed() == [2, 1, 0]
        assert listed(limit=1, after=cases[2].case_id) == [1]
        assert listed(state=CaseState.NOTIFIED) == [0]
        assert listed(seller_id="S1") == [1]
        assert listed(right_id="R2") == []
        assert listed(overdue_at=late) == [2, 0]
        assert listed(overdue_at=late - timedelta(microseconds=1)) == []


def test_what_is_overdue_is_found_once_and_oldest_first(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    kind = DeadlineKind.DECISION
    ids = [
        make_case(f"S{i}", first_hit=10 * i, deadline=Deadline(kind, now + hours, missed)).case_id
        for i, (hours, missed) in enumerate(
            [
                (timedelta(hours=2), False),
                (timedelta(hours=1), False),
                (timedelta(hours=1), True),
                (timedelta(hours=3), False),
            ]
        )
    ]
    with database.read() as session:
        at = now + timedelta(hours=2)
        assert overdue_case_ids(session, at, limit=9) == [ids[1], ids[0]]
        assert overdue_case_ids(session, at, limit=1) == [ids[1]]
        assert overdue_case_ids(session, now, limit=9) == []


def test_hits_that_are_in_no_case_are_found(
    database: Database, make_case: Callable[..., Case], now: datetime
) -> None:
    def hit(listing: str, right: str, band: Band, seller: str | None) -> NewHit:
        found = Hit(listing, "1.jpg", right, "front", 0.9, 1.0, band, {}, (), "m", "1")
        return NewHit(found, photo_sha256="a" * 64, seller_id=seller)

    with database.write() as session:
        save_hits(
            session,
            [
                hit("L1", "R1", Band.REVIEW, "S1"),
                hit("L2", "R1", Band.EXPEDITED, "S1"),
                hit("L3", "R1", Band.NONE, "S1"),
                hit("L4", "R1", Band.REVIEW, None),
                hit("L5", "R2", Band.REVIEW, "S1"),
                hit("L6", "R1", Band.REVIEW, "S2"),
            ],
            now=now,
        )
        ids = {each.hit.listing_id: each.id for each in list_hits(session)}
    make_case(listings=(CaseListing("L1", ids["L1"]),))
    pairs = [Pair("S1", "R1"), Pair("S1", "R2"), Pair("S2", "R1")]
    with database.read() as session:
        assert loose_pairs(session, limit=9) == pairs
        assert loose_pairs(session, limit=1, after=pairs[0]) == pairs[1:2]
        assert loose_pairs(session, limit=9, seller_id="S1", right_id="R2") == pairs[1:2]
        [found] = loose_hits(session, pairs[0])
    assert (found.hit_id, found.listing_id, found.band) == (ids["L2"], "L2", Band.EXPEDITED)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET state = 'guilty'",
        "UPDATE cases SET round = 4",
        "UPDATE cases SET value = -1",
        "UPDATE cases SET deadline = NULL",
        "UPDATE cases SET approved_by = 'anna'",
        "UPDATE case_listings SET hit_id = 7",
        "UPDATE case_events SET role = 'nobody'",
        "UPDATE case_events SET recorded_at = '2020-01-01 00:00:00'",
        "INSERT INTO case_events SELECT * FROM case_events",
    ],
)
def test_the_database_itself_refuses_nonsense(
    database: Database, make_case: Callable[..., Case], statement: str
) -> None:
    make_case()
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text(statement))


def test_rights_and_hits_survive_the_way_down_and_up(
    database: Database, empty_database_url: str, make_case: Callable[..., Case], now: datetime
) -> None:
    make_case()
    hit = Hit("L1", "1.jpg", "R1", "front", 0.9, 1.0, Band.REVIEW, {}, (), "m", "1")
    with database.write() as session:
        save_hits(session, [NewHit(hit)], now=now)
    engine = in_mode(open_engine(parse_url(empty_database_url)), Mode.MIGRATE)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0004")
    engine.dispose()
    database.upgrade()
    with database.read() as session:
        assert [each.hit for each in list_hits(session)] == [hit]
        assert list_cases(session) == []
