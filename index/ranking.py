"""The order of neighbours: best score first, equal scores by id.

Two vectors that are equal must come out with equal scores, or rounding would order them. A float32
sum depends on the order of its terms, which differs from one library routine to the next, so every
score that is returned is summed in float64 and rounded to float32 once.
"""

import numpy as np
from numpy.typing import NDArray

from index.protocol import NO_ID, Ids, Neighbours, Vectors


def ranked(scores: NDArray[np.float32], ids: Ids, k: int) -> Neighbours:
    """Sort ``(n, m)`` candidates and keep the best ``k``, filling up where ``m`` is smaller."""
    lacking = k - ids.shape[1]
    if lacking > 0:
        scores = np.pad(scores, ((0, 0), (0, lacking)), constant_values=-np.inf)
        ids = np.pad(ids, ((0, 0), (0, lacking)), constant_values=NO_ID)
    order = np.lexsort((ids, -scores), axis=-1)[:, :k]
    return Neighbours(
        scores=np.take_along_axis(scores, order, axis=1),
        ids=np.take_along_axis(ids, order, axis=1),
    )


def merged(first: Neighbours, second: Neighbours, k: int) -> Neighbours:
    """The best ``k`` of both."""
    return ranked(np.hstack((first.scores, second.scores)), np.hstack((first.ids, second.ids)), k)


def ranked_rows(
    queries: Vectors, vectors: Vectors, ids: Ids, rows: NDArray[np.int64], k: int
) -> Neighbours:
    """Score and sort candidates given as rows of `vectors`.

    Args:
        queries: ``(n, d)``.
        vectors: ``(size, d)``, not empty; may be memory-mapped, for only the named rows are read.
        ids: ``(size,)``, the id of each row.
        rows: ``(n, m)``; -1 stands for no candidate.
        k: How many to keep.
    """
    scores = np.full(rows.shape, -np.inf, dtype=np.float32)
    for query, chosen, into in zip(queries.astype(np.float64), rows, scores, strict=True):
        real = chosen >= 0
        into[real] = vectors[chosen[real]].astype(np.float64) @ query
    return ranked(scores, np.where(rows >= 0, ids[rows], NO_ID), k)
