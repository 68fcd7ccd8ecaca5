import gzip
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


def test_a_body_may_have_just_as_many_bytes_as_are_accepted(fetcher: Fetcher, server: Any) -> None:
    server.answer = lambda request: request.reply(body=bytes(1000))
    assert fetcher.get("http://shop.example/") == bytes(1000)


def test_an_oversize_body_is_not_even_begun(fetcher: Fetcher, server: Any) -> None:
    def answer(request: Any) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1001")
        request.end_headers()
        request.server.stopping.wait()

    server.answer = answer
    assert reason_for(fetcher, "http://shop.example/") == "too_large"


def test_a_body_that_does_not_end_is_cut_off(fetcher: Fetcher, server: Any) -> None:
    def answer(request: Any) -> None:
        request.send_response(200)
        request.end_headers()
        request.drip(bytes(400) for _ in count())

    server.answer = answer
    assert reason_for(fetcher, "http://shop.example/") == "too_large"


def test_a_compressed_body_is_refused_and_not_inflated(fetcher: Fetcher, server: Any) -> None:
    bomb = gzip.compress(bytes(500_000))
    server.answer = lambda request: request.reply(body=bomb, Content_Encoding="gzip")
    assert reason_for(fetcher, "http://shop.example/") == "encoded"
    assert server.asked[0].headers["Accept-Encoding"] == "identity"


def slow_body(request: Any) -> None:
    request.send_response(200)
    request.end_headers()
    request.drip(b"x" for _ in count())


def slow_headers(request: Any) -> None:
    request.drip([b"HTTP/1.1 200 OK\r\nX-Long: ", *(b"x" for _ in range(10_000))])


def endless_interim_answers(request: Any) -> None:
    request.drip(b"HTTP/1.1 103 Early Hints\r\n\r\n" for _ in count())


def silence(request: Any) -> None:
    request.server.stopping.wait()


@pytest.mark.parametrize("answer", [slow_body, slow_headers, endless_interim_answers, silence])
def test_a_slow_server_is_given_up_on(impatient: Fetcher, server: Any, answer: Answer) -> None:
    server.answer = answer
    assert reason_for(impatient, "http://shop.example/") == "timeout"
    assert len(server.asked) <= 1  # Not tried again.


def test_a_body_that_is_cut_short_is_an_error(fetcher: Fetcher, server: Any) -> None:
    server.answer = lambda request: request.reply(Content_Length="500")
    assert reason_for(fetcher, "http://shop.example/") == "broken"


def test_an_answer_that_is_not_http_is_an_error(fetcher: Fetcher, server: Any) -> None:
    server.answer = lambda request: request.drip([b"220 mail.example ESMTP\r\n"])
    assert reason_for(fetcher, "http://shop.example/") == "broken"


def statuses(*answers: int) -> Answer:
    remaining = iter(answers)
    return lambda request: request.reply(next(remaining))


def test_a_server_that_is_busy_is_tried_again(
    fetcher: Fetcher, server: Any, waits: list[float]
) -> None:
    server.answer = statuses(503, 200)
    assert fetcher.get("http://shop.example/") == BODY
    assert len(server.asked) == 2
    assert len(waits) == 1


def test_a_server_that_stays_broken_is_given_up_on(
    fetcher: Fetcher, server: Any, waits: list[float]
) -> None:
    server.answer = statuses(500, 502, 503, 200)
    assert reason_for(fetcher, "http://shop.example/") == "server_error"
    assert len(server.asked) == 3
    assert 0 < waits[0] < waits[1] < 6


@pytest.mark.parametrize("status", [204, 206, 304, 401, 403, 404, 410, 429])
def test_other_answers_are_final(fetcher: Fetcher, server: Any, status: int) -> None:
    server.answer = lambda request: request.reply(status, b"")
    with pytest.raises(FetchError, match=str(status)) as caught:
        fetcher.get("http://shop.example/")
    assert caught.value.reason == "http_status"
    assert len(server.asked) == 1


def test_a_host_that_is_down_is_tried_again(fetcher: Fetcher, internet: Any) -> None:
    internet.down = {PUBLIC}
    assert reason_for(fetcher, "http://shop.example/") == "unreachable"
    assert internet.connected == [PUBLIC] * 3
