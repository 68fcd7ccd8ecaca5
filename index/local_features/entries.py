"""The keypoints of many views, one after the other, and what a descriptor of theirs matched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.local_features.poses import Poses, poses_of
from index.local_features.protocol import Keypoints
from index.protocol import Ids


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """For each of ``n`` descriptors of a photo the closest of the views, closest first.

    Attributes:
        distances: ``(n, k)`` float32, squared; ``inf`` where there are fewer.
        views: ``(n, k)`` int64 ids.
        ordinals: ``(n, k)`` int32, which keypoint of the view.
        counts: ``(n, k)`` int32, how many keypoints the view has.
        poses: ``(n, k, 4)``, of that keypoint.
    """

    distances: NDArray[np.float32]
    views: Ids
    ordinals: NDArray[np.int32]
    counts: NDArray[np.int32]
    poses: Poses

    @classmethod
    def nothing(cls, count: int, k: int) -> Self:
        """No match for any of `count` descriptors."""
        return cls(
            distances=np.full((count, k), np.inf, dtype=np.float32),
            views=np.full((count, k), np.iinfo(np.int64).max),
            ordinals=np.zeros((count, k), dtype=np.int32),
            counts=np.zeros((count, k), dtype=np.int32),
            poses=np.zeros((count, k, 4), dtype=np.float16),
        )

    def merged(self, other: Self) -> Self:
        """The best of both, as many as this one has; equal distances are sorted by view."""
        k = self.distances.shape[1]
        distances = np.hstack((self.distances, other.distances))
        views = np.hstack((self.views, other.views))
        ordinals = np.hstack((self.ordinals, other.ordinals))
        order = np.lexsort((ordinals, views, distances), axis=-1)[:, :k]
        poses = np.concatenate((self.poses, other.poses), axis=1)
        return type(self)(
            distances=np.take_along_axis(distances, order, axis=1),
            views=np.take_along_axis(views, order, axis=1),
            ordinals=np.take_along_axis(ordinals, order, axis=1),
            counts=np.take_along_axis(np.hstack((self.counts, other.counts)), order, axis=1),
            poses=np.take_along_axis(poses, order[..., None], axis=1),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """What is kept of each view beside its descriptors.

    Attributes:
        ids: ``(v,)`` int64, ascending.
        starts: ``(v + 1,)`` int64: the keypoints of view i are rows ``starts[i]`` up to
            ``starts[i + 1]``.
        poses: ``(n, 4)``, one row per keypoint.
    """

    ids: Ids
    starts: NDArray[np.int64]
    poses: Poses

    @classmethod
    def of(cls, views: Mapping[int, Keypoints]) -> Self:
        """Lay out views in the order of their ids."""
        ids = np.array(sorted(views), dtype=np.int64)
        counts = [len(views[view].descriptors) for view in ids.tolist()]
        poses = [poses_of(views[view]) for view in ids.tolist()]
        return cls(
            ids=ids,
            starts=np.concatenate(([0], np.cumsum(counts, dtype=np.int64))),
            poses=np.vstack([np.empty((0, 4), dtype=np.float16), *poses]),
        )

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Lay out what was laid out in parts; their ids ascend from each part to the next."""
        counts = np.concatenate([np.diff(part.starts) for part in parts])
        return cls(
            ids=np.concatenate([part.ids for part in parts]),
            starts=np.concatenate(([0], np.cumsum(counts))),
            poses=np.vstack([part.poses for part in parts]),
        )

    def rows_of(self, ids: Ids) -> NDArray[np.bool_]:
        """Return ``(n,)``: whether each keypoint belongs to one of these views."""
        return np.repeat(np.isin(self.ids, ids), np.diff(self.starts))

    def matches(self, distances: NDArray[np.float32], rows: NDArray[np.int64]) -> Matches:
        """Say what ``(n, k)`` rows stand for; -1 stands for none."""
        missing = rows < 0
        known = np.where(missing, 0, rows)
        positions = np.searchsorted(self.starts, known, side="right") - 1
        return Matches(
            distances=np.where(missing, np.float32(np.inf), distances),
            views=self.ids[positions],
            ordinals=(known - self.starts[positions]).astype(np.int32),
            counts=np.diff(self.starts)[positions].astype(np.int32),
            poses=self.poses[known],
        )
