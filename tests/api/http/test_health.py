import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.http.app import create_app
from api.settings import Settings
from api.workspace import Workspace
from detector.calibration import save_calibration
from detector.embedding import Embedder


@pytest.fixture
def metrics(client: httpx2.Client) -> Callable[[], dict[str, float]]:
    """Read the metrics, by name and labels."""

    def read() -> dict[str, float]:
        families = text_string_to_metric_families(client.get("/metrics").text)
        return {
            " ".join([sample.name, *sample.labels.values()]): sample.value
            for family in families
            for sample in family.samples
        }

    return read


def test_it_lives_before_it_is_open(
    settings: Settings,
    workspace: Workspace,
    assert_problem: Callable[..., Any],
    wait_until_ready: Callable[..., None],
) -> None:
    may_open = threading.Event()

    def open_late(settings: Settings) -> Workspace:
        may_open.wait(30)
        return type(workspace).open(settings)

    with TestClient(create_app(settings, open_workspace=open_late)) as client:
        assert client.get("/healthz").json() == {"status": "alive"}
        for path in ("/readyz", "/v1/rights", "/v1/hits"):
            answer = client.get(path)
            assert "is being opened" in assert_problem(answer, 503)["detail"]
            assert answer.headers["retry-after"] == "5"
        assert "lookalike_ready 0.0" in client.get("/metrics").text
        may_open.set()
        wait_until_ready(client)
        assert client.get("/v1/rights").status_code == 200


def test_what_is_stored_can_be_seen_while_the_model_is_loaded(
    settings: Settings,
    workspace: Workspace,
    make_image: Callable[..., bytes],
    assert_problem: Callable[..., Any],
    wait_until_ready: Callable[..., None],
) -> None:
    loading, may_load = threading.Event(), threading.Event()

    class SlowWorkspace(type(workspace)):  # type: ignore[misc]
        @cached_property
        def embedder(self) -> Embedder:
            loading.set()
            may_load.wait(30)
            embedder: Embedder = super().embedder
            return embedder

    with TestClient(create_app(settings, open_workspace=SlowWorkspace.open)) as client:
        assert loading.wait(30)
        assert client.get("/v1/rights").status_code == 200
        form = {"listing_id": "B-1"}
        answer = client.post("/v1/screen", data=form, files={"photos": make_image(1)})
        assert "model is being loaded" in assert_problem(answer, 503)["detail"]
        may_load.set()
        wait_until_ready(client)


def test_what_kept_it_from_starting_is_tried_again(
    tmp_path: Path,
    workspace: Workspace,
    wait_until_ready: Callable[..., None],
) -> None:
    home = tmp_path / "another"
    home.write_text("a file is in the way")

    with TestClient(create_app(Settings(home=home), open_workspace=type(workspace).open)) as client:
        wait_for(client, "internal error")
        home.unlink()
        wait_until_ready(client)


def test_what_an_operator_must_do_is_said(
    settings: Settings,
    workspace: Workspace,
    wait_until_ready: Callable[..., None],
) -> None:
    embedder = workspace.embedder
    calibration = workspace.calibration
    (workspace.calibrations / f"{embedder.fingerprint}.json").unlink()

    class UncalibratedWorkspace(Workspace):
        @cached_property
        def embedder(self) -> Embedder:
            return embedder

    with TestClient(create_app(settings, open_workspace=UncalibratedWorkspace.open)) as client:
        wait_for(client, "no usable calibration")
        save_calibration(calibration, workspace.calibrations)
        wait_until_ready(client)


def wait_for(client: httpx2.Client, detail: str) -> None:
    """Ask until this is given as the reason for not being ready."""
    for _ in range(10_000):
        if detail in client.get("/readyz").json()["detail"]:
            return
    pytest.fail(f"never said: {detail}")


def test_readiness_says_what_is_searched(
    client: httpx2.Client, register: Callable[..., Any]
) -> None:
    register("kettle", 1, 2)
    assert client.get("/readyz").json() == {
        "status": "ready",
        "rights": 1,
        "views": 2,
        "revision": 1,
        "model": "pixels-8",
    }


def test_requests_are_counted_by_the_template_of_their_route(
    client: httpx2.Client, metrics: Callable[[], dict[str, float]]
) -> None:
    for right_id in ("a", "b", "c%2Fd"):
        client.get(f"/v1/rights/{right_id}")
    client.request("BREW", "/v1/coffee")

    count = "lookalike_http_request_duration_seconds_count"
    counted = metrics()
    assert counted[f"{count} GET /v1/rights/{{right_id}} 404"] == 3
    assert counted[f"{count} other other 404"] == 1


def test_what_is_found_is_counted(
    client: httpx2.Client,
    make_image: Callable[..., bytes],
    register: Callable[..., Any],
    screen: Callable[..., Any],
    metrics: Callable[[], dict[str, float]],
) -> None:
    register("kettle", 1, 2)
    register("kettle", 1, 2)
    screen("B-1", 1, 9, min_probability=0)
    files = [("photos", ("a.jpg", make_image(9))), ("photos", ("b.jpg", b""))]
    client.post("/v1/screen", data={"listing_id": "B-2"}, files=files)

    counted = metrics()
    assert counted["lookalike_rights_registered_total created"] == 1
    assert counted["lookalike_rights_registered_total unchanged"] == 1
    assert counted["lookalike_photos_screened_total scored"] == 3
    assert counted["lookalike_photos_screened_total rejected"] == 1
    assert sum(v for k, v in counted.items() if k.startswith("lookalike_hits_reported_total")) == 1
    assert counted["lookalike_gallery_rights"] == 1
    assert counted["lookalike_gallery_views"] == 2
    assert counted["lookalike_gallery_changed_views"] == 2
    assert counted["lookalike_ready"] == 1
    assert "lookalike_snapshot_age_seconds" not in counted


@pytest.mark.parametrize("index", ["vectors", "features"])
def test_a_damaged_snapshot_is_replaced(
    app: FastAPI, workspace: Workspace, wait_until_ready: Callable[..., None], index: str
) -> None:
    workspace.gallery.rebuild(now=workspace.clock())
    snapshots = getattr(workspace.gallery, index).snapshots
    (folder,) = [path for path in snapshots.iterdir() if path.is_dir()]
    vectors = next(path for path in folder.iterdir() if path.suffix == ".npy")
    vectors.write_bytes(b"damaged")

    with TestClient(app) as client:
        wait_until_ready(client)
    with TestClient(app) as client:
        wait_until_ready(client)
        assert "lookalike_snapshot_age_seconds" in client.get("/metrics").text


def test_each_app_counts_for_itself(settings: Settings, tmp_path: Path) -> None:
    apps = [create_app(settings), create_app(Settings(home=tmp_path / "other"))]
    assert apps[0].state.metrics.registry is not apps[1].state.metrics.registry
