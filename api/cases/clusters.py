"""Near-identical photos of a case's listings, so that each picture is decided once."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from networkx.utils import UnionFind
from numpy.typing import NDArray

from data.casework import CaseListing, Verdict
from detector.fingerprint import BITS

NEAR = 31
"""Bits of 256 that may differ: what the authors of PDQ take for the same picture."""


def into_clusters(
    listings: Sequence[CaseListing], *, max_distance: int = NEAR
) -> tuple[CaseListing, ...]:
    """Number the clusters, and pass each one's verdict on to listings that have joined it.

    Two listings are in one cluster if their photos are equal or their fingerprints near each
    other, whichever way turned or mirrored, or if a chain of others leads from one to the other.
    Clusters with different verdicts are never joined. A cluster has the position of its earliest
    listing for a number, counted from 1, and so keeps it when more listings come.
    """
    joined = UnionFind(range(len(listings)))
    verdicts: dict[int, Verdict | None] = {
        position: each.verdict for position, each in enumerate(listings)
    }
    for left, right in _near_pairs(listings, max_distance):
        roots = joined[left], joined[right]
        known = {verdicts[root] for root in roots} - {None}
        if len(known) < 2:
            joined.union(left, right)
            verdicts[joined[left]] = next(iter(known), None)
    earliest: dict[int, int] = {}
    for position in range(len(listings)):
        earliest.setdefault(joined[position], position + 1)
    return tuple(
        replace(each, cluster=earliest[joined[position]], verdict=verdicts[joined[position]])
        for position, each in enumerate(listings)
    )


def _near_pairs(listings: Sequence[CaseListing], max_distance: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions whose chains join all near-identical photos, nearest first."""
    yield from _equal([each.photo_sha256 for each in listings])
    fingerprints = [each.fingerprint for each in listings]
    yield from _equal(fingerprints)
    # Of equal ones the first stands for all.
    distinct: dict[bytes, int] = {}
    for position, fingerprint in enumerate(fingerprints):
        if fingerprint:
            distinct.setdefault(fingerprint, position)
    hashed = list(distinct.values())
    signs = [_signs(fingerprint) for fingerprint in distinct]
    codes = np.array([variants[0] for variants in signs]).reshape(-1, BITS)
    found = [
        (distance, hashed[other], hashed[row])
        for row, variants in enumerate(signs)
        for other, distance in enumerate(_distances(variants, codes[:row]))
        if distance <= max_distance
    ]
    for _, left, right in sorted(found):
        yield left, right


def _equal(values: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    first: dict[Hashable, int] = {}
    for position, value in enumerate(values):
        if value is not None and first.setdefault(value, position) != position:
            yield first[value], position


def _signs(fingerprint: bytes) -> NDArray[np.float32]:
    """The ``(8, 256)`` bits of a photo turned and mirrored each way, as 1 and -1."""
    bits = np.unpackbits(np.frombuffer(fingerprint, dtype=np.uint8)).reshape(-1, BITS)
    return bits.astype(np.float32) * 2 - 1


def _distances(variants: NDArray[np.float32], codes: NDArray[np.float32]) -> list[int]:
    """Bits that differ between the nearest of the variants and each of the codes.

    Of ``k`` signs that differ in ``d`` the dot product is ``k - 2 d``, exact in float32.
    """
    agreement = (variants @ codes.T).max(axis=0)
    distances: list[int] = ((BITS - agreement) / 2).astype(int).tolist()
    return distances
