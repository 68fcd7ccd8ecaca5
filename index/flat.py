"""The plain index that says what the fast ones must answer."""

import numpy as np
from numpy.typing import NDArray

from index.protocol import Ids, Neighbours, Vectors
from index.ranking import ranked
from index.rows import rows_of
from index.validation import as_ids, check_ids, check_k, check_pairs, check_vectors


class FlatIndex:
    """A `VectorIndex` of one matrix, searched by one product. Meant for tests and small sets.

    A search takes O(n) time and 8 bytes for each pair of query and vector; a change copies all.
    """

    def __init__(self, dimension: int) -> None:
        self._ids: Ids = np.empty(0, dtype=np.int64)
        self._vectors: Vectors = np.empty((0, dimension), dtype=np.float32)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._vectors.shape[1])

    @property
    def ids(self) -> Ids:
        """Every searchable id, ascending."""
        return self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        ids, vectors = check_pairs(ids, vectors, self.dimension)
        kept = ~np.isin(self._ids, ids)
        all_ids = np.concatenate((self._ids[kept], ids))
        order = np.argsort(all_ids)
        self._ids = all_ids[order]
        self._vectors = np.concatenate((self._vectors[kept], vectors))[order]

    def remove(self, ids: Ids) -> int:
        """See `VectorIndex.remove`."""
        known: NDArray[np.bool_] = np.isin(self._ids, check_ids(ids))
        self._ids, self._vectors = self._ids[~known], self._vectors[~known]
        return int(known.sum())

    def vectors_of(self, ids: Ids) -> Vectors:
        """See `Searchable.vectors_of`."""
        return self._vectors[rows_of(self._ids, ids)]

    def search(self, queries: Vectors, k: int, *, allowed: Ids | None = None) -> Neighbours:
        """See `Searchable.search`."""
        check_k(k)
        queries = check_vectors(queries, self.dimension, "query")
        ids, vectors = self._ids, self._vectors
        if allowed is not None:
            chosen = np.isin(ids, as_ids(allowed))
            ids, vectors = ids[chosen], vectors[chosen]
        products = queries.astype(np.float64) @ vectors.astype(np.float64).T
        return ranked(products.astype(np.float32), np.tile(ids, (len(queries), 1)), k)
