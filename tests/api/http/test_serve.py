"""The service over real sockets: in a thread, and as the command with the built-in model."""

import io
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from socket import socket
from typing import Any

import httpx2
import numpy as np
import uvicorn
from fastapi import FastAPI
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from api.http.app import create_app
from api.settings import Settings
from api.workspace import Workspace
from detector.embedding import Embedder


@contextmanager
def serving(app: FastAPI) -> Iterator[httpx2.Client]:
    """Serve on a free port; on leaving, wait for the server to end."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(30)
    assert not thread.is_alive()


def test_health_answers_while_listings_are_screened(
    settings: Settings,
    workspace: Workspace,
    make_image: Callable[..., bytes],
    wait_until_ready: Callable[..., None],
) -> None:
    computing, may_finish = threading.Event(), threading.Event()

    class SlowEmbedder:
        name = "slow"
        fingerprint = workspace.embedder.fingerprint
        dimension = workspace.embedder.dimension

        def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
            computing.set()
            assert may_finish.wait(30)
            return workspace.embedder.embed(images)

        def patches(self, images: Sequence[Image.Image]) -> list[NDArray[np.float32]]:
            return workspace.embedder.patches(images)

    class SlowWorkspace(Workspace):
        @cached_property
        def embedder(self) -> Embedder:
            return SlowEmbedder()

    with (
        serving(create_app(settings, open_workspace=SlowWorkspace.open)) as client,
        ThreadPoolExecutor() as pool,
    ):
        wait_until_ready(client)
        photo = make_image(1)

        def screen(number: int) -> httpx2.Response:
            form = {"listing_id": f"B-{number}"}
            return client.post("/v1/screen", data=form, files={"photos": ("a.jpg", photo)})

        screenings = [pool.submit(screen, number) for number in range(3)]
        assert computing.wait(30)
        while "lookalike_model_waiting_requests 2.0" not in client.get("/metrics").text:
            pass
        assert client.get("/healthz").json() == {"status": "alive"}
        assert client.get("/readyz").json()["status"] == "ready"
        assert not any(screening.done() for screening in screenings)

        may_finish.set()
        assert [screening.result(30).status_code for screening in screenings] == [200] * 3


def test_what_is_registered_is_found_by_the_built_in_model(
    tmp_path: Path, wait_until_ready: Callable[..., None]
) -> None:
    with command(
        tmp_path / "log", "serve", "--home", str(tmp_path / "home"), "--port", "0"
    ) as client:
        wait_until_ready(client)
        for name, shape in SHAPES.items():
            answer = client.post(
                "/v1/rights",
                data={"right_id": name, "kind": "trademark", "title": f"The {name}"},
                files={"views": (f"{name}.png", encoded(mark(shape), "PNG"))},
            )
            assert answer.status_code == 201

        form = {"listing_id": "B-1", "title": "Star mug", "min_probability": "0"}
        files = {"photos": ("mug.jpg", encoded(on_a_mug(mark(SHAPES["star"])), "JPEG"))}
        hits = client.post("/v1/screen", data=form, files=files).json()["hits"]
        assert hits[0]["right_id"] == "star"
        assert client.get("/v1/hits", params={"right_id": "star"}).json()["items"] == hits[:1]


@contextmanager
def command(log: Path, *arguments: str) -> Iterator[httpx2.Client]:
    """Run the command until it has said where it listens; on leaving, have it end."""
    lookalike = Path(sys.executable).with_name("lookalike")
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    with (
        log.open("w") as output,
        subprocess.Popen([lookalike, *arguments], stderr=output, env=environment) as process,
    ):
        try:
            while not (found := re.search(r"running on (http://\S+)", log.read_text())):
                assert process.poll() is None, log.read_text()
                time.sleep(0.01)
            with httpx2.Client(base_url=found[1], timeout=60) as client:
                yield client
        finally:
            process.terminate()
            process.wait(60)
    assert "Traceback" not in log.read_text()


SHAPES: dict[str, Any] = {
    "star": [
        (60, 5),
        (78, 42),
        (115, 46),
        (86, 72),
        (95, 112),
        (60, 91),
        (25, 112),
        (34, 72),
        (5, 46),
        (42, 42),
    ],
    "arrow": [(5, 45), (65, 45), (65, 15), (115, 60), (65, 105), (65, 75), (5, 75)],
    "cup": [(10, 20), (90, 20), (90, 35), (112, 35), (112, 75), (88, 80), (80, 110), (20, 110)],
}


def mark(shape: Sequence[tuple[int, int]]) -> Image.Image:
    picture = Image.new("RGB", (240, 240), "white")
    corners = [(2 * x, 2 * y) for x, y in shape]
    ImageDraw.Draw(picture).polygon(corners, fill=(190, 20, 60))
    return picture


def on_a_mug(logo: Image.Image) -> Image.Image:
    shade = np.linspace(150, 235, 400, dtype=np.uint8)
    photo = Image.fromarray(np.repeat(shade[None, :, None], 300, axis=0).repeat(3, axis=2))
    photo.paste(logo.rotate(4, fillcolor="white").resize((150, 150)), (120, 70))
    return photo.filter(ImageFilter.GaussianBlur(0.7))


def encoded(picture: Image.Image, image_format: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, image_format)
    return buffer.getvalue()
