import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.verification.matching import guided_matches, ratio_test, unit_rows


def cosines_of(seed: int, views: int, photos: int) -> np.ndarray:
    """A table with many close rivals and some clear winners."""
    rng = np.random.default_rng(seed)
    table = rng.uniform(0.5, 0.8, (views, photos)).astype(np.float32)
    for _ in range(min(views, photos)):
        table[rng.integers(views), rng.integers(photos)] = rng.uniform(0.7, 1)
    return table


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 30), st.integers(2, 40))
def test_ratio_test_agrees_with_a_plain_loop(seed: int, views: int, photos: int) -> None:
    table = cosines_of(seed, views, photos)
    distances = np.sqrt(2 - 2 * table.astype(np.float64))
    expected = set()
    for v in range(views):
        p = int(distances[v].argmin())
        rivals = [*np.delete(distances[v], p), *np.delete(distances[:, p], v)]
        if distances[v, p] < 0.85 * min(rivals):
            expected.add((v, p))

    matches = ratio_test(table, 0.85)

    assert set(zip(matches.view.tolist(), matches.photo.tolist(), strict=True)) == expected


def test_the_clearest_pair_comes_first_and_a_tie_is_none() -> None:
    table = np.array(
        [
            [0.90, 0.50, 0.5, 0.5],
            [0.50, 0.99, 0.5, 0.5],
            [0.50, 0.50, 1.0, 1.0],
        ],
        dtype=np.float32,
    )
    matches = ratio_test(table, 0.85)
    assert matches.view.tolist() == [1, 0]
    assert matches.photo.tolist() == [1, 0]


def test_ratio_test_leaves_its_table_as_it_was() -> None:
    table = cosines_of(0, 9, 9)
    before = table.copy()
    ratio_test(table, 0.85)
    np.testing.assert_array_equal(table, before)


@pytest.mark.parametrize("shape", [(0, 5), (1, 5), (5, 0), (5, 1)])
def test_a_lone_keypoint_has_no_second_nearest_to_beat(shape: tuple[int, int]) -> None:
    assert len(ratio_test(np.ones(shape, dtype=np.float32), 0.85)) == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 25), st.integers(1, 40))
def test_guided_matches_agree_with_a_plain_loop(seed: int, views: int, photos: int) -> None:
    rng = np.random.default_rng(seed)
    table = cosines_of(seed, views, photos)
    wanted = rng.uniform(0, 30, (views, 2))
    found = rng.uniform(0, 30, (photos, 2)).astype(np.float32)
    allowed = np.linalg.norm(wanted[:, None] - found[None], axis=2) <= 6
    allowed &= table >= 0.7
    scores = np.where(allowed, table, -np.inf)
    expected = {
        (v, p)
        for v in range(views)
        for p in range(photos)
        if allowed[v, p] and scores[v, p] == scores[v].max() == scores[:, p].max()
    }

    matches = guided_matches(table, wanted, found, radius=6, least=0.7)

    assert set(zip(matches.view.tolist(), matches.photo.tolist(), strict=True)) == expected


def test_guided_matches_pass_over_points_behind_the_horizon() -> None:
    wanted = np.array([[np.inf, np.inf], [3.0, 4.0]])
    found = np.array([[3.0, 4.0]], dtype=np.float32)
    matches = guided_matches(np.ones((2, 1), np.float32), wanted, found, radius=1, least=0.5)
    assert matches.view.tolist() == [1]


def test_unit_rows_have_length_one_and_zeros_stay() -> None:
    descriptors = np.zeros((2, 128), dtype=np.uint8)
    descriptors[0, :4] = 200
    rows = unit_rows(descriptors)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 0], rtol=1e-6)
