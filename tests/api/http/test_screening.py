import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.workspace import Workspace


def test_a_right_is_found_by_the_next_screening(
    register: Callable[..., Any], screen: Callable[..., Any]
) -> None:
    assert screen("B-1", 7).json()["hits"] == []
    register("kettle", 7, title="Kettle with a swan neck")

    answer = screen("B-1", 3, 7, seller_id="best-deals", title="Retro kettle")

    assert answer.status_code == 200
    (hit,) = answer.json()["hits"]
    assert hit["right_id"] == "kettle"
    assert hit["right_title"] == "Kettle with a swan neck"
    assert hit["listing_id"] == "B-1"
    assert hit["listing_title"] == "Retro kettle"
    assert hit["seller_id"] == "best-deals"
    assert hit["image"] == "7.jpg"
    assert hit["view"] == "front"
    assert hit["probability"] > 0.99
    assert hit["band"] in {"expedited", "review"}
    assert hit["channels"]["embedding"] == pytest.approx(1, abs=1e-3)
    assert hit["region"] == [[0, 0], [160, 0], [160, 160], [0, 160]]
    assert (hit["model"], hit["index"]) == ("pixels-8", "1")


def test_hits_are_listed_the_most_probable_first(
    register: Callable[..., Any], screen: Callable[..., Any]
) -> None:
    for seed in range(4):
        register(f"mark-{seed}", seed)

    hits = screen("B-1", 2, min_probability=0).json()["hits"]

    assert hits[0]["right_id"] == "mark-2"
    assert len(hits) == 4
    probabilities = [hit["probability"] for hit in hits]
    assert probabilities == sorted(probabilities, reverse=True)


def test_hits_and_their_photos_are_kept(
    client: httpx2.Client,
    workspace: Workspace,
    make_image: Callable[..., bytes],
    register: Callable[..., Any],
    screen: Callable[..., Any],
) -> None:
    register("kettle", 7)
    (hit,) = screen("B-1", 3, 7).json()["hits"]

    assert client.get(f"/v1/hits/{hit['id']}").json() == hit
    assert client.get("/v1/hits").json() == {"items": [hit], "next_cursor": None}
    assert client.get(hit["photo_url"]).content == make_image(7)
    assert hashlib.sha256(make_image(7)).hexdigest() in workspace.images
    assert hashlib.sha256(make_image(3)).hexdigest() not in workspace.images


def test_screening_a_listing_again_updates_its_hit(
    client: httpx2.Client, register: Callable[..., Any], screen: Callable[..., Any]
) -> None:
    register("kettle", 7)
    (first,) = screen("B-1", 7, title="Retro kettle").json()["hits"]
    (second,) = screen("B-1", 3, 7, title="Retro jug").json()["hits"]

    assert second["id"] == first["id"]
    (kept,) = client.get("/v1/hits").json()["items"]
    assert kept["listing_title"] == "Retro jug"


def test_withdrawn_rights_make_no_hits(
    client: httpx2.Client, register: Callable[..., Any], screen: Callable[..., Any]
) -> None:
    register("kettle", 7)
    client.delete("/v1/rights/kettle")
    assert screen("B-1", 7).json()["hits"] == []

    client.post("/v1/rights/kettle/restore")
    assert len(screen("B-1", 7).json()["hits"]) == 1


@pytest.mark.parametrize(
    ("fields", "hits", "authorised"),
    [
        ({"territory": "gb"}, 1, 0),
        ({"territory": "US"}, 0, 0),
        ({"seller_id": "brunel-official"}, 0, 1),
        ({"min_probability": 1}, 0, 0),
    ],
)
def test_the_listing_says_what_is_looked_for(
    register: Callable[..., Any],
    screen: Callable[..., Any],
    fields: dict[str, Any],
    hits: int,
    authorised: int,
) -> None:
    register("kettle", 7, territories="GB", authorised_sellers="brunel-official")

    answer = screen("B-1", 7, **fields).json()

    assert (len(answer["hits"]), answer["authorised"]) == (hits, authorised)


def test_an_expired_right_makes_no_hits(
    register: Callable[..., Any], screen: Callable[..., Any]
) -> None:
    register("kettle", 7, expires_on="2001-01-01")
    assert screen("B-1", 7).json()["hits"] == []


def test_photos_that_cannot_be_read_are_listed(
    client: httpx2.Client, make_image: Callable[..., bytes], register: Callable[..., Any]
) -> None:
    register("kettle", 7)
    files = [("photos", ("empty.jpg", b"")), ("photos", ("good.jpg", make_image(7)))]
    answer = client.post("/v1/screen", data={"listing_id": "B-1"}, files=files).json()

    assert answer["photos"] == 2
    assert [hit["right_id"] for hit in answer["hits"]] == ["kettle"]
    (rejected,) = answer["rejected"]
    assert rejected["image"] == "empty.jpg"
    assert "0 bytes" in rejected["reason"]


def test_a_listing_without_any_readable_photo_is_not_cleared(
    client: httpx2.Client, assert_problem: Callable[..., Any]
) -> None:
    files = [("photos", ("a.jpg", b"")), ("photos", ("b.jpg", b"\xff\xd8\xff" + b"\0" * 200_000))]
    answer = client.post("/v1/screen", data={"listing_id": "B-1"}, files=files)

    errors = assert_problem(answer, 422)["errors"]
    assert [(error["field"], error["file"]) for error in errors] == [
        ("photos[0]", "a.jpg"),
        ("photos[1]", "b.jpg"),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("listing_id", "a\0b"),
        ("territory", "DE;FR"),
        ("min_probability", "nan"),
        ("min_probability", "1.1"),
        ("min_probabilty", "0.5"),
        ("photos", "not a file"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    client: httpx2.Client,
    make_image: Callable[..., bytes],
    assert_problem: Callable[..., Any],
    field: str,
    value: str,
) -> None:
    data = {"listing_id": "B-1", field: value}
    answer = client.post("/v1/screen", data=data, files={"photos": ("a.jpg", make_image(1))})

    (error,) = assert_problem(answer, 422)["errors"]
    assert error["field"].partition("[")[0] == field


@pytest.mark.parametrize(
    ("filenames", "shown"),
    [
        (["a.jpg", "a.jpg", "2-a.jpg"], ["a.jpg", "2-a.jpg", "3-2-a.jpg"]),
        (["../../etc/passwd", "C:\\photos\\main.jpg"], ["passwd", "main.jpg"]),
        (["/", "..", "x" * 201], ["image-1", "..", "image-3"]),
        (["<img src=x onerror=alert(1)>.jpg"], ["<img src=x onerror=alert(1)>.jpg"]),
    ],
)
def test_only_the_last_part_of_a_file_name_counts(
    client: httpx2.Client, filenames: list[str], shown: list[str]
) -> None:
    files = [("photos", (name, b"not a picture")) for name in filenames]
    answer = client.post("/v1/screen", data={"listing_id": "B-1"}, files=files)

    assert [error["file"] for error in answer.json()["errors"]] == shown


def test_uploads_are_written_nowhere_but_to_the_store(
    tmp_path: Path, register: Callable[..., Any], screen: Callable[..., Any]
) -> None:
    register("kettle", 7)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    screen("B-1", 3, 4)
    after = {path for path in tmp_path.rglob("*") if path.is_file()}

    assert after == before
