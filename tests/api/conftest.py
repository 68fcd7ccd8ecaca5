"""What the tests of the api package share: a workspace whose model needs no weights."""

import io
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from api.settings import Settings
from api.workspace import Workspace
from data.records import Kind
from detector.calibration import Calibration, KindCalibration, save_calibration
from detector.embedding import Embedder

MakeImage = Callable[..., bytes]


class PixelEmbedder:
    """Sees a picture as 8 by 8 colours: the same picture is found, any other is not."""

    name = "pixels"
    fingerprint = "pixels-8"
    dimension = 8 * 8 * 3

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        small = [image.resize((8, 8), Image.Resampling.BOX) for image in images]
        pixels = np.array([np.asarray(image) for image in small], dtype=np.float32)
        vectors = pixels.reshape(-1, self.dimension) - 127.4
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


class PixelWorkspace(Workspace):
    """A workspace with that embedder, and probabilities that go with it."""

    @cached_property
    def embedder(self) -> Embedder:
        fitted = KindCalibration(
            weights=(20.0, 0.0, 0.0), intercept=-10.0, expedited=0.9999, review=0.5
        )
        save_calibration(
            Calibration(
                model=PixelEmbedder.fingerprint,
                rival=0.0,
                kinds=dict.fromkeys(Kind, fitted),
                fitted_on={},
            ),
            self.calibrations,
        )
        return PixelEmbedder()


@pytest.fixture
def make_image() -> MakeImage:
    """Draw a picture of 8 by 8 coloured squares, another one for each seed."""

    def make(seed: int, image_format: str = "JPEG", side: int = 160) -> bytes:
        squares = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), dtype=np.uint8)
        picture = Image.fromarray(squares).resize((side, side), Image.Resampling.NEAREST)
        buffer = io.BytesIO()
        picture.save(buffer, image_format)
        return buffer.getvalue()

    return make


@pytest.fixture
def workspace(tmp_path: Path, empty_database_url: str) -> Iterator[Workspace]:
    """Open a new home, with its database on SQLite and then on PostgreSQL."""
    settings = Settings(home=tmp_path / "home", database_url=empty_database_url)
    opened = PixelWorkspace.open(settings)
    yield opened
    opened.close()
