"""Votes against the same rules as loops."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from index.local_features.entries import Matches
from index.local_features.poses import poses_of, predicted
from index.local_features.voting import NEIGHBOURS, vote


@dataclass
class Picture:
    points: NDArray[np.float32]
    sizes: NDArray[np.float32]
    angles: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    width: int = 300
    height: int = 200


def some_picture(seed: int, count: int) -> Picture:
    rng = np.random.default_rng(seed)
    return Picture(
        points=rng.uniform(0, 200, (count, 2)).astype(np.float32),
        sizes=rng.uniform(2, 20, count).astype(np.float32),
        angles=rng.uniform(0, 360, count).astype(np.float32),
        descriptors=np.zeros((count, 128), dtype=np.uint8),
    )


def random_matches(seed: int, count: int) -> Matches:
    """Matches with few keypoints of few views, so that many of them meet."""
    rng = np.random.default_rng(seed)
    shape = (count, NEIGHBOURS)
    counts = rng.integers(3, 40, 6)
    poses = np.stack([poses_of(some_picture(view, 3)) for view in range(6)])
    views = rng.integers(0, 6, shape)
    ordinals = rng.integers(0, 3, shape)
    return Matches(
        distances=np.sort(rng.integers(100, 300_000, shape), axis=1).astype(np.float32),
        views=views,
        ordinals=ordinals.astype(np.int32),
        counts=counts[views].astype(np.int32),
        poses=poses[views, ordinals],
    )


def scores_by_loops(photo: Picture, matches: Matches) -> dict[int, float]:
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for query in range(len(photo.sizes)):
        distances = np.sqrt(matches.distances[query])
        reference = min(distances[-1], 400)
        for column in range(NEIGHBOURS):
            margin = reference - distances[column]
            key = (query, int(matches.views[query, column]))
            if margin > 0 and key not in best:
                best[key] = (margin, int(matches.ordinals[query, column]), column)
    crowd = Counter((view, ordinal) for (_, view), (_, ordinal, _) in best.items())
    sums: dict[int, float] = defaultdict(float)
    cells: dict[tuple[int, ...], float] = defaultdict(float)
    counts: dict[int, int] = {}
    for (query, view), (margin, ordinal, column) in best.items():
        weight = margin / crowd[view, ordinal] ** 0.5
        sums[view] += weight
        counts[view] = int(matches.counts[query, column])
        pose = matches.poses[query, column][None]
        x, y, size, turn = predicted(photo, np.array([query]), pose)[0]
        for larger in (0, 1):
            octave = np.floor(size - 0.5) + larger
            width = 2 ** (octave + 0.5) / 4
            for further in (0, 1):
                for right in (0, 1):
                    for down in (0, 1):
                        cell = (
                            view,
                            int(octave),
                            int(np.floor(turn * 8 - 0.5) + further) % 8,
                            int(np.floor(x / width - 0.5)) + right,
                            int(np.floor(y / width - 0.5)) + down,
                        )
                        cells[cell] += weight
    return {
        view: (max(cells[cell] for cell in cells if cell[0] == view) + sums[view] / 4)
        / (counts[view] + 10) ** 0.5
        for view in sums
    }


@pytest.mark.parametrize("seed", range(8))
def test_votes_follow_the_rules(seed: int) -> None:
    photo, matches = some_picture(99 + seed, 40), random_matches(seed, 40)
    expected = scores_by_loops(photo, matches)
    votes = vote(photo, matches, 10)
    assert sorted(votes.ids.tolist()) == sorted(expected)
    np.testing.assert_allclose(votes.scores, [expected[view] for view in votes.ids], rtol=1e-5)
    assert (np.diff(votes.scores) <= 0).all()


def test_pose_is_where_the_view_was_put() -> None:
    view = some_picture(1, 20)
    turn = np.deg2rad(40)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    photo = Picture(
        points=(view.points @ rotation.T * 2 + [500, 70]).astype(np.float32),
        sizes=view.sizes * 2,
        angles=(view.angles + 40) % 360,
        descriptors=view.descriptors,
        width=2000,
        height=1000,
    )
    middle = rotation @ [150, 100] * 2 + [500, 70]
    poses = predicted(photo, np.arange(20), poses_of(view))
    np.testing.assert_allclose(poses[:, :2], np.tile(middle, (20, 1)), atol=1.5)
    np.testing.assert_allclose(poses[:, 2], np.log2(2 * np.hypot(300, 200)), atol=0.01)
    np.testing.assert_allclose(poses[:, 3], 40 / 360, atol=0.001)


def test_texture_that_many_keypoints_match_counts_little() -> None:
    """Forty votes for one keypoint of a view weigh less than ten for ten of another."""
    photo = some_picture(3, 50)
    distances = np.full((50, NEIGHBOURS), 90_000, dtype=np.float32)
    distances[:, 0] = 10_000
    views, ordinals = np.full((2, 50, NEIGHBOURS), 2)
    views[:40, 0], ordinals[:40, 0] = 0, 0
    views[40:, 0], ordinals[40:, 0] = 1, np.arange(10)
    matches = Matches(
        distances=distances,
        views=views,
        ordinals=ordinals.astype(np.int32),
        counts=np.full_like(views, 50, dtype=np.int32),
        poses=np.zeros((50, NEIGHBOURS, 4), dtype=np.float16),
    )
    assert vote(photo, matches, 2).ids.tolist() == [1, 0]
