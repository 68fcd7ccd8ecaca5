"""The built-in embedding, with its real weights."""

from pathlib import Path

import numpy as np
import pytest
import skimage
from PIL import Image, ImageOps

from detector.embedding import Embedder, load_embedder


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="module")
def cat() -> Image.Image:
    return Image.open(Path(skimage.__file__).parent / "data" / "chelsea.png").convert("RGB")


def test_vectors_are_unit_length_float32(embedder: Embedder, cat: Image.Image) -> None:
    vectors = embedder.embed([cat, cat.rotate(90, expand=True)])
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_images_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_a_vector_does_not_depend_on_its_batch(embedder: Embedder, cat: Image.Image) -> None:
    others = [Image.new("RGB", (40, 30), (shade, 0, 0)) for shade in range(20)]
    alone = embedder.embed([cat])[0]
    among = embedder.embed([*others, cat])[-1]
    assert alone @ among > 0.9999


def test_the_same_picture_is_nearer_than_another(embedder: Embedder, cat: Image.Image) -> None:
    coffee = Image.open(Path(skimage.__file__).parent / "data" / "coffee.png").convert("RGB")
    original, mirrored, other = embedder.embed([cat, ImageOps.mirror(cat), coffee])
    assert original @ mirrored > 0.8 > original @ other


def test_the_fingerprint_is_the_same_every_time(embedder: Embedder) -> None:
    assert load_embedder().fingerprint == embedder.fingerprint


def test_patches_are_unit_vectors_on_a_raster(embedder: Embedder, cat: Image.Image) -> None:
    tall, square = embedder.patches([cat.crop((0, 0, 100, 300)), cat])
    assert tall.shape == square.shape
    assert tall.shape[:2] == (17, 17)
    np.testing.assert_allclose(np.linalg.norm(square, axis=2), 1, atol=1e-5)


def test_no_images_give_no_patches(embedder: Embedder) -> None:
    assert embedder.patches([]) == []


def test_patches_lie_where_the_picture_shows_them(embedder: Embedder, cat: Image.Image) -> None:
    # What was stuck on changes the patches under it and few others.
    changed = cat.copy()
    changed.paste(Image.new("RGB", (cat.width // 3, cat.height // 3), "red"), (0, 0))
    before, after = embedder.patches([cat, changed])
    alike = (before * after).sum(axis=2)
    assert alike[:3, :3].mean() < 0.7
    assert alike[6:, 6:].mean() > 0.9
