from collections.abc import Callable
from typing import Any

import httpx2
import pytest

FIELDS = {
    "kind": "registered_design",
    "title": "Kettle with a swan neck",
    "owner": "Brunel Appliances Ltd",
    "office": "EUIPO",
    "registration_number": "007614402-0001",
    "classes": ["07-01", "07-02"],
    "words": "swan; neck",
    "filed_on": "2024-01-31",
    "expires_on": "2049-01-31",
    "application_number": "007614402",
    "registered_on": "2024-02-10",
    "priority_on": "2023-09-01",
    "renewed_until": "2029-01-31",
    "status": "in_force",
    "owner_verified": "yes",
    "documents": "deed-17.pdf; extract.pdf",
    "agent": "Example LLP",
    "agent_from": "2024-01-01",
    "agent_until": "2026-12-31",
    "evaluation_report": "R-1",
    "territories": "eu;GB",
    "authorised_sellers": "brunel-official",
    "metadata": '{"season": "2024", "price": 39.9}',
}


def test_a_right_is_stored_with_every_field(register: Callable[..., Any]) -> None:
    answer = register("kettle", 1, **FIELDS)

    assert answer.status_code == 201
    assert answer.headers["location"] == "/v1/rights/kettle"
    assert answer.json()["outcome"] == "created"
    right = answer.json()["right"]
    assert right.pop("views")[0]["name"] == "front"
    given = {name: value for name, value in FIELDS.items() if not name.startswith("agent_")}
    assert right == given | {
        "right_id": "kettle",
        "owner_verified": True,
        "documents": ["deed-17.pdf", "extract.pdf"],
        "agent": {"name": "Example LLP", "power_from": "2024-01-01", "power_until": "2026-12-31"},
        "words": ["swan", "neck"],
        "territories": ["EU", "GB"],
        "authorised_sellers": ["brunel-official"],
        "metadata": {"season": "2024", "price": "39.9"},
        "withdrawn_at": None,
    }


def test_it_can_be_read_back(client: httpx2.Client, register: Callable[..., Any]) -> None:
    right = register("kettle", 1, **FIELDS).json()["right"]

    assert client.get("/v1/rights/kettle").json() == right


def test_sending_it_again_changes_nothing(register: Callable[..., Any]) -> None:
    first = register("kettle", 1, 2, **FIELDS)
    again = register("kettle", 1, 2, **FIELDS)

    assert again.status_code == 200
    assert again.json() == {"outcome": "unchanged", "right": first.json()["right"]}


def test_a_changed_right_takes_the_place_of_the_earlier_one(register: Callable[..., Any]) -> None:
    register("kettle", 1, 2, title="Kettle")
    changed = register("kettle", 1, 3, title="Jug")

    assert changed.status_code == 200
    assert changed.json()["outcome"] == "updated"
    assert changed.json()["right"]["title"] == "Jug"
    assert [view["name"] for view in changed.json()["right"]["views"]] == ["1", "3"]


@pytest.mark.parametrize(
    ("seeds", "given", "names"),
    [
        ((1,), (), ["front"]),
        ((1, 2), (), ["1", "2"]),
        ((1, 2), ("front", "from the left"), ["front", "from the left"]),
    ],
)
def test_views_have_the_names_given_or_those_of_their_files(
    register: Callable[..., Any], seeds: tuple[int, ...], given: tuple[str, ...], names: list[str]
) -> None:
    right = register("kettle", *seeds, view_names=given).json()["right"]

    assert [view["name"] for view in right["views"]] == names


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("right_id", "", "is missing"),
        ("right_id", "x" * 201, "is longer than 200 characters"),
        ("right_id", "two\nlines", "holds the control character U+000A"),
        ("kind", "patent", "is not a known kind: use registered_design or trademark"),
        ("title", "  ", "is missing"),
        ("filed_on", "31.1.2024", "is not a date of the form YYYY-MM-DD"),
        ("expires_on", "1999-12-31", "is before the right was filed, 2024-01-31"),
        ("status", "dead", "is none of these: in_force, expired"),
        ("owner_verified", "perhaps", "is neither yes nor no"),
        ("registration_number", "123", "is not a number of EUIPO: nine digits"),
        ("classes", ["07-01", "40-01"], "is not a Locarno class"),
        ("renewed_until", "2028-01-31", "is not the end of a term that began on 2024-01-31"),
        ("view_forms", ["drawing", "drawing"], "has 2 values for 1 views"),
        ("territories", "Germany", "is not a two-letter country code such as DE, GB or EU"),
        ("metadata", "[1]", "is not a JSON object"),
        ("metadata", "[" * 60_000, "is not well-formed JSON"),
        ("expire_on", "2049-01-31", "is not a field of this form"),
        ("view_names", ["front", "side"], "has 2 names for 1 views"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    client: httpx2.Client,
    register: Callable[..., Any],
    assert_problem: Callable[..., Any],
    field: str,
    value: object,
    reason: str,
) -> None:
    answer = register("kettle", 1, **FIELDS | {field: value})

    problem = assert_problem(answer, 422)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["errors"][0]["reason"].startswith(reason)
    assert client.get("/v1/rights").json()["items"] == []


def test_everything_that_is_wrong_is_said_at_once(
    client: httpx2.Client, assert_problem: Callable[..., Any]
) -> None:
    data = {"kind": "patent", "expires_on": "soon"}
    answer = client.post("/v1/rights", data=data, files={"views": ("a.jpg", b"")})

    errors = assert_problem(answer, 422)["errors"]
    assert [error["field"] for error in errors] == ["right_id", "kind", "title", "expires_on"]


def test_one_bad_image_keeps_the_whole_right_out(
    client: httpx2.Client,
    make_image: Callable[..., bytes],
    assert_problem: Callable[..., Any],
) -> None:
    files = [
        ("views", ("front.jpg", make_image(1))),
        ("views", ("../../etc/side.jpg", make_image(2)[:500])),
        ("views", ("page.jpg", b"<html>")),
        ("views", ("huge.jpg", b"\xff\xd8\xff" + b"\0" * 200_000)),
    ]
    data = {"right_id": "kettle", "kind": "trademark", "title": "Kettle"}
    answer = client.post("/v1/rights", data=data, files=files)

    errors = assert_problem(answer, 422)["errors"]
    assert [(error["field"], error["file"]) for error in errors] == [
        ("views[1]", "side.jpg"),
        ("views[2]", "page.jpg"),
        ("views[3]", "huge.jpg"),
    ]
    assert "truncated" in errors[0]["reason"]
    assert "is not a JPEG" in errors[1]["reason"]
    assert "200003 bytes" in errors[2]["reason"]
    assert client.get("/v1/rights/kettle").status_code == 404


def test_one_bad_image_leaves_an_earlier_version_as_it_was(
    client: httpx2.Client, register: Callable[..., Any]
) -> None:
    earlier = register("kettle", 1).json()["right"]
    data = {"right_id": "kettle", "kind": "trademark", "title": "Jug"}
    files = {"views": ("front.jpg", b"GIF89a")}

    assert client.post("/v1/rights", data=data, files=files).status_code == 422
    assert client.get("/v1/rights/kettle").json() == earlier


def test_views_need_names_of_their_own(
    client: httpx2.Client,
    make_image: Callable[..., bytes],
    assert_problem: Callable[..., Any],
) -> None:
    files = [("views", (name, make_image(1))) for name in ("a.jpg", "b.jpg", "a.png")]
    data = {"right_id": "kettle", "kind": "trademark", "title": "Kettle"}
    answer = client.post("/v1/rights", data=data, files=files)

    (error,) = assert_problem(answer, 422)["errors"]
    assert (error["field"], error["file"]) == ("views[2]", "a.png")
    assert "is called 'a' like another view" in error["reason"]


def test_a_right_has_twelve_views_at_most(
    register: Callable[..., Any], assert_problem: Callable[..., Any]
) -> None:
    assert register("kettle", *range(12)).status_code == 201

    (error,) = assert_problem(register("jug", *range(13)), 422)["errors"]
    assert error["field"] == "views"


def test_a_withdrawn_right_is_kept_and_can_be_restored(
    client: httpx2.Client, register: Callable[..., Any], assert_problem: Callable[..., Any]
) -> None:
    right = register("kettle", 1).json()["right"]

    withdrawn = client.delete("/v1/rights/kettle")
    assert withdrawn.status_code == 200
    assert withdrawn.json()["withdrawn_at"]
    assert client.delete("/v1/rights/kettle").json() == withdrawn.json()
    assert client.get("/v1/rights/kettle").json() == withdrawn.json()
    problem = assert_problem(register("kettle", 1, title="Jug"), 409)
    assert problem["detail"] == "The right is withdrawn: restore it first."

    restored = client.post("/v1/rights/kettle/restore")
    assert restored.status_code == 200
    assert restored.json() == client.get("/v1/rights/kettle").json() == right
    assert client.post("/v1/rights/kettle/restore").json() == right


@pytest.mark.parametrize("path", ["/v1/rights/nothing", "/v1/rights/nothing/views/front"])
def test_an_unknown_right_is_not_there(
    client: httpx2.Client, assert_problem: Callable[..., Any], path: str
) -> None:
    assert_problem(client.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/v1/rights/x"), ("POST", "/v1/rights/x/restore")]
)
def test_an_unknown_right_cannot_be_changed(
    client: httpx2.Client, assert_problem: Callable[..., Any], method: str, path: str
) -> None:
    assert_problem(client.request(method, path), 404)


def test_rights_come_in_pages(client: httpx2.Client, register: Callable[..., Any]) -> None:
    for seed, right_id in enumerate(["日本", "b2", "a", "ä", "b/1"]):
        register(right_id, seed)

    pages = [client.get("/v1/rights", params={"limit": 2}).json()]
    while cursor := pages[-1]["next_cursor"]:
        pages.append(client.get("/v1/rights", params={"limit": 2, "cursor": cursor}).json())

    found = [[right["right_id"] for right in page["items"]] for page in pages]
    assert found == [["a", "b/1"], ["b2", "ä"], ["日本"]]


def test_rights_are_filtered(client: httpx2.Client, register: Callable[..., Any]) -> None:
    register("design", 1, kind="registered_design")
    register("mark", 2, kind="trademark")
    register("old mark", 3, kind="trademark")
    client.delete("/v1/rights/old%20mark")

    def ids(**filters: str) -> list[str]:
        items = client.get("/v1/rights", params=filters).json()["items"]
        return [right["right_id"] for right in items]

    assert ids() == ["design", "mark", "old mark"]
    assert ids(kind="trademark") == ["mark", "old mark"]
    assert ids(withdrawn="true") == ["old mark"]
    assert ids(withdrawn="false", kind="trademark") == ["mark"]


@pytest.mark.parametrize(
    "right_id",
    [
        "a/b",
        "a/views/front",
        "a%2Fb",
        "100% <script>alert(1)</script>",
        "a?b#c",
        "..\\x",
        "Bügeleisen 日本",
        "'; DROP TABLE rights; --",
    ],
)
def test_any_identifier_can_be_asked_for(
    client: httpx2.Client, register: Callable[..., Any], right_id: str
) -> None:
    answer = register(right_id, 1, view_names=[right_id])
    path = answer.headers["location"]
    assert client.get(path).json()["right_id"] == right_id
    view = client.get(answer.json()["right"]["views"][0]["url"])
    assert view.status_code == 200
    assert client.delete(path).json()["right_id"] == right_id
    assert client.post(f"{path}/restore").json()["right_id"] == right_id
