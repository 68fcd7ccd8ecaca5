"""Casework on a real database: who comes too late, comes twice, or was asleep changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cases.casework import Casework, NoSuchCaseError
from api.cases.deadlines import Terms
from api.cases.overdue import settle_overdue
from api.cases.procedure import IllegalMoveError, Procedure
from data.access import Acting, Reach
from data.actors import Actor, Role
from data.casework import Case, CaseState, Event, Outcome, Transition, Verdict
from data.db import Database
from data.db.casework.cases import StaleCaseError, get_case, list_cases
from data.db.casework.events import list_events
from data.db.casework.strikes import list_strikes
from data.db.hits import NewHit, save_hits
from data.records import Band, Hit

ADMIN = Actor("local", Role.ADMIN)
TUESDAY = datetime(2026, 5, 5, 12, tzinfo=UTC)


class Office:
    """Casework with a clock that is set by hand."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'lookalike.db'}")
        self.database.upgrade()
        self.now = TUESDAY
        self.casework = Casework(
            self.database,
            Procedure(Terms()),
            fingerprints=lambda photo: bytes.fromhex(photo) * 8,
            clock=lambda: self.now,
        )

    def hits(self, *listings: str, seller: str = "S1", band: Band = Band.REVIEW) -> None:
        """Report hits; listings of one letter have one photo."""
        with self.database.write() as session:
            save_hits(
                session,
                [
                    NewHit(
                        Hit(each, "1.jpg", "R1", "front", 0.9, 1.0, band, {}, (), "m", "1"),
                        photo_sha256=f"{ord(each[0]):02x}" * 32,
                        seller_id=seller,
                    )
                    for each in listings
                ],
                now=self.now,
            )

    def open(self, *listings: str) -> Case:
        self.hits(*listings)
        [gathered] = self.casework.gather(ADMIN)
        return gathered.case

    def settle(self) -> int:
        return len(list(settle_overdue(self.database, self.casework, self.now)))

    def case(self, case_id: int) -> Case:
        with self.database.read() as session:
            case = get_case(session, case_id)
        assert case is not None
        return case

    def told(self, case_id: int) -> list[Transition]:
        """What happened to a case, whenever it was written down."""
        with self.database.read() as session:
            events = [event for _, event in list_events(session, case_id)]
        return [replace(event, recorded_at=event.at) for event in events]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Open an office in which nothing has happened yet."""
    opened = Office(tmp_path)
    yield opened
    opened.database.close()


def run(office: Office, case: Case, *events: Event) -> Case:
    for event in events:
        case = office.casework.move(case.case_id, event, ADMIN, version=case.version)
    return case


def test_there_is_one_case_of_a_seller_and_a_right(office: Office) -> None:
    office.hits("a1", "a2", "b1")
    office.hits("c1", seller="S2")
    gathered = list(office.casework.gather(ADMIN))
    assert [(each.case.seller_id, each.opened, each.listings) for each in gathered] == [
        ("S1", True, 3),
        ("S2", True, 1),
    ]
    assert [each.cluster for each in gathered[0].case.listings] == [1, 1, 3]
    assert list(office.casework.gather(ADMIN)) == [], "nothing is gathered twice"

    office.hits("a3")
    [more] = office.casework.gather(ADMIN)
    assert (more.opened, more.case.case_id) == (False, gathered[0].case.case_id)
    assert [each.listing_id for each in more.case.listings] == ["a1", "a2", "b1", "a3"]
    assert more.case.listings[3].cluster == 1


def test_what_comes_after_the_notice_is_the_next_case(office: Office) -> None:
    first = run(office, office.open("a1"), Event.START_REVIEW, Event.NOTIFY)
    second = office.open("b1")
    assert (second.number, [each.listing_id for each in second.listings]) == (2, ["b1"])
    assert office.case(first.case_id) == first


def test_a_cluster_that_was_decided_is_not_decided_again(office: Office) -> None:
    case = run(office, office.open("a1", "a2", "b1"), Event.START_REVIEW)
    case = office.casework.decide_cluster(case.case_id, 1, Verdict.CLEARED, ADMIN)
    office.hits("a3")
    [grown] = office.casework.gather(ADMIN)
    assert [each.verdict for each in grown.case.listings] == [
        Verdict.CLEARED,
        Verdict.CLEARED,
        None,
        Verdict.CLEARED,
    ]


def test_sellers_open_no_cases(office: Office) -> None:
    for listing in ("a1", "a2"):
        office.hits(listing)
        with pytest.raises(IllegalMoveError):
            list(office.casework.gather(Actor("S1", Role.SELLER)))
        list(office.casework.gather(ADMIN))


def test_a_move_that_was_seen_by_somebody_else_first_is_refused(office: Office) -> None:
    case = office.open("a1")
    run(office, case, Event.START_REVIEW)
    with pytest.raises(StaleCaseError):
        run(office, case, Event.START_REVIEW)
    with pytest.raises(NoSuchCaseError):
        office.casework.move(case.case_id + 1, Event.START_REVIEW, ADMIN)
    assert len(office.told(case.case_id)) == 2


def test_an_answer_that_comes_too_late_is_refused_though_nobody_has_looked(
    office: Office,
) -> None:
    case = run(office, office.open("a1"), Event.START_REVIEW, Event.NOTIFY)
    office.now += timedelta(days=10)
    with pytest.raises(IllegalMoveError, match="upheld has no move counter"):
        office.casework.move(case.case_id, Event.COUNTER, ADMIN)

    silent = office.case(case.case_id)
    assert (silent.state, silent.outcome) == (CaseState.UPHELD, Outcome.UPHELD)
    with office.database.read() as session:
        [strike] = list_strikes(session, "S1")
    assert strike.given_at == datetime(2026, 5, 9, tzinfo=UTC), "not when it was found"


def test_everybody_works_on_their_own_cases_alone(office: Office) -> None:
    case = run(office, office.open("a1"), Event.START_REVIEW, Event.NOTIFY)

    def casework_of(seller: str) -> Casework:
        acting = Acting(seller, "moveCase", Reach(Role.SELLER, (seller,)))
        return Casework(
            office.database.acting(acting, lambda: office.now),
            office.casework.procedure,
            fingerprints=lambda _: None,
            clock=lambda: office.now,
        )

    with pytest.raises(NoSuchCaseError):
        casework_of("S2").move(case.case_id, Event.COUNTER, Actor("S2", Role.SELLER))
    answered = casework_of("S1").move(case.case_id, Event.COUNTER, Actor("S1", Role.SELLER))
    assert answered.state is CaseState.COUNTER_NOTICE

    office.now += timedelta(days=30)
    with pytest.raises(IllegalMoveError):
        casework_of("S1").move(case.case_id, Event.ACCEPT, Actor("S1", Role.SELLER))
    assert office.case(case.case_id).outcome is Outcome.REJECTED


def test_a_lost_counter_notice_clears_the_strike(office: Office) -> None:
    office.hits("a1", band=Band.EXPEDITED)
    [gathered] = office.casework.gather(ADMIN)
    case = run(office, gathered.case, Event.START_REVIEW, Event.NOTIFY)
    with office.database.read() as session:
        [strike] = list_strikes(session, "S1")
    assert strike.counts(office.now)

    case = run(office, case, Event.COUNTER, Event.REBUT, Event.REST, Event.REJECT)
    with office.database.read() as session:
        [strike] = list_strikes(session, "S1")
    assert not strike.counts(office.now)
    assert run(office, case, Event.CONFIRM_REINSTATEMENT).state is CaseState.REINSTATED


def test_the_job_changes_nothing_the_second_time(office: Office) -> None:
    ids = [run(office, office.open("a1"), Event.START_REVIEW, Event.NOTIFY).case_id]
    office.hits("b1", seller="S2")
    ids += [each.case.case_id for each in office.casework.gather(ADMIN)]
    assert office.settle() == 0
    office.now += timedelta(days=60)

    assert office.settle() == 2
    after = [(office.case(each), office.told(each)) for each in ids]
    assert office.settle() == 0
    assert [(office.case(each), office.told(each)) for each in ids] == after


def test_more_than_a_batch_is_overdue(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.cases.overdue._BATCH", 2)
    for seller in range(5):
        office.hits(f"a{seller}", seller=f"S{seller}")
    list(office.casework.gather(ADMIN))
    office.now += timedelta(days=60)
    assert office.settle() == 5
    with office.database.read() as session:
        dues = [each.case.deadline for each in list_cases(session)]
    assert [due is not None and due.missed for due in dues] == [True] * 5


STORY = (Event.START_REVIEW, Event.NOTIFY, Event.COUNTER, Event.REBUT, Event.COUNTER, Event.REBUT)


@settings(max_examples=12)
@given(moves=st.integers(0, len(STORY)), gaps=st.lists(st.integers(1, 200), max_size=8))
def test_after_downtime_everything_is_as_if_the_job_had_never_slept(
    tmp_path_factory: pytest.TempPathFactory, moves: int, gaps: list[int]
) -> None:
    def story(*, asleep: bool) -> tuple[Case, list[Transition]]:
        office = Office(tmp_path_factory.mktemp("office"))
        case = run(office, office.open("a1", "b1"), *STORY[:moves])
        for hours in gaps:
            office.now += timedelta(hours=hours)
            if not asleep:
                office.settle()
        office.settle()
        done = office.case(case.case_id), office.told(case.case_id)
        office.database.close()
        return done

    assert story(asleep=True) == story(asleep=False)
