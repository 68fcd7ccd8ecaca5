"""What the detector's tests share: records in a line, and an embedder that needs no weights."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from detector.embedding import Embedder


class PixelEmbedder:
    """Embeds a picture as its own thumbnail: alike pictures have alike vectors."""

    name = "pixels"
    fingerprint = "00000000000pixel"
    dimension = 48

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        vectors = np.array(
            [np.asarray(image.resize((4, 4), Image.Resampling.BOX)).ravel() for image in images],
            dtype=np.float32,
        ).reshape(-1, self.dimension)
        vectors -= 127.5
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.fixture
def embedder() -> Embedder:
    return PixelEmbedder()
