"""Binary codes under integer ids, searched by Hamming distance; `FlatHamming` says what it means.

Search is exact. At 256 bits FAISS scans hundreds of millions of codes a second on one core
(``benchmarks/fingerprint.py``), so that a million need no structure to be kept in step.
"""

from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.exact import calling_thread_only
from index.protocol import NO_ID, Ids
from index.validation import as_ids, check_ids, check_k

Codes = NDArray[np.uint8]
Distances = NDArray[np.int32]

NO_DISTANCE = int(np.iinfo(np.int32).max)
"""Fills `Nearest.distances` where fewer than ``k`` codes could be found."""

_SPARE = 16
"""Codes fetched beyond ``k`` at first: often enough to tell the k-th from the next."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The ``k`` nearest of each of ``n`` queries, nearest first; equal distances sorted by id.

    Attributes:
        distances: ``(n, k)`` int32, in bits; `NO_DISTANCE` where there is no neighbour.
        ids: ``(n, k)`` int64; `NO_ID` where there is no neighbour.
    """

    distances: Distances
    ids: Ids


class HammingIndex(Protocol):
    """Codes that may be searched and changed, each change being visible at once."""

    @property
    def width(self) -> int:
        """Bytes in each code."""

    @property
    def ids(self) -> Ids:
        """Every searchable id, ascending; not to be written to."""

    def __len__(self) -> int:
        """How many ids are searchable."""

    def search(self, queries: Codes, k: int, *, allowed: Ids | None = None) -> Nearest:
        """The ``k`` nearest of each ``(n, width)`` query, among `allowed` ids where given.

        Raises:
            ValueError: ``k`` is below 1, or the queries are not bytes of that shape.
        """

    def add(self, ids: Ids, codes: Codes) -> None:
        """Make ``(n,)`` ids with ``(n, width)`` codes searchable; a known id is replaced.

        Raises:
            ValueError: shapes differ, an id is negative or given twice, or codes are not bytes.
                Nothing is added then.
        """

    def remove(self, ids: Ids) -> int:
        """Stop finding these ids at once; return how many were known."""


class _Table:
    """Ids and codes side by side. Both are replaced together, and never written to.

    So a search needs no lock: it goes on with what it found when it began. A change copies all,
    which takes some 0.1 s for a million codes of 32 bytes.
    """

    def __init__(self, width: int) -> None:
        self._rows: tuple[Ids, Codes] = (
            np.empty(0, dtype=np.int64),
            np.empty((0, width), dtype=np.uint8),
        )
        self._changing = Lock()

    @property
    def width(self) -> int:
        """Bytes in each code."""
        return int(self._rows[1].shape[1])

    @property
    def ids(self) -> Ids:
        """Every searchable id, ascending."""
        return self._rows[0]

    def __len__(self) -> int:
        return len(self._rows[0])

    def add(self, ids: Ids, codes: Codes) -> None:
        """See `HammingIndex.add`."""
        ids, codes = check_ids(ids), _check_codes(codes, self.width, "code")
        if len(ids) != len(codes):
            msg = f"{len(ids)} ids were given with {len(codes)} codes"
            raise ValueError(msg)
        with self._changing:
            old_ids, old_codes = self._rows
            kept = ~np.isin(old_ids, ids)
            all_ids = np.concatenate((old_ids[kept], ids))
            order = np.argsort(all_ids)
            self._rows = all_ids[order], np.concatenate((old_codes[kept], codes))[order]

    def remove(self, ids: Ids) -> int:
        """See `HammingIndex.remove`."""
        ids = check_ids(ids)
        with self._changing:
            old_ids, old_codes = self._rows
            known: NDArray[np.bool_] = np.isin(old_ids, ids)
            self._rows = old_ids[~known], old_codes[~known]
        return int(known.sum())

    def _allowed(self, allowed: Ids | None) -> tuple[Ids, Codes]:
        ids, codes = self._rows
        if allowed is None:
            return ids, codes
        chosen = np.isin(ids, as_ids(allowed))
        return ids[chosen], codes[chosen]


class FlatHamming(_Table):
    """The plain `HammingIndex` that says what the fast one must answer. Meant for tests."""

    def search(self, queries: Codes, k: int, *, allowed: Ids | None = None) -> Nearest:
        """See `HammingIndex.search`; takes O(n) time and memory for each query."""
        check_k(k)
        queries = _check_codes(queries, self.width, "query")
        ids, codes = self._allowed(allowed)
        differing = np.bitwise_count(queries[:, None] ^ codes[None])
        distances = differing.sum(axis=2, dtype=np.int32)
        return _nearest(distances, np.tile(ids, (len(queries), 1)), k)


class FaissHamming(_Table):
    """A `HammingIndex` over FAISS's kernels, on the calling thread alone."""

    def search(self, queries: Codes, k: int, *, allowed: Ids | None = None) -> Nearest:
        """See `HammingIndex.search`; takes O(n) time, and memory for ``k`` neighbours.

        FAISS leaves to chance which of several equally distant codes it returns. So more than
        ``k`` are fetched, and asked for again where the k-th is as far as the last one fetched.
        """
        check_k(k)
        queries = _check_codes(queries, self.width, "query")
        ids, codes = self._allowed(allowed)
        distances = np.full((len(queries), k), NO_DISTANCE, dtype=np.int32)
        found = np.full((len(queries), k), NO_ID, dtype=np.int64)
        pending = np.arange(len(queries))
        fetch = k + _SPARE
        while len(pending) and len(ids):
            fetch = min(fetch, len(ids))
            with calling_thread_only():
                rough, rows = faiss.knn_hamming(queries[pending], codes, fetch)
            best = _nearest(rough, ids[rows], k)
            distances[pending], found[pending] = best.distances, best.ids
            if fetch == len(ids):
                break
            pending = pending[best.distances[:, -1] == rough[:, -1]]
            fetch *= 4
        return Nearest(distances=distances, ids=found)


def _nearest(distances: Distances, ids: Ids, k: int) -> Nearest:
    """Sort ``(n, m)`` candidates and keep the nearest ``k``, filling up where ``m`` is smaller."""
    lacking = k - ids.shape[1]
    if lacking > 0:
        distances = np.pad(distances, ((0, 0), (0, lacking)), constant_values=NO_DISTANCE)
        ids = np.pad(ids, ((0, 0), (0, lacking)), constant_values=NO_ID)
    order = np.lexsort((ids, distances), axis=-1)[:, :k]
    return Nearest(
        distances=np.take_along_axis(distances, order, axis=1),
        ids=np.take_along_axis(ids, order, axis=1),
    )


def _check_codes(codes: ArrayLike, width: int, name: str) -> Codes:
    array = np.asarray(codes)
    if array.ndim != 2 or array.shape[1] != width or array.dtype != np.uint8:
        plural = "queries" if name == "query" else f"{name}s"
        msg = (
            f"{plural} must be uint8 of shape (n, {width}), "
            f"not {array.dtype} of shape {array.shape}"
        )
        raise ValueError(msg)
    return np.ascontiguousarray(array)
