"""What the tests of the database start from."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from data.records import Kind, Right, View

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Give a fixed instant."""
    return NOON


@pytest.fixture
def make_right() -> Callable[..., Right]:
    """Give a maker of rights whose views are told apart by their images' first letter."""

    def make(right_id: str = "R1", **views: str) -> Right:
        return Right(
            right_id=right_id,
            kind=Kind.TRADEMARK,
            title=f"The mark {right_id}",
            views=tuple(
                View(name, letter * 64, width=640, height=480)
                for name, letter in (views or {"front": "a"}).items()
            ),
        )

    return make
