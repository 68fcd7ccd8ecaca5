"""What backbones and picture sizes cost on a CPU, accuracy aside.

    python benchmarks/backbones.py [--threads 2] [--pictures 32] [--steps]

Prints pictures a second through a tower that embeds them, as it does in use, and with ``--steps``
through one that also learns from them.
"""

import argparse
import time
from collections.abc import Callable

_BACKBONES = (
    "tf_efficientnet_lite0",
    "tf_efficientnet_lite1",
    "tf_efficientnet_lite2",
    "mobilenetv4_conv_small",
    "mobilenetv4_conv_medium",
    "convnext_atto",
    "resnet18",
)
_SIDES = (192, 224, 260)
_BATCH = 8


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pictures", type=int, default=32)
    parser.add_argument("--steps", action="store_true", help="learn as well")
    parser.add_argument("--backbones", nargs="*", default=_BACKBONES)
    arguments = parser.parse_args()

    import torch

    from detector.embedding.allocator import keep_freed_memory

    torch.set_num_threads(arguments.threads)
    keep_freed_memory()
    print(f"{'backbone':<26}{'M weights':>10}{'side':>6}{'images/s':>10}  ms/image")
    for backbone in arguments.backbones:
        for side in _SIDES:
            size, once = prepare(backbone, side, learn=arguments.steps)
            rate = measure(once, arguments.pictures)
            row = f"{backbone:<26}{size / 1e6:>10.1f}{side:>6}{rate:>10.1f}{1000 / rate:>10.1f}"
            print(row, flush=True)


def prepare(backbone: str, side: int, *, learn: bool) -> tuple[int, Callable[[], None]]:
    """Return the number of weights of a tower, and what puts a batch through it."""
    import torch

    from detector.embedding.gem import TowerShape, build_tower

    tower = build_tower(TowerShape(backbone, (2, 3), side, 256))
    tower.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pixels = torch.rand(_BATCH, 3, side, side).contiguous(memory_format=torch.channels_last)

    def once() -> None:
        with torch.inference_mode(not learn):
            vectors = tower(pixels)
        if learn:
            vectors.square().mean().backward()

    return sum(weights.numel() for weights in tower.parameters()), once


def measure(once: Callable[[], None], pictures: int) -> float:
    """Return pictures a second, after a batch to warm up."""
    once()
    batches = -(-pictures // _BATCH)
    began = time.perf_counter()
    for _ in range(batches):
        once()
    return batches * _BATCH / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
