"""Put the local features of views into an index that is as exact as their number affords."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from index.inverted_lists import Tuning
from index.local_features.entries import Entries
from index.local_features.flat import check_views, descriptors_of
from index.local_features.lists import ROWS_PER_LIST, DescriptorLists
from index.local_features.protocol import Descriptors, Keypoints
from index.local_features.segment import Segment
from index.local_features.voting import NEIGHBOURS

EXACT_BELOW = 4_000
"""Keypoints of views; comparing a photo's with as many takes as long as looking through the lists
of tens of times as many (``benchmarks/local_features.py``)."""

PROBES = 4
"""Twice as many lists put no more of the right views among the first twenty."""

_CHUNK = 256
_QUERIES = 64
_NOISE = 15
"""Deviation of each component: queries are thus some 170 away from what they show, as in photos."""


def build(views: Mapping[int, Keypoints], *, seed: int, exact_below: int = EXACT_BELOW) -> Segment:
    """Index views by their ids.

    Views are read from the mapping some at a time and twice at most, so it may load them from
    elsewhere. From `exact_below` keypoints on they are put into 2 √n lists. Takes O(n √n) time.

    Raises:
        ValueError: an id is negative, or a view's arrays do not fit together.
    """
    ids = sorted(views)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(ids))
    sample, sampled = _sample(views, [ids[position] for position in order], exact_below)
    estimate = int(len(sample) * len(ids) / max(sampled, 1))
    if sampled == len(ids) and len(sample) < exact_below:
        chosen = {view: views[view] for view in ids}
        return Segment(Entries.of(chosen), descriptors_of(chosen))
    count = max(1, int(2 * estimate**0.5))
    lists = DescriptorLists.train(
        sample[rng.permutation(len(sample))[: count * ROWS_PER_LIST]], count=count, seed=seed
    )
    parts = []
    for chunk in _chunks(ids):
        loaded = {view: views[view] for view in chunk}
        check_views(loaded)
        parts.append(Entries.of(loaded))
        lists.add(descriptors_of(loaded))
    recall = _recall(lists, sample, rng)
    return Segment(Entries.joined(parts), None, lists, Tuning(count, PROBES, recall, exact_below))


def _sample(
    views: Mapping[int, Keypoints], order: Sequence[int], exact_below: int
) -> tuple[Descriptors, int]:
    """Descriptors of views in this order until there are enough to train on, and of how many."""
    parts: list[Descriptors] = []
    rows = 0
    for number, view in enumerate(order):
        estimate = rows * len(order) / max(number, 1)
        if number >= _CHUNK and rows > max(exact_below, 2 * estimate**0.5 * ROWS_PER_LIST):
            break
        loaded = {view: views[view]}
        check_views(loaded)
        parts.append(loaded[view].descriptors)
        rows += len(parts[-1])
    empty = np.empty((0, 128), dtype=np.uint8)
    return np.vstack([empty, *parts]), len(parts)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _recall(lists: DescriptorLists, sample: Descriptors, rng: np.random.Generator) -> float:
    """Share of the true nearest ten that are found for descriptors as a photo would have them."""
    queries = sample[rng.choice(len(sample), _QUERIES)].astype(np.float64)
    queries += rng.normal(0, _NOISE, queries.shape)
    photographed = np.rint(queries.clip(0, 255)).astype(np.uint8)
    found = lists.nearest(photographed, NEIGHBOURS, PROBES)[1]
    truth = lists.nearest(photographed, NEIGHBOURS, lists.count)[1]
    return float(
        np.mean([np.isin(best, got).mean() for best, got in zip(truth, found, strict=True)])
    )
