"""Embeddings: images to unit vectors, by the built-in model or by any open_clip model.

Importing this package loads no model and no torch: `load_embedder` does.
"""

from detector.embedding.load import BUILTIN, load_embedder
from detector.embedding.protocol import Embedder, ModelError, PatchesUnavailableError

__all__ = ["BUILTIN", "Embedder", "ModelError", "PatchesUnavailableError", "load_embedder"]
