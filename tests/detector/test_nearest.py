"""From nearest views to most similar rights."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from data.records import Kind, Right, View
from detector.catalog import Catalog
from detector.nearest import best_per_right
from detector.regions import WHOLE, Region
from index.protocol import NO_ID, Neighbours


def _right(right_id: str, *view_ids: int) -> Right:
    views = tuple(View(f"v{i}", f"{i:064x}", 10, 10, i) for i in view_ids)
    return Right(right_id, Kind.TRADEMARK, right_id, views)


def _catalog(*rights: Right) -> Catalog:
    return Catalog({right.right_id: right for right in rights})


def test_each_right_counts_once_by_its_best_view_and_region() -> None:
    corner = Region(0, 0, 0.5, 0.5)
    neighbours = Neighbours(
        scores=np.array([[0.9, 0.7, 0.1], [0.8, 0.75, -np.inf]], dtype=np.float32),
        ids=np.array([[1, 3, 2], [2, 3, NO_ID]], dtype=np.int64),
    )
    catalog = _catalog(_right("a", 1, 2), _right("b", 3))
    found = best_per_right(neighbours, [WHOLE, corner], catalog, 5)
    assert [(right.right_id, best.view.name) for right, best in found] == [("a", "v1"), ("b", "v3")]
    assert [best.region for _, best in found] == [WHOLE, corner]
    np.testing.assert_allclose([best.similarity for _, best in found], [0.9, 0.75], atol=1e-6)


def test_ids_that_the_catalogue_does_not_know_are_dropped() -> None:
    neighbours = Neighbours(
        scores=np.array([[0.9, 0.8]], dtype=np.float32), ids=np.array([[7, 1]], dtype=np.int64)
    )
    found = best_per_right(neighbours, [WHOLE], _catalog(_right("a", 1)), 5)
    assert [right.right_id for right, _ in found] == ["a"]
    assert best_per_right(neighbours, [WHOLE], Catalog({}), 5) == []


_RIGHTS = _catalog(_right("a", 8, 1), _right("b", 2), _right("c", 3, 4, 5))


@given(
    arrays(np.float32, (3, 4), elements=st.sampled_from([0.1, 0.2, 0.3, 0.4])),
    arrays(np.int64, (3, 4), elements=st.sampled_from([NO_ID, 1, 2, 3, 4, 5, 6, 8])),
    st.integers(1, 4),
)
def test_it_is_what_one_gets_by_trying_every_pair(
    scores: NDArray[np.float32],
    ids: NDArray[np.int64],
    limit: int,
) -> None:
    regions = [Region(0, 0, share, share) for share in (1.0, 0.5, 0.25)]
    pairs = sorted(
        (-float(scores[row, column]), int(ids[row, column]), row)
        for row in range(3)
        for column in range(4)
        if ids[row, column] in _RIGHTS.view_ids
    )
    expected: dict[str, tuple[int, int, float]] = {}
    for score, view, row in pairs:
        expected.setdefault(_RIGHTS.locate(view)[0].right_id, (view, row, -score))
    found = best_per_right(Neighbours(scores, ids), regions, _RIGHTS, limit)
    assert [
        (right.right_id, (best.view.id, regions.index(best.region), best.similarity))
        for right, best in found
    ] == list(expected.items())[:limit]
