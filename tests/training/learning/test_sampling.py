"""Batches with hard negatives in them."""

from collections import Counter
from collections.abc import Callable

import pytest

from training.learning.sampling import SiblingSampler, TooFewInstancesError
from training.pictures.shards import TRAIN, PictureInfo


def _pictures(groups: int, siblings: int, each: int) -> list[PictureInfo]:
    return [
        PictureInfo(f"g{g}", f"g{g}-{s}", n, "polygon", "design", "photo", TRAIN)
        for g in range(groups)
        for s in range(siblings)
        for n in range(each)
    ]


@pytest.fixture
def sampler() -> Callable[..., SiblingSampler]:
    def make(
        pictures: list[PictureInfo], *, per_instance: int = 3, seed: int = 0
    ) -> SiblingSampler:
        return SiblingSampler(
            pictures,
            range(len(pictures)),
            instances=6,
            per_instance=per_instance,
            siblings=3,
            seed=seed,
        )

    return make


Make = Callable[..., SiblingSampler]


def test_every_instance_comes_once_an_epoch(sampler: Make) -> None:
    pictures = _pictures(groups=8, siblings=3, each=4)
    made = sampler(pictures)
    assert made.steps_per_epoch == 4
    for epoch in (0, 1):
        seen = Counter(
            pictures[number].instance
            for step in range(epoch * 4, epoch * 4 + 4)
            for number in made.batch(step)
        )
        assert set(seen.values()) == {3}
        assert len(seen) == 24


def test_siblings_come_together(sampler: Make) -> None:
    pictures = _pictures(groups=8, siblings=3, each=4)
    for numbers in sampler(pictures).batches(0, 4):
        groups = Counter(pictures[number].group for number in numbers)
        assert set(groups.values()) == {9}


def test_pictures_of_an_instance_differ_as_long_as_there_are_enough(sampler: Make) -> None:
    pictures = _pictures(groups=8, siblings=3, each=2)
    assert len(set(sampler(pictures, per_instance=2).batch(0))) == 12
    some = Counter(sampler(pictures, per_instance=3).batch(0))
    assert sorted(some.values()) == [1] * 6 + [2] * 6


def test_a_batch_follows_from_seed_and_step(sampler: Make) -> None:
    pictures = _pictures(groups=8, siblings=3, each=4)
    whole = list(sampler(pictures).batches(0, 9))
    assert list(sampler(pictures).batches(5, 9)) == whole[5:]
    assert whole[0] != whole[4]
    assert list(sampler(pictures, seed=1).batches(0, 9)) != whole


def test_too_few_instances_are_refused(sampler: Make) -> None:
    with pytest.raises(TooFewInstancesError, match="needs 6 instances, and there are 3"):
        sampler(_pictures(groups=1, siblings=3, each=4))
