from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from api.workspace import Workspace
from data.db.hits import NewHit, save_hits
from data.records import Band, Evidence, Hit


@pytest.fixture
def hits(register: Callable[..., Any], screen: Callable[..., Any]) -> list[dict[str, Any]]:
    """Report six hits of two rights; return them, newest first."""
    register("kettle", 1)
    register("fan", 2, kind="registered_design")
    found = [screen(f"B-{number}", 1 + number % 2).json()["hits"][0] for number in range(6)]
    return found[::-1]


def test_hits_come_newest_first_in_pages(client: httpx2.Client, hits: list[dict[str, Any]]) -> None:
    first = client.get("/v1/hits", params={"limit": 4}).json()
    second = client.get("/v1/hits", params={"limit": 4, "cursor": first["next_cursor"]}).json()

    assert first["items"] + second["items"] == hits
    assert second["next_cursor"] is None


def test_a_hit_that_comes_between_two_pages_shifts_nothing(
    client: httpx2.Client, hits: list[dict[str, Any]], screen: Callable[..., Any]
) -> None:
    first = client.get("/v1/hits", params={"limit": 3}).json()
    screen("B-new", 1)
    second = client.get("/v1/hits", params={"limit": 3, "cursor": first["next_cursor"]}).json()

    assert first["items"] + second["items"] == hits


@pytest.mark.parametrize(
    ("filters", "listings"),
    [
        ({"right_id": "kettle"}, ["B-4", "B-2", "B-0"]),
        ({"listing_id": "B-3"}, ["B-3"]),
        ({"right_id": "kettle", "listing_id": "B-3"}, []),
        ({"min_probability": "0.5"}, ["B-5", "B-4", "B-3", "B-2", "B-1", "B-0"]),
        ({"min_probability": "1"}, []),
        ({"band": "none"}, []),
    ],
)
@pytest.mark.usefixtures("hits")
def test_hits_are_filtered(
    client: httpx2.Client, filters: dict[str, str], listings: list[str]
) -> None:
    items = client.get("/v1/hits", params=filters).json()["items"]
    assert [hit["listing_id"] for hit in items] == listings


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("cursor", "!"),
        ("cursor", "a2V0dGxl"),
        ("cursor", "OTk5OTk5OTk5OTk5OTk5OTk5OQ"),
        ("limit", "0"),
        ("limit", "201"),
        ("band", "certain"),
        ("min_probability", "2"),
        ("listing_id", "a\0b"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: httpx2.Client, assert_problem: Callable[..., Any], parameter: str, value: str
) -> None:
    problem = assert_problem(client.get("/v1/hits", params={parameter: value}), 422)
    assert [error["field"] for error in problem["errors"]] == [parameter]


@pytest.mark.parametrize("cursor", ["%C3%28", "AA", "/w", "a" * 3000])
def test_a_cursor_that_was_made_up_is_refused(
    client: httpx2.Client, assert_problem: Callable[..., Any], cursor: str
) -> None:
    assert_problem(client.get("/v1/rights", params={"cursor": cursor}), 422)


@pytest.mark.parametrize(
    ("hit_id", "status"),
    [("1", 404), ("9223372036854775807", 404), ("9223372036854775808", 422), ("x", 422)],
)
def test_a_hit_that_was_never_reported_is_not_there(
    client: httpx2.Client, assert_problem: Callable[..., Any], hit_id: str, status: int
) -> None:
    assert_problem(client.get(f"/v1/hits/{hit_id}"), status)
    assert_problem(client.get(f"/v1/hits/{hit_id}/photo"), status)


def test_the_evidence_of_a_hit_is_shown(client: httpx2.Client, workspace: Workspace) -> None:
    evidence = Evidence(
        transform=(0.5, 0.0, 2.5, 0.0, 0.5, 6.0, 0.0, 0.0, 1.0),
        mirrored=True,
        pairs=((1.25, 2.0, 30.5, 40.0),),
        differs=((0.0, 0.5, 10.0, 20.25),),
        text="KETTLE",
    )
    hit = Hit("B-1", "1.jpg", "R1", "front", 0.9, 2.0, Band.REVIEW, {}, (), "m", "1", evidence)
    with workspace.database.write() as session:
        save_hits(session, [NewHit(hit)], now=workspace.clock())

    (shown,) = client.get("/v1/hits").json()["items"]

    assert Evidence.from_json(shown["evidence"]) == evidence
