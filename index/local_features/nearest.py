"""Exact search of descriptors with FAISS's kernels."""

import faiss
import numpy as np
from numpy.typing import NDArray

from index.local_features.protocol import Descriptors


def nearest_rows(
    descriptors: Descriptors, known: Descriptors, k: int, mask: NDArray[np.bool_] | None
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return ``(n, k)`` squared distances and rows of `known`; row -1 where there are fewer.

    The squares of 128 differences of bytes add up to less than 2**24, so float32 is exact.
    """
    rows = np.arange(len(known)) if mask is None else np.flatnonzero(mask)
    best = min(k, len(rows))
    distances = np.full((len(descriptors), k), np.inf, dtype=np.float32)
    found = np.full((len(descriptors), k), -1, dtype=np.int64)
    if best:
        near, at = faiss.knn(descriptors.astype(np.float32), known[rows].astype(np.float32), best)
        distances[:, :best], found[:, :best] = near, rows[at]
    return distances, found
