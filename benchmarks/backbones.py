"""What backbones, picture sizes and lengths of the embedding cost on a CPU, and what they give.

    python -m training.pictures.make shards
    python benchmarks/backbones.py shards [--threads 2] [--pictures 1500]

Each trunk keeps its ImageNet weights; a projection of what it sees is fitted to training pictures
and learns from them for some hundred steps. Prints R@1 on held-out pictures of each source beside
milliseconds a picture: R@1 over time tells which tower to train.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from detector.embedding.allocator import keep_freed_memory
from detector.embedding.gem import GemTower
from detector.embedding.imagenet import PACKAGES
from detector.embedding.whitening import Whitening
from training.learning.configuration import Loss, Tower
from training.learning.held_out import choose_held_out, measure
from training.learning.loading import load_batches
from training.learning.losses import InstanceLoss
from training.learning.sampling import SiblingSampler
from training.learning.towers import initial_tower
from training.pictures.shards import TRAIN, PictureInfo, ShardSet, open_shards

_SIDES = (160, 192, 224, 260)
_DIMENSIONS = (64, 128, 256)
_BATCH = 32
_TIMED = 4
_INSTANCES, _PICTURES, _SIBLINGS = 64, 4, 4
_STEPS, _RATE, _SEED = 300, 3e-4, 0


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("shards", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pictures", type=int, default=1500, help="learned from, and held out")
    parser.add_argument("--backbones", nargs="*", default=list(PACKAGES))
    parser.add_argument("--sides", nargs="*", type=int, default=_SIDES)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    keep_freed_memory()
    source = open_shards(arguments.shards)
    learned = choose_train(source.pictures, arguments.pictures)
    held_out = choose_held_out(source.pictures, arguments.pictures, seed=_SEED)
    for backbone in arguments.backbones:
        for side in arguments.sides:
            wanted = Tower(backbone=backbone, side=side)
            tower, _ = initial_tower(wanted, seed=_SEED)
            tower.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            milliseconds = measure_time(tower)
            seen, looked_for = (pool(tower, source, some) for some in (learned, held_out))
            for dimension in _DIMENSIONS:
                projection = learn(seen, [source.pictures[i] for i in learned], dimension)
                with torch.inference_mode():
                    vectors = torch.nn.functional.normalize(projection(looked_for)).numpy()
                figures = measure(vectors, [source.pictures[i] for i in held_out])
                mean = float(np.mean(list(figures.values())))
                parts = "  ".join(f"{name[4:]} {value:.3f}" for name, value in figures.items())
                print(
                    f"{backbone} side {side} dimension {dimension}: {milliseconds:.1f} ms, "
                    f"R@1 {mean:.3f}, {mean / milliseconds:.4f} a ms  ({parts})",
                    flush=True,
                )


def choose_train(pictures: Sequence[PictureInfo], count: int) -> list[int]:
    """Return training pictures, of whole instances, evenly from the whole set."""
    instances: dict[str, list[int]] = {}
    for number, info in enumerate(pictures):
        if info.split == TRAIN:
            instances.setdefault(info.instance, []).append(number)
    names = list(instances)
    # Runs of siblings, so that there are hard negatives among so few.
    runs = [names[i : i + _SIBLINGS] for i in range(0, len(names), _SIBLINGS)]
    order = np.random.default_rng(_SEED).permutation(len(runs))
    chosen = [number for i in order for name in runs[i] for number in instances[name]]
    return chosen[:count]


def measure_time(tower: GemTower) -> float:
    """Return milliseconds a picture, after a batch to warm up."""
    side = tower.shape.side
    pixels = torch.rand(_BATCH, 3, side, side).contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        tower(pixels)
        began = time.perf_counter()
        for _ in range(_TIMED):
            tower(pixels)
    return 1000 * (time.perf_counter() - began) / (_TIMED * _BATCH)


def pool(tower: GemTower, source: ShardSet, numbers: Sequence[int]) -> torch.Tensor:
    """Return what the projection is of, ``(len(numbers), pooled)``."""
    batches = [numbers[i : i + _BATCH] for i in range(0, len(numbers), _BATCH)]
    pooled = []
    with torch.inference_mode():
        for stored in load_batches(source, batches, side=tower.shape.side, workers=0, pin=False):
            pixels = stored.contiguous(memory_format=torch.channels_last).float() * (2 / 255) - 1
            pooled.append(tower.pool(pixels))
    return torch.cat(pooled)


def learn(pooled: torch.Tensor, pictures: Sequence[PictureInfo], dimension: int) -> torch.nn.Linear:
    """Fit a projection, and let it learn."""
    torch.manual_seed(_SEED)
    whitening = Whitening.fit(pooled.numpy(), dimension=dimension)
    projection = torch.nn.Linear(pooled.shape[1], dimension)
    with torch.no_grad():
        projection.weight.copy_(torch.from_numpy(whitening.projection).T)
        projection.bias.copy_(-projection.weight @ torch.from_numpy(whitening.mean))
    sampler = SiblingSampler(
        pictures,
        range(len(pictures)),
        instances=_INSTANCES,
        per_instance=_PICTURES,
        siblings=_SIBLINGS,
        seed=_SEED,
    )
    label = {name: place for place, name in enumerate({info.instance for info in pictures})}
    labels = torch.tensor([label[info.instance] for info in pictures])
    loss = InstanceLoss(Loss())
    optimiser = torch.optim.AdamW(projection.parameters(), lr=_RATE, weight_decay=0.01)
    for step in range(_STEPS):
        batch = sampler.batch(step)
        vectors = torch.nn.functional.normalize(projection(pooled[batch]))
        loss(vectors, labels[batch], labels[batch])["total"].backward()
        optimiser.step()
        optimiser.zero_grad()
    return projection


if __name__ == "__main__":
    main()
