"""Accuracy on instances that were never learned from."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from training.learning.loading import load_batches
from training.learning.source import PictureSource
from training.pictures.shards import HELD_OUT, PictureInfo

_REFERENCES = ("drawing", "flat")
"""Styles that designs and logos are filed in; all others count as photos."""
_BATCH = 64

Vectors = NDArray[np.float32]


def choose_held_out(pictures: Sequence[PictureInfo], count: int, *, seed: int) -> list[int]:
    """Choose at most `count` held-out pictures, of all sources alike.

    Groups are taken whole, as long as there is room, so that every instance is looked for among
    those that look like it.
    """
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, info in enumerate(pictures):
        if info.split == HELD_OUT:
            groups[info.source][info.group].append(number)
    rng = np.random.default_rng(seed)
    chosen: list[int] = []
    for of_source in groups.values():
        room = count // len(groups)
        names = list(of_source)
        for place in rng.permutation(len(names)):
            if len(members := of_source[names[place]]) <= room:
                chosen += members
                room -= len(members)
    return sorted(chosen)


def embed(
    tower: torch.nn.Module,
    source: PictureSource,
    numbers: Sequence[int],
    *,
    side: int,
    workers: int,
    device: torch.device,
) -> Vectors:
    """Embed pictures as they are, in float32; return ``(len(numbers), d)``."""
    batches = [numbers[i : i + _BATCH] for i in range(0, len(numbers), _BATCH)]
    vectors = []
    with torch.inference_mode():
        loader = load_batches(source, batches, side=side, workers=workers, pin=False)
        for stored in loader:
            pixels = stored.to(device, memory_format=torch.channels_last).float() * (2 / 255) - 1
            vectors.append(tower(pixels).float().cpu().numpy())
    return np.concatenate(vectors)


def measure(vectors: Vectors, pictures: Sequence[PictureInfo]) -> dict[str, float]:
    """Return R@1 of photos, within each source, by name.

    The share of photos whose nearest filed picture (``photo→drawing``, ``photo→flat``), or
    nearest other photo (``photo→photo``), is of their instance. Where two are equally near, the
    wrong one counts. Photos of whose instance there is no such picture are left out.
    """
    figures = {}
    for source in sorted({info.source for info in pictures}):
        photos: list[int] = []
        filed: dict[str, list[int]] = defaultdict(list)
        for number, info in enumerate(pictures):
            if info.source == source:
                (filed[info.style] if info.style in _REFERENCES else photos).append(number)
        for style, gallery in {**filed, "photo": photos}.items():
            found = _first_is_right(vectors, [info.instance for info in pictures], photos, gallery)
            if found:
                figures[f"R@1 {source} photo→{style}"] = float(np.mean(found))
    return figures


def _first_is_right(
    vectors: Vectors, instances: Sequence[str], queries: Sequence[int], gallery: Sequence[int]
) -> list[bool]:
    if not queries or not gallery:
        return []
    names = np.array([instances[number] for number in gallery])
    places = np.array(gallery)
    found = []
    for query, scores in zip(queries, vectors[queries] @ vectors[gallery].T, strict=True):
        own = (names == instances[query]) & (places != query)
        other = names != instances[query]
        if own.any():
            found.append(bool(scores[own].max() > scores[other].max(initial=-np.inf)))
    return found
