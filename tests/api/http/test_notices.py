"""A notice over HTTP, from hits to a complaint, with its documents."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.notices.verification import verify_pack

Client = httpx2.Client
Assert = Callable[..., dict[str, Any]]

CLAIM = {
    "name": "Brunel Appliances Ltd",
    "email": "ip@brunel.example",
    "reasons": "The kettle offered has the body and the spout of our registered design.",
    "good_faith": True,
}
DECISION = {
    "restriction": "removal",
    "ground": "legal",
    "reference": "Article 19(1) of Regulation (EC) No 6/2002",
    "explanation": "The same overall impression.",
    "territories": ["DE"],
    "until": "2030-01-01",
}


@pytest.fixture
def items(register: Callable[..., Any], screen: Callable[..., Any]) -> list[dict[str, Any]]:
    """Report hits of two rights in three listings."""
    register("kettle", 1)
    register("fan", 2, kind="registered_design")
    listings = [("B-1", 1, "S1"), ("B-2", 2, "S1"), ("B-3", 1, "S2")]
    return [
        {
            "hit_id": screen(name, seed, seller_id=seller).json()["hits"][0]["id"],
            "url": f"https://shop.example/item/{name}",
        }
        for name, seed, seller in listings
    ]


@pytest.fixture
def draft(client: Client, items: list[dict[str, Any]]) -> dict[str, Any]:
    answer = client.post("/v1/notices", json={**CLAIM, "items": items})
    assert answer.status_code == 201, answer.text
    content: dict[str, Any] = answer.json()
    return content


@pytest.fixture
def move(client: Client, draft: dict[str, Any]) -> Callable[..., httpx2.Response]:
    """Do something with the draft, whatever its version is."""

    def post(event: str, body: dict[str, Any] | None = None) -> httpx2.Response:
        path = f"/v1/notices/{draft['notice_id']}/{event}"
        return client.post(path, json=body, headers={"If-Match": "*"})

    return post


def test_a_notice_goes_from_draft_to_a_complaint(
    client: Client, draft: dict[str, Any], move: Callable[..., httpx2.Response]
) -> None:
    path = f"/v1/notices/{draft['notice_id']}"
    assert client.get(f"{path}/completeness").json() == {"complete": True, "shortcomings": []}
    assert move("send").json()["state"] == "sent"
    assert move("acknowledge").json()["state"] == "acknowledged"
    decided = move("decide", {**DECISION, "rejected": ["B-2"]})
    assert decided.status_code == 200, decided.text
    assert decided.json()["decision"]["until"] == "2030-01-01"
    assert [item["outcome"] for item in client.get(f"{path}/items").json()["items"]] == [
        "upheld",
        "rejected",
        "upheld",
    ]

    told = client.get(f"{path}/statement", params={"seller_id": "S1"}).json()
    assert [fact["listing_id"] for fact in told["facts"]] == ["B-1"]
    assert "Article 20" in told["text"]

    body = {"party": "seller", "seller_id": "S1", "listing_ids": ["B-1"], "reasons": "My own."}
    lodged = client.post(f"{path}/complaints", json=body)
    assert lodged.status_code == 201, lodged.text
    answer = {"upheld": True, "explanation": "The invoice shows it."}
    complaint = f"/v1/complaints/{lodged.json()['complaint_id']}"
    assert client.post(f"{complaint}/answer", json=answer).json()["decided_by"] == "local"
    assert client.post(f"{complaint}/answer", json=answer).status_code == 409
    (listed,) = client.get("/v1/complaints", params={"state": "upheld"}).json()["items"]
    assert listed["listing_ids"] == ["B-1"]
    first = client.get(f"{path}/items", params={"limit": 1}).json()
    assert first["items"][0]["outcome"] == "rejected"
    rest = client.get(f"{path}/items", params={"cursor": first["next_cursor"]}).json()
    assert [item["position"] for item in rest["items"]] == [2, 3]
    gone = client.get(f"{path}/statement", params={"seller_id": "S1"})
    assert gone.status_code == 409


def test_an_incomplete_notice_is_refused_with_all_that_it_lacks(
    client: Client, items: list[dict[str, Any]], assert_problem: Assert
) -> None:
    del items[1]["url"]
    draft = client.post("/v1/notices", json={"email": "nobody", "items": items})
    path = f"/v1/notices/{draft.json()['notice_id']}"
    etag = {"If-Match": draft.headers["etag"]}
    problem = assert_problem(client.post(f"{path}/send", headers=etag), 422)
    assert {error["field"] for error in problem["errors"]} == {
        "name",
        "email",
        "reasons",
        "good_faith",
        "items[1].url",
    }
    assert "B-2" in str(problem["errors"])
    assert client.get(f"{path}/completeness").json()["complete"] is False
    assert client.get(path).json()["state"] == "draft"


def test_a_draft_is_changed_by_who_has_seen_it(
    client: Client, draft: dict[str, Any], items: list[dict[str, Any]], assert_problem: Assert
) -> None:
    path = f"/v1/notices/{draft['notice_id']}"
    seen = {"If-Match": client.get(path).headers["etag"]}
    changed = client.put(path, json={**CLAIM, "name": "B", "items": items[:2]}, headers=seen)
    assert changed.json()["name"] == "B"
    assert len(client.get(f"{path}/items").json()["items"]) == 2
    assert_problem(client.put(path, json=CLAIM, headers=seen), 412)
    assert_problem(client.put(path, json=CLAIM), 428)
    kept = client.put(path, json=CLAIM, headers={"If-Match": changed.headers["etag"]})
    assert kept.status_code == 200
    assert len(client.get(f"{path}/items").json()["items"]) == 2


def test_notices_come_in_pages(
    client: Client, draft: dict[str, Any], items: list[dict[str, Any]]
) -> None:
    other = client.post("/v1/notices", json={"items": items}).json()
    first = client.get("/v1/notices", params={"limit": 1}).json()
    second = client.get("/v1/notices", params={"cursor": first["next_cursor"]}).json()
    assert first["items"] == [other]
    assert second == {"items": [draft], "next_cursor": None}
    assert client.get("/v1/notices", params={"state": "sent"}).json()["items"] == []


def test_what_can_not_be_is_a_problem(
    client: Client,
    draft: dict[str, Any],
    move: Callable[..., httpx2.Response],
    assert_problem: Assert,
) -> None:
    path = f"/v1/notices/{draft['notice_id']}"
    assert "draft" in assert_problem(move("acknowledge"), 409)["detail"]
    assert_problem(client.get(f"{path}/statement", params={"seller_id": "S1"}), 409)
    assert_problem(client.post("/v1/notices", json={"items": [{"hit_id": 999}]}), 422)
    assert_problem(client.post("/v1/notices", json={"items": []}), 422)
    for missing in ("", "/items", "/completeness", "/export.json", "/evidence.zip"):
        assert_problem(client.get(f"/v1/notices/999{missing}"), 404)
    body = {"party": "seller", "seller_id": "S1", "listing_ids": ["B-1"], "reasons": "No."}
    assert_problem(client.post(f"{path}/complaints", json=body), 409)
    answer = {"upheld": True, "explanation": "Yes."}
    assert_problem(client.post("/v1/complaints/999/answer", json=answer), 404)


def test_a_notice_is_exported(client: Client, draft: dict[str, Any], tmp_path: Path) -> None:
    path = f"/v1/notices/{draft['notice_id']}"
    content = client.get(f"{path}/export.json").json()
    assert [item["listing_id"] for item in content["items"]] == ["B-1", "B-2", "B-3"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}/export.csv").text)))
    assert [row["url"] for row in rows] == [item["url"] for item in content["items"]]

    pack = tmp_path / "pack.zip"
    pack.write_bytes(client.get(f"{path}/evidence.zip").content)
    found = verify_pack(pack)
    assert found.intact
    assert found.signer is not None
    assert client.get(f"{path}/evidence.zip").content == pack.read_bytes()
