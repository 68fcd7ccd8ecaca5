"""Local features that change while they are searched: a frozen base, and what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np

from index.local_features.build import build
from index.local_features.entries import Matches
from index.local_features.flat import check_views
from index.local_features.protocol import Descriptors, Keypoints, Votes
from index.local_features.segment import Segment
from index.local_features.validation import check_keypoints
from index.local_features.voting import NEIGHBOURS, vote
from index.protocol import Ids
from index.validation import as_ids, check_ids, check_k

_SEED = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A segment some of whose views were removed or replaced.

    Attributes:
        segment: What to search.
        hidden: Ascending ids of the segment not to be found any more.
        views: What the segment was built of; ``None`` for the base, whose features are on disk.
    """

    segment: Segment
    hidden: Ids
    views: Mapping[int, Keypoints] | None = None

    @property
    def ids(self) -> Ids:
        return np.setdiff1d(self.segment.ids, self.hidden, assume_unique=True)

    def hiding(self, ids: Ids) -> "_Layer":
        gone = np.intersect1d(ids, self.segment.ids)
        return replace(self, hidden=np.union1d(self.hidden, gone)) if len(gone) else self

    def remaining(self) -> dict[int, Keypoints]:
        hidden = set(self.hidden.tolist())
        return {view: kept for view, kept in (self.views or {}).items() if view not in hidden}


class LiveFeatureIndex:
    """A `FeatureIndex` over a frozen base, whose changes are visible to the next search.

    An id stands for one picture for ever. So `swap` may come at any time: a view that the new base
    knows is no longer needed here, and one that was removed stays so, until it is added again.

    Any number of threads may search, change and swap at once. A search never waits: it sees the
    index as it was when the search began, with each change made in full or not at all.

    Costs: added views are kept in segments, each at least twice as large as the next, which are
    built anew when they are merged (the logarithmic method, Bentley & Saxe 1980). So of n added
    views each is built into O(log n) segments, and a search looks through as many.

    Args:
        base: What is searchable at first; nothing if not given.
    """

    def __init__(self, base: Segment | None = None) -> None:
        base = build({}, seed=_SEED) if base is None else base
        # Replaced as a whole and never changed, so that a reader needs no lock.
        self._layers: tuple[_Layer, ...] = (_Layer(base, _no_ids()),)
        self._removed = _no_ids()
        self._changing = Lock()

    @property
    def ids(self) -> Ids:
        """Every searchable view, ascending."""
        return np.sort(np.concatenate([layer.ids for layer in self._layers]))

    @property
    def changes(self) -> int:
        """How many views were added or removed that the base does not know of."""
        base, *added = self._layers
        return len(base.hidden) + sum(len(layer.ids) for layer in added)

    def was_removed(self, view: int) -> bool:
        """Whether a view was removed and not added again, and will stay hidden in a new base."""
        return bool(np.isin(view, self._removed))

    def __len__(self) -> int:
        return sum(len(layer.segment) - len(layer.hidden) for layer in self._layers)

    def add(self, views: Mapping[int, Keypoints]) -> None:
        """See `FeatureIndex.add`; all views become visible together."""
        check_views(views)
        ids = np.array(sorted(views), dtype=np.int64)
        if not len(ids):
            return
        with self._changing:
            base, *added = (layer.hiding(ids) for layer in self._layers)
            self._removed = np.setdiff1d(self._removed, ids)
            self._layers = (base, *_with(added, dict(views)))

    def remove(self, ids: Ids) -> int:
        """See `FeatureIndex.remove`; all views vanish together."""
        ids = check_ids(ids)
        with self._changing:
            before = len(self)
            self._removed = np.union1d(self._removed, ids)
            self._layers = tuple(layer.hiding(ids) for layer in self._layers)
            return before - len(self)

    def swap(self, base: Segment) -> None:
        """Put a newer base in place, and forget what it knows."""
        with self._changing:
            views = {
                view: keypoints
                for layer in self._layers[1:]
                for view, keypoints in layer.remaining().items()
            }
            known = set(base.ids.tolist())
            news = {view: kept for view, kept in views.items() if view not in known}
            layer = _Layer(base, _no_ids()).hiding(self._removed)
            self._removed = layer.hidden
            self._layers = (layer, *_with([], news))

    def search(self, photo: Keypoints, k: int, *, allowed: Ids | None = None) -> Votes:
        """See `SearchableFeatures.search`."""
        check_k(k)
        check_keypoints(photo, "the photo")
        allowed = None if allowed is None else as_ids(allowed)
        return vote(photo, _matches(self._layers, photo.descriptors, allowed), k)


def _matches(layers: tuple[_Layer, ...], descriptors: Descriptors, allowed: Ids | None) -> Matches:
    best = Matches.nothing(len(descriptors), NEIGHBOURS)
    for layer in layers:
        found = layer.segment.matches(descriptors, allowed=allowed, hidden=layer.hidden)
        best = best.merged(found)
    return best


def _with(layers: list[_Layer], views: dict[int, Keypoints]) -> list[_Layer]:
    """Add views, merging layers that are not twice as large as what comes after them."""
    layers = list(layers)
    while layers and len(layers[-1].ids) < 2 * len(views):
        views |= layers.pop().remaining()
    if views:
        layers.append(_Layer(build(views, seed=_SEED), _no_ids(), views))
    return layers


def _no_ids() -> Ids:
    return np.empty(0, dtype=np.int64)
