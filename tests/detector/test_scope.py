"""Which rights a listing is compared with."""

from datetime import date

import pytest

from data.records import Kind, Right
from detector.scope import Scope

_DAY = date(2026, 6, 1)


def _right(
    *, filed: date | None = None, expires: date | None = None, territories: tuple[str, ...] = ()
) -> Right:
    return Right(
        "r", Kind.TRADEMARK, "R", (), filed_on=filed, expires_on=expires, territories=territories
    )


@pytest.mark.parametrize(
    ("right", "covered"),
    [
        (_right(), True),
        (_right(filed=date(2026, 6, 1)), True),
        (_right(filed=date(2026, 6, 2)), False),
        (_right(expires=date(2026, 6, 1)), True),
        (_right(expires=date(2026, 5, 31)), False),
    ],
)
def test_a_right_is_in_force_from_filing_to_expiry(right: Right, covered: bool) -> None:
    assert Scope(_DAY).covers(right) is covered


@pytest.mark.parametrize(
    ("registered", "offered", "covered"),
    [
        ((), "DE", True),
        (("DE",), "DE", True),
        (("GB",), "DE", False),
        (("EU",), "DE", True),
        (("EU",), "GB", False),
        (("FR",), "EU", True),
        (("CN",), "EU", False),
        (("CN",), None, True),
    ],
)
def test_territories(registered: tuple[str, ...], offered: str | None, covered: bool) -> None:
    assert Scope(_DAY, offered).covers(_right(territories=registered)) is covered


def test_kinds() -> None:
    assert Scope(_DAY, kinds=frozenset({Kind.TRADEMARK})).covers(_right())
    assert not Scope(_DAY, kinds=frozenset({Kind.REGISTERED_DESIGN})).covers(_right())
