"""What the tests of the api package share: a workspace whose model needs no weights."""

import io
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from api.settings import Auth, Settings
from api.workspace import Workspace
from data.records import Channel, Kind
from detector.calibration import Calibration, Curve, Fitted, channels_key, save_calibration
from detector.embedding import Embedder
from detector.fusion import CUES, columns

MakeImage = Callable[..., bytes]


class PixelEmbedder:
    """Sees a picture as 8 by 8 colours: the same picture is found, any other is not."""

    name = "pixels"
    fingerprint = "pixels-8"
    dimension = 8 * 8 * 3

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        vectors = self._pixels(images).reshape(-1, self.dimension)
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def patches(self, images: Sequence[Image.Image]) -> list[NDArray[np.float32]]:
        pixels = self._pixels(images)
        return list(pixels / np.linalg.norm(pixels, axis=-1, keepdims=True))

    def _pixels(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        small = [image.resize((8, 8), Image.Resampling.BOX) for image in images]
        return np.array([np.asarray(image) for image in small], dtype=np.float32) - np.float32(
            127.4
        )


class PixelWorkspace(Workspace):
    """A workspace with that embedder, and probabilities that go with it."""

    @cached_property
    def embedder(self) -> Embedder:
        embedder = PixelEmbedder()
        sets = (c for size in range(1, len(Channel) + 1) for c in combinations(Channel, size))
        fitted = {channels_key(frozenset(channels)): _fitted(*channels) for channels in sets}
        save_calibration(
            Calibration(
                model=embedder.fingerprint,
                background=np.eye(1, embedder.dimension, dtype=np.float32),
                twins=0.97,
                kinds=dict.fromkeys(Kind, fitted),
                fitted_on={},
            ),
            self.calibrations,
        )
        return embedder


def _fitted(*channels: Channel) -> Fitted:
    """Take the similarity of pixels for all that counts, whatever else is heard."""
    nothing, everything = Curve(cue=(0,), log_odds=(0,)), Curve(cue=(-1, 1), log_odds=(-20, 20))
    names = (CUES[column].name for column in columns(frozenset(channels)))
    return Fitted(
        curves={name: everything if name == "similarity" else nothing for name in names},
        offsets=dict.fromkeys(channels, 0.0),
        intercept=-10.0,
        expedited=0.9999,
        review=0.5,
    )


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
    settings = Settings(home=tmp_path / "home", database_url=empty_database_url, auth=Auth.OFF)
    opened = PixelWorkspace.open(settings)
    yield opened
    opened.close()
