from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data._network import Deadline, may_connect, resolve


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fe80::1"]
)
def test_where_clouds_keep_credentials_is_never_connected_to(address: str) -> None:
    assert not may_connect(address, allow_private=True)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "99.255.255.255"],
)
def test_public_addresses_are_connected_to(address: str) -> None:
    assert may_connect(address, allow_private=False)


@given(address=st.ip_addresses(v=4), allow_private=st.booleans())
def test_ipv4_addresses_within_ipv6_are_judged_alike(
    address: IPv4Address, allow_private: bool
) -> None:
    allowed = may_connect(str(address), allow_private=allow_private)
    for prefix in ("::ffff:", "64:ff9b::"):
        assert may_connect(f"{prefix}{address}", allow_private=allow_private) == allowed


@pytest.mark.parametrize("address", ["10.1.2.3", "127.0.0.1", "100.64.0.1", "fd12::1", "::1"])
def test_private_networks_are_connected_to_where_allowed(address: str) -> None:
    assert may_connect(address, allow_private=True)
    assert not may_connect(address, allow_private=False)


@pytest.mark.parametrize(
    ("host", "addresses"), [("127.0.0.1", ["127.0.0.1"]), ("2130706433", ["127.0.0.1"])]
)
def test_the_system_resolves_each_address_once(host: str, addresses: list[str]) -> None:
    assert resolve(host, 80) == addresses


def test_a_deadline_passes() -> None:
    assert 0 < Deadline(60).left() <= 60
    with pytest.raises(TimeoutError):
        Deadline(0).left()
