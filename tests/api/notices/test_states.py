from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.notices.complaints import is_open, last_day_to_complain
from api.notices.states import TRANSITIONS, IllegalMoveError, NoticeEvent, state_after
from data.notices import NoticeState

PATH = [NoticeEvent.SEND, NoticeEvent.ACKNOWLEDGE, NoticeEvent.DECIDE]


def test_a_notice_goes_its_way() -> None:
    state = NoticeState.DRAFT
    for event in PATH:
        state = state_after(state, event)
    assert state is NoticeState.DECIDED


@pytest.mark.parametrize("state", NoticeState)
@pytest.mark.parametrize("event", NoticeEvent)
def test_what_the_table_does_not_have_is_refused(state: NoticeState, event: NoticeEvent) -> None:
    if event in TRANSITIONS[state]:
        assert state_after(state, event) is TRANSITIONS[state][event]
        return
    with pytest.raises(IllegalMoveError, match=state.value) as refused:
        state_after(state, event)
    for allowed in TRANSITIONS[state]:
        assert allowed.value in str(refused.value)


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(NoticeState)


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ("2026-05-04", "2026-11-04"),
        ("2026-08-31", "2027-03-01"),  # no 31 February; the 28th is a Sunday
        ("2027-08-31", "2028-02-29"),
        ("2026-05-08", "2026-11-09"),  # 8 November is a Sunday
        ("2026-04-03", "2026-10-05"),  # 3 October is a Saturday
        ("2026-12-15", "2027-06-15"),
    ],
)
def test_complaints_are_open_for_six_months(told: str, last: str) -> None:
    at = datetime.fromisoformat(f"{told}T23:30:00+00:00")
    assert last_day_to_complain(at) == date.fromisoformat(last)
    assert is_open(at, datetime.fromisoformat(f"{last}T23:59:59+00:00"))
    assert not is_open(at, datetime.fromisoformat(f"{last}T23:59:59+00:00") + timedelta(seconds=1))


@given(st.datetimes(datetime(2024, 2, 17), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_six_months_are_never_fewer(told: datetime) -> None:
    last = last_day_to_complain(told)
    assert 181 <= (last - told.date()).days <= 187
    assert last.weekday() < 5
    assert (last.year * 12 + last.month) - (told.year * 12 + told.month) >= 6
