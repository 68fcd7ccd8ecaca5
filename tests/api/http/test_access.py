"""Every route with every role, against the table; and what is somebody's own."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api.auth.api_keys import make_key
from api.auth.policy import COLUMNS, POLICY, Rule, is_public
from api.http.app import create_app
from api.settings import Auth, Settings
from api.workspace import Workspace
from data.access import PARTY_ROLES, Scope
from data.actors import Role
from data.db.access.keys import add_key
from data.db.hits import NewHit, save_hits
from data.db.rights import save_right
from data.records import Band, Hit, Kind, Right

Client = httpx2.Client
Headers = dict[str, str]
MakeHeaders = Callable[..., Headers]

EXAMPLES = {"name": "overlay", "view": "front"}
"""What stands for a path's parameters that are no ids."""


@pytest.fixture
def settings(workspace: Workspace) -> Settings:
    return workspace.settings.model_copy(update={"auth": Auth.REQUIRED})


@pytest.fixture
def client(
    settings: Settings, workspace: Workspace, wait_until_ready: Callable[[Client], None]
) -> Iterator[Client]:
    app = create_app(settings, open_workspace=type(workspace).open)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture
def as_role(workspace: Workspace) -> MakeHeaders:
    """Make a key of a role, and give the header that it is sent in."""

    def make(role: Role, *parties: str, **more: Any) -> Headers:
        needed = parties or (("nobody",) if role in PARTY_ROLES else ())
        more.setdefault("lifetime", timedelta(days=1))
        key = make_key("test", role, parties=needed, now=workspace.clock(), **more)
        with workspace.database.write() as session:
            add_key(session, key.key, key.secret)
        return {"Authorization": f"Bearer {key.token}"}

    return make


def requests(app: FastAPI) -> Iterator[tuple[str | None, str, str]]:
    """Give each route's operation, method and a path that leads there."""
    for route in iter_route_contexts(app.routes):
        template = route.path_format or ""
        path = template.format_map(_Parameters())
        for method in sorted(route.methods or {"GET"}):
            yield getattr(route, "operation_id", None), method, path


class _Parameters(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return EXAMPLES.get(name, "1")


def test_every_route_is_in_the_table_and_nothing_else_is(settings: Settings) -> None:
    operations = {name: path for name, _, path in requests(create_app(settings)) if name}
    listed = {name for name, path in operations.items() if not is_public(path)}
    assert listed == set(POLICY)
    unnamed = {path for name, _, path in requests(create_app(settings)) if name is None}
    assert all(map(is_public, unnamed)), unnamed


def test_every_route_with_every_role(
    client: Client, settings: Settings, as_role: MakeHeaders
) -> None:
    keys = {role: as_role(role) for role in COLUMNS}
    for operation, method, path in requests(create_app(settings)):
        if operation is None or is_public(path):
            assert is_public(path)
            assert client.request(method, path).status_code not in {401, 403}, path
            continue
        assert client.request(method, path).status_code == 401, operation
        for role, headers in keys.items():
            answer = client.request(method, path, headers=headers)
            refused = POLICY[operation].rule(role) is Rule.DENY
            assert (answer.status_code == 403) == refused, (operation, role, answer.text)
            assert answer.status_code not in {401, 500}, (operation, role)


def test_a_key_does_what_its_scopes_say_and_no_more(
    client: Client, settings: Settings, as_role: MakeHeaders
) -> None:
    for scope in Scope:
        headers = as_role(Role.ADMIN, scopes=frozenset({scope}))
        for operation, method, path in requests(create_app(settings)):
            if operation is not None and operation in POLICY:
                answer = client.request(method, path, headers=headers)
                refused = POLICY[operation].scope is not scope
                assert (answer.status_code == 403) == refused, (operation, scope)


@pytest.fixture
def stock(workspace: Workspace) -> dict[str, int]:
    """Store a right of Acme's and one of Bolt's, each hit by a seller's listing; give hit ids."""
    views: tuple[Any, ...] = ()
    rights = (
        Right("A-1", Kind.TRADEMARK, "Acme's", views, owner="Acme"),
        Right("B-1", Kind.TRADEMARK, "Bolt's", views, owner="Bolt"),
    )
    now = workspace.clock()
    with workspace.database.write() as session:
        for right in rights:
            save_right(session, right, now=now)
        save_hits(
            session,
            [
                NewHit(hit("L-1", "A-1"), seller_id="sam"),
                NewHit(hit("L-2", "B-1"), seller_id="tim"),
            ],
            now=now,
        )
    return {"A-1": 1, "B-1": 2}


def hit(listing_id: str, right_id: str) -> Hit:
    return Hit(
        listing_id=listing_id,
        image="1.jpg",
        right_id=right_id,
        view="front",
        probability=0.9,
        score=1.0,
        band=Band.REVIEW,
        channels={},
        region=(),
        model="m",
        index="1",
    )


@pytest.mark.parametrize(
    ("role", "party", "own", "foreign"),
    [
        (Role.OWNER, "Acme", "A-1", "B-1"),
        (Role.OWNER, "Bolt", "B-1", "A-1"),
        (Role.SELLER, "sam", "A-1", "B-1"),
        (Role.SELLER, "tim", "B-1", "A-1"),
    ],
)
def test_a_party_sees_its_own_and_nobody_elses(
    client: Client,
    as_role: MakeHeaders,
    stock: dict[str, int],
    role: Role,
    party: str,
    own: str,
    foreign: str,
) -> None:
    headers = as_role(role, party)
    hits = client.get("/v1/hits", headers=headers).json()["items"]
    assert [found["right_id"] for found in hits] == [own]
    for path in ("/v1/hits/{}", "/v1/hits/{}/evidence"):
        assert client.get(path.format(stock[own]), headers=headers).status_code == 200
        assert client.get(path.format(stock[foreign]), headers=headers).status_code == 404
    assert client.get(f"/v1/rights/{own}", headers=headers).status_code == 200
    assert client.get(f"/v1/rights/{foreign}", headers=headers).status_code == 404
    found = client.get("/v1/hits", params={"right_id": foreign}, headers=headers).json()
    assert found["items"] == []


def test_an_agent_sees_what_it_holds_a_power_of_attorney_for(
    client: Client, workspace: Workspace, as_role: MakeHeaders
) -> None:
    from data.records import Agent

    today = workspace.clock().date()
    day = timedelta(days=1)
    until: dict[str, date | None] = {"over": today - day, "last-day": today, "open": None}
    with workspace.database.write() as session:
        for name, last in until.items():
            agent = Agent("Lex LLP", today - 9 * day, last)
            right = Right(name, Kind.TRADEMARK, name, (), owner="Acme", agent=agent)
            save_right(session, right, now=workspace.clock())
        agent = Agent("Lex LLP", today + day)
        right = Right("to-come", Kind.TRADEMARK, "to-come", (), owner="Acme", agent=agent)
        save_right(session, right, now=workspace.clock())
    items = client.get("/v1/rights", headers=as_role(Role.AGENT, "Lex LLP")).json()["items"]
    assert [right["right_id"] for right in items] == ["last-day", "open"]
    assert client.get("/v1/rights", headers=as_role(Role.AGENT, "Iuris")).json()["items"] == []


@pytest.mark.usefixtures("stock")
def test_an_owner_changes_its_own_and_nobody_elses(
    client: Client, as_role: MakeHeaders, make_image: Callable[..., bytes]
) -> None:
    headers = as_role(Role.OWNER, "Acme")

    def register(right_id: str, owner: str) -> int:
        form = {"right_id": right_id, "kind": "trademark", "title": "T", "owner": owner}
        files = [("views", ("1.jpg", make_image(1)))]
        answer = client.post("/v1/rights", data=form, files=files, headers=headers)
        return int(answer.status_code)

    assert register("A-2", "Acme") == 201
    assert register("A-3", "Bolt") == 403
    assert register("B-1", "Acme") == 403
    assert client.delete("/v1/rights/A-2", headers=headers).status_code == 200
    assert client.delete("/v1/rights/B-1", headers=headers).status_code == 404
    admin = as_role(Role.ADMIN)
    kept = client.get("/v1/rights/B-1", headers=admin).json()
    assert (kept["owner"], kept["title"]) == ("Bolt", "Bolt's")
    assert client.get("/v1/rights/A-3", headers=admin).status_code == 404


def test_the_parties_to_a_case_see_it_and_nobody_else_does(
    client: Client, as_role: MakeHeaders, stock: dict[str, int]
) -> None:
    reviewer = as_role(Role.REVIEWER)
    opened = client.post("/v1/cases", json={}, headers=reviewer).json()["items"]
    assert len(opened) == len(stock)
    cases = client.get("/v1/cases", headers=reviewer).json()["items"]
    numbers = {case["right_id"]: case["case_id"] for case in cases}
    for role, party, own, foreign in [
        (Role.OWNER, "Acme", "A-1", "B-1"),
        (Role.SELLER, "tim", "B-1", "A-1"),
    ]:
        headers = as_role(role, party)
        seen = client.get("/v1/cases", headers=headers).json()["items"]
        assert [(case["right_id"], case["listings"]) for case in seen] == [(own, 1)]
        for path in ("/v1/cases/{}", "/v1/cases/{}/events"):
            answer = client.get(path.format(numbers[own]), headers=headers)
            assert answer.status_code == 200, answer.text
            assert client.get(path.format(numbers[foreign]), headers=headers).status_code == 404
        happened = client.get(f"/v1/cases/{numbers[own]}/events", headers=headers).json()
        assert happened["items"]


@pytest.mark.usefixtures("stock")
def test_an_owner_makes_and_withdraws_cases_of_its_own(
    client: Client, as_role: MakeHeaders
) -> None:
    acme, admin = as_role(Role.OWNER, "Acme"), as_role(Role.ADMIN)
    (opened,) = client.post("/v1/cases", json={}, headers=acme).json()["items"]
    (foreign,) = client.post("/v1/cases", json={}, headers=admin).json()["items"]

    def withdraw(number: int) -> int:
        path = f"/v1/cases/{number}"
        version = client.get(path, headers=admin).headers["etag"]
        answer = client.post(
            f"{path}/events", json={"event": "withdraw"}, headers={**acme, "If-Match": version}
        )
        return int(answer.status_code)

    assert withdraw(opened["case_id"]) == 200
    assert withdraw(foreign["case_id"]) == 404
    seen = client.get("/v1/cases", headers=admin).json()["items"]
    assert {case["case_id"]: case["state"] for case in seen} == {
        opened["case_id"]: "withdrawn",
        foreign["case_id"]: "open",
    }


def test_a_notice_is_its_owners_and_its_sellers_see_their_part(
    client: Client, as_role: MakeHeaders, stock: dict[str, int]
) -> None:
    acme, bolt = as_role(Role.OWNER, "Acme"), as_role(Role.OWNER, "Bolt")
    form = {"items": [{"hit_id": stock["A-1"]}]}
    drafted = client.post("/v1/notices", json=form, headers=acme)
    assert drafted.status_code == 201, drafted.text
    notice = f"/v1/notices/{drafted.json()['notice_id']}"
    assert client.get(notice, headers=acme).status_code == 200
    assert client.get(notice, headers=bolt).status_code == 404
    assert client.get("/v1/notices", headers=bolt).json()["items"] == []
    assert client.get(notice, headers=as_role(Role.SELLER, "sam")).status_code == 403
    # What another owner's hit is can't be learnt by naming it.
    stolen = client.post("/v1/notices", json={"items": [{"hit_id": stock["B-1"]}]}, headers=acme)
    assert stolen.status_code in {404, 422}, stolen.text
