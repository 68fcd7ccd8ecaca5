"""From matching descriptors to views: how much each match says, and which of them agree.

A match counts by how much closer it is than a descriptor's tenth neighbour: what is as close to
ten views as to one says nothing (local naive Bayes nearest neighbour, McCann & Lowe 2012). In
each view a descriptor votes once; a keypoint of a view that many descriptors vote for, as those of
a texture do, gets the root of their number (Jégou, Douze & Schmid 2009). The votes for a view then
count as far as they agree where in the photo it lies, how large and how turned (Lowe 2004).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.local_features.entries import Matches
from index.local_features.poses import Poses, predicted
from index.local_features.protocol import Keypoints, Pairs, Votes
from index.protocol import Ids

NEIGHBOURS = 10
"""How many matches of each descriptor are looked at, the last of which is only compared with."""

_UNRELATED = 400
"""Descriptors that differ by more have nothing to do with each other; 512 is their length."""

_SHORTLIST = 200
"""Views whose votes are looked at for agreement: ten times as many as are verified, say."""
_TURNS = 8
_CELL = 0.25
"""Votes agree if they differ less than this share of the view's diagonal, a factor of 2 in size,
and 45 degrees; cells overlap by half so that a border between them parts nothing."""
_FEW = 10


@dataclass(frozen=True, slots=True, eq=False)
class _Ballots:
    """One vote of a descriptor for a view per row, sorted by neither."""

    queries: NDArray[np.int64]
    views: NDArray[np.int64]
    ordinals: NDArray[np.int32]
    poses: Poses
    weights: NDArray[np.float64]

    def of(self, chosen: NDArray[np.bool_]) -> "_Ballots":
        return _Ballots(
            self.queries[chosen],
            self.views[chosen],
            self.ordinals[chosen],
            self.poses[chosen],
            self.weights[chosen],
        )


def vote(photo: Keypoints, matches: Matches, k: int) -> Votes:
    """Rank the views that the photo's descriptors were matched with.

    Takes O(n log n) time for n matches, whatever the number of views.
    """
    ids, counts, ballots = _ballots(matches)
    support = np.bincount(ballots.views, ballots.weights, len(ids))
    shortlist = np.zeros(len(ids), dtype=np.bool_)
    # Views with many keypoints collect votes by chance.
    shortlist[_best(support / np.sqrt(counts + _FEW), max(_SHORTLIST, k))] = True
    ballots = ballots.of(shortlist[ballots.views])
    agreeing = _agreement(photo, ballots, len(ids))
    scores = (agreeing + support / 4) / np.sqrt(counts + _FEW)
    rounded: NDArray[np.float32] = np.where(shortlist, scores, 0).astype(np.float32)
    best = _best(rounded, k)
    return Votes(
        ids=ids[best],
        scores=rounded[best],
        pairs=tuple(_pairs(ballots, int(view)) for view in best),
    )


def _ballots(matches: Matches) -> tuple[Ids, NDArray[np.int64], _Ballots]:
    """Return the views with a vote, how many keypoints each has, and the votes for them."""
    distances = np.sqrt(matches.distances)
    # Where there are few views, the tenth neighbour may be anything, or missing.
    margins = np.minimum(distances[:, -1:], _UNRELATED) - distances
    queries, columns = np.nonzero(margins > 0)
    ids, views = np.unique(matches.views[queries, columns], return_inverse=True)
    counts = np.zeros(len(ids), dtype=np.int64)
    counts[views] = matches.counts[queries, columns]
    # Closest first, so the first vote of a descriptor for a view is its best.
    first = np.unique(queries * max(len(ids), 1) + views, return_index=True)[1]
    queries, columns, views = queries[first], columns[first], views[first]
    ordinals = matches.ordinals[queries, columns]
    _, keypoints, crowd = np.unique(
        views * (1 << 32) + ordinals, return_inverse=True, return_counts=True
    )
    weights = margins[queries, columns] / np.sqrt(crowd[keypoints])
    poses = matches.poses[queries, columns]
    return ids, counts, _Ballots(queries, views, ordinals, poses, weights)


def _agreement(photo: Keypoints, ballots: _Ballots, count: int) -> NDArray[np.float64]:
    """Return ``(count,)``: the greatest sum of votes for a view that agree with each other."""
    x, y, log_diagonal, turn = predicted(photo, ballots.queries, ballots.poses).T
    size, side = np.floor(log_diagonal - 0.5), np.floor(turn * _TURNS - 0.5)
    cells = []
    for larger in (0, 1):
        width = _CELL * 2.0 ** (size + larger + 0.5)
        left, top = np.floor(x / width - 0.5), np.floor(y / width - 0.5)
        cells += [
            _cell(ballots.views, size + larger, (side + further) % _TURNS, left + right, top + down)
            for further in (0, 1)
            for right in (0, 1)
            for down in (0, 1)
        ]
    _, cell = np.unique(np.concatenate(cells), return_inverse=True)
    sums = np.bincount(cell, np.tile(ballots.weights, len(cells)))
    agreeing = np.zeros(count)
    np.maximum.at(agreeing, np.tile(ballots.views, len(cells)), sums[cell])
    return agreeing


def _cell(
    views: NDArray[np.int64],
    size: NDArray[np.float64],
    side: NDArray[np.float64],
    left: NDArray[np.float64],
    top: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Number cells; what lies beyond any sensible place or size shares the outermost one."""
    number = views
    for part, low, high in ((size, -8, 23), (side, 0, 7), (left, -512, 511), (top, -512, 511)):
        number = number * (high - low + 1) + (part.clip(low, high) - low).astype(np.int64)
    return number


def _best(scores: NDArray[np.floating], k: int) -> NDArray[np.int64]:
    """Positions of the ``k`` best positive scores, best first; of equal ones the first."""
    order = np.argsort(-scores, kind="stable")[:k]
    return order[scores[order] > 0]


def _pairs(ballots: _Ballots, view: int) -> Pairs:
    chosen = ballots.views == view
    return np.column_stack((ballots.queries[chosen], ballots.ordinals[chosen])).astype(np.int32)
