"""How much each key may ask."""

from math import ceil
from time import time

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter


class RateLimitError(ValueError):
    """A limit that can't be read."""


def parse_rate(rate: str) -> RateLimitItem:
    """Read a limit such as ``100/minute``.

    Raises:
        RateLimitError: it is none.
    """
    try:
        return parse(rate)
    except ValueError as error:
        raise RateLimitError(f"{rate!r} is no rate limit: write 100/minute, say") from error


class RateLimits:
    """Counts requests over a moving window.

    Args:
        default: The limit of those who have none of their own.
        storage: Where requests are counted, as the package ``limits`` names it.

    Raises:
        RateLimitError: the limit can't be read.
    """

    def __init__(self, default: str, storage: str) -> None:
        self._default = parse_rate(default)
        self._limiter = MovingWindowRateLimiter(storage_from_string(storage))

    def seconds_to_wait(self, name: str, own: str | None = None) -> int:
        """Count a request, and return 0; or don't, and return after how long to ask again."""
        rate = self._default if own is None else parse_rate(own)
        if self._limiter.hit(rate, name):
            return 0
        reset = self._limiter.get_window_stats(rate, name).reset_time
        return max(1, ceil(reset - time()))
