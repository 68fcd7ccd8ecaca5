import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build
from index.faiss_index import FaissIndex
from index.flat import FlatIndex
from index.live import LiveIndex
from index.protocol import Ids, Vectors
from index.snapshot import open_snapshot, write_snapshot

AXES = np.eye(4, dtype=np.float32)


def ids_of(*ids: int) -> Ids:
    return np.array(ids, dtype=np.int64)


def flat(content: dict[int, Vectors]) -> FlatIndex:
    index = FlatIndex(4)
    index.add(ids_of(*content), np.array(list(content.values()), np.float32).reshape(-1, 4))
    return index


def nearest(index: LiveIndex, query: Vectors) -> int:
    return int(index.search(query[np.newaxis], 1).ids[0, 0])


def test_what_was_told_after_the_base_was_cut_survives_the_swap() -> None:
    live = LiveIndex(4)
    live.add(ids_of(1, 2), AXES[:2], revision=5)
    base = flat({1: AXES[0], 2: AXES[1]})  # takes long to build; meanwhile:
    live.add(ids_of(3), AXES[2:3], revision=6)
    live.remove(ids_of(2), revision=7)
    assert live.changes == 3

    live.swap(base, covers=5)

    assert live.ids.tolist() == [1, 3]
    assert live.changes == 2
    assert live.revision == 7
    assert nearest(live, AXES[2]) == 3


def test_a_right_withdrawn_while_a_base_with_it_was_built_stays_withdrawn() -> None:
    live = LiveIndex(4)
    live.add(ids_of(1), AXES[:1], revision=1)
    live.remove(ids_of(1), revision=2)
    live.swap(flat({1: AXES[0]}), covers=1)
    assert len(live) == 0
    live.swap(flat({}), covers=2)
    assert len(live) == 0
    assert live.changes == 0


def test_a_base_that_is_ahead_brings_what_was_not_told_yet() -> None:
    live = LiveIndex(4, flat({1: AXES[0]}), covers=1)
    live.swap(flat({2: AXES[1]}), covers=3)
    assert live.ids.tolist() == [2]
    assert live.revision == 3
    # Told late: the base knows better.
    live.add(ids_of(9), AXES[2:3], revision=2)
    assert live.remove(ids_of(2), revision=3) == 0
    assert live.ids.tolist() == [2]


def test_refuses_a_base_that_would_undo_changes() -> None:
    live = LiveIndex(4, flat({1: AXES[0]}), covers=4)
    with pytest.raises(ValueError, match="covers revision 3, but the present one covers 4"):
        live.swap(flat({}), covers=3)
    with pytest.raises(ValueError, match="base is of dimension 3, the index of 4"):
        live.swap(FlatIndex(3), covers=5)
    with pytest.raises(ValueError, match="base is of dimension 3"):
        LiveIndex(4, FlatIndex(3))
    assert live.ids.tolist() == [1]


change = st.tuples(st.integers(0, 4), st.none() | st.integers(0, 3))


@settings(deadline=None)
@given(st.lists(change, max_size=12), st.data())
def test_the_order_in_which_changes_are_told_does_not_matter(
    changes: list[tuple[int, int | None]], data: st.DataObject
) -> None:
    """Each change is an id and its vector, or ``None`` for a removal; revisions count from 1."""

    def at(revision: int) -> dict[int, Vectors]:
        content: dict[int, Vectors] = {}
        for changed, axis in changes[:revision]:
            content.pop(changed, None)
            if axis is not None:
                content[changed] = AXES[axis]
        return content

    live = LiveIndex(4)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(changes)), max_size=3)))
    steps: list[int | None] = [*range(len(changes)), *(None for _ in cuts)]
    for step in data.draw(st.permutations(steps)):
        if step is None:
            cut = cuts.pop(0)
            live.swap(flat(at(cut)), covers=cut)
            continue
        changed, axis = changes[step]
        if axis is None:
            live.remove(ids_of(changed), revision=step + 1)
        else:
            live.add(ids_of(changed), AXES[axis : axis + 1], revision=step + 1)

    found = live.search(AXES, 6)
    expected = flat(at(len(changes))).search(AXES, 6)
    np.testing.assert_array_equal(found.ids, expected.ids)
    np.testing.assert_array_equal(found.scores, expected.scores)


class Registry:
    """Stands for the database: the truth, a revision for each change."""

    def __init__(self, content: dict[int, Vectors]) -> None:
        self.revision = 0
        self.content = content
        self.lock = threading.Lock()

    def commit(self, *, add: dict[int, Vectors], remove: list[int]) -> int:
        with self.lock:
            self.content |= add
            for gone in remove:
                del self.content[gone]
            self.revision += 1
            return self.revision

    def read(self) -> tuple[int, Ids, Vectors]:
        with self.lock:
            return self.revision, ids_of(*self.content), np.array([*self.content.values()])


@pytest.mark.parametrize("exact_below", [10**6, 1_000], ids=["exact", "lists"])
def test_searching_changing_and_swapping_at_once(
    unit_vectors: Callable[..., Vectors], tmp_path: Path, exact_below: int
) -> None:
    dimension, stay, rounds = 16, 1_200, 60
    vectors = unit_vectors(stay + 2 * rounds, dimension)
    registry = Registry(dict(enumerate(vectors[:stay])))
    live = LiveIndex(dimension, build(np.arange(stay), vectors[:stay], seed=0))
    done = threading.Event()

    def swap_until_done() -> int:
        swaps = 0
        while not done.is_set():
            revision, ids, rows = registry.read()
            base = build(ids, rows, seed=0, exact_below=exact_below)
            now = datetime(2024, 1, 1, tzinfo=UTC)
            write_snapshot(tmp_path, base, model="m", revision=revision, now=now)
            snapshot = open_snapshot(FaissIndex, tmp_path, model="m")
            live.swap(snapshot.index, covers=snapshot.manifest.revision)
            swaps += 1
        return swaps

    def change(writer: int) -> None:
        """Register pairs of equal vectors, look, and withdraw them again."""
        for number in range(rounds):
            pair = 10_000 + 1_000 * writer + 2 * number
            vector = vectors[stay + 2 * number + writer]
            ids, both = ids_of(pair, pair + 1), np.array([vector, vector])
            revision = registry.commit(add={pair: vector, pair + 1: vector}, remove=[])
            live.add(ids, both, revision=revision)
            assert live.search(both[:1], 2, allowed=ids).ids.tolist() == [[pair, pair + 1]]
            assert set(live.search(both[:1], 2).ids[0].tolist()) == {pair, pair + 1}
            revision = registry.commit(add={}, remove=[pair, pair + 1])
            assert live.remove(ids, revision=revision) == 2
            assert not np.isin(ids, live.search(both[:1], 3).ids).any()

    def search_until_done(seed: int) -> int:
        rng = np.random.default_rng(seed)
        searches = 0
        while not done.is_set():
            stays = int(rng.integers(stay))
            found = live.search(vectors[[stays, stay + int(rng.integers(2 * rounds))]], 6)
            # What is there all the time is always found, with its own score.
            assert found.ids[0, 0] == stays
            assert found.scores[0, 0] == pytest.approx(1, abs=1e-6)
            # Of what comes and goes in pairs, no search sees one alone. (The last one found may
            # have its equal beyond k.)
            seen = found.ids[1].tolist()
            assert all(one ^ 1 in seen for one in seen[:-1] if one >= 10_000)
            searches += 1
        return searches

    with ThreadPoolExecutor(6) as pool:
        swapper = pool.submit(swap_until_done)
        searchers = [pool.submit(search_until_done, seed) for seed in range(3)]
        writers = [pool.submit(change, writer) for writer in range(2)]
        try:
            for writer in writers:
                writer.result()
        finally:
            done.set()
        assert swapper.result() > 0
        assert all(searcher.result() > 0 for searcher in searchers)
    assert live.ids.tolist() == list(range(stay))
