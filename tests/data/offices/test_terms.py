"""How long rights last."""

from datetime import date
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.offices import Office, ends_of_terms, first_expiry, longest_until, office_named
from data.offices.terms import anniversary
from data.records import Kind, Right

DESIGN, MARK = Kind.REGISTERED_DESIGN, Kind.TRADEMARK


def right(kind: Kind, office: str, filed: str, registered: str | None = None) -> Right:
    return Right(
        "r",
        kind,
        "R",
        (),
        office=office,
        filed_on=date.fromisoformat(filed),
        registered_on=date.fromisoformat(registered) if registered else None,
    )


@pytest.mark.parametrize(
    ("of", "first", "longest"),
    [
        (right(DESIGN, "UKIPO", "2024-01-31"), "2029-01-31", "2049-01-31"),
        (right(DESIGN, "EUIPO", "2024-02-29"), "2029-02-28", "2049-02-28"),
        (right(DESIGN, "WIPO", "2024-01-01", "2024-03-05"), "2029-03-05", "2049-03-05"),
        (right(DESIGN, "WIPO", "2024-01-01"), None, None),
        (right(DESIGN, "CNIPA", "2021-05-31"), "2031-05-31", "2031-05-31"),
        (right(DESIGN, "CNIPA", "2021-06-01"), "2036-06-01", "2036-06-01"),
        (right(DESIGN, "USPTO", "2015-05-12", "2016-01-05"), "2030-01-05", "2030-01-05"),
        (right(DESIGN, "USPTO", "2015-05-13", "2016-01-05"), "2031-01-05", "2031-01-05"),
        (right(MARK, "UKIPO", "2020-01-31", "2020-06-01"), "2030-01-31", None),
        (right(MARK, "EUIPO", "2020-01-31", "2020-06-01"), "2030-01-31", None),
        (right(MARK, "CNIPA", "2020-01-31", "2020-06-01"), "2030-06-01", None),
        (right(MARK, "WIPO", "2020-01-31", "2020-06-01"), "2030-06-01", None),
        (right(MARK, "USPTO", "2020-01-31", "2020-06-01"), "2030-06-01", None),
        (right(MARK, "EXAMPLE", "2020-01-31"), None, None),
    ],
)
def test_when_rights_end(of: Right, first: str | None, longest: str | None) -> None:
    assert first_expiry(of) == (first and date.fromisoformat(first))
    assert longest_until(of) == (longest and date.fromisoformat(longest))


def test_a_design_has_five_terms_of_five_years() -> None:
    ends = list(ends_of_terms(right(DESIGN, "EUIPO", "2024-01-31")))
    assert [end.year for end in ends] == [2029, 2034, 2039, 2044, 2049]


def test_a_mark_is_renewed_without_end() -> None:
    ends = islice(ends_of_terms(right(MARK, "EUIPO", "2024-01-31")), 20)
    assert [end.year for end in ends] == list(range(2034, 2234, 10))


@given(st.dates(max_value=date(9000, 1, 1)), st.sampled_from(Kind), st.sampled_from(Office))
def test_terms_follow_each_other(begins: date, kind: Kind, office: Office) -> None:
    of = Right("r", kind, "R", (), office=office, filed_on=begins, registered_on=begins)
    ends = [begins, *islice(ends_of_terms(of), 10)]
    lengths = {later.year - earlier.year for earlier, later in pairwise(ends)}
    assert len(lengths) == 1
    longest = longest_until(of)
    assert longest is None or longest == ends[-1]


def test_the_anniversary_of_a_leap_day() -> None:
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert anniversary(date(2024, 2, 29), 5) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("EUIPO", Office.EUIPO),
        ("ohim", Office.EUIPO),
        (" uk  ipo ", Office.UKIPO),
        ("GB", Office.UKIPO),
        ("EXAMPLE", None),
        (None, None),
    ],
)
def test_offices_by_name(name: str | None, office: Office | None) -> None:
    assert office_named(name) is office
