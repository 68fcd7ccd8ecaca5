"""Views whose local features no longer change, in memory or mapped from disk."""

from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.exact import calling_thread_only
from index.inverted_lists import Tuning
from index.local_features.entries import Entries, Matches
from index.local_features.lists import DescriptorLists
from index.local_features.nearest import nearest_rows
from index.local_features.protocol import DESCRIPTOR_SIZE, Descriptors, Keypoints, Votes
from index.local_features.validation import check_keypoints
from index.local_features.voting import NEIGHBOURS, vote
from index.protocol import Ids
from index.validation import as_ids, check_k

_IDS, _STARTS, _POSES = "ids.npy", "starts.npy", "poses.npy"
_DESCRIPTORS, _LISTS = "descriptors.npy", "lists.faiss"

_Number = TypeVar("_Number", bound=np.generic)
_NONE = np.empty(0, dtype=np.int64)


class Segment:
    """A `SearchableFeatures`; any number of threads may search it at once.

    Without lists, search is exact. With them it takes O(q √n) time for q keypoints of the photo
    and n of the views. Memory is 144 bytes per keypoint of a view, mapped if it was loaded.

    Args:
        entries: The views.
        descriptors: ``(n, 128)``, of every keypoint of theirs; ``None`` if they are in lists.
        lists: The same descriptors in lists.
        tuning: How to search the lists; given if and only if they are.
    """

    dimension = DESCRIPTOR_SIZE

    def __init__(
        self,
        entries: Entries,
        descriptors: Descriptors | None,
        lists: DescriptorLists | None = None,
        tuning: Tuning | None = None,
    ) -> None:
        self._entries, self._descriptors = entries, descriptors
        self._lists, self.tuning = lists, tuning

    @staticmethod
    def files(tuning: Tuning | None) -> tuple[str, ...]:
        """Name the files that `save` writes and `load` reads."""
        return (_IDS, _STARTS, _POSES, _DESCRIPTORS if tuning is None else _LISTS)

    @classmethod
    def load(cls, folder: Path, tuning: Tuning | None) -> "Segment":
        """Memory-map what `save` wrote.

        Raises:
            ValueError: files are of the wrong kind, or do not belong together.
            OSError: a file can't be read.
        """
        entries = Entries(
            ids=_load(folder / _IDS, np.int64),
            starts=_load(folder / _STARTS, np.int64),
            poses=_load(folder / _POSES, np.float16),
        )
        descriptors = lists = None
        if tuning is None:
            descriptors = _load(folder / _DESCRIPTORS, np.uint8)
            described = descriptors.shape
        else:
            lists = DescriptorLists.load(folder / _LISTS)
            described = (len(lists), DESCRIPTOR_SIZE)
        segment = cls(entries, descriptors, lists, tuning)
        if described != (len(entries.poses), DESCRIPTOR_SIZE):
            msg = f"there are {described[0]} descriptors for {len(entries.poses)} keypoints"
            raise ValueError(msg)
        segment.check()
        return segment

    def save(self, folder: Path) -> None:
        """Write everything but the tuning to files in a folder."""
        np.save(folder / _IDS, self._entries.ids, allow_pickle=False)
        np.save(folder / _STARTS, self._entries.starts, allow_pickle=False)
        np.save(folder / _POSES, self._entries.poses, allow_pickle=False)
        if self._lists is not None:
            self._lists.save(folder / _LISTS)
        else:
            np.save(folder / _DESCRIPTORS, self._exact(), allow_pickle=False)

    def check(self) -> None:
        """Look whether the views and their keypoints are in order; takes time for each view.

        Raises:
            ValueError: they are not.
        """
        ids, starts, poses = self._entries.ids, self._entries.starts, self._entries.poses
        if ids.ndim != 1 or (ids < 0).any() or (np.diff(ids) < 1).any():
            msg = f"{_IDS} holds no ascending ids"
            raise ValueError(msg)
        if starts.shape != (len(ids) + 1,) or starts[0] != 0 or (np.diff(starts) < 0).any():
            msg = f"{_STARTS} is of other views"
            raise ValueError(msg)
        if poses.shape != (starts[-1], 4):
            msg = f"{_POSES} is of other keypoints"
            raise ValueError(msg)

    @property
    def ids(self) -> Ids:
        """Every searchable view, ascending."""
        return self._entries.ids

    def __len__(self) -> int:
        return len(self._entries.ids)

    def search(self, photo: Keypoints, k: int, *, allowed: Ids | None = None) -> Votes:
        """See `SearchableFeatures.search`."""
        check_k(k)
        check_keypoints(photo, "the photo")
        allowed = None if allowed is None else as_ids(allowed)
        return vote(photo, self.matches(photo.descriptors, allowed=allowed), k)

    def matches(
        self, descriptors: Descriptors, *, allowed: Ids | None = None, hidden: Ids = _NONE
    ) -> Matches:
        """The closest keypoints to each of ``(n, 128)`` descriptors, but those of hidden views.

        A filter takes time for every keypoint.
        """
        mask: NDArray[np.bool_] | None = None
        if allowed is not None:
            mask = self._entries.rows_of(np.setdiff1d(allowed, hidden))
        elif len(hidden):
            mask = ~self._entries.rows_of(hidden)
        nothing = Matches.nothing(len(descriptors), NEIGHBOURS)
        if not len(self._entries.poses) or not len(descriptors):
            return nothing
        with calling_thread_only():
            if self._lists is not None and self.tuning is not None:
                probes = self.tuning.probes
                found = self._lists.nearest(descriptors, NEIGHBOURS, probes, mask)
            else:
                found = nearest_rows(descriptors, self._exact(), NEIGHBOURS, mask)
        return nothing.merged(self._entries.matches(*found))

    def _exact(self) -> Descriptors:
        if self._descriptors is None:
            msg = "a segment has either descriptors or lists"
            raise TypeError(msg)
        return self._descriptors


def _load(path: Path, dtype: type[_Number]) -> NDArray[_Number]:
    array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    if array.dtype != dtype:
        msg = f"{path.name} holds numbers of another type"
        raise ValueError(msg)
    return array
