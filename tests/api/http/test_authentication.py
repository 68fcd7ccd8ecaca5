"""Keys over HTTP: who is let in, how often, and that no secret shows up anywhere."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api.auth.api_keys import NewKey, make_key, new_secret
from api.http.app import create_app
from api.settings import Auth, Settings
from api.workspace import Workspace
from data.actors import Role
from data.db.access.audit import list_entries, verify_log
from data.db.access.keys import add_key, get_key, revoke_key, rotate_key

Client = httpx2.Client
DAY = timedelta(days=1)


class Time:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def settings(workspace: Workspace) -> Settings:
    return workspace.settings.model_copy(update={"auth": Auth.REQUIRED})


@pytest.fixture
def time(workspace: Workspace) -> Time:
    return Time(workspace.clock())


@pytest.fixture
def client(
    settings: Settings,
    workspace: Workspace,
    time: Time,
    wait_until_ready: Callable[[Client], None],
) -> Iterator[Client]:
    def open_workspace(settings: Settings) -> Workspace:
        return type(workspace).open(settings, clock=time)

    app = create_app(settings, open_workspace=open_workspace)
    with TestClient(app, raise_server_exceptions=False) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture
def key(workspace: Workspace, time: Time) -> NewKey:
    made = make_key("test", Role.ADMIN, now=time.now, lifetime=DAY)
    store(workspace, made)
    return made


def store(workspace: Workspace, key: NewKey) -> None:
    with workspace.database.write() as session:
        add_key(session, key.key, key.secret)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def status(client: Client, token: str) -> int:
    return int(client.get("/v1/hits", headers=bearer(token)).status_code)


def test_a_key_is_good_from_its_making_to_its_end(
    client: Client, workspace: Workspace, time: Time, key: NewKey
) -> None:
    assert status(client, key.token) == 200
    secret = new_secret()
    with workspace.database.write() as session:
        rotate_key(session, key.key.key_id, secret, now=time.now, overlap=timedelta(hours=1))
    assert status(client, key.token) == 200
    assert status(client, NewKey(key.key, secret).token) == 200
    time.now += timedelta(hours=1)
    assert status(client, key.token) == 401
    assert status(client, NewKey(key.key, secret).token) == 200
    with workspace.database.write() as session:
        stored = get_key(session, key.key.key_id)
        assert stored is not None
        assert stored.last_used_at == time.now
        revoke_key(session, key.key.key_id, now=time.now)
    assert status(client, NewKey(key.key, secret).token) == 401


def test_strangers_are_refused_before_their_request_is_read(
    client: Client, key: NewKey, assert_problem: Callable[..., Any]
) -> None:
    def never() -> Iterator[bytes]:
        yield b"x"
        raise AssertionError("the body was read")

    forged = f"lk_{key.key.key_id}_{'0' * 64}"
    for headers in (
        {},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer"},
        bearer("lk_"),
        bearer("lk__"),
        bearer(forged),
        bearer(key.secret),
        bearer("eyJhbGciOiJub25lIn0.e30."),
    ):
        answer = client.get("/v1/hits", headers=headers)
        assert_problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")
    answer = client.post("/v1/screen", content=b"x" * 10**6, headers=bearer(forged))
    assert_problem(answer, 401)


def test_no_secret_is_logged_or_told(
    client: Client,
    workspace: Workspace,
    key: NewKey,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [
        client.get("/v1/hits", headers=bearer(key.token)),
        client.get("/v1/hits/999", headers=bearer(key.token)),
        client.get("/v1/hits", headers=bearer(key.token + "x")),
        client.post("/v1/screen", headers=bearer(key.token)),
        client.delete("/v1/rights/none", headers=bearer(key.token)),
    ]
    with workspace.database.read() as session:
        entries = "".join(entry.as_json() for entry in list_entries(session))
    assert key.key.key_id in entries
    told = "".join(answer.text for answer in answers)
    for place in (caplog.text, told, entries, repr(key)):
        assert key.secret not in place


def test_a_key_that_asks_too_much_is_told_when_to_come_back(
    client: Client, workspace: Workspace, time: Time, assert_problem: Callable[..., Any]
) -> None:
    keys = [
        make_key("slow", Role.ADMIN, rate_limit="2/hour", now=time.now, lifetime=DAY),
        make_key("other", Role.ADMIN, rate_limit="2/hour", now=time.now, lifetime=DAY),
    ]
    for made in keys:
        store(workspace, made)
    slow, other = (made.token for made in keys)
    assert [status(client, slow) for _ in range(2)] == [200, 200]
    answer = client.get("/v1/hits", headers=bearer(slow))
    assert_problem(answer, 429)
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert status(client, other) == 200


def test_a_write_is_audited_under_the_key_that_made_it(
    client: Client, workspace: Workspace, key: NewKey, make_image: Callable[..., bytes]
) -> None:
    form = {"right_id": "R-1", "kind": "trademark", "title": "T"}
    files = {"views": ("1.jpg", make_image(1))}
    answer = client.post("/v1/rights", data=form, files=files, headers=bearer(key.token))
    assert answer.status_code == 201
    client.delete("/v1/rights/R-1", headers=bearer(key.token))
    client.get("/v1/rights", headers=bearer(key.token))
    with workspace.database.read() as session:
        entries = list_entries(session)
        assert verify_log(session).breaks == ()
    by_key = [entry for entry in entries if entry.actor == f"key:{key.key.key_id}"]
    assert [entry.operation for entry in by_key] == ["registerRight", "withdrawRight"]
    assert all(entry.changes["rights"]["keys"] == ["R-1"] for entry in by_key)
