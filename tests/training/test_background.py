"""What photos and rights are compared with beside each other."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from detector.embedding import Embedder
from training.background import Background, measure_background
from training.scenes import Size


@pytest.fixture(scope="module")
def background(embedder: Embedder) -> Background:
    return measure_background(embedder, size=Size(marks=2, designs=1, listings=1))


def test_there_is_a_unit_row_for_each_view(background: Background, embedder: Embedder) -> None:
    count, dimension = background.vectors.shape
    assert count >= 3
    assert dimension == embedder.dimension
    np.testing.assert_allclose(np.linalg.norm(background.vectors, axis=1), 1, atol=1e-5)


def test_marks_and_designs_are_told_from_each_other(background: Background) -> None:
    cosines = background.vectors @ background.vectors.T
    assert cosines.min() < background.twins < 1


def test_a_picture_saved_again_is_a_twin_and_another_is_not(
    background: Background, embedder: Embedder, shapes: Callable[..., Image.Image]
) -> None:
    picture, other = shapes(1), shapes(2)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    vector, again, another = embedder.embed([picture, Image.open(file), other])
    assert vector @ again > background.twins - 1e-3
    assert vector @ another < background.twins - 1e-2
