"""How long rights last, office by office.

An end is the day of the month on which the term began, which offices print as the date of expiry.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from data.offices.office import Office, office_named
from data.records import Kind, Right


@dataclass(frozen=True, slots=True)
class Term:
    """How long a right lasts.

    Attributes:
        years: Of one term.
        longest: Years of all terms together; ``None`` if it can be renewed without end.
        from_registration: Whether it is counted from the registration, or else from the filing.
    """

    years: int
    longest: int | None
    from_registration: bool


_TEN_YEARS_FROM_FILING = Term(10, None, from_registration=False)
_TEN_YEARS_FROM_REGISTRATION = Term(10, None, from_registration=True)
_TERMS = {
    # Registered Designs Act 1949, s. 8: from the date of registration, which s. 3C makes that of
    # the application. Trade Marks Act 1994, ss. 40(3), 42: likewise.
    (Office.UKIPO, Kind.REGISTERED_DESIGN): Term(5, 25, from_registration=False),
    (Office.UKIPO, Kind.TRADEMARK): _TEN_YEARS_FROM_FILING,
    # Regulation (EC) 6/2002, art. 12; Regulation (EU) 2017/1001, art. 52.
    (Office.EUIPO, Kind.REGISTERED_DESIGN): Term(5, 25, from_registration=False),
    (Office.EUIPO, Kind.TRADEMARK): _TEN_YEARS_FROM_FILING,
    # Trademark Law of China, art. 39.
    (Office.CNIPA, Kind.TRADEMARK): _TEN_YEARS_FROM_REGISTRATION,
    # Hague Agreement, Geneva Act, art. 17: fifteen years at least, longer where the designated
    # law is; twenty-five in the Union and in the United Kingdom. Madrid Protocol, art. 6.
    (Office.WIPO, Kind.REGISTERED_DESIGN): Term(5, 25, from_registration=True),
    (Office.WIPO, Kind.TRADEMARK): _TEN_YEARS_FROM_REGISTRATION,
    # 15 U.S.C. 1058, 1059.
    (Office.USPTO, Kind.TRADEMARK): _TEN_YEARS_FROM_REGISTRATION,
}
_FIFTEEN_YEARS_IN_CHINA = date(2021, 6, 1)
_FIFTEEN_YEARS_IN_AMERICA = date(2015, 5, 13)


def term_of(right: Right) -> Term | None:
    """Return how long a right of this kind and office lasts; ``None`` where that isn't known."""
    office = office_named(right.office)
    if office is None:
        return None
    if right.kind is Kind.REGISTERED_DESIGN and office is Office.CNIPA:
        # Patent Law of China, art. 42, as amended in 2020: one term, without renewals.
        years = 15 if _since(right.filed_on, _FIFTEEN_YEARS_IN_CHINA) else 10
        return Term(years, years, from_registration=False)
    if right.kind is Kind.REGISTERED_DESIGN and office is Office.USPTO:
        # 35 U.S.C. 173, as amended by the Patent Law Treaties Implementation Act: from the grant.
        years = 15 if _since(right.filed_on, _FIFTEEN_YEARS_IN_AMERICA) else 14
        return Term(years, years, from_registration=True)
    return _TERMS[office, right.kind]


def term_begins(right: Right) -> date | None:
    """Return the day from which the right's terms are counted; ``None`` where it isn't known."""
    term = term_of(right)
    if term is None:
        return None
    return right.registered_on if term.from_registration else right.filed_on


def ends_of_terms(right: Right) -> Iterator[date]:
    """Return the last day of the first term, the second and so on; without end for a mark.

    Nothing where the office or the day on which it began isn't known.
    """
    term, begins = term_of(right), term_begins(right)
    if term is None or begins is None:
        return
    longest = term.longest or date.max.year - begins.year
    for years in range(term.years, longest + 1, term.years):
        yield anniversary(begins, years)


def first_expiry(right: Right) -> date | None:
    """Return when the right ends unless it is renewed; ``None`` where that isn't known."""
    return next(ends_of_terms(right), None)


def longest_until(right: Right) -> date | None:
    """Return the day beyond which no renewal leads; ``None`` if there's none or it isn't known."""
    term, begins = term_of(right), term_begins(right)
    if term is None or begins is None or term.longest is None:
        return None
    return anniversary(begins, term.longest)


def anniversary(day: date, years: int) -> date:
    """Return the same day so many years later; 28 February for 29 in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _since(day: date | None, change: date) -> bool:
    """Whether a law that was changed applies; where the day isn't known, the longer term does."""
    return day is None or day >= change
