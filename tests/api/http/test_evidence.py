import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from PIL import Image

from api.workspace import Workspace
from data.db.hits import NewHit, save_hits
from data.records import Band, Evidence, Hit

ALIGNED = Evidence(
    transform=(0.5, 0.0, 40.0, 0.0, 0.5, 40.0, 0.0, 0.0, 1.0),
    pairs=((20.0, 30.0, 50.0, 55.0), (120.0, 100.0, 100.0, 90.0)),
    differs=((0.0, 0.0, 40.0, 20.0),),
)
NAMES = ("keypoints", "overlay", "differences")


@pytest.fixture
def report(
    workspace: Workspace, register: Callable[..., Any], make_image: Callable[..., bytes]
) -> Callable[..., str]:
    """Report a hit of a registered right; return where its evidence is."""
    register("kettle", 1)

    def save(
        evidence: Evidence = ALIGNED, *, photo: bytes | None = make_image(2), **fields: Any
    ) -> str:
        hit = Hit(
            **{
                "listing_id": "B-1",
                "image": "main.jpg",
                "right_id": "kettle",
                "view": "front",
                "probability": 0.9,
                "score": 2.0,
                "band": Band.REVIEW,
                "channels": {"local": 41.0},
                "region": ((40.0, 40.0), (120.0, 40.0), (120.0, 120.0)),
                "model": "m",
                "index": "1",
                "evidence": evidence,
                **fields,
            }
        )
        sha256 = None if photo is None else workspace.images.put(photo)
        with workspace.database.write() as session:
            save_hits(session, [NewHit(hit, photo_sha256=sha256)], now=workspace.clock())
        return "/v1/hits/1/evidence"

    return save


def test_evidence_is_data_and_addresses_of_pictures(
    client: httpx2.Client, report: Callable[..., str]
) -> None:
    shown = client.get(report()).json()

    assert Evidence.from_json(shown["evidence"]) == ALIGNED
    assert shown["channels"] == {"local": 41.0}
    assert shown["region"][1] == [120.0, 40.0]
    assert (shown["hit_id"], shown["right_id"], shown["view"]) == (1, "kettle", "front")
    assert set(shown["pictures"]) == set(NAMES)
    for address in (*shown["pictures"].values(), shown["photo_url"], shown["view_url"]):
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.format == "JPEG"
            assert max(picture.size) <= 1200


def test_each_name_is_another_picture(client: httpx2.Client, report: Callable[..., str]) -> None:
    address = report()
    pictures = [client.get(f"{address}/{name}.jpg") for name in NAMES]

    assert len({picture.content for picture in pictures}) == 3
    assert len({picture.headers["etag"] for picture in pictures}) == 3
    assert {picture.headers["x-content-type-options"] for picture in pictures} == {"nosniff"}


def test_a_picture_that_the_client_has_is_not_drawn_again(
    client: httpx2.Client, report: Callable[..., str]
) -> None:
    address = f"{report()}/overlay.jpg"
    etag = client.get(address).headers["etag"]

    same = client.get(address, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")

    report(replace(ALIGNED, mirrored=True))
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_without_the_photo_there_is_nothing_to_draw(
    client: httpx2.Client,
    report: Callable[..., str],
    assert_problem: Callable[..., Any],
    name: str,
) -> None:
    address = report(photo=None)

    assert client.get(address).json()["pictures"] == dict.fromkeys(NAMES)
    problem = assert_problem(client.get(f"{address}/{name}.jpg"), 404)
    assert "not kept" in problem["detail"]


def test_a_hit_that_was_not_aligned_has_no_pictures(
    client: httpx2.Client, report: Callable[..., str], assert_problem: Callable[..., Any]
) -> None:
    address = report(Evidence(text="KETTLE"))

    shown = client.get(address).json()
    assert shown["evidence"]["text"] == "KETTLE"
    assert shown["pictures"] == dict.fromkeys(NAMES)
    for name in NAMES:
        assert_problem(client.get(f"{address}/{name}.jpg"), 404)


def test_a_view_that_is_gone_is_said_to_be(
    client: httpx2.Client, report: Callable[..., str], assert_problem: Callable[..., Any]
) -> None:
    address = report(view="side")
    problem = assert_problem(client.get(f"{address}/overlay.jpg"), 404)
    assert "not registered any more" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/hits/99/evidence", 404),
        ("/v1/hits/99/evidence/overlay.jpg", 404),
        ("/v1/hits/x/evidence", 422),
        ("/v1/hits/1/evidence/heat.jpg", 422),
        ("/v1/hits/1/evidence/overlay.png", 404),
    ],
)
def test_what_is_not_there_is_a_problem(
    client: httpx2.Client, assert_problem: Callable[..., Any], path: str, status: int
) -> None:
    assert_problem(client.get(path), status)


def test_a_screened_copy_has_evidence_to_look_at(
    client: httpx2.Client, register: Callable[..., Any], screen: Callable[..., Any]
) -> None:
    register("fan", 5, kind="registered_design")
    hit = screen("B-7", 5).json()["hits"][0]
    shown = client.get(f"/v1/hits/{hit['id']}/evidence").json()

    assert shown["evidence"] == hit["evidence"]
    assert shown["evidence"]["pairs"]
    for address in shown["pictures"].values():
        assert client.get(address).headers["content-type"] == "image/jpeg"
