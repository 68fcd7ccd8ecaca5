"""Days on which people work, by territory."""

from datetime import UTC, date, datetime, time, timedelta

import holidays


def business_days_after(start: datetime, days: int, territory: str | None = None) -> datetime:
    """Return the end of the n-th business day after an instant: midnight, in UTC.

    The day of the instant doesn't count, as in Regulation (EEC, Euratom) 1182/71, Art. 3.

    Args:
        start: When the period begins.
        days: How many business days it has, at least 1.
        territory: A country or a part of one, as ISO 3166 names them (``DE``, ``DE-BY``). Its
            weekends, public holidays and working weekends count; where it is not given or has no
            known calendar, as the Union has not, only Saturdays and Sundays are free.
    """
    first = start.astimezone(UTC).date()
    last = _calendar(territory, first).get_nth_working_day(first, days)
    return datetime.combine(last + timedelta(days=1), time(), UTC)


def has_calendar(territory: str) -> bool:
    """Whether a territory's holidays are known."""
    country, _, subdivision = territory.partition("-")
    known = holidays.list_supported_countries().get(country)
    return known is not None and (not subdivision or subdivision in known)


def _calendar(territory: str | None, first: date) -> holidays.HolidayBase:
    # A calendar fills itself as it is asked, which two threads must not do to one at once. Over
    # the turn of a year, working weekends are only known of years that it was made with.
    years = (first.year, first.year + 1)
    country, _, subdivision = (territory or "").partition("-")
    known = holidays.list_supported_countries().get(country)
    if known is None:
        return holidays.HolidayBase(years=years)
    return holidays.country_holidays(
        country, subdiv=subdivision if subdivision in known else None, years=years
    )
