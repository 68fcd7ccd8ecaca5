from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from index.build import TARGET_RECALL, build, recall_of
from index.faiss_index import FaissIndex
from index.flat import FlatIndex
from index.protocol import Ids, Vectors

COUNT = 4_000
IDS: Ids = np.arange(COUNT) * 3


@pytest.fixture(scope="module")
def vectors(unit_vectors: Callable[..., Vectors]) -> Vectors:
    return unit_vectors(COUNT)


@pytest.fixture(scope="module")
def large(vectors: Vectors) -> FaissIndex:
    """Large enough for inverted lists, as it were."""
    return build(IDS, vectors, seed=0, exact_below=1_000)


@pytest.fixture(scope="module")
def oracle(vectors: Vectors) -> FlatIndex:
    index = FlatIndex(vectors.shape[1])
    index.add(IDS, vectors)
    return index


@pytest.fixture(scope="module")
def queries(unit_vectors: Callable[..., Vectors]) -> Vectors:
    """Nothing that the index was tuned on."""
    return unit_vectors(200, seed=1)


def test_is_exact_while_small(vectors: Vectors) -> None:
    assert build(IDS, vectors, seed=0).tuning is None


def test_chooses_probes_by_the_recall_they_give(
    large: FaissIndex, oracle: FlatIndex, queries: Vectors
) -> None:
    assert large.tuning is not None
    assert large.tuning.recall >= TARGET_RECALL
    assert large.tuning.probes > 1
    recall = recall_of(large.search(queries, 10), oracle.search(queries, 10))
    assert recall >= TARGET_RECALL - 0.01


def test_scores_of_the_approximate_index_are_exact(
    large: FaissIndex, vectors: Vectors, queries: Vectors
) -> None:
    found = large.search(queries, 10)
    expected = np.einsum("qd,qkd->qk", queries, vectors[found.ids // 3])
    np.testing.assert_allclose(found.scores, expected, atol=1e-6)
    assert (np.diff(found.scores) <= 0).all()


def test_is_exact_where_lists_would_not_do() -> None:
    # Noise in many dimensions has no clusters: no list is nearer to a query than another.
    noise = np.random.default_rng(0).standard_normal((2_000, 256)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    assert build(np.arange(2_000), noise, seed=0, exact_below=1_000).tuning is None


@pytest.mark.parametrize(
    "chosen",
    [
        lambda vectors: np.random.default_rng(0).random(len(vectors)) < 0.4,
        # As when one kind of right looks quite unlike the other.
        lambda vectors: vectors[:, 0] > 0.1,
        lambda vectors: np.abs(vectors[:, 1]) < 0.2,
    ],
    ids=["at random", "on one side", "in a layer"],
)
def test_filtering_costs_no_recall(
    large: FaissIndex,
    oracle: FlatIndex,
    vectors: Vectors,
    queries: Vectors,
    chosen: Callable[[Vectors], NDArray[np.bool_]],
) -> None:
    allowed = IDS[chosen(vectors)]
    assert large.tuning is not None
    assert len(allowed) > large.tuning.exact_below
    found = large.search(queries, 10, allowed=allowed)
    assert np.isin(found.ids, allowed).all()
    recall = recall_of(found, oracle.search(queries, 10, allowed=allowed))
    assert recall >= TARGET_RECALL - 0.01


def test_a_filter_that_leaves_little_is_searched_exactly(
    large: FaissIndex, oracle: FlatIndex, queries: Vectors
) -> None:
    allowed = np.concatenate((IDS[::5], [1, 2, 10**9]))
    found = large.search(queries, 10, allowed=allowed)
    expected = oracle.search(queries, 10, allowed=allowed)
    np.testing.assert_array_equal(found.ids, expected.ids)
    np.testing.assert_array_equal(found.scores, expected.scores)


def test_finds_as_many_as_are_asked_for(
    large: FaissIndex, oracle: FlatIndex, queries: Vectors
) -> None:
    few = queries[:3]
    found, expected = large.search(few, COUNT + 1), oracle.search(few, COUNT + 1)
    np.testing.assert_array_equal(found.ids, expected.ids)


def test_ids_may_come_in_any_order(vectors: Vectors, queries: Vectors) -> None:
    order = np.random.default_rng(0).permutation(500)
    shuffled = build(IDS[order], vectors[order], seed=0)
    sorted_ = build(IDS[:500], vectors[:500], seed=0)
    np.testing.assert_array_equal(shuffled.search(queries, 10).ids, sorted_.search(queries, 10).ids)
    np.testing.assert_array_equal(shuffled.ids, IDS[:500])


def test_gives_back_the_vectors_of_ids(large: FaissIndex, vectors: Vectors) -> None:
    np.testing.assert_array_equal(large.vectors_of(np.array([30, 3, 0])), vectors[[10, 1, 0]])
