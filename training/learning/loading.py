"""Decodes batches of training pictures, in processes beside the one that trains."""

import io
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

from training.learning.source import PictureSource


class UnreadablePictureError(ValueError):
    """A training picture can't be decoded; the message says which."""


class SquashedPictures(torch.utils.data.Dataset[torch.Tensor]):
    """Pictures as ``(3, side, side)`` uint8 tensors, whatever their shape was."""

    def __init__(self, source: PictureSource, side: int) -> None:
        self._source = source
        self._side = side

    def __len__(self) -> int:
        return len(self._source.pictures)

    def __getitem__(self, number: int) -> torch.Tensor:
        """Decode a picture.

        Raises:
            UnreadablePictureError: it is damaged.
        """
        size = (self._side, self._side)
        try:
            with Image.open(io.BytesIO(self._source.payload(number))) as image:
                # Lets a JPEG decoder skip detail that the resizing would throw away.
                image.draft("RGB", size)
                small = image.convert("RGB").resize(
                    size, Image.Resampling.BILINEAR, reducing_gap=2.0
                )
        except (OSError, Image.DecompressionBombError) as error:
            name = self._source.pictures[number].name
            raise UnreadablePictureError(f"picture {name} can't be decoded: {error}") from error
        return torch.from_numpy(np.asarray(small).copy()).permute(2, 0, 1)


def load_batches(
    source: PictureSource, batches: Iterable[Sequence[int]], *, side: int, workers: int, pin: bool
) -> Iterator[torch.Tensor]:
    """Yield each batch of pictures as a ``(n, 3, side, side)`` uint8 tensor, in order.

    Args:
        source: Of the pictures.
        batches: Which pictures each batch has.
        side: In pixels.
        workers: Processes that decode ahead; 0 decodes here.
        pin: Whether to put batches where a GPU can fetch them by itself.
    """
    sampler: Any = batches
    # Threads of this process may hold locks that a child forked from it would wait for. A server
    # that has imported what children need forks them instead.
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([__name__])
    loader = torch.utils.data.DataLoader(
        SquashedPictures(source, side),
        batch_sampler=sampler,
        num_workers=workers,
        pin_memory=pin,
        prefetch_factor=4 if workers else None,
        multiprocessing_context=server if workers else None,
        generator=torch.Generator(),
    )
    return iter(loader)
