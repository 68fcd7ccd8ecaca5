from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from data.fetch import Fetcher, FetchError

Answer = Callable[[Any], None]
PUBLIC = "93.184.215.14"
BODY = b"\xff\xd8\xff pretend that this is a picture"


def reason_for(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url)
    assert str(caught.value)
    return caught.value.reason


def redirecting(*locations: str) -> Answer:
    remaining = iter(locations)

    def answer(request: Any) -> None:
        location = next(remaining, None)
        request.reply(302, b"moved", Location=location) if location else request.reply()

    return answer


def test_redirects_are_followed(fetcher: Fetcher, server: Any, internet: Any) -> None:
    server.answer = redirecting("/b.jpg", "//cdn.example/c", "http://shop.example:81/d?e=f")
    assert fetcher.get("http://shop.example/a") == BODY
    assert [(request.headers["Host"], request.path) for request in server.asked] == [
        ("shop.example", "/a"),
        ("shop.example", "/b.jpg"),
        ("cdn.example", "/c"),
        ("shop.example:81", "/d?e=f"),
    ]
    assert internet.resolved == ["shop.example", "shop.example", "cdn.example", "shop.example"]


def test_a_fourth_redirect_is_one_too_many(fetcher: Fetcher, server: Any) -> None:
    server.answer = redirecting(*["/again"] * 4)
    assert reason_for(fetcher, "http://shop.example/") == "redirects"
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://127.0.0.1/", "private_address"),
        ("http://2130706433/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("//[::1]/", "private_address"),
        ("http://inside.example/", "private_address"),
        ("file:///etc/passwd", "unsupported_scheme"),
        ("http://user:secret@shop.example/", "credentials"),
        ("http://shop.example:port/", "bad_url"),
    ],
)
def test_redirects_are_checked_like_the_first_url(
    fetcher: Fetcher, server: Any, internet: Any, location: str, expected: str
) -> None:
    internet.names["inside.example"] = ["10.0.0.1"]
    server.answer = redirecting(location)
    assert reason_for(fetcher, "http://shop.example/") == expected
    assert (internet.connected, len(server.asked)) == ([PUBLIC], 1)


def test_the_body_of_a_redirect_is_not_read(fetcher: Fetcher, server: Any) -> None:
    def answer(request: Any) -> None:
        if request.path == "/end":
            request.reply()
            return
        request.send_response(302)
        request.send_header("Location", "/end")
        request.end_headers()
        request.drip(b"x" for _ in count())

    server.answer = answer
    assert fetcher.get("http://shop.example/") == BODY
