"""Pictures a second from picture to vector on a CPU, against plain open_clip ViT-B-32 in float32.

    python benchmarks/embedding_speed.py [--model local-dir:FOLDER] [--threads 2] [--rounds 5]

The models take turns in one process, so that whatever else the machine does slows all of them;
the best of their rounds counts. open_clip's weights are random: they don't change its speed.
"""

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from detector.embedding import BUILTIN, load_embedder

_PLAIN = "ViT-B-32"
_BATCH = 8
_SIDE = 400

_Embed = Callable[[Sequence[Image.Image]], object]


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--model", action="append", default=[], help="another to compare")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pictures", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()

    import torch

    torch.set_num_threads(arguments.threads)
    models = {f"open_clip {_PLAIN}": plain_open_clip()}
    for name in dict.fromkeys((BUILTIN, *arguments.model)):
        models[name] = load_embedder(name).embed
    rates = measure(list(models.values()), noise(arguments.pictures), arguments.rounds)
    widest = max(map(len, models))
    print(f"{'model':<{widest}}  images/s  ms/image  ratio")
    for name, rate in zip(models, rates, strict=True):
        print(f"{name:<{widest}}{rate:>10.1f}{1000 / rate:>10.1f}{rate / rates[0]:>7.2f}")


def plain_open_clip() -> _Embed:
    """Return what embeds as open_clip's own documentation does it."""
    from detector.embedding import _torchvision

    _torchvision.ensure_importable()
    import open_clip
    import torch

    clip, _, preprocess = open_clip.create_model_and_transforms(_PLAIN, precision="fp32")
    clip.eval()

    def embed(pictures: Sequence[Image.Image]) -> object:
        with torch.inference_mode():
            return [
                clip.encode_image(
                    torch.stack([preprocess(one) for one in pictures[i : i + _BATCH]])
                )
                for i in range(0, len(pictures), _BATCH)
            ]

    return embed


def noise(count: int) -> list[Image.Image]:
    """Return pictures of the size of a listing's region."""
    rng = np.random.default_rng(0)
    return [
        Image.fromarray(rng.integers(0, 256, (_SIDE, _SIDE, 3), dtype=np.uint8))
        for _ in range(count)
    ]


def measure(models: Sequence[_Embed], pictures: list[Image.Image], rounds: int) -> list[float]:
    """Return each model's best number of pictures a second, after a batch to warm up."""
    best = [0.0] * len(models)
    for embed in models:
        embed(pictures[:_BATCH])
    for _ in range(rounds):
        for number, embed in enumerate(models):
            began = time.perf_counter()
            embed(pictures)
            best[number] = max(best[number], len(pictures) / (time.perf_counter() - began))
    return best


if __name__ == "__main__":
    main()
