"""Fits the whitening of the built-in embedding, on pictures that have no labels.

``python -m training.whiten`` generates scenes of marks and designs that the built-in example does
not use, adds the photographs that scikit-image carries, and writes the whitening that is shipped
with the package. The model's fingerprint changes with it, and with that its calibration.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from PIL import Image

from data.decode import decode
from data.synthetic.photographs import photographs
from detector.description import DECODE_SIDE
from detector.embedding.builtin import WHITENING, load_readout, preprocess
from detector.embedding.whitening import Whitening, save_whitenings
from detector.regions import SalientRegions, foreground
from training.scenes import Size, write_scenes

SIZE = Size(marks=300, designs=100, listings=500)
"""How much is generated, for some thousand directions to be learned from."""

_SEED = 20_171_102
_BATCH = 8
_CELLS = 16
"""Patches that are learned from in each picture, where neighbours are much alike."""

_HEAD_DIMENSION = 512
"""Directions kept of the head's 1,280; of the other maps all are."""

_PATCH_POWER = 0.25


def fit_whitenings(pictures: Iterable[Image.Image]) -> dict[str, Whitening]:
    """Learn from RGB pictures, each as it would be embedded, how the read maps spread."""
    import torch

    rng = np.random.default_rng(_SEED)
    readout = load_readout()
    vectors: dict[str, list[NDArray[np.float32]]] = defaultdict(list)
    remaining = iter(pictures)
    with torch.inference_mode():
        while batch := list(islice(remaining, _BATCH)):
            pixels = torch.stack([preprocess(picture) for picture in batch])
            for name, pooled in readout(pixels).items():
                vectors[name].append(pooled.numpy())
            cells = readout.patches(pixels).flatten(1, 2).numpy()
            vectors["patches"].append(
                rng.permutation(cells, axis=1)[:, :_CELLS].reshape(-1, cells.shape[-1])
            )
    joined = {name: np.concatenate(parts) for name, parts in vectors.items()}
    return {
        name: Whitening.fit(
            matrix,
            dimension=_HEAD_DIMENSION if name == "head" else matrix.shape[1],
            power=_PATCH_POWER if name == "patches" else 0.5,
        )
        for name, matrix in joined.items()
    }


def generic_pictures(size: Size) -> Iterator[Image.Image]:
    """Yield views of marks and designs, and parts of listing photos and of photographs."""
    regions = SalientRegions()
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_scenes(folder, size, seed=_SEED)
        for view in _images(folder / "rights"):
            yield foreground(view).crop(view)
        for photo in chain(_images(folder / "listings"), photographs().values()):
            yield from (region.crop(photo) for region in regions(photo))


def _images(folder: Path) -> Iterator[Image.Image]:
    for path in sorted(folder.iterdir()):
        yield decode(path.read_bytes(), max_side=DECODE_SIDE).pixels


def main(
    out: Annotated[Path, typer.Option(help="File to write to.")] = WHITENING,
) -> None:
    """Fit the whitening and write it where the package carries it."""
    save_whitenings(out, fit_whitenings(generic_pictures(SIZE)))
    typer.echo(f"Written to {out}, {out.stat().st_size} bytes")


if __name__ == "__main__":
    typer.run(main)
