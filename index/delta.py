"""What changed since an index was built."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.exact import calling_thread_only, search_exact
from index.protocol import NO_ID, Ids, Neighbours, Vectors
from index.rows import rows_of


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """The latest that was told of each id: its vector, or that it was removed.

    A delta never changes; `told` returns a new one, which appends to the matrix that both share.
    So only the newest delta may be told anything, and by one thread at a time; others may go on
    searching the older ones.

    Attributes:
        ids: ``(n,)``, ascending.
        revisions: ``(n,)``, the revision in which each id changed last.
        rows: ``(n,)``, where each id's vector is in the matrix; -1 if the id was removed.
        matrix: ``(capacity, dimension)``.
        used: How many rows of the matrix hold vectors of this delta.
    """

    ids: Ids
    revisions: NDArray[np.int64]
    rows: NDArray[np.int64]
    matrix: Vectors
    used: int

    @classmethod
    def nothing(cls, dimension: int) -> Self:
        """A delta that was told nothing yet."""
        none = np.empty(0, dtype=np.int64)
        return cls(none, none, none, np.empty((0, dimension), dtype=np.float32), 0)

    @property
    def present(self) -> Ids:
        """The ids that have a vector here, ascending."""
        return self.ids[self.rows >= 0]

    def told(self, ids: Ids, vectors: Vectors | None, revision: int) -> Self:
        """Add ids with their vectors, or remove ids, unless something later was told of them.

        Takes O(n log n) time for a delta of n ids, and now and then a copy of the matrix.
        """
        late = np.isin(ids, self.ids[self.revisions > revision])
        ids = ids[~late]
        if vectors is None:
            delta, rows = self, np.full(len(ids), -1)
        else:
            delta, rows = self._with_vectors(vectors[~late])
        kept = ~np.isin(delta.ids, ids)
        all_ids = np.concatenate((delta.ids[kept], ids))
        order = np.argsort(all_ids, kind="stable")
        revisions = np.full(len(ids), revision)
        return type(self)(
            ids=all_ids[order],
            revisions=np.concatenate((delta.revisions[kept], revisions))[order],
            rows=np.concatenate((delta.rows[kept], rows))[order],
            matrix=delta.matrix,
            used=delta.used,
        )

    def since(self, revision: int) -> Self:
        """What was told with a later revision."""
        return self._compacted(self.revisions > revision, room=0)

    def search(self, queries: Vectors, k: int, allowed: Ids | None) -> Neighbours:
        """The ``k`` best of each query; takes O(used d) time. See `Searchable.search`."""
        ids = np.full(self.used, NO_ID, dtype=np.int64)
        ids[self.rows[self.rows >= 0]] = self.present
        mask = ids != NO_ID
        if allowed is not None:
            mask &= np.isin(ids, allowed)
        with calling_thread_only():
            return search_exact(
                queries, self.matrix[: self.used], ids, k, mask=None if mask.all() else mask
            )

    def vectors_of(self, ids: Ids) -> Vectors:
        """The vectors of ids that are present."""
        return self.matrix[self.rows[rows_of(self.ids, ids)]]

    def _with_vectors(self, vectors: Vectors) -> tuple[Self, NDArray[np.int64]]:
        delta = self
        if self.used + len(vectors) > len(self.matrix):
            # Room for as many again makes the cost of copying constant per vector.
            room = len(self.present) + 2 * len(vectors)
            delta = self._compacted(np.full(len(self.ids), fill_value=True), room)
        end = delta.used + len(vectors)
        delta.matrix[delta.used : end] = vectors
        grown = type(self)(delta.ids, delta.revisions, delta.rows, delta.matrix, end)
        return grown, np.arange(delta.used, end)

    def _compacted(self, kept: NDArray[np.bool_], room: int) -> Self:
        """These ids in a matrix of their own, with room for more rows."""
        rows = self.rows[kept]
        present = rows >= 0
        used = int(present.sum())
        matrix = np.empty((used + room, self.matrix.shape[1]), dtype=np.float32)
        matrix[:used] = self.matrix[rows[present]]
        return type(self)(
            ids=self.ids[kept],
            revisions=self.revisions[kept],
            rows=np.where(present, np.cumsum(present) - 1, -1),
            matrix=matrix,
            used=used,
        )
