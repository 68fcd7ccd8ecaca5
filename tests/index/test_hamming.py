"""What every Hamming index must do, checked against `FlatHamming`, which says what that is."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from index.hamming import NO_DISTANCE, Codes, FaissHamming, FlatHamming, HammingIndex
from index.protocol import NO_ID, Ids

WIDTH = 8
# Few distinct bytes make for many equal codes and equal distances.
code_rows = st.lists(st.sampled_from([0, 1, 3, 255]), min_size=WIDTH, max_size=WIDTH)
id_lists = st.lists(st.integers(0, 60), unique=True, max_size=40)


def as_codes(rows: list[list[int]]) -> Codes:
    return np.array(rows, dtype=np.uint8).reshape(-1, WIDTH)


def as_ids(ids: list[int]) -> Ids:
    return np.array(ids, dtype=np.int64)


def assert_same(
    index: HammingIndex, oracle: HammingIndex, queries: Codes, k: int, allowed: Ids | None = None
) -> None:
    found = index.search(queries, k, allowed=allowed)
    expected = oracle.search(queries, k, allowed=allowed)
    np.testing.assert_array_equal(found.distances, expected.distances)
    np.testing.assert_array_equal(found.ids, expected.ids)
    assert found.distances.dtype == expected.distances.dtype == np.int32
    assert found.ids.dtype == expected.ids.dtype == np.int64


@pytest.fixture(params=[FlatHamming, FaissHamming])
def index(request: pytest.FixtureRequest) -> HammingIndex:
    made: HammingIndex = request.param(WIDTH)
    return made


def test_distances_are_counted_in_bits(index: HammingIndex) -> None:
    index.add(as_ids([4, 2, 9]), as_codes([[0] * 8, [3] + [0] * 7, [255] * 8]))
    found = index.search(as_codes([[1] + [0] * 7]), 5)
    assert found.ids.tolist() == [[2, 4, 9, NO_ID, NO_ID]]
    assert found.distances.tolist() == [[1, 1, 63, NO_DISTANCE, NO_DISTANCE]]


class Twins(RuleBasedStateMachine):
    """The fast index and the plain one, told the same."""

    def __init__(self) -> None:
        super().__init__()
        self.fast, self.plain = FaissHamming(WIDTH), FlatHamming(WIDTH)

    @rule(ids=id_lists, data=st.data())
    def add(self, ids: list[int], data: st.DataObject) -> None:
        codes = as_codes(data.draw(st.lists(code_rows, min_size=len(ids), max_size=len(ids))))
        self.fast.add(as_ids(ids), codes)
        self.plain.add(as_ids(ids), codes)

    @rule(ids=id_lists)
    def remove(self, ids: list[int]) -> None:
        assert self.fast.remove(as_ids(ids)) == self.plain.remove(as_ids(ids))

    @rule(queries=st.lists(code_rows, max_size=3), k=st.integers(1, 50))
    def search(self, queries: list[list[int]], k: int) -> None:
        assert_same(self.fast, self.plain, as_codes(queries), k)

    @rule(query=code_rows, k=st.integers(1, 50), allowed=st.lists(st.integers(-1, 70)))
    def search_some(self, query: list[int], k: int, allowed: list[int]) -> None:
        assert_same(self.fast, self.plain, as_codes([query]), k, allowed=as_ids(allowed))

    @invariant()
    def holds_the_same_ids(self) -> None:
        assert self.fast.ids.tolist() == self.plain.ids.tolist()
        assert len(self.fast) == len(self.plain) == len(self.fast.ids)


TestTwins = Twins.TestCase
TestTwins.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 5), st.integers(1, 30))
def test_ties_among_many_equal_codes_go_to_the_lowest_ids(spread: int, k: int) -> None:
    rng = np.random.default_rng(spread)
    codes = rng.integers(0, spread + 1, (500, WIDTH)).astype(np.uint8)
    fast, plain = FaissHamming(WIDTH), FlatHamming(WIDTH)
    ids = rng.permutation(500)
    fast.add(ids, codes)
    plain.add(ids, codes)
    assert_same(fast, plain, codes[:3], k)


def test_known_id_is_replaced(index: HammingIndex) -> None:
    index.add(as_ids([7]), as_codes([[0] * 8]))
    index.add(as_ids([7]), as_codes([[255] * 8]))
    assert index.search(as_codes([[255] * 8]), 1).distances.tolist() == [[0]]
    assert len(index) == 1


@pytest.mark.parametrize(
    ("ids", "codes", "message"),
    [
        ([1, 1], np.zeros((2, WIDTH), np.uint8), "id 1 is given twice"),
        ([-1], np.zeros((1, WIDTH), np.uint8), "negative"),
        ([1, 2], np.zeros((1, WIDTH), np.uint8), "2 ids were given with 1 codes"),
        ([1], np.zeros((1, WIDTH + 1), np.uint8), "shape"),
        ([1], np.zeros((1, WIDTH), np.float32), "uint8"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(
    index: HammingIndex, ids: list[int], codes: Codes, message: str
) -> None:
    index.add(as_ids([5]), as_codes([[0] * 8]))
    with pytest.raises(ValueError, match=message):
        index.add(as_ids(ids), codes)
    assert index.ids.tolist() == [5]


def test_bad_searches_are_refused(index: HammingIndex) -> None:
    with pytest.raises(ValueError, match="k is 0"):
        index.search(as_codes([]), 0)
    with pytest.raises(ValueError, match="queries must be uint8"):
        index.search(np.zeros((1, WIDTH)), 1)  # type: ignore[arg-type]


def test_searches_beside_changes_see_each_change_in_full() -> None:
    index = FaissHamming(WIDTH)
    pair = as_ids([1, 2])
    zeros, ones = as_codes([[0] * 8] * 2), as_codes([[255] * 8] * 2)
    index.add(pair, zeros)
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            index.add(pair, ones)
            index.add(pair, zeros)

    changer = threading.Thread(target=change)
    changer.start()
    try:
        seen = [index.search(zeros[:1], 2).distances.tolist() for _ in range(300)]
    finally:
        stop.set()
        changer.join()
    assert all(distances in ([[0, 0]], [[64, 64]]) for distances in seen)
