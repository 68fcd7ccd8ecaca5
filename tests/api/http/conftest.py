import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.http.app import create_app
from api.settings import Settings
from api.workspace import Workspace

Client = httpx2.Client


@pytest.fixture
def empty_database_url(tmp_path: Path) -> str:
    """Use SQLite alone, in the home: the repositories are tested on both databases."""
    return f"sqlite:///{tmp_path / 'home' / 'lookalike.db'}"


@pytest.fixture
def settings(workspace: Workspace) -> Settings:
    """Give the workspace's settings, with limits that are soon reached."""
    return workspace.settings.model_copy(
        update={"max_image_bytes": 200_000, "max_upload_images": 14}
    )


@pytest.fixture
def app(settings: Settings, workspace: Workspace) -> FastAPI:
    """Make an app that opens the home of `workspace` for itself."""
    return create_app(settings, open_workspace=type(workspace).open)


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """Give the OpenAPI document, which is the same for every app."""
    return create_app(Settings()).openapi()


@pytest.fixture
def client(app: FastAPI, document: dict[str, Any]) -> Iterator[Client]:
    """Give a client of the running app, once it is ready; it holds answers against OpenAPI."""
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        client.event_hooks["response"].append(partial(_assert_documented, document))
        _wait_until_ready(client)
        yield client


def _assert_documented(document: dict[str, Any], response: httpx2.Response) -> None:
    """Check that an operation of the document promises this status with this kind of content."""
    path = response.request.url.raw_path.decode().partition("?")[0]
    for template, operations in document["paths"].items():
        operation = operations.get(response.request.method.lower())
        if operation and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            promised = operation["responses"][str(response.status_code)].get("content", {})
            assert not promised or response.headers["content-type"] in promised


@pytest.fixture
def register(client: Client, make_image: Callable[..., bytes]) -> Callable[..., Any]:
    """Register a right whose views are the pictures of these seeds; return the answer."""

    def post(right_id: str, /, *seeds: int, **fields: Any) -> httpx2.Response:
        data = {"right_id": right_id, "kind": "trademark", "title": f"Mark {right_id}", **fields}
        files = [("views", (f"{seed}.jpg", make_image(seed))) for seed in seeds]
        return client.post("/v1/rights", data=data, files=files)

    return post


@pytest.fixture
def screen(client: Client, make_image: Callable[..., bytes]) -> Callable[..., Any]:
    """Screen a listing with the pictures of these seeds; return the answer."""

    def post(listing_id: str, /, *seeds: int, **fields: Any) -> httpx2.Response:
        files = [("photos", (f"{seed}.jpg", make_image(seed))) for seed in seeds]
        return client.post("/v1/screen", data={"listing_id": listing_id, **fields}, files=files)

    return post


@pytest.fixture
def assert_problem() -> Callable[..., dict[str, Any]]:
    """Check that an answer is a problem detail of this status, and return it."""

    def check(response: httpx2.Response, status: int) -> dict[str, Any]:
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        problem: dict[str, Any] = response.json()
        assert problem["status"] == status
        assert problem["type"] == "about:blank"
        assert problem["title"]
        return problem

    return check


@pytest.fixture
def wait_until_ready() -> Callable[[Client], None]:
    """Ask until the service is ready."""
    return _wait_until_ready


def _wait_until_ready(client: Client) -> None:
    deadline = time.monotonic() + 30
    while (answer := client.get("/readyz")).status_code != 200:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.005)
