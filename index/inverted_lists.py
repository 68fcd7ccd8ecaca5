"""Approximate search: the vectors in inverted lists, 8 bits per component (FAISS IVF, SQ8)."""

from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.exact import row_selector
from index.protocol import Vectors

ROWS_PER_LIST = 40
"""Vectors that the lists are trained on, for each: what FAISS asks for at least."""
_ADD_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a search of inverted lists does, and how well that was measured to do.

    Attributes:
        lists: Number of lists.
        probes: Number of lists that are looked through for a query.
        recall: Share of the true best ten that were found, on the tuning queries.
        exact_below: Below this many vectors, after filtering, search is exact.
    """

    lists: int
    probes: int
    recall: float
    exact_below: int


class InvertedLists:
    """Rows of a matrix, grouped around centroids; finds rows, and leaves the scores to others."""

    def __init__(self, ivf: faiss.IndexIVFScalarQuantizer) -> None:
        self._ivf = ivf
        self._list_of_row = np.full(ivf.ntotal, -1, dtype=np.int32)
        self._entries = 0
        for number in range(ivf.nlist):
            rows = _rows_of_list(ivf, number)
            self._list_of_row[rows] = number
            self._entries += len(rows)

    @classmethod
    def train(
        cls, vectors: Vectors, *, count: int, sample: NDArray[np.int64], seed: int
    ) -> "InvertedLists":
        """Cluster a sample of the vectors, then put all of them into the lists of their centroids.

        Takes O(count n d) time, and a byte per component of memory.

        Args:
            vectors: ``(n, d)``.
            count: How many lists.
            sample: Which rows to cluster: `ROWS_PER_LIST` for each list, if there are as many.
            seed: Where clustering starts from.
        """
        ivf = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(vectors.shape[1]),
            vectors.shape[1],
            count,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        ivf.cp.seed = seed
        ivf.cp.min_points_per_centroid = 1  # FAISS prints a warning otherwise
        ivf.train(vectors[sample])
        for start in range(0, len(vectors), _ADD_ROWS):
            ivf.add(vectors[start : start + _ADD_ROWS])
        return cls(ivf)

    @classmethod
    def load(cls, path: Path) -> "InvertedLists":
        """Memory-map what `save` wrote.

        Raises:
            ValueError: it is something else.
        """
        flags = faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY
        try:
            ivf = faiss.read_index(str(path), flags)
        except RuntimeError as error:
            msg = f"{path.name} is no FAISS index: {error}"
            raise ValueError(msg) from error
        if not isinstance(ivf, faiss.IndexIVFScalarQuantizer):
            msg = f"{path.name} holds a {type(ivf).__name__}, not inverted lists"
            raise ValueError(msg)
        return cls(ivf)

    def save(self, path: Path) -> None:
        """Write the lists to a file."""
        faiss.write_index(self._ivf, str(path))

    def __len__(self) -> int:
        return len(self._list_of_row)

    @property
    def count(self) -> int:
        """How many lists there are."""
        return int(self._ivf.nlist)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._ivf.d)

    @property
    def complete(self) -> bool:
        """Whether each row is in a list, and in one alone."""
        return self._entries == len(self) and bool((self._list_of_row >= 0).all())

    def nearest_rows(
        self, queries: Vectors, fetch: int, probes: int, mask: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int64]:
        """Return ``(n, fetch)`` rows that are likely the best for each query; -1 for none.

        With a mask, lists without a row to look at are passed over, and the more lists are looked
        through the fewer rows are left in them. So filtering costs time rather than recall, even
        where all that is left lies far from the query.
        """
        parameters = faiss.SearchParametersIVF()
        if mask is not None:
            used = np.zeros(self.count, dtype=np.bool_)
            used[self._list_of_row[mask]] = True
            # Complete before it is assigned: what the attribute gives back is a new wrapper, which
            # would not keep the selector alive.
            coarse = faiss.SearchParameters()
            coarse.sel = row_selector(used)
            parameters.quantizer_params = coarse
            parameters.sel = row_selector(mask)
            left = np.count_nonzero(mask) / np.count_nonzero(used)
            probes = round(probes * max(1.0, len(self) / self.count / left))
        parameters.nprobe = min(probes, self.count)
        return self._ivf.search(queries, fetch, params=parameters)[1]


def _rows_of_list(ivf: faiss.IndexIVFScalarQuantizer, number: int) -> NDArray[np.int64]:
    lists = ivf.invlists
    if lists is None:
        msg = "the inverted lists are missing"
        raise ValueError(msg)
    size = lists.list_size(number)
    if not size:  # FAISS has no array to point to then
        return np.empty(0, dtype=np.int64)
    rows: NDArray[np.int64] = faiss.rev_swig_ptr(lists.get_ids(number), size)
    return rows
