"""What every vector index does; `index.flat` defines what it means."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]

NO_ID = -1
"""Fills `Neighbours.ids` where fewer than ``k`` vectors could be found."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The best ``k`` of each of ``n`` queries, best first; equal scores are sorted by id.

    Attributes:
        scores: ``(n, k)`` float32 inner products, which are cosines for unit vectors; ``-inf``
            where there is no neighbour. Each is summed in float64 and then rounded, so that equal
            vectors have equal scores whichever index they come from.
        ids: ``(n, k)`` int64; `NO_ID` where there is no neighbour.
    """

    scores: NDArray[np.float32]
    ids: Ids


class Searchable(Protocol):
    """Unit vectors under integer ids, searched by inner product."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    @property
    def ids(self) -> Ids:
        """Every searchable id, ascending; not to be written to."""

    def __len__(self) -> int:
        """How many ids are searchable."""

    def search(self, queries: Vectors, k: int, *, allowed: Ids | None = None) -> Neighbours:
        """The ``k`` best of each ``(n, dimension)`` query, among `allowed` ids where given.

        Raises:
            ValueError: ``k`` is below 1, or a query is not `dimension` finite numbers of unit
                length.
        """

    def vectors_of(self, ids: Ids) -> Vectors:
        """The ``(n, dimension)`` vectors of searchable ids, in the order asked for.

        Raises:
            KeyError: an id is not searchable.
        """


class VectorIndex(Searchable, Protocol):
    """A `Searchable` whose vectors may change, each change being visible at once."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Make ``(n,)`` ids searchable at once; an id that is known already is replaced.

        Raises:
            ValueError: shapes differ, an id is negative or given twice, or a vector is not
                `dimension` finite numbers of unit length. Nothing is added then.
        """

    def remove(self, ids: Ids) -> int:
        """Stop finding these ids at once; return how many were known."""
