from collections.abc import Callable
from typing import Any

import httpx2
import pytest


@pytest.fixture
def send_view(client: httpx2.Client) -> Callable[[bytes], str]:
    """Register a right with this one view; return where the view's image is."""

    def send(payload: bytes) -> str:
        data = {"right_id": "kettle", "kind": "trademark", "title": "Kettle"}
        answer = client.post("/v1/rights", data=data, files={"views": ("image", payload)})
        url: str = answer.json()["right"]["views"][0]["url"]
        return url

    return send


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF"])
def test_a_view_is_served_as_it_was_sent_and_as_what_it_is(
    client: httpx2.Client,
    make_image: Callable[..., bytes],
    send_view: Callable[[bytes], str],
    image_format: str,
) -> None:
    payload = make_image(1, image_format)
    image = client.get(send_view(payload))

    assert image.content == payload
    assert image.headers["content-type"] == f"image/{image_format.lower()}"
    assert image.headers["x-content-type-options"] == "nosniff"


def test_the_pinned_address_may_be_kept_for_ever(
    client: httpx2.Client, make_image: Callable[..., bytes], send_view: Callable[[bytes], str]
) -> None:
    pinned = send_view(make_image(1))
    assert "immutable" in client.get(pinned).headers["cache-control"]
    assert "no-cache" in client.get("/v1/rights/kettle/views/front").headers["cache-control"]

    send_view(make_image(2))
    assert client.get(pinned).status_code == 404
    assert client.get("/v1/rights/kettle/views/front").content == make_image(2)


def test_what_the_client_has_is_not_sent_again(
    client: httpx2.Client, make_image: Callable[..., bytes], send_view: Callable[[bytes], str]
) -> None:
    send_view(make_image(1))
    view = "/v1/rights/kettle/views/front"
    etag = client.get(view).headers["etag"]

    same = client.get(view, headers={"If-None-Match": f'"other", W/{etag}'})
    assert same.status_code == 304
    assert same.content == b""
    assert same.headers["etag"] == etag

    send_view(make_image(2))
    assert client.get(view, headers={"If-None-Match": etag}).status_code == 200


def test_a_view_that_the_right_does_not_have_is_not_there(
    client: httpx2.Client, register: Callable[..., Any], assert_problem: Callable[..., Any]
) -> None:
    register("kettle", 1)
    assert_problem(client.get("/v1/rights/kettle/views/back"), 404)
    assert_problem(client.get("/v1/rights/kettle/views/front?sha256=../x"), 422)
