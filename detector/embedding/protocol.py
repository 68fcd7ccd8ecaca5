"""The one seam through which images become vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image


class ModelError(RuntimeError):
    """A model could not be loaded; the message says which, why, and what can be done."""


class PatchesUnavailableError(ModelError):
    """A model's architecture gives one vector per picture and shows no parts of it."""


class Embedder(Protocol):
    """Maps pictures to points on the unit sphere, near each other where the pictures are alike."""

    @property
    def name(self) -> str:
        """What a person calls the model, such as ``ViT-B-16-SigLIP2/webli``."""

    @property
    def fingerprint(self) -> str:
        """Names weights and preprocessing exactly: vectors compare only where it is equal."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Return ``(len(images), dimension)`` unit vectors for RGB images of any size.

        Costs one forward pass per image; memory is bounded however many images there are.
        """

    def patches(self, images: Sequence[Image.Image]) -> list[NDArray[np.float32]]:
        """Return ``(height, width, depth)`` unit vectors for parts of each RGB image.

        The last feature map before pooling: cell ``[row, column]`` describes the picture around
        that part of a raster laid over all of it. Height and width are the model's, whatever the
        picture's shape; `depth` need not be `dimension`. Costs one forward pass per image.

        Raises:
            PatchesUnavailableError: this model has no such map.
        """
