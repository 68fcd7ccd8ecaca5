"""What a forward pass of the built-in embedding costs on a CPU, and what page faults have in it.

    python benchmarks/forward_pass.py [--pictures 64] [--threads N]

Prints processor milliseconds per picture, and how many of them the kernel took, with the C
library's own habits and with freed memory kept, each in a process of its own.
"""

import argparse
import os
import subprocess
import sys

import numpy as np
from PIL import Image

_SIDE = 400
_LEFT = "as the C library is"
_KEPT = "freed memory kept"


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pictures", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--measure", choices=[_LEFT, _KEPT], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure, arguments.pictures, arguments.threads)
        return
    print(f"{'allocator':<20}  ms/picture  of them in the kernel")
    for allocator in (_LEFT, _KEPT):
        subprocess.run([sys.executable, *sys.argv, "--measure", allocator], check=True)


def measure(allocator: str, pictures: int, threads: int) -> None:
    """Embed pictures of noise and print a row of the table."""
    import torch

    from detector.embedding import load_embedder, tower

    if allocator == _LEFT:
        vars(tower)["keep_freed_memory"] = lambda: False
    torch.set_num_threads(threads)
    embedder = load_embedder()
    rng = np.random.default_rng(0)
    images = [
        Image.fromarray(rng.integers(0, 256, (_SIDE, _SIDE, 3), dtype=np.uint8))
        for _ in range(pictures)
    ]
    embedder.embed(images)
    start = os.times()
    embedder.embed(images)
    end = os.times()
    kernel = end.system - start.system
    total = end.user - start.user + kernel
    print(
        f"{allocator:<20}  {1000 * total / pictures:>10.1f}  {1000 * kernel / pictures:>10.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
