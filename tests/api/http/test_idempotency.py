"""A write with an Idempotency-Key is done once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.body_digest import BodyDigest
from api.workspace import Workspace
from data.db import Database
from data.db.access.idempotency import Answer, claim, forget, remember

Client = httpx2.Client
Register = Callable[..., httpx2.Response]


@pytest.fixture
def register(client: Client, make_image: Callable[..., bytes]) -> Register:
    def post(key: str | None, title: str = "T", seed: int = 1) -> httpx2.Response:
        data = {"right_id": "R-1", "kind": "trademark", "title": title}
        headers = {} if key is None else {"Idempotency-Key": key}
        files = [("views", ("1.jpg", make_image(seed)))]
        return client.post("/v1/rights", data=data, files=files, headers=headers)

    return post


def test_a_request_that_is_sent_again_is_answered_as_the_first_time(
    client: Client, register: Register
) -> None:
    first = register("k-1")
    client.delete("/v1/rights/R-1")
    again = register("k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert client.get("/v1/rights/R-1").json()["withdrawn_at"] is not None
    assert register("k-2").status_code == 409


def test_another_request_under_the_same_key_is_refused(
    register: Register, assert_problem: Callable[..., Any]
) -> None:
    register("k-1")
    assert_problem(register("k-1", title="Other"), 422)
    assert_problem(register("k-1", seed=2), 422)
    assert_problem(register("x" * 201), 400)
    assert_problem(register(""), 400)


def test_a_refusal_is_remembered_and_a_failure_is_not(
    client: Client, workspace: Workspace, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = client.post("/v1/screen", data={}, headers={"Idempotency-Key": "k-1"})
    again = client.post("/v1/screen", data={}, headers={"Idempotency-Key": "k-1"})
    assert refused.status_code == again.status_code == 415
    assert again.headers["idempotent-replayed"] == "true"
    with monkeypatch.context() as broken:
        broken.setattr(type(workspace), "registrar", property(lambda _: 1 / 0))
        assert register("k-2").status_code == 500
    assert register("k-2").status_code == 201


def test_a_key_is_claimed_once_and_for_a_time(workspace: Workspace) -> None:
    database: Database = workspace.database
    now, day = workspace.clock(), timedelta(days=1)

    def take(digest: str = "a", later: timedelta = timedelta(0)) -> Any:
        with database.write() as session:
            return claim(session, "p", "k", digest, now=now + later, lifetime=day)

    assert take().answer is None
    assert take().under_way
    assert take("b").other_request
    assert not take(later=timedelta(minutes=10)).under_way
    with database.write() as session:
        remember(session, "p", "k", Answer(201, {"a": "b"}, b"body"))
    assert take().answer == Answer(201, {"a": "b"}, b"body")
    assert not take("b", later=2 * day).other_request
    with database.write() as session:
        forget(session, "p", "k")
    assert take().answer is None


@given(st.lists(st.binary(max_size=30), max_size=8), st.integers(1, 9))
def test_the_digest_of_a_form_does_not_depend_on_its_boundary(
    parts: list[bytes], size: int
) -> None:
    def digest(boundary: str, size: int) -> str:
        body = f"--{boundary}\r\n".encode().join(parts)
        taken = BodyDigest(f"multipart/form-data; boundary={boundary}")
        for start in range(0, len(body), size):
            taken.update(body[start : start + size])
        return taken.hexdigest()

    assert digest("ABCDEF-12345678", size) == digest("ZYXWVUT-87654321-0", 10**6)
    plain = BodyDigest("application/json")
    plain.update(b"".join(parts))
    plain.update(b"!")
    other = BodyDigest("application/json")
    other.update(b"".join(parts))
    assert plain.hexdigest() != other.hexdigest()
