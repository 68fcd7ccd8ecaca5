"""An index that changes while it is searched: a frozen base, and what changed since."""

from dataclasses import dataclass
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.delta import Delta
from index.flat import FlatIndex
from index.protocol import NO_ID, Ids, Neighbours, Searchable, Vectors
from index.ranking import merged, ranked
from index.validation import as_ids, check_ids, check_k, check_pairs, check_vectors

_SPARE = 16
"""Neighbours asked of the base beyond ``k`` at first, in case some are hidden."""


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """What one search sees.

    Attributes:
        base: Answers for every id but the hidden ones.
        covers: The revision up to which the base holds all changes.
        revision: The latest revision that was told or is covered.
        delta: What was told of later revisions.
        hidden: The base's ids that the delta knows better.
    """

    base: Searchable
    covers: int
    revision: int
    delta: Delta
    hidden: Ids

    @classmethod
    def of(cls, base: Searchable, covers: int, revision: int, delta: Delta) -> Self:
        hidden = delta.ids[np.isin(delta.ids, base.ids)]
        return cls(base, covers, max(covers, revision), delta, hidden)

    def __len__(self) -> int:
        return len(self.base) - len(self.hidden) + len(self.delta.present)

    def search(self, queries: Vectors, k: int, allowed: Ids | None) -> Neighbours:
        ours = self.delta.search(queries, k, allowed)
        return merged(self._search_base(queries, k, allowed), ours, k)

    def vectors_of(self, ids: Ids) -> Vectors:
        ours: NDArray[np.bool_] = np.isin(ids, self.delta.present)
        gone = np.isin(ids, self.hidden) & ~ours
        if gone.any():
            raise KeyError(int(ids[gone][0]))
        vectors = np.empty((len(ids), self.base.dimension), dtype=np.float32)
        vectors[ours] = self.delta.vectors_of(ids[ours])
        vectors[~ours] = self.base.vectors_of(ids[~ours])
        return vectors

    def _search_base(self, queries: Vectors, k: int, allowed: Ids | None) -> Neighbours:
        if allowed is not None:
            return self.base.search(queries, k, allowed=allowed[~np.isin(allowed, self.hidden)])
        # Rather than filter, which costs time for every id of the base, ask for more neighbours
        # than are needed and drop the hidden ones; there are seldom any.
        most = k + len(self.hidden)
        asked = min(k + _SPARE, most)
        while True:
            found = self.base.search(queries, asked)
            dropped = np.isin(found.ids, self.hidden)
            if asked == most or dropped.sum(axis=1).max(initial=0) <= asked - k:
                break
            asked = min(asked * 4, most)
        return ranked(
            np.where(dropped, np.float32(-np.inf), found.scores),
            np.where(dropped, NO_ID, found.ids),
            k,
        )


class LiveIndex:
    """A `VectorIndex` over a frozen base, whose changes are visible to the next search.

    Every change carries a **revision**, and the base covers all changes up to one. Of two changes
    of an id, the one of the later revision holds, in whichever order they are told; of two with
    the same revision, the one told last. A change that the base covers is ignored. So `swap`
    needs no moment at which nothing happens: build a new base from the registry as it stood at a
    revision, take the time that takes, and swap it in; what was told of later revisions stays.

    Changes told without a revision are counted on from the last one. Then `revision`, read when
    the vectors for a new base are collected, is what that base covers. Do not mix both ways.

    Any number of threads may search, change and swap at once. A search never waits: it sees the
    index as it was when the search began, with each change made in full or not at all.

    Costs: a search takes what the base takes, and O(n d) time for the n vectors added since; a
    change takes O(n log n). Rebuild the base when `changes` grows beyond some ten thousand.

    Args:
        dimension: Length of each vector.
        base: What is searchable at first; nothing if not given.
        covers: The revision up to which the base holds all changes.
    """

    def __init__(self, dimension: int, base: Searchable | None = None, *, covers: int = 0) -> None:
        base = FlatIndex(dimension) if base is None else base
        _check_dimension(base, dimension)
        # Replaced as a whole and never changed, so that a reader needs no lock.
        self._state = _State.of(base, covers, covers, Delta.nothing(dimension))
        self._changing = Lock()

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._state.base.dimension

    @property
    def ids(self) -> Ids:
        """Every searchable id, ascending."""
        state = self._state
        return np.union1d(np.setdiff1d(state.base.ids, state.hidden), state.delta.present)

    @property
    def revision(self) -> int:
        """The latest revision that was told or that the base covers.

        Where several threads or processes tell, an earlier one may still be missing.
        """
        return self._state.revision

    @property
    def changes(self) -> int:
        """Of how many ids something was told that the base does not cover."""
        return len(self._state.delta.ids)

    def __len__(self) -> int:
        return len(self._state)

    def add(self, ids: Ids, vectors: Vectors, *, revision: int | None = None) -> None:
        """See `VectorIndex.add`; all ids become visible together."""
        self._tell(*check_pairs(ids, vectors, self.dimension), revision)

    def remove(self, ids: Ids, *, revision: int | None = None) -> int:
        """See `VectorIndex.remove`; all ids vanish together."""
        return -self._tell(check_ids(ids), None, revision)

    def swap(self, base: Searchable, *, covers: int) -> None:
        """Put a newer base in place, and forget what was told up to the revision it covers.

        Raises:
            ValueError: the base is of another dimension; or it covers less than the present one,
                so that changes which were forgotten would be undone.
        """
        _check_dimension(base, self.dimension)
        with self._changing:
            state = self._state
            if covers < state.covers:
                msg = (
                    f"the new base covers revision {covers}, but the present one covers "
                    f"{state.covers}: build it again from the registry as it is now"
                )
                raise ValueError(msg)
            self._state = _State.of(base, covers, state.revision, state.delta.since(covers))

    def search(self, queries: Vectors, k: int, *, allowed: Ids | None = None) -> Neighbours:
        """See `Searchable.search`; as good as the base is, and exact for what was added since."""
        check_k(k)
        queries = check_vectors(queries, self.dimension, "query")
        allowed = None if allowed is None else as_ids(allowed)
        return self._state.search(queries, k, allowed)

    def vectors_of(self, ids: Ids) -> Vectors:
        """See `Searchable.vectors_of`."""
        return self._state.vectors_of(ids)

    def _tell(self, ids: Ids, vectors: Vectors | None, revision: int | None) -> int:
        """Record a change; return by how many ids the index grew."""
        with self._changing:
            state = self._state
            if revision is None:
                revision = state.revision + 1
            if revision <= state.covers:
                return 0
            delta = state.delta.told(ids, vectors, revision)
            self._state = _State.of(state.base, state.covers, max(revision, state.revision), delta)
            return len(self._state) - len(state)


def _check_dimension(base: Searchable, dimension: int) -> None:
    if base.dimension != dimension:
        msg = f"the base is of dimension {base.dimension}, the index of {dimension}"
        raise ValueError(msg)
