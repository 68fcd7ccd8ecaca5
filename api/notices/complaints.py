"""Until when a decision can be complained of: Article 20(1) and (2) of the Digital Services Act.

At least six months, from the day on which the party was told of the decision. How months are
counted: Regulation (EEC, Euratom) No 1182/71, Article 3: the day itself does not count, the period
ends with the day of the same date, or the month's last, and not on a Saturday or Sunday.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

MONTHS: Final = 6
_SATURDAY = 5


def last_day_to_complain(told_at: datetime) -> date:
    """Return the last day, in UTC, on which a complaint is taken."""
    told = told_at.date()
    years, month = divmod(told.month - 1 + MONTHS, 12)
    year, month = told.year + years, month + 1
    last = date(year, month, min(told.day, monthrange(year, month)[1]))
    return last + timedelta(days=7 - last.weekday() if last.weekday() >= _SATURDAY else 0)


def is_open(told_at: datetime, now: datetime) -> bool:
    """Say whether a complaint is still taken."""
    return now.date() <= last_day_to_complain(told_at)
