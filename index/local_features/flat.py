"""The plainest index of local features: compares everything with everything."""

from collections.abc import Mapping

import numpy as np

from index.local_features.entries import Entries, Matches
from index.local_features.protocol import Descriptors, Keypoints, Votes
from index.local_features.validation import check_keypoints
from index.local_features.voting import NEIGHBOURS, vote
from index.protocol import Ids
from index.validation import as_ids, check_ids, check_k


class FlatFeatureIndex:
    """A `FeatureIndex` that is an oracle for the others; search takes O(q n d) time."""

    def __init__(self) -> None:
        self._views: dict[int, Keypoints] = {}

    @property
    def ids(self) -> Ids:
        """Every searchable view, ascending."""
        return np.array(sorted(self._views), dtype=np.int64)

    def __len__(self) -> int:
        return len(self._views)

    def add(self, views: Mapping[int, Keypoints]) -> None:
        """See `FeatureIndex.add`."""
        check_views(views)
        self._views.update(views)

    def remove(self, ids: Ids) -> int:
        """See `FeatureIndex.remove`."""
        return sum(self._views.pop(view, None) is not None for view in check_ids(ids).tolist())

    def search(self, photo: Keypoints, k: int, *, allowed: Ids | None = None) -> Votes:
        """See `SearchableFeatures.search`."""
        check_k(k)
        check_keypoints(photo, "the photo")
        chosen = self.ids if allowed is None else np.intersect1d(self.ids, as_ids(allowed))
        return vote(photo, self._matches(photo, [int(view) for view in chosen]), k)

    def _matches(self, photo: Keypoints, chosen: list[int]) -> Matches:
        views = {view: self._views[view] for view in chosen}
        entries = Entries.of(views)
        known = descriptors_of(views).astype(np.int64)
        distances = np.full((len(photo.descriptors), NEIGHBOURS), np.inf, dtype=np.float32)
        rows = np.full(distances.shape, -1, dtype=np.int64)
        for number, descriptor in enumerate(photo.descriptors.astype(np.int64)):
            squared = ((known - descriptor) ** 2).sum(axis=1)
            order = np.argsort(squared, kind="stable")[:NEIGHBOURS]
            distances[number, : len(order)], rows[number, : len(order)] = squared[order], order
        if not len(known):
            return Matches.nothing(*rows.shape)
        return entries.matches(distances, rows)


def check_views(views: Mapping[int, Keypoints]) -> None:
    """Refuse what `FeatureIndex.add` refuses.

    Raises:
        ValueError: an id is negative, or a view's arrays do not fit together.
    """
    check_ids(np.array(list(views), dtype=np.int64))
    for view, keypoints in views.items():
        check_keypoints(keypoints, f"view {view}")


def descriptors_of(views: Mapping[int, Keypoints]) -> Descriptors:
    """Return the ``(n, 128)`` descriptors in the order of the views' ids."""
    empty = np.empty((0, 128), dtype=np.uint8)
    return np.vstack([empty, *(views[view].descriptors for view in sorted(views))])
