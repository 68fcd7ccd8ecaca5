"""Refuse what an index would answer with garbage: FAISS itself checks none of it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.protocol import Ids, Vectors

UNIT_TOLERANCE = 1e-3
"""How far from 1 the length of a vector may be; float32 rounding alone stays below 1e-6."""


def check_ids(ids: ArrayLike) -> Ids:
    """Return `ids` as int64.

    Raises:
        ValueError: not one row of integers, an id below 0, or an id given twice.
    """
    checked = as_ids(ids)
    if (checked < 0).any():
        msg = f"id {checked.min()} is negative: ids are counted from 0"
        raise ValueError(msg)
    ordered = np.sort(checked)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if twice.size:
        msg = f"id {twice[0]} is given twice"
        raise ValueError(msg)
    return checked


def as_ids(ids: ArrayLike) -> Ids:
    """Return `ids` as int64, whatever their values.

    Raises:
        ValueError: not one row of integers.
    """
    array = np.asarray(ids)
    if array.ndim != 1 or (array.size and not np.can_cast(array.dtype, np.int64)):
        msg = f"ids must be one row of int64, not {array.dtype} of shape {array.shape}"
        raise ValueError(msg)
    return array.astype(np.int64, copy=False)


def check_pairs(ids: ArrayLike, vectors: ArrayLike, dimension: int) -> tuple[Ids, Vectors]:
    """Return `ids` as int64 and `vectors` as float32, one for each id.

    Raises:
        ValueError: see `check_ids` and `check_vectors`; or the numbers of rows differ.
    """
    checked_ids, checked = check_ids(ids), check_vectors(vectors, dimension, "vector")
    if len(checked_ids) != len(checked):
        msg = f"{len(checked_ids)} ids were given with {len(checked)} vectors"
        raise ValueError(msg)
    return checked_ids, checked


def check_vectors(vectors: ArrayLike, dimension: int, name: str) -> Vectors:
    """Return `vectors` as contiguous float32, without a copy where they are that already.

    Raises:
        ValueError: not ``(n, dimension)`` real numbers, or a row that is not finite or not of
            unit length. The message calls the row by `name`.
    """
    array = np.asarray(vectors)
    if array.ndim != 2 or array.shape[1] != dimension or array.dtype.kind != "f":
        msg = (
            f"{name}s must be floats of shape (n, {dimension}), "
            f"not {array.dtype} of shape {array.shape}"
        )
        raise ValueError(msg)
    with np.errstate(over="ignore", invalid="ignore"):
        checked = np.ascontiguousarray(array, dtype=np.float32)
        lengths: NDArray[np.float32] = np.sqrt(np.einsum("nd,nd->n", checked, checked))
    # A comparison with NaN is false, so this finds what is not finite as well.
    bad = np.flatnonzero(~(np.abs(lengths - 1) <= UNIT_TOLERANCE))
    if bad.size:
        row = int(bad[0])
        if not np.isfinite(checked[row]).all():
            msg = f"{name} {row} has values that are not finite"
        else:
            msg = f"{name} {row} is of length {lengths[row]:.4g}, not 1: divide it by its length"
        raise ValueError(msg)
    return checked


def check_k(k: int) -> None:
    """Refuse to look for less than one neighbour.

    Raises:
        ValueError: ``k`` is below 1.
    """
    if k < 1:
        msg = f"k is {k}: at least one neighbour must be asked for"
        raise ValueError(msg)
