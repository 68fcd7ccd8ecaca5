"""Time as a seam: whoever needs to know the time is given a clock."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; tests pass one that stands still."""

    def __call__(self) -> datetime:
        """Return the time, aware and in UTC."""


def utc_now() -> datetime:
    """Tell the real time."""
    return datetime.now(UTC)
