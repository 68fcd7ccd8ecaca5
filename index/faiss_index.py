"""A frozen `Searchable` over FAISS: exact, or inverted lists with re-ranking on full vectors."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.exact import calling_thread_only, search_exact
from index.inverted_lists import InvertedLists, Tuning
from index.protocol import NO_ID, Ids, Neighbours, Vectors
from index.ranking import ranked_rows
from index.rows import rows_of
from index.validation import as_ids, check_k, check_pairs, check_vectors

_IDS = "ids.npy"
_VECTORS = "vectors.npy"
_LISTS = "lists.faiss"


class FaissIndex:
    """Vectors that no longer change; any number of threads may search them at once.

    Without inverted lists, search is exact and takes O(n d) time. With them, candidates come from
    the lists and are scored again on the full vectors, so the scores are exact and only a
    neighbour may be missing: see `Tuning.recall`. Among more equal vectors than there are
    candidates, which ones are found is then left to chance. A filter that leaves fewer than
    `Tuning.exact_below` vectors is searched exactly; so is a query that the lists gave less than
    ``k`` neighbours. A filter takes O(n) time on top.

    Args:
        ids: ``(n,)``, ascending.
        vectors: ``(n, dimension)``; kept without a copy, so do not write to it.
        lists: The same vectors in inverted lists.
        tuning: How to search the lists; given if and only if they are.
    """

    def __init__(
        self,
        ids: Ids,
        vectors: Vectors,
        lists: InvertedLists | None = None,
        tuning: Tuning | None = None,
    ) -> None:
        self._ids, self._vectors = ids, vectors
        self._lists, self._tuning = lists, tuning

    @staticmethod
    def files(tuning: Tuning | None) -> tuple[str, ...]:
        """Name the files that `save` writes and `load` reads."""
        return (_IDS, _VECTORS) if tuning is None else (_IDS, _VECTORS, _LISTS)

    @classmethod
    def load(cls, folder: Path, tuning: Tuning | None) -> "FaissIndex":
        """Memory-map what `save` wrote; vectors are read when a search first needs them.

        Raises:
            ValueError: files are of the wrong kind, or do not belong together.
            OSError: a file can't be read.
        """
        ids = np.asarray(np.load(folder / _IDS, mmap_mode="r", allow_pickle=False))
        vectors = np.asarray(np.load(folder / _VECTORS, mmap_mode="r", allow_pickle=False))
        lists = None if tuning is None else InvertedLists.load(folder / _LISTS)
        if ids.dtype != np.int64 or vectors.dtype != np.float32 or vectors.ndim != 2:
            msg = f"{_IDS} or {_VECTORS} holds numbers of another type"
            raise ValueError(msg)
        if ids.shape != vectors.shape[:1]:
            msg = f"there are {len(ids)} ids for {len(vectors)} vectors"
            raise ValueError(msg)
        if lists is not None and (len(lists), lists.dimension) != vectors.shape:
            msg = f"{_LISTS} is of other vectors"
            raise ValueError(msg)
        return cls(ids, vectors, lists, tuning)

    def save(self, folder: Path) -> None:
        """Write everything but the tuning to files in a folder."""
        np.save(folder / _IDS, self._ids, allow_pickle=False)
        np.save(folder / _VECTORS, self._vectors, allow_pickle=False)
        if self._lists is not None:
            self._lists.save(folder / _LISTS)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._vectors.shape[1])

    @property
    def ids(self) -> Ids:
        """Every id, ascending."""
        return self._ids

    @property
    def tuning(self) -> Tuning | None:
        """How the inverted lists are searched; ``None`` for an index that is exact."""
        return self._tuning

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, queries: Vectors, k: int, *, allowed: Ids | None = None) -> Neighbours:
        """See `Searchable.search`. Runs on the calling thread alone."""
        check_k(k)
        queries = check_vectors(queries, self.dimension, "query")
        mask = None if allowed is None else self._mask(as_ids(allowed))
        with calling_thread_only():
            if self._lists is None or self._tuning is None:
                return self._exact(queries, k, mask)
            left = len(self) if mask is None else np.count_nonzero(mask)
            if left < self._tuning.exact_below:
                return self._exact(queries, k, mask)
            return self._approximate(self._lists, queries, k, self._tuning.probes, mask)

    def vectors_of(self, ids: Ids) -> Vectors:
        """See `Searchable.vectors_of`."""
        return self._vectors[rows_of(self._ids, ids)]

    def check(self) -> None:
        """Look at every vector, for `search` trusts what it was built from. Takes O(n d) time.

        Raises:
            ValueError: ids are not ascending, a vector is not finite or not of unit length, or
                the inverted lists lack a vector.
        """
        check_pairs(self._ids, self._vectors, self.dimension)
        if (np.diff(self._ids) < 1).any():
            msg = "ids are not ascending"
            raise ValueError(msg)
        if self._lists is not None and not self._lists.complete:
            msg = "the inverted lists do not hold each vector once"
            raise ValueError(msg)

    def _exact(self, queries: Vectors, k: int, mask: NDArray[np.bool_] | None) -> Neighbours:
        return search_exact(queries, self._vectors, self._ids, k, mask=mask)

    def _approximate(
        self,
        lists: InvertedLists,
        queries: Vectors,
        k: int,
        probes: int,
        mask: NDArray[np.bool_] | None,
    ) -> Neighbours:
        rows = lists.nearest_rows(queries, max(64, 4 * k), probes, mask)
        best = ranked_rows(queries, self._vectors, self._ids, rows, k)
        short = np.flatnonzero(best.ids[:, -1] == NO_ID)
        if short.size:
            exact = self._exact(queries[short], k, mask)
            best.scores[short], best.ids[short] = exact.scores, exact.ids
        return best

    def _mask(self, allowed: Ids) -> NDArray[np.bool_] | None:
        """Which rows are allowed; ``None`` if all are."""
        mask: NDArray[np.bool_] = np.isin(self._ids, allowed)
        return None if mask.all() else mask
