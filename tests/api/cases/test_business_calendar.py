from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cases.business_calendar import business_days_after, has_calendar

INSTANTS = st.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC)
)


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "territory", "end"),
    [
        # Tuesday: Wednesday, Thursday, Friday.
        (at(2026, 5, 5, 12), 3, None, at(2026, 5, 9)),
        # A weekend doesn't count, nor does the day itself.
        (at(2026, 5, 8, 23), 1, None, at(2026, 5, 12)),
        (at(2026, 5, 9, 1), 1, None, at(2026, 5, 12)),
        # Christmas Day is a Friday; Boxing Day is made up for on Monday in Great Britain alone.
        (at(2026, 12, 24, 9), 1, "GB", at(2026, 12, 30)),
        (at(2026, 12, 24, 9), 1, "DE", at(2026, 12, 29)),
        # Corpus Christi, in Bavaria but not in Berlin.
        (at(2026, 6, 3, 9), 1, "DE-BY", at(2026, 6, 6)),
        (at(2026, 6, 3, 9), 1, "DE-BE", at(2026, 6, 5)),
        # In China the Sunday before the holidays is worked, as is the one after.
        (at(2025, 1, 25, 9), 1, "CN", at(2025, 1, 27)),
        # Over the turn of a year.
        (at(2026, 12, 30, 9), 2, "GB", at(2027, 1, 5)),
        # Friday and Saturday are free in Egypt.
        (at(2026, 5, 7, 9), 1, "EG", at(2026, 5, 11)),
        # The Union, and what has no calendar: weekends alone.
        (at(2026, 12, 24, 9), 1, "EU", at(2026, 12, 26)),
        (at(2026, 12, 24, 9), 1, "ZZ", at(2026, 12, 26)),
        (at(2026, 6, 3, 9), 1, "DE-ZZ", at(2026, 6, 5)),
    ],
)
def test_only_business_days_count(
    start: datetime, days: int, territory: str | None, end: datetime
) -> None:
    assert business_days_after(start, days, territory) == end


@given(INSTANTS, st.integers(1, 10), st.sampled_from([None, "GB", "DE-BY", "CN", "US-CA", "EG"]))
def test_it_is_what_counting_day_by_day_gives(
    start: datetime, days: int, territory: str | None
) -> None:
    years = range(start.year - 1, start.year + 3)
    calendar = holidays.HolidayBase(years=years)
    if territory:
        country, _, part = territory.partition("-")
        calendar = holidays.country_holidays(country, subdiv=part or None, years=years)
    day, left = start.date(), days
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)

    assert business_days_after(start, days, territory) == datetime.combine(
        day + timedelta(days=1), time(), UTC
    )


@given(INSTANTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)))
def test_a_period_that_begins_later_does_not_end_earlier(start: datetime, by: timedelta) -> None:
    assert business_days_after(start, 3, "DE") <= business_days_after(start + by, 3, "DE")


@pytest.mark.parametrize(
    ("territory", "known"),
    [("DE", True), ("DE-BY", True), ("DE-ZZ", False), ("EU", False), ("", False)],
)
def test_what_has_a_calendar_is_known(territory: str, known: bool) -> None:
    assert has_calendar(territory) is known


def test_days_are_counted_in_utc() -> None:
    zone = datetime.fromisoformat("2026-05-06T01:00:00+08:00")
    assert zone.astimezone(UTC).date() == date(2026, 5, 5)
    assert business_days_after(zone, 1) == at(2026, 5, 7)
