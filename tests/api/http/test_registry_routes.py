"""What was changed of a right, views with disclaimers, and the workbook to fill in."""

import io
from collections.abc import Callable
from typing import Any

import httpx2
from openpyxl import load_workbook


def test_every_change_is_kept_with_its_author(
    client: httpx2.Client, register: Callable[..., Any]
) -> None:
    register("a/b", 1, title="Kettle")
    register("a/b", 1, title="Kettle")
    register("a/b", 2, title="Jug", status="expired")
    client.delete("/v1/rights/a%2Fb")
    client.post("/v1/rights/a%2Fb/restore")

    entries = client.get("/v1/rights/a%2Fb/history").json()["items"]
    assert [entry["event"] for entry in entries] == [
        "restored",
        "withdrawn",
        "updated",
        "created",
    ]
    assert {entry["actor"] for entry in entries} == {"local"}
    changes = {change["field"]: change for change in entries[2]["changes"]}
    assert changes["title"] == {"field": "title", "before": "Kettle", "after": "Jug"}
    assert changes["status"] == {"field": "status", "before": None, "after": "expired"}
    image = changes["views[front]"]
    assert image["before"]["image_sha256"] != image["after"]["image_sha256"]
    assert set(changes) == {"title", "status", "views[front]"}


def test_history_comes_in_pages(client: httpx2.Client, register: Callable[..., Any]) -> None:
    for title in ("one", "two", "three"):
        register("kettle", 1, title=title)

    first = client.get("/v1/rights/kettle/history", params={"limit": 2}).json()
    after = {"limit": 2, "cursor": first["next_cursor"]}
    last = client.get("/v1/rights/kettle/history", params=after).json()
    events = [[entry["event"] for entry in page["items"]] for page in (first, last)]
    assert events == [["updated", "updated"], ["created"]]
    assert last["next_cursor"] is None


def test_an_unknown_right_has_no_history(
    client: httpx2.Client, assert_problem: Callable[..., Any]
) -> None:
    assert_problem(client.get("/v1/rights/nothing/history"), 404)


def test_views_say_how_they_were_made_and_what_is_disclaimed(
    register: Callable[..., Any], assert_problem: Callable[..., Any]
) -> None:
    outline = "10,10 90,10 90,40"
    answer = register(
        "kettle", 1, 2, view_forms=["drawing", ""], view_disclaimed=["", f"{outline};{outline}"]
    )
    first, second = answer.json()["right"]["views"]
    assert (first["form"], first["disclaimed"]) == ("drawing", [])
    assert (second["form"], len(second["disclaimed"])) == (None, 2)
    assert second["disclaimed"][0] == [[10, 10], [90, 10], [90, 40]]

    beyond = register("jug", 1, view_disclaimed=["10,10 900,10 90,40"])
    (error,) = assert_problem(beyond, 422)["errors"]
    assert error["field"] == "view_disclaimed[0]"
    assert error["reason"].startswith("reaches beyond the image, which is 160 pixels wide")


def test_a_renewal_brings_a_right_back(
    register: Callable[..., Any], screen: Callable[..., Any]
) -> None:
    register("kettle", 1, expires_on="2020-01-31")
    assert screen("L1", 1).json()["hits"] == []
    register("kettle", 1, expires_on="2020-01-31", renewed_until="2999-01-31")
    (hit,) = screen("L1", 1).json()["hits"]
    assert hit["right_id"] == "kettle"


def test_the_template_is_a_workbook(client: httpx2.Client) -> None:
    answer = client.get("/v1/templates/rights.xlsx")
    assert answer.status_code == 200
    assert "rights.xlsx" in answer.headers["content-disposition"]
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["Rights", "Columns"]
