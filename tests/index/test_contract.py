"""What every index must do, checked against `FlatIndex`, which says what that is."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from index.build import build
from index.exact import calling_thread_only
from index.faiss_index import FaissIndex
from index.flat import FlatIndex
from index.inverted_lists import InvertedLists, Tuning
from index.live import LiveIndex
from index.protocol import NO_ID, Ids, Neighbours, Searchable, VectorIndex, Vectors
from index.snapshot import open_snapshot, write_snapshot

DIMENSION = 5


def flat(ids: Ids, vectors: Vectors) -> FlatIndex:
    index = FlatIndex(vectors.shape[1])
    index.add(ids, vectors)
    return index


def exact(ids: Ids, vectors: Vectors) -> FaissIndex:
    return build(ids, vectors, seed=0)


def lists(ids: Ids, vectors: Vectors) -> FaissIndex:
    """Inverted lists that are all looked through, so that nothing may be missing."""
    if not len(ids):
        return exact(ids, vectors)
    count = min(4, len(ids))
    order = np.argsort(ids)
    with calling_thread_only():  # starting threads takes longer than all that they do here
        ivf = InvertedLists.train(vectors[order], count=count, sample=np.arange(len(ids)), seed=0)
    tuning = Tuning(lists=count, probes=count, recall=1.0, exact_below=1)
    return FaissIndex(ids[order], vectors[order], ivf, tuning)


def mapped(ids: Ids, vectors: Vectors) -> FaissIndex:
    with TemporaryDirectory() as folder:
        now = datetime(2024, 1, 1, tzinfo=UTC)
        write_snapshot(Path(folder), lists(ids, vectors), model="m", revision=1, now=now)
        return open_snapshot(FaissIndex, Path(folder), model="m").index


def live(ids: Ids, vectors: Vectors) -> LiveIndex:
    index = LiveIndex(vectors.shape[1])
    for start in range(0, len(ids), 7):
        index.add(ids[start : start + 7], vectors[start : start + 7])
    return index


def live_over_exact(ids: Ids, vectors: Vectors) -> LiveIndex:
    return _changed(ids, vectors, exact)


def live_over_lists(ids: Ids, vectors: Vectors) -> LiveIndex:
    return _changed(ids, vectors, lists)


def _changed(ids: Ids, vectors: Vectors, base: Callable[[Ids, Vectors], Searchable]) -> LiveIndex:
    """Of every three ids, one is as in the base, one replaces another vector, and one is new.

    On top, the base holds as many ids that are removed.
    """
    stays, replaced, new = (np.arange(len(ids)) % 3 == part for part in range(3))
    gone = ids + int(ids.max(initial=0)) + 1
    index = LiveIndex(
        vectors.shape[1],
        base(
            np.concatenate((ids[stays], ids[replaced], gone)),
            np.concatenate((vectors[stays], -vectors[replaced], vectors)),
        ),
    )
    index.add(ids[replaced], vectors[replaced])
    index.add(ids[new], vectors[new])
    index.remove(gone)
    return index


SEARCHABLE = [flat, exact, lists, mapped, live, live_over_exact, live_over_lists]
CHANGING = [flat, live, live_over_exact, live_over_lists]


def normalised(rows: list[list[int]]) -> Vectors:
    vectors = np.array(rows, dtype=np.float64).reshape(-1, DIMENSION)
    vectors[~vectors.any(axis=1), 0] = 1
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


# Few distinct components make for many equal vectors and equal scores.
vector_rows = st.lists(st.integers(-2, 2), min_size=DIMENSION, max_size=DIMENSION)


def vectors_of(count: int) -> st.SearchStrategy[Vectors]:
    return st.lists(vector_rows, min_size=count, max_size=count).map(normalised)


@st.composite
def stored(draw: st.DrawFn) -> tuple[Ids, Vectors]:
    ids = draw(st.lists(st.integers(0, 200), unique=True, max_size=40))
    return np.array(ids, dtype=np.int64), draw(vectors_of(len(ids)))


def assert_same(found: Neighbours, expected: Neighbours) -> None:
    np.testing.assert_array_equal(found.ids, expected.ids)
    np.testing.assert_allclose(found.scores, expected.scores, atol=1e-6)
    assert found.scores.dtype == np.float32
    assert found.ids.dtype == np.int64


@pytest.mark.parametrize("make", SEARCHABLE)
@settings(deadline=None)
@given(data=st.data())
def test_answers_as_the_oracle_does(
    make: Callable[[Ids, Vectors], Searchable], data: st.DataObject
) -> None:
    ids, vectors = data.draw(stored())
    index, oracle = make(ids, vectors), flat(ids, vectors)
    queries = data.draw(vectors_of(data.draw(st.integers(0, 3))))
    k = data.draw(st.integers(1, 50))
    allowed = data.draw(
        st.none() | st.lists(st.integers(-1, 250)).map(lambda some: np.array(some, dtype=np.int64))
    )
    assert_same(
        index.search(queries, k, allowed=allowed), oracle.search(queries, k, allowed=allowed)
    )
    assert len(index) == len(ids)
    assert index.dimension == DIMENSION
    np.testing.assert_array_equal(index.ids, np.sort(ids))


@settings(deadline=None)
@given(stored(), vectors_of(1), st.integers(1, 50))
def test_the_oracle_answers_as_a_loop_does(
    content: tuple[Ids, Vectors], query: Vectors, k: int
) -> None:
    ids, vectors = content
    scores = {
        int(i): np.float32(sum(float(a) * float(b) for a, b in zip(query[0], vector, strict=True)))
        for i, vector in zip(ids, vectors, strict=True)
    }
    best = sorted(scores, key=lambda i: (-scores[i], i))[:k]
    found = flat(ids, vectors).search(query, k)
    assert found.ids[0].tolist() == best + [NO_ID] * (k - len(best))
    np.testing.assert_allclose(found.scores[0, : len(best)], [scores[i] for i in best], atol=1e-6)
    assert (found.scores[0, len(best) :] == -np.inf).all()


@pytest.mark.parametrize("make", SEARCHABLE)
def test_equal_vectors_are_sorted_by_id_even_where_k_cuts_through(
    make: Callable[[Ids, Vectors], Searchable],
) -> None:
    # Components whose sum depends on the order of the terms.
    vector = normalised([[1, 2, 2, 1, 2]])
    ids = np.random.default_rng(0).permutation(60)
    index = make(ids, np.repeat(vector, 60, axis=0))
    found = index.search(vector, 13)
    assert found.ids.tolist() == [list(range(13))]
    assert len(set(found.scores[0].tolist())) == 1


@pytest.mark.parametrize("make", SEARCHABLE)
@pytest.mark.parametrize(
    ("queries", "k", "message"),
    [
        (np.full((1, DIMENSION), np.nan), 3, "query 0 has values that are not finite"),
        (np.array([[1.0, 0, 0, 0, 0], [np.inf, 0, 0, 0, 0]]), 3, "query 1 .* not finite"),
        (np.full((1, DIMENSION), 1.0), 3, "query 0 is of length 2.236, not 1"),
        (np.full((1, DIMENSION), 3e38), 3, "query 0 is of length inf, not 1"),
        (np.ones((1, DIMENSION + 1)), 3, r"shape \(n, 5\), not float64 of shape \(1, 6\)"),
        (np.eye(DIMENSION)[0], 3, r"shape \(n, 5\)"),
        (np.eye(DIMENSION, dtype=np.int64), 3, "must be floats"),
        (np.eye(DIMENSION), 0, "k is 0"),
    ],
)
def test_refuses_a_search_that_makes_no_sense(
    make: Callable[[Ids, Vectors], Searchable], queries: Any, k: int, message: str
) -> None:
    index = make(np.arange(9), normalised([[1, 0, 0, 0, i] for i in range(9)]))
    with pytest.raises(ValueError, match=message):
        index.search(queries, k)


BAD_CONTENT = [
    ([3, 3], np.eye(DIMENSION)[:2], "id 3 is given twice"),
    ([3, -4], np.eye(DIMENSION)[:2], "id -4 is negative"),
    ([0.5], np.eye(DIMENSION)[:1], "ids must be one row of int64, not float64"),
    ([[1]], np.eye(DIMENSION)[:1], r"of shape \(1, 1\)"),
    ([2**63], np.eye(DIMENSION)[:1], "not uint64"),
    ([1], np.eye(DIMENSION)[:2], "1 ids were given with 2 vectors"),
    ([1, 2], np.full((2, DIMENSION), np.inf), "vector 0 has values that are not finite"),
    ([1, 2], np.eye(DIMENSION)[:2] * [[1], [2]], "vector 1 is of length 2, not 1"),
    ([1], np.eye(DIMENSION + 1)[:1], r"shape \(n, 5\)"),
]


@pytest.mark.parametrize("make", CHANGING)
@pytest.mark.parametrize(("ids", "vectors", "message"), BAD_CONTENT)
def test_refuses_vectors_that_make_no_sense_and_stays_as_it_was(
    make: Callable[[Ids, Vectors], VectorIndex], ids: Any, vectors: Any, message: str
) -> None:
    stays = normalised([[1, 0, 0, 0, i] for i in range(9)])
    index = make(np.arange(9), stays)
    with pytest.raises(ValueError, match=message):
        index.add(ids, vectors)
    assert_same(index.search(stays, 9), flat(np.arange(9), stays).search(stays, 9))


@pytest.mark.parametrize(("ids", "vectors", "message"), BAD_CONTENT[:-1])
def test_builds_nothing_from_vectors_that_make_no_sense(
    ids: Any, vectors: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        build(ids, vectors, seed=0)


@pytest.mark.parametrize("make", CHANGING)
def test_does_not_notice_what_is_done_to_an_array_that_was_added(
    make: Callable[[Ids, Vectors], VectorIndex],
) -> None:
    index = make(np.empty(0, dtype=np.int64), normalised([]))
    ids, vectors = np.array([4, 7]), normalised([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]])
    index.add(ids, vectors)
    vectors[:], ids[:] = vectors[::-1].copy(), 0
    found = index.search(np.eye(DIMENSION, dtype=np.float32)[:2], 1)
    assert found.ids.tolist() == [[4], [7]]


class Changes(RuleBasedStateMachine):
    """After any sequence of changes, an index answers as a new one with the same content does."""

    make: Callable[[Ids, Vectors], VectorIndex]

    @initialize(content=stored())
    def start(self, content: tuple[Ids, Vectors]) -> None:
        self.index = type(self).make(*content)
        self.content = dict(zip(content[0].tolist(), content[1], strict=True))

    @rule(content=stored())
    def add(self, content: tuple[Ids, Vectors]) -> None:
        self.index.add(*content)
        self.content |= zip(content[0].tolist(), content[1], strict=True)

    @rule(ids=st.lists(st.integers(0, 200), unique=True))
    def remove(self, ids: list[int]) -> None:
        known = [i for i in ids if self.content.pop(i, None) is not None]
        assert self.index.remove(np.array(ids, dtype=np.int64)) == len(known)

    @rule(
        queries=vectors_of(2),
        k=st.integers(1, 30),
        allowed=st.none() | st.lists(st.integers(0, 200)),
    )
    def search(self, queries: Vectors, k: int, allowed: list[int] | None) -> None:
        only = None if allowed is None else np.array(allowed, dtype=np.int64)
        expected = flat(*self.arrays()).search(queries, k, allowed=only)
        assert_same(self.index.search(queries, k, allowed=only), expected)

    @invariant()
    def holds_the_same_ids(self) -> None:
        assert self.index.ids.tolist() == sorted(self.content)
        assert len(self.index) == len(self.content)

    @invariant()
    def gives_back_its_vectors(self) -> None:
        ids, vectors = self.arrays()
        np.testing.assert_array_equal(self.index.vectors_of(ids), vectors)
        with pytest.raises(KeyError):
            self.index.vectors_of(np.array([*ids, 999]))

    def arrays(self) -> tuple[Ids, Vectors]:
        vectors = np.array(list(self.content.values()), dtype=np.float32)
        return np.array(list(self.content), dtype=np.int64), vectors.reshape(-1, DIMENSION)


class Swaps(Changes):
    """Nobody notices that a base is swapped in, though it was built some changes ago."""

    index: LiveIndex
    rebuild: Callable[[Ids, Vectors], Searchable]
    built: tuple[int, Searchable] | None = None

    @rule()
    def build(self) -> None:
        self.built = self.index.revision, type(self).rebuild(*self.arrays())

    @precondition(lambda self: self.built is not None)
    @rule()
    def swap(self) -> None:
        assert self.built is not None
        covers, base = self.built
        self.index.swap(base, covers=covers)


def _case(machine: type[Changes], name: str, **makers: Callable[..., Any]) -> Any:
    members = {key: staticmethod(maker) for key, maker in makers.items()}
    case: Any = type(name, (machine,), members).TestCase  # type: ignore[attr-defined]
    case.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
    return case


TestFlat = _case(Changes, "Flat", make=flat)
TestLive = _case(Swaps, "Live", make=live, rebuild=flat)
TestLiveOverExact = _case(Swaps, "LiveOverExact", make=live_over_exact, rebuild=exact)
TestLiveOverLists = _case(Swaps, "LiveOverLists", make=live_over_lists, rebuild=lists)
