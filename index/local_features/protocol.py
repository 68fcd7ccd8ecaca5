"""What an index of local features does; `index.local_features.flat` defines what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.protocol import Ids

DESCRIPTOR_SIZE = 128

Descriptors = NDArray[np.uint8]
Pairs = NDArray[np.int32]


class Keypoints(Protocol):
    """The described keypoints of one picture.

    `points` are ``(n, 2)`` x and y in pixels, `sizes` are ``(n,)`` diameters in pixels, `angles`
    ``(n,)`` in degrees, `descriptors` ``(n, 128)`` uint8; `width` and `height` are the picture's.
    """

    @property
    def points(self) -> NDArray[np.float32]: ...  # noqa: D102
    @property
    def sizes(self) -> NDArray[np.float32]: ...  # noqa: D102
    @property
    def angles(self) -> NDArray[np.float32]: ...  # noqa: D102
    @property
    def descriptors(self) -> Descriptors: ...  # noqa: D102
    @property
    def width(self) -> int: ...  # noqa: D102
    @property
    def height(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The views that a photo agrees with most, best first; equal scores are sorted by id.

    Attributes:
        ids: ``(v,)`` int64; at most as many as were asked for, none without a vote.
        scores: ``(v,)`` float32, positive; grow with the number, the closeness and the geometric
            agreement of what photo and view have in common.
        pairs: For each view, ``(m, 2)`` int32: which keypoint of the photo voted for which of the
            view, each as its position in what was searched for and in what was added.
    """

    ids: Ids
    scores: NDArray[np.float32]
    pairs: tuple[Pairs, ...]

    def __len__(self) -> int:
        return len(self.ids)


class SearchableFeatures(Protocol):
    """The local features of views, by the views' ids."""

    @property
    def ids(self) -> Ids:
        """Every searchable view, ascending; not to be written to."""

    def __len__(self) -> int:
        """How many views are searchable."""

    def search(self, photo: Keypoints, k: int, *, allowed: Ids | None = None) -> Votes:
        """The ``k`` views that the photo votes for most, among `allowed` ones where given.

        Raises:
            ValueError: ``k`` is below 1, or the photo's arrays do not fit together.
        """


class FeatureIndex(SearchableFeatures, Protocol):
    """A `SearchableFeatures` whose views may change, each change being visible at once.

    Views that show the same weaken one another, as what many views have says little, and ten equal
    ones get no vote at all: add a picture once, however many rights it is a view of.
    """

    def add(self, views: Mapping[int, Keypoints]) -> None:
        """Make views searchable at once; one that is known already is replaced.

        Raises:
            ValueError: an id is negative, or a view's arrays do not fit together. Nothing is
                added then.
        """

    def remove(self, ids: Ids) -> int:
        """Stop finding these views at once; return how many were known."""
