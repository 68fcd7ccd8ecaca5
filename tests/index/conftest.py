from collections.abc import Callable

import numpy as np
import pytest

from index.protocol import Vectors

UnitVectors = Callable[..., Vectors]


@pytest.fixture(scope="session")
def unit_vectors() -> UnitVectors:
    """Make ``(count, dimension)`` vectors the way embeddings lie: a few directions matter most."""

    def make(count: int, dimension: int = 32, *, seed: int = 0) -> Vectors:
        rng = np.random.default_rng(seed)
        spread = 1 / np.sqrt(np.arange(1, dimension + 1))
        vectors = rng.standard_normal((count, dimension)) * spread
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors.astype(np.float32)

    return make
