"""What the tests of training share: pictures in files, and an embedder that needs no weights."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from data.decode import DecodedImage
from detector.description import PhotoDescriber, ViewDescriber
from detector.embedding import Embedder
from detector.regions import SalientRegions
from detector.wordmark import TextLine


class Colours:
    """Embeds a picture as its mean colours in a coarse grid: weak, but better than chance."""

    name = "colours"
    fingerprint = "colours-3"
    dimension = 28

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        small = [image.resize((3, 3), Image.Resampling.BOX) for image in images]
        pixels = np.array([np.asarray(image).ravel() for image in small], dtype=np.float32)
        # The constant keeps a picture of middle grey from having no direction.
        vectors = np.pad(pixels.reshape(-1, 27) - 127.5, ((0, 0), (0, 1)), constant_values=40)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def patches(self, images: Sequence[Image.Image]) -> list[NDArray[np.float32]]:
        raise NotImplementedError


class Illiterate:
    """Reads nothing: what is read is tested elsewhere."""

    fingerprint = "none"

    def read(self, image: DecodedImage) -> tuple[TextLine, ...]:  # noqa: ARG002
        return ()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Colours()


@pytest.fixture(scope="session")
def describer(embedder: Embedder) -> ViewDescriber:
    return ViewDescriber(embedder)


@pytest.fixture(scope="session")
def photo_describer(embedder: Embedder) -> PhotoDescriber:
    """Describe photos as if there were no text in them."""
    return PhotoDescriber(embedder, SalientRegions(2), Illiterate)


@pytest.fixture
def shapes(tmp_path: Path) -> Callable[..., Image.Image]:
    """Draw a picture full of shapes, another one for each seed, and write it to a file."""

    def draw(seed: int, name: str = "", pasted: Image.Image | None = None) -> Image.Image:
        rng = np.random.default_rng(seed)
        side = 200 if pasted is None else 420
        picture = Image.new("RGB", (side, side), tuple(rng.integers(0, 256, 3).tolist()))
        pen = ImageDraw.Draw(picture)
        for _ in range(40):
            (x, y), (w, h) = rng.uniform(0, side, 2), rng.uniform(side / 30, side / 4, 2)
            colour = tuple(rng.integers(0, 256, 3).tolist())
            pen.polygon([(x, y), (x + w, y + h / 3), (x + w / 2, y + h)], fill=colour)
        if pasted is not None:
            picture.paste(pasted, (160, 120))
        picture.save(tmp_path / (name or f"{seed}.png"))
        return picture

    return draw


@pytest.fixture
def write_manifest(tmp_path: Path) -> Callable[..., Path]:
    """Write a manifest whose first row is the header."""

    def write(name: str, *rows: Sequence[Any]) -> Path:
        with (tmp_path / name).open("w", newline="") as file:
            csv.writer(file).writerows(rows)
        return tmp_path / name

    return write
