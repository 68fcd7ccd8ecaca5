"""Which pictures are in the batch of a step."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from training.pictures.shards import PictureInfo


class TooFewInstancesError(ValueError):
    """There are fewer instances than a batch needs."""


class SiblingSampler:
    """Batches of several pictures of several instances, some of which look alike.

    In each epoch the instances of every group are shuffled and cut into runs of siblings, and the
    runs are shuffled: every instance is seen once, beside hard negatives. A batch follows from
    the seed and the step alone, so that a run goes on from any step without a state to restore.

    Args:
        pictures: What each picture shows.
        numbers: The pictures to take.
        instances: In a batch.
        per_instance: Pictures of each; some are taken twice where there are fewer.
        siblings: Instances of a group that come together.
        seed: Of the draw.

    Raises:
        TooFewInstancesError: there are fewer instances than a batch needs.
    """

    def __init__(
        self,
        pictures: Sequence[PictureInfo],
        numbers: Sequence[int],
        *,
        instances: int,
        per_instance: int,
        siblings: int,
        seed: int,
    ) -> None:
        by_instance: dict[str, list[int]] = defaultdict(list)
        groups: dict[str, dict[str, None]] = defaultdict(dict)
        for number in numbers:
            by_instance[pictures[number].instance].append(number)
            groups[pictures[number].group][pictures[number].instance] = None
        if len(by_instance) < instances:
            raise TooFewInstancesError(
                f"a batch needs {instances} instances, and there are {len(by_instance)} to learn "
                "from; lower batch.instances or add pictures"
            )
        self._by_instance = dict(by_instance)
        self._groups = [list(group) for group in groups.values()]
        self._instances = instances
        self._per_instance = per_instance
        self._siblings = siblings
        self._seed = seed
        self._epoch = lru_cache(maxsize=2)(self._shuffled)

    @property
    def steps_per_epoch(self) -> int:
        """Batches in which every instance is seen once, but for what is left over."""
        return len(self._by_instance) // self._instances

    def batch(self, step: int) -> list[int]:
        """Return the pictures of a step, those of one instance together."""
        epoch, place = divmod(step, self.steps_per_epoch)
        chosen = self._epoch(epoch)[place * self._instances :][: self._instances]
        rng = np.random.default_rng([self._seed, epoch, place, 1])
        return [number for instance in chosen for number in self._pictures(instance, rng)]

    def batches(self, start: int, stop: int) -> Iterator[list[int]]:
        """Yield the batches of steps."""
        return map(self.batch, range(start, stop))

    def _pictures(self, instance: str, rng: np.random.Generator) -> list[int]:
        mine = self._by_instance[instance]
        whole, rest = divmod(self._per_instance, len(mine))
        return mine * whole + [mine[i] for i in rng.permutation(len(mine))[:rest]]

    def _shuffled(self, epoch: int) -> list[str]:
        rng = np.random.default_rng([self._seed, epoch])
        runs = []
        for group in self._groups:
            order = [group[i] for i in rng.permutation(len(group))]
            runs += [order[i : i + self._siblings] for i in range(0, len(order), self._siblings)]
        return [instance for i in rng.permutation(len(runs)) for instance in runs[i]]
