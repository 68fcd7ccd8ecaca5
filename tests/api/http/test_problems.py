import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from api.settings import Settings

FORM = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/rights/", 404),
        ("GET", "/%00", 404),
        ("PUT", "/v1/rights", 405),
        ("BREW", "/v1/hits", 405),
    ],
)
def test_unknown_addresses_and_methods(
    client: httpx2.Client, assert_problem: Callable[..., Any], method: str, path: str, status: int
) -> None:
    assert_problem(client.request(method, path), status)


@pytest.mark.parametrize("path", ["/v1/rights", "/v1/screen"])
@pytest.mark.parametrize("media_type", ["application/json", "image/jpeg", "text/plain"])
def test_what_is_no_form_is_refused(
    client: httpx2.Client, assert_problem: Callable[..., Any], path: str, media_type: str
) -> None:
    answer = client.post(path, content=b"{}", headers={"Content-Type": media_type})
    assert_problem(answer, 415)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data", b""),
        (FORM, b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"),
        (FORM, b"--y\r\n"),
        (FORM, b"--x\r\nX: " + b"y" * 10_000),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(
    client: httpx2.Client, assert_problem: Callable[..., Any], media_type: str, body: bytes
) -> None:
    answer = client.post("/v1/screen", content=body, headers={"Content-Type": media_type})
    assert_problem(answer, 400)


def test_too_many_files_are_refused(
    client: httpx2.Client, assert_problem: Callable[..., Any]
) -> None:
    files = [("photos", ("a.jpg", b"x"))] * 15
    answer = client.post("/v1/screen", data={"listing_id": "B-1"}, files=files)

    assert "Maximum number of files is 14" in assert_problem(answer, 400)["detail"]


def test_a_body_is_refused_by_its_announced_length(
    client: httpx2.Client, assert_problem: Callable[..., Any]
) -> None:
    headers = {"Content-Type": FORM, "Content-Length": str(5 * 10**6)}
    assert_problem(client.post("/v1/screen", content=b"--x", headers=headers), 413)


def test_a_body_of_unknown_length_is_read_up_to_the_limit(
    client: httpx2.Client, assert_problem: Callable[..., Any]
) -> None:
    def body() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a"\r\n\r\n'
        for _ in range(100):
            yield b"\0" * 50_000

    answer = client.post("/v1/screen", content=body(), headers={"Content-Type": FORM})
    assert_problem(answer, 413)


def test_an_error_of_ours_tells_strangers_nothing(
    client: httpx2.Client,
    settings: Settings,
    register: Callable[..., Any],
    assert_problem: Callable[..., Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = register("kettle", 1).json()["right"]["views"][0]["url"]
    shutil.rmtree(settings.home / "images")

    with caplog.at_level(logging.ERROR):
        answer = client.get(url)

    problem = assert_problem(answer, 500)
    assert "home" not in answer.text
    assert problem["instance"].startswith("urn:uuid:")
    assert problem["instance"] in caplog.text
    assert "MissingImageError" in caplog.text


def test_a_database_that_fails_may_be_back_soon(
    client: httpx2.Client,
    settings: Settings,
    assert_problem: Callable[..., Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with sqlite3.connect(settings.home / "lookalike.db") as connection:
        connection.execute("DROP TABLE hits")
        connection.execute("DROP TABLE alembic_version")
    connection.close()

    answer = client.get("/v1/hits")
    problem = assert_problem(answer, 503)
    assert answer.headers["retry-after"] == "5"
    assert problem["detail"] == "Try again in a moment: the database can't be reached."
    assert "no such table" in caplog.text
    assert "lookalike db upgrade" in assert_problem(client.get("/readyz"), 503)["detail"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/metrics").status_code == 200
