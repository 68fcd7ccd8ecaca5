"""Build an index as exact as its size affords, and tune it by what it finds."""

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from index.faiss_index import FaissIndex
from index.inverted_lists import ROWS_PER_LIST, InvertedLists, Tuning
from index.protocol import Ids, Neighbours, Vectors
from index.validation import check_pairs

EXACT_BELOW = 50_000
"""Exact search of this many vectors of 512 components takes about 4 ms on one core."""

TARGET_RECALL = 0.99
_K = 10
_QUERIES = 256
_TUNABLE = 1_000
"""Of fewer vectors there are too few lists for their number of probes to mean anything."""


def build(ids: Ids, vectors: Vectors, *, seed: int, exact_below: int = EXACT_BELOW) -> FaissIndex:
    """Index ``(n, d)`` vectors under ``(n,)`` ids.

    From `exact_below` vectors on they are put into 2 √n inverted lists, and as few of them are
    looked through for a query as find 99 % of the true best ten. That is measured on queries that
    lie between vectors: the normalised sum of one vector and half another, neither of which the
    lists were trained on. They are harder than stored vectors, as photos are, which show a design
    among other things. Where even half of the lists find too little, the index is exact.

    Vectors are kept without a copy if they are contiguous float32 and the ids ascend. Takes
    O(n d √n) time, and a byte per component of memory on top of the vectors.

    Raises:
        ValueError: shapes differ, an id is negative or given twice, or a vector is not finite or
            not of unit length.
    """
    ids, vectors = check_pairs(ids, vectors, np.shape(vectors)[-1])
    if (np.diff(ids) < 1).any():
        order = np.argsort(ids)
        ids, vectors = ids[order], vectors[order]
    exact = FaissIndex(ids, vectors)
    if len(ids) < max(exact_below, _TUNABLE):
        return exact

    rng = np.random.default_rng(seed)
    count = int(2 * len(ids) ** 0.5)
    sampled = min(count * ROWS_PER_LIST, len(ids) * 9 // 10)
    sample, held_out = np.split(rng.permutation(len(ids)), [sampled])
    lists = InvertedLists.train(vectors, count=count, sample=np.sort(sample), seed=seed)
    queries = _between(vectors, held_out, rng)
    truth = exact.search(queries, _K)

    def tuned(probes: int, recall: float = 0.0) -> FaissIndex:
        return FaissIndex(ids, vectors, lists, Tuning(count, probes, recall, exact_below))

    def recall(probes: int) -> float:
        return recall_of(tuned(probes).search(queries, _K), truth)

    most = count // 2
    probes = 1 + bisect_left(range(1, most + 1), TARGET_RECALL, key=recall)
    return exact if probes > most else tuned(probes, recall(probes))


def recall_of(found: Neighbours, truth: Neighbours) -> float:
    """Share of the true neighbours that were found, over all queries."""
    hits = [np.isin(best, got).mean() for best, got in zip(truth.ids, found.ids, strict=True)]
    return float(np.mean(hits))


def _between(vectors: Vectors, rows: NDArray[np.int64], rng: np.random.Generator) -> Vectors:
    first, second = rng.choice(rows, size=(2, _QUERIES))
    queries: Vectors = vectors[first] + np.float32(0.5) * vectors[second]
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    return queries
