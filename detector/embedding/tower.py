"""Runs an image tower over pictures in bounded batches: what all embedders share."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from detector.embedding.allocator import keep_freed_memory
from detector.embedding.device import Placement

if TYPE_CHECKING:
    import torch

    _Layers = Callable[[torch.Tensor], torch.Tensor]


class TowerEmbedder:
    """An `Embedder` around a torch module that maps a pixel batch to one vector per picture.

    Args:
        name: What a person calls the model.
        tower: Maps a ``(n, 3, height, width)`` batch to ``(n, dimension)``.
        feature_map: Maps such a batch to ``(n, depth, rows, columns)`` by the tower's weights, or
            raises `PatchesUnavailableError`.
        size: Width and height of the tower's input, in pixels.
        preprocess: Maps an RGB picture to a float32 ``(3, height, width)`` tensor.
        recipe: Everything beside the weights that changes the vectors, as text; it goes into the
            fingerprint with them.
        dimension: Length of each vector.
        placement: How to run it.
    """

    def __init__(
        self,
        *,
        name: str,
        tower: "torch.nn.Module",
        feature_map: "_Layers",
        size: tuple[int, int],
        preprocess: "Callable[[Image.Image], torch.Tensor]",
        recipe: str,
        dimension: int,
        placement: Placement,
    ) -> None:
        import torch

        self.name = name
        self.dimension = dimension
        self.fingerprint = fingerprint(tower.state_dict(), recipe)
        self._preprocess = preprocess
        self._placement = placement
        if placement.device.type == "cpu":
            keep_freed_memory()
        # Convolutions run about twice as fast on a CPU with the channels last.
        tower.eval().to(placement.device)
        self._tower = tower.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._feature_map = feature_map
        self._size = size

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """See `Embedder.embed`."""
        vectors = np.empty((len(images), self.dimension), dtype=np.float32)
        for start, output in self._batches(self._tower, images):
            vectors[start : start + len(output)] = output
        return vectors

    def patches(self, images: Sequence[Image.Image]) -> list[NDArray[np.float32]]:
        """See `Embedder.patches`."""
        # Already as large as it will be, so that preprocessing crops nothing off its sides.
        squashed = [image.resize(self._size, Image.Resampling.BICUBIC) for image in images]
        batches = self._batches(self._feature_map, squashed)
        return [patches for _, maps in batches for patches in maps.transpose(0, 2, 3, 1)]

    def _batches(
        self, layers: "_Layers", images: Sequence[Image.Image]
    ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Run `layers` over the pictures; yield outputs of unit length along their second axis."""
        for start in range(0, len(images), self._placement.batch):
            yield start, self._forward(layers, images[start : start + self._placement.batch])

    def _forward(self, layers: "_Layers", images: Sequence[Image.Image]) -> NDArray[np.float32]:
        import torch

        device, dtype = self._placement.device, self._placement.dtype
        batch = torch.stack([self._preprocess(image) for image in images])
        with torch.inference_mode(), torch.autocast(device.type, dtype, dtype != torch.float32):
            output = layers(batch.to(device, memory_format=torch.channels_last))
        unit = torch.nn.functional.normalize(output.float(), dim=1)
        result: NDArray[np.float32] = unit.cpu().numpy()
        return result


def fingerprint(weights: "Mapping[str, torch.Tensor]", recipe: str) -> str:
    """Return 16 hex digits of SHA-256 over the recipe and every weight, in name order.

    Costs one pass over the weights.
    """
    import torch

    digest = hashlib.sha256(recipe.encode())
    for key in sorted(weights):
        digest.update(key.encode())
        flat = weights[key].detach().cpu().contiguous().reshape(-1)
        digest.update(flat.view(torch.uint8).numpy().data)
    return digest.hexdigest()[:16]
