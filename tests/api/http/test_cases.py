from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from api.http.actor import current_actor
from api.workspace import Workspace
from data.actors import Actor, Role
from data.db.hits import NewHit, save_hits
from data.records import Band, Hit

Client = httpx2.Client
AssertProblem = Callable[..., dict[str, Any]]


@pytest.fixture
def case(client: Client, workspace: Workspace) -> dict[str, Any]:
    """Open a case with two listings."""
    hits = [
        NewHit(
            Hit(each, "1.jpg", "R1", "front", 0.9, 1.0, Band.EXPEDITED, {}, (), "m", "1"),
            seller_id="S1",
        )
        for each in ("L1", "L2")
    ]
    with workspace.database.write() as session:
        save_hits(session, hits, now=workspace.clock())
    [gathered] = client.post("/v1/cases", json={"seller_id": "S1"}).json()["items"]
    assert gathered["opened"]
    found: dict[str, Any] = client.get(f"/v1/cases/{gathered['case_id']}").json()
    return found


@pytest.fixture
def act_as(app: FastAPI) -> Callable[[str, Role], None]:
    """Have all requests from now on be somebody's."""

    def become(name: str, role: Role) -> None:
        app.dependency_overrides[current_actor] = lambda: Actor(name, role)

    return become


def move(client: Client, case: dict[str, Any], event: str, **body: Any) -> httpx2.Response:
    return client.post(
        f"/v1/cases/{case['case_id']}/events",
        json={"event": event, **body},
        headers={"If-Match": f'"{case["version"]}"'},
    )


def test_a_case_is_moved_to_its_end(client: Client, case: dict[str, Any]) -> None:
    assert [each["standing"] for each in case["listings"]] == ["offered", "offered"]
    assert case["moves"] == ["gather", "start_review", "withdraw", "assess"]
    for event in ("start_review", "notify", "counter", "rebut", "rest", "reject"):
        answer = move(client, case, event)
        assert answer.status_code == 200, answer.text
        case = answer.json()
        assert answer.headers["etag"] == f'"{case["version"]}"'
    assert (case["state"], case["outcome"]) == ("rejected", "rejected")
    assert [each["standing"] for each in case["listings"]] == ["reinstated", "reinstated"]
    assert move(client, case, "confirm_reinstatement").json()["deadline"] is None


def test_what_happened_is_listed(client: Client, case: dict[str, Any]) -> None:
    move(client, case, "start_review", note="Looks alike.")
    url = f"/v1/cases/{case['case_id']}/events"
    first = client.get(url, params={"limit": 1}).json()
    second = client.get(url, params={"cursor": first["next_cursor"]}).json()
    assert [each["event"] for each in first["items"] + second["items"]] == ["open", "start_review"]
    assert second["items"][0]["payload"] == {"note": "Looks alike."}
    assert second["next_cursor"] is None


def test_an_illegal_move_is_refused_with_the_legal_ones(
    client: Client, case: dict[str, Any], assert_problem: AssertProblem
) -> None:
    problem = assert_problem(move(client, case, "uphold"), 409)
    assert problem["detail"] == "a case that is open has no move uphold."
    assert problem["moves"] == ["gather", "start_review", "withdraw", "assess"]


def test_somebody_else_may_not_answer_for_the_seller(
    client: Client,
    case: dict[str, Any],
    act_as: Callable[[str, Role], None],
    assert_problem: AssertProblem,
) -> None:
    case = move(client, case, "start_review").json()
    case = move(client, case, "notify").json()
    act_as("Brunel", Role.OWNER)
    problem = assert_problem(move(client, case, "counter"), 409)
    assert problem["moves"] == ["withdraw"]
    act_as("S1", Role.SELLER)
    assert move(client, case, "counter").json()["state"] == "counter_notice"


def test_much_value_takes_two_persons(
    client: Client,
    case: dict[str, Any],
    act_as: Callable[[str, Role], None],
    assert_problem: AssertProblem,
) -> None:
    case = move(client, case, "assess", value=10**9).json()
    case = move(client, case, "start_review").json()
    act_as("anna", Role.REVIEWER)
    case = move(client, case, "notify").json()
    assert (case["state"], case["approval"]) == ("under_review", {"event": "notify", "by": "anna"})
    assert_problem(move(client, case, "notify"), 409)
    act_as("ben", Role.REVIEWER)
    assert move(client, case, "notify").json()["state"] == "notified"


def test_clusters_are_decided(
    client: Client, case: dict[str, Any], assert_problem: AssertProblem
) -> None:
    case = move(client, case, "start_review").json()
    url = f"/v1/cases/{case['case_id']}/clusters"
    headers = {"If-Match": "*"}
    cleared = {"verdict": "cleared"}
    for cluster in (1, 2):
        decided = client.post(f"{url}/{cluster}/decision", json=cleared, headers=headers)
        assert decided.json()["listings"][cluster - 1]["verdict"] == "cleared"
    assert_problem(client.post(f"{url}/3/decision", json=cleared, headers=headers), 404)
    problem = assert_problem(move(client, decided.json(), "notify"), 409)
    assert "some listing has not been cleared" in problem["detail"]


def test_a_case_that_has_changed_is_not_changed_unseen(
    client: Client, case: dict[str, Any], assert_problem: AssertProblem
) -> None:
    assert move(client, case, "start_review").status_code == 200
    assert_problem(move(client, case, "withdraw"), 412)
    url = f"/v1/cases/{case['case_id']}/events"
    body = {"event": "withdraw"}
    assert_problem(client.post(url, json=body), 428)
    for tag in ('W/"2"', "2", "", '"x"'):
        assert_problem(client.post(url, json=body, headers={"If-Match": tag}), 412)
    assert client.get(f"/v1/cases/{case['case_id']}").json()["version"] == 2
    assert client.post(url, json=body, headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"event": "open"},
        {"event": "gather"},
        {"event": "seller_silent"},
        {"event": "assess"},
        {"event": "assess", "value": -1},
        {"event": "notify", "value": 1},
        {"event": "notify", "verdict": "cleared"},
        {},
    ],
)
def test_what_is_no_move_is_refused(
    client: Client, assert_problem: AssertProblem, body: dict[str, Any]
) -> None:
    assert_problem(client.post("/v1/cases/1/events", json=body, headers={"If-Match": "*"}), 422)


def test_cases_are_listed(client: Client, case: dict[str, Any]) -> None:
    [listed] = client.get("/v1/cases", params={"right_id": "R1", "state": "open"}).json()["items"]
    assert (listed["case_id"], listed["listings"]) == (case["case_id"], 2)
    for other in ({"seller_id": "S2"}, {"state": "upheld"}, {"overdue": "true"}):
        assert client.get("/v1/cases", params=other).json()["items"] == []
    assert client.post("/v1/cases", json={}).json() == {"items": []}


def test_a_case_that_is_not_there(client: Client, assert_problem: AssertProblem) -> None:
    assert_problem(client.get("/v1/cases/7"), 404)
    assert_problem(client.get("/v1/cases/7/events"), 404)
    assert_problem(move(client, {"case_id": 7, "version": 1}, "notify"), 404)
    assert_problem(client.get("/v1/cases/0"), 422)
