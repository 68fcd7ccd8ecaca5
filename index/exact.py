"""Exact search of a matrix with FAISS's kernels, ties included."""

from collections.abc import Iterator
from contextlib import contextmanager

import faiss
import numpy as np
from numpy.typing import NDArray

from index.protocol import NO_ID, Ids, Neighbours, Vectors
from index.ranking import ranked_rows

_SPARE = 16
"""Rows fetched beyond ``k`` at first: nearly always enough to tell the k-th from the next."""


def search_exact(
    queries: Vectors, vectors: Vectors, ids: Ids, k: int, *, mask: NDArray[np.bool_] | None = None
) -> Neighbours:
    """The ``k`` best rows of `vectors` for each query, equal to what `FlatIndex` finds.

    FAISS sums in float32 and orders ties as it likes. So more than ``k`` rows are fetched and
    scored again, and an answer stands only if no row that was not fetched can belong to it: the
    k-th score exceeds the worst fetched one by more than float32 rounding can amount to. Where
    it does not, as among many equal vectors, that query is asked again for more.

    Takes O(n d) time per query, and memory for the fetched rows alone.

    Args:
        queries: ``(q, d)`` unit vectors, contiguous.
        vectors: ``(n, d)`` unit vectors, contiguous; may be memory-mapped.
        ids: ``(n,)``, the id of each row.
        k: At least 1.
        mask: ``(n,)``, the rows to look at; all where not given.
    """
    scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
    found = np.full((len(queries), k), NO_ID, dtype=np.int64)
    available = len(ids) if mask is None else int(np.count_nonzero(mask))
    # Any order of a float32 sum of d products of unit vectors is within d * eps / 2 of the true
    # sum (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1); the
    # other half covers lengths that are not quite 1 and the rounding of the exact score.
    rounding = vectors.shape[1] * np.finfo(np.float32).eps
    pending = np.arange(len(queries))
    fetch = k + _SPARE
    while len(pending) and available:
        fetch = min(fetch, available)
        rough, rows = _nearest_rows(queries[pending], vectors, fetch, mask)
        best = ranked_rows(queries[pending], vectors, ids, rows, k)
        scores[pending], found[pending] = best.scores, best.ids
        if fetch == available:
            break
        pending = pending[best.scores[:, -1] <= rough[:, -1] + rounding]
        fetch *= 4
    return Neighbours(scores=scores, ids=found)


@contextmanager
def calling_thread_only() -> Iterator[None]:
    """Keep FAISS on the thread that calls it.

    Callers that search side by side are the parallelism; teams of OpenMP threads for each of them
    would only get in each other's way. OpenMP keeps this setting per calling thread.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def row_selector(mask: NDArray[np.bool_]) -> faiss.IDSelectorBitmap:
    """Tell FAISS which rows to look at."""
    bits = np.packbits(mask, bitorder="little")
    # Called with the bits alone, the selector keeps them alive; FAISS's stub knows not of it.
    return faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]


def _nearest_rows(
    queries: Vectors, vectors: Vectors, fetch: int, mask: NDArray[np.bool_] | None
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    scores = np.empty((len(queries), fetch), dtype=np.float32)
    rows = np.empty((len(queries), fetch), dtype=np.int64)
    # `faiss.knn` is this call without the selector.
    faiss.knn_inner_product(
        faiss.swig_ptr(queries),
        faiss.swig_ptr(vectors),
        vectors.shape[1],
        len(queries),
        len(vectors),
        fetch,
        faiss.swig_ptr(scores),
        faiss.swig_ptr(rows),
        None if mask is None else row_selector(mask),
    )
    return scores, rows
