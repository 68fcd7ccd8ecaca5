"""Finds the embedder that a name stands for."""

from detector.embedding.protocol import Embedder

BUILTIN = "builtin"


def load_embedder(model: str = BUILTIN) -> Embedder:
    """Load the embedder called `model`: ``builtin``, or any name that `load_open_clip` takes.

    Takes seconds: torch is imported and the weights are read here, not before.

    Raises:
        ModelError: there is no such model, or its weights can't be had.
    """
    if model == BUILTIN:
        from detector.embedding.builtin import load_builtin

        return load_builtin()
    from detector.embedding.openclip import load_open_clip

    return load_open_clip(model)
