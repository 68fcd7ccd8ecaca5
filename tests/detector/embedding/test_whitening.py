"""Whitening of vectors."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.embedding.whitening import Whitening, load_whitenings, save_whitenings

_SPREAD = np.array([30.0, 10.0, 1.0, 0.01])


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    rng = np.random.default_rng(0)
    turned, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    return np.asarray(rng.normal(size=(5_000, 4)) * _SPREAD @ turned + 7, dtype=np.float32)


def _apply(whitening: Whitening, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((vectors - whitening.mean) @ whitening.projection, dtype=np.float32)


def test_directions_come_out_centred_and_uncorrelated(vectors: NDArray[np.float32]) -> None:
    whitened = _apply(Whitening.fit(vectors, dimension=4), vectors)
    covariance = np.cov(whitened, rowvar=False)
    np.testing.assert_allclose(whitened.mean(axis=0), 0, atol=1e-3)
    off_diagonal = covariance[~np.eye(4, dtype=bool)]
    np.testing.assert_allclose(off_diagonal, 0, atol=1e-3 * covariance.max())


def test_strong_directions_are_evened_out_and_weak_ones_held_down(
    vectors: NDArray[np.float32],
) -> None:
    # The variances' mean is 250, so a tenth of it is what each is raised by: by hand.
    whitened = _apply(Whitening.fit(vectors, dimension=4), vectors)
    variances = whitened.var(axis=0)
    floor = 0.1 * (_SPREAD**2).mean()
    expected = _SPREAD**2 / (_SPREAD**2 + floor)
    np.testing.assert_allclose(
        variances / variances[0], expected / expected[0], rtol=0.1, atol=1e-6
    )


def test_power_nought_keeps_distances(vectors: NDArray[np.float32]) -> None:
    rotated = _apply(Whitening.fit(vectors, dimension=4, power=0), vectors)
    distances = np.linalg.norm(vectors[1:] - vectors[0], axis=1)
    turned = np.linalg.norm(rotated[1:] - rotated[0], axis=1)
    np.testing.assert_allclose(turned / turned[0], distances / distances[0], rtol=1e-3)


def test_the_directions_that_vary_most_are_kept(vectors: NDArray[np.float32]) -> None:
    two = Whitening.fit(vectors, dimension=2, power=0)
    assert two.projection.shape == (4, 2)
    lengths = np.linalg.norm(two.projection, axis=0)
    spread = np.sort(_apply(two, vectors).std(axis=0) / lengths)
    np.testing.assert_allclose(spread, [10, 30], rtol=0.1)


def test_what_is_saved_is_read_again(tmp_path: Path, vectors: NDArray[np.float32]) -> None:
    saved = {
        "stage.one": Whitening.fit(vectors, dimension=3),
        "head": Whitening.fit(vectors, dimension=2),
    }
    path = tmp_path / "whitening.npz"
    save_whitenings(path, saved)
    read = load_whitenings(path)
    assert list(read) == list(saved)
    for name, whitening in saved.items():
        np.testing.assert_allclose(read[name].mean, whitening.mean, rtol=1e-3)
        np.testing.assert_allclose(read[name].projection, whitening.projection, atol=1e-3)
