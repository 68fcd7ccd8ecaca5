from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.local_features import (
    FlatFeatureIndex,
    Keypoints,
    LiveFeatureIndex,
    Segment,
    Votes,
    build,
)

SIDE = 400


@dataclass
class Picture:
    points: NDArray[np.float32]
    sizes: NDArray[np.float32]
    angles: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    width: int = SIDE
    height: int = SIDE


def some_view(seed: int, count: int = 30) -> Picture:
    rng = np.random.default_rng(seed)
    return Picture(
        points=rng.uniform(0, SIDE, (count, 2)).astype(np.float32),
        sizes=rng.uniform(2, 40, count).astype(np.float32),
        angles=rng.uniform(0, 360, count).astype(np.float32),
        descriptors=rng.integers(0, 90, (count, 128), dtype=np.uint8),
    )


def photo_of(view: Picture, *, scale: float = 0.5, turn: float = 30, seed: int = 0) -> Picture:
    """The view smaller and turned, its descriptors a bit off, beside as many others."""
    rng = np.random.default_rng(seed)
    clutter = some_view(10_000 + seed, len(view.sizes))
    radians = np.deg2rad(turn)
    rotation = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])
    noisy = view.descriptors + rng.normal(0, 5, view.descriptors.shape)
    return Picture(
        points=np.vstack((view.points @ rotation.T * scale + 150, clutter.points)).astype("f4"),
        sizes=np.concatenate((view.sizes * scale, clutter.sizes)).astype("f4"),
        angles=np.concatenate(((view.angles + turn) % 360, clutter.angles)).astype("f4"),
        descriptors=np.vstack((noisy.clip(0, 255).astype(np.uint8), clutter.descriptors)),
    )


def registry(count: int) -> dict[int, Keypoints]:
    return {3 * seed + 1: some_view(seed) for seed in range(count)}


def live(views: Mapping[int, Keypoints]) -> LiveFeatureIndex:
    """Half of the views in the base, one of them outdated, the others added one by one."""
    ids = list(views)
    base = ids[: len(ids) // 2]
    known = {view: views[view] for view in base} | {view: some_view(777) for view in base[:1]}
    index = LiveFeatureIndex(build(known, seed=0))
    for view in base[:1] + ids[len(ids) // 2 :]:
        index.add({view: views[view]})
    return index


def listed(views: Mapping[int, Keypoints]) -> Segment:
    return build(views, seed=0, exact_below=1)


def exact(views: Mapping[int, Keypoints]) -> Segment:
    return build(views, seed=0)


def flat(views: Mapping[int, Keypoints]) -> FlatFeatureIndex:
    index = FlatFeatureIndex()
    index.add(views)
    return index


Make = Callable[[Mapping[int, Keypoints]], FlatFeatureIndex | Segment | LiveFeatureIndex]
every_index = pytest.mark.parametrize("make", [flat, exact, listed, live])
changeable = pytest.mark.parametrize("make", [flat, live])


def same(ours: Votes, theirs: Votes) -> None:
    np.testing.assert_array_equal(ours.ids, theirs.ids)
    np.testing.assert_allclose(ours.scores, theirs.scores, rtol=1e-6)
    for our, their in zip(ours.pairs, theirs.pairs, strict=True):
        np.testing.assert_array_equal(our, their)


@every_index
def test_photo_votes_for_what_it_shows(make: Make) -> None:
    index = make(registry(40))
    for seed in (0, 1, 17, 39):
        votes = index.search(photo_of(some_view(seed)), 5)
        assert votes.ids[0] == 3 * seed + 1
        assert votes.scores[0] > 2 * votes.scores[1]


@every_index
def test_pairs_name_the_keypoints_that_correspond(make: Make) -> None:
    votes = make(registry(40)).search(photo_of(some_view(7)), 1)
    ours, theirs = votes.pairs[0].T
    # The photo's first 30 keypoints are the view's; a few of the others vote by chance.
    assert set(theirs[ours < 30]) == set(range(30))
    np.testing.assert_array_equal(ours[ours < 30], theirs[ours < 30])
    assert (ours >= 30).sum() < 15


@every_index
def test_two_equal_views_are_both_found(make: Make) -> None:
    views = registry(40) | {500: some_view(7), 501: some_view(7)}
    votes = make(views).search(photo_of(some_view(7)), 3)
    assert votes.ids.tolist() == [22, 500, 501]
    assert votes.scores[0] == pytest.approx(votes.scores[2])


@every_index
def test_only_allowed_views_are_found(make: Make) -> None:
    index = make(registry(40))
    photo = photo_of(some_view(7))
    assert index.search(photo, 3, allowed=np.array([22])).ids.tolist() == [22]
    assert 22 not in index.search(photo, 50, allowed=index.ids[index.ids != 22]).ids
    assert len(index.search(photo, 3, allowed=np.array([], dtype=np.int64))) == 0


@every_index
def test_plain_photo_votes_for_nothing(make: Make) -> None:
    assert len(make(registry(20)).search(some_view(0, 0), 3)) == 0


@every_index
@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_views_are_enough(make: Make, count: int) -> None:
    index = make(registry(count))
    votes = index.search(photo_of(some_view(0)), 3)
    assert votes.ids[:1].tolist() == [1][:count]
    assert len(index) == count


@every_index
def test_view_without_keypoints_is_held_but_not_found(make: Make) -> None:
    index = make(registry(20) | {900: some_view(0, 0)})
    assert 900 in index.ids
    assert 900 not in index.search(photo_of(some_view(3)), 50).ids


@every_index
def test_bad_searches_are_refused(make: Make) -> None:
    index = make(registry(3))
    photo = some_view(0)
    with pytest.raises(ValueError, match="k is 0"):
        index.search(photo, 0)
    photo.points[3] = np.nan
    with pytest.raises(ValueError, match="the photo has points that are not finite"):
        index.search(photo, 1)


@changeable
def test_bad_views_are_refused_whole(make: Make) -> None:
    index = make({})
    assert isinstance(index, FlatFeatureIndex | LiveFeatureIndex)
    odd = some_view(1)
    odd.angles = odd.angles[:-1]
    with pytest.raises(ValueError, match=r"view 6 has angles of shape \(29,\)"):
        index.add({5: some_view(0), 6: odd})
    with pytest.raises(ValueError, match="negative"):
        index.add({-1: some_view(0)})
    assert len(index) == 0


@pytest.mark.parametrize("make", [exact, live])
@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(0, 25),
    shown=st.integers(0, 30),
    k=st.integers(1, 30),
    allowed=st.none() | st.sets(st.integers(0, 80), max_size=20),
)
def test_votes_are_those_of_the_oracle(
    make: Make, count: int, shown: int, k: int, allowed: set[int] | None
) -> None:
    views = registry(count)
    chosen = None if allowed is None else np.array(sorted(allowed), dtype=np.int64)
    photo = photo_of(some_view(shown), seed=shown)
    same(make(views).search(photo, k, allowed=chosen), flat(views).search(photo, k, allowed=chosen))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.sets(st.integers(0, 9), min_size=1, max_size=4)),
            st.tuples(st.just("remove"), st.sets(st.integers(0, 9), max_size=4)),
            st.tuples(st.just("swap"), st.sets(st.integers(0, 9), max_size=9)),
        ),
        max_size=12,
    )
)
def test_changes_are_those_of_the_oracle(steps: list[tuple[str, set[int]]]) -> None:
    ours, oracle = LiveFeatureIndex(), FlatFeatureIndex()
    for step, chosen in steps:
        ids = np.array(sorted(chosen), dtype=np.int64)
        if step == "add":
            views = {view: some_view(view) for view in chosen}
            ours.add(views)
            oracle.add(views)
        elif step == "remove":
            assert ours.remove(ids) == oracle.remove(ids)
        else:  # what the registry holds, and what was removed from it while the base was built
            held = {view: some_view(view) for view in oracle.ids.tolist()}
            gone = {view: some_view(view) for view in chosen if ours.was_removed(view)}
            ours.swap(build(held | gone, seed=0))
            assert ours.changes == len(gone)
        np.testing.assert_array_equal(ours.ids, oracle.ids)
        assert len(ours) == len(oracle)
    photo = photo_of(some_view(4))
    same(ours.search(photo, 10), oracle.search(photo, 10))


def test_new_base_keeps_what_it_does_not_know() -> None:
    index = LiveFeatureIndex(build({1: some_view(1)}, seed=0))
    index.add({2: some_view(2), 3: some_view(3)})
    index.swap(build({1: some_view(1), 2: some_view(2)}, seed=0))
    assert index.ids.tolist() == [1, 2, 3]
    assert index.changes == 1


def test_searches_go_on_while_views_come_and_go() -> None:
    index = live(registry(30))
    photo = photo_of(some_view(4))
    expected = index.search(photo, 1)

    def change() -> None:
        for seed in range(40):
            index.add({1000 + seed: some_view(1000 + seed, 5)})
            index.remove(np.array([1000 + seed - 3]))

    writer = Thread(target=change)
    writer.start()
    found = [index.search(photo, 1).ids[0]]
    while writer.is_alive():
        found.append(index.search(photo, 1).ids[0])
    writer.join()
    assert set(found) == set(expected.ids)


def test_lists_are_measured_when_built() -> None:
    segment = listed(registry(60))
    assert segment.tuning is not None
    assert segment.tuning.lists == int(2 * (60 * 30) ** 0.5)
    assert 0 < segment.tuning.recall <= 1


def test_views_may_be_loaded_as_they_are_needed() -> None:
    class Stored(Mapping[int, Keypoints]):
        def __getitem__(self, view: int) -> Keypoints:
            return some_view(view)

        def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
            return iter(range(50))

        def __len__(self) -> int:
            return 50

    assert build(Stored(), seed=0).search(photo_of(some_view(7)), 1).ids.tolist() == [7]


@pytest.mark.parametrize("exact_below", [1, 100_000])
def test_saved_segment_answers_the_same(tmp_path: Path, exact_below: int) -> None:
    segment = build(registry(40), seed=0, exact_below=exact_below)
    segment.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(Segment.files(segment.tuning))
    photo = photo_of(some_view(7))
    same(Segment.load(tmp_path, segment.tuning).search(photo, 10), segment.search(photo, 10))


@pytest.mark.parametrize("exact_below", [1, 100_000])
@pytest.mark.parametrize("part", ["ids.npy", "starts.npy", "poses.npy", "descriptors"])
def test_files_of_another_segment_are_refused(tmp_path: Path, exact_below: int, part: str) -> None:
    ours = build(registry(40), seed=0, exact_below=exact_below)
    theirs = build(registry(41), seed=0, exact_below=exact_below)
    (tmp_path / "theirs").mkdir()
    ours.save(tmp_path)
    theirs.save(tmp_path / "theirs")
    name = Segment.files(ours.tuning)[-1] if part == "descriptors" else part
    (tmp_path / "theirs" / name).replace(tmp_path / name)
    with pytest.raises(ValueError, match=r"other|descriptors for"):
        Segment.load(tmp_path, ours.tuning)


@pytest.mark.parametrize(
    ("name", "problem"), [("ids.npy", "pickled"), ("lists.faiss", "lists.faiss is no FAISS index")]
)
def test_damaged_files_are_refused(tmp_path: Path, name: str, problem: str) -> None:
    segment = listed(registry(40))
    segment.save(tmp_path)
    (tmp_path / name).write_bytes(b"this is no index at all, and never was")
    with pytest.raises(ValueError, match=problem):
        Segment.load(tmp_path, segment.tuning)
