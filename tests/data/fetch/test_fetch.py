import pickle
from collections.abc import Sequence
from typing import Any

import pytest

from data.fetch import Fetcher, FetchError, read_location

PUBLIC = "93.184.215.14"
BODY = b"\xff\xd8\xff pretend that this is a picture"


def reason_for(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url)
    assert str(caught.value)
    return caught.value.reason


def test_the_body_is_returned(fetcher: Fetcher, server: Any) -> None:
    assert fetcher.get("http://shop.example:8080/a%20b/ü.jpg?size=large#top") == BODY
    assert server.asked[0].path == "/a%20b/%C3%BC.jpg?size=large"
    assert server.asked[0].headers["Host"] == "shop.example:8080"


def test_the_host_header_of_an_ipv6_address_has_brackets(fetcher: Fetcher, server: Any) -> None:
    assert fetcher.get("http://[2606:4700::1111]:8080/") == BODY
    assert server.asked[0].headers["Host"] == "[2606:4700::1111]:8080"


def test_a_server_on_this_machine_where_that_is_allowed(server: Any) -> None:
    url = f"http://127.0.0.1:{server.server_port}/photo.jpg"
    assert Fetcher(allow_private=True).get(url) == BODY
    assert reason_for(Fetcher(), url) == "private_address"


def test_proxies_in_the_environment_are_not_used(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetcher.get("http://shop.example/") == BODY


def test_cookies_are_not_kept(fetcher: Fetcher, server: Any) -> None:
    server.answer = lambda request: request.reply(Set_Cookie="session=1")
    fetcher.get("http://shop.example/")
    fetcher.get("http://shop.example/")
    assert [request.headers["Cookie"] for request in server.asked] == [None, None]


def test_a_name_is_resolved_once_and_the_connection_pinned(internet: Any) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])

    def rebind(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("rebind.example", 80)
        return next(answers)

    fetcher = Fetcher(resolve=rebind, backend=internet)
    assert fetcher.get("http://rebind.example/") == BODY
    assert internet.connected == [PUBLIC]
    assert reason_for(fetcher, "http://rebind.example/") == "private_address"
    assert internet.connected == [PUBLIC]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0", "10.0.0.1", "172.16.0.1"),
        *("192.168.1.1", "100.64.0.1", "169.254.169.254", "2852039166", "168.63.129.16"),
        *("100.100.100.200", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1"),
        *("[::1]", "[::]", "[fd00::1]", "[fd00:ec2::254]", "[fe80::1]", "[ff02::1]"),
        *("[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
        *("[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]", "[64:ff9b:1::7f00:1]"),
    ],
)
def test_addresses_that_are_not_public_are_refused(
    fetcher: Fetcher, internet: Any, host: str
) -> None:
    assert reason_for(fetcher, f"http://{host}/latest/meta-data/") == "private_address"
    assert internet.connected == []


@pytest.mark.parametrize(
    "host", ["0177.0.0.1", "0x7f.0.0.1", "127.0.0.256", "127.0.0.1%00.example"]
)
def test_addresses_in_odd_spellings_are_refused(fetcher: Fetcher, internet: Any, host: str) -> None:
    assert reason_for(fetcher, f"http://{host}/") in {"bad_url", "private_address", "unresolvable"}
    assert internet.connected == []


def test_one_private_address_among_public_ones_is_too_many(fetcher: Fetcher, internet: Any) -> None:
    internet.names["shop.example"] = [PUBLIC, "10.0.0.1"]
    assert reason_for(fetcher, "http://shop.example/") == "private_address"
    assert internet.connected == []


def test_the_next_address_is_tried_when_one_is_down(fetcher: Fetcher, internet: Any) -> None:
    internet.names["shop.example"] = ["8.8.8.8", PUBLIC]
    internet.down = {"8.8.8.8"}
    assert fetcher.get("http://shop.example/") == BODY
    assert internet.connected == ["8.8.8.8", PUBLIC]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://shop.example/", "unsupported_scheme"),
        ("file:///etc/passwd", "unsupported_scheme"),
        ("gopher://shop.example/", "unsupported_scheme"),
        ("//shop.example/", "unsupported_scheme"),
        ("shop.example/a.jpg", "unsupported_scheme"),
        ("http://user:secret@shop.example/", "credentials"),
        ("http://user@shop.example/", "credentials"),
        ("http://shop.example\\@127.0.0.1/", "credentials"),
        ("http:///a.jpg", "bad_url"),
        ("http://shop.example:99999/", "bad_url"),
        ("http://shop.example:port/", "bad_url"),
        ("http://shop.example/a\r\nHost: evil", "bad_url"),
        ("http://[::1/", "bad_url"),
        ("http://nowhere.example/", "unresolvable"),
        ("http://" + "a" * 300 + ".example/", "unresolvable"),
    ],
)
def test_bad_urls_are_refused(
    fetcher: Fetcher, internet: Any, waits: list[float], url: str, expected: str
) -> None:
    assert reason_for(fetcher, url) == expected
    assert (internet.connected, waits) == ([], [])


def test_a_location_may_be_a_url(fetcher: Fetcher) -> None:
    assert read_location("http://shop.example/a.jpg", fetcher, max_bytes=100) == BODY
    with pytest.raises(FetchError, match="more than the 10 bytes"):
        read_location("http://shop.example/a.jpg", fetcher, max_bytes=10)


def test_a_url_without_a_fetcher_says_what_to_do() -> None:
    with pytest.raises(FetchError, match="download the image") as caught:
        read_location("http://shop.example/a.jpg", None, max_bytes=100)
    assert caught.value.reason == "no_network"


def test_other_schemes_are_refused_as_locations(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError) as caught:
        read_location("file:///etc/passwd", fetcher, max_bytes=100)
    assert caught.value.reason == "unsupported_scheme"


def test_the_error_survives_a_process_boundary() -> None:
    error = pickle.loads(pickle.dumps(FetchError("tls", "no valid certificate")))  # noqa: S301
    assert (error.reason, str(error)) == ("tls", "no valid certificate")
