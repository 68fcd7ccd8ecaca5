"""Making keys, and the limits of what they may ask."""

from datetime import UTC, datetime, timedelta

import pytest

from api.auth.api_keys import KeyRequestError, make_key
from api.auth.principal import Principal
from api.auth.rate_limits import RateLimitError, RateLimits
from data.access import Reach
from data.actors import Role

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_key_is_made_of_random_bytes() -> None:
    made = make_key("ci", Role.ADMIN, now=NOON, lifetime=DAY, new_token=lambda size: "ab" * size)
    assert made.token == f"lk_{'ab' * 6}_{'ab' * 32}"
    assert made.key.expires_at == NOON + DAY
    others = {make_key("ci", Role.ADMIN, now=NOON, lifetime=DAY).token for _ in range(20)}
    assert len(others) == 20


@pytest.mark.parametrize(
    ("role", "parties", "reason"),
    [
        (Role.OWNER, (), "needs the name"),
        (Role.SELLER, (), "needs the name"),
        (Role.ADMIN, ("Acme",), "has no party"),
        (Role.SYSTEM, (), "machine's own"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(
    role: Role, parties: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(KeyRequestError, match=reason):
        make_key("ci", role, parties=parties, now=NOON, lifetime=DAY)


def test_only_parties_are_kept_to_their_own() -> None:
    for role in Role:
        reach = Principal("key:1", role, ("Acme",)).acting("getHit").reach
        if role in {Role.OWNER, Role.AGENT, Role.SELLER}:
            assert reach == Reach(role, ("Acme",))
        else:
            assert reach is None


def test_each_key_is_counted_by_itself() -> None:
    limits = RateLimits("2/hour", "memory://")
    assert [limits.seconds_to_wait("a") > 0 for _ in range(3)] == [False, False, True]
    assert limits.seconds_to_wait("b") == 0
    assert [limits.seconds_to_wait("c", "1/day") > 0 for _ in range(2)] == [False, True]


def test_a_limit_that_cannot_be_read_is_named() -> None:
    with pytest.raises(RateLimitError, match="'often' is no rate limit"):
        RateLimits("often", "memory://")
