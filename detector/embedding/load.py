"""Finds the embedder that a name stands for."""

from pathlib import Path

from detector.embedding.protocol import Embedder

BUILTIN = "builtin"
_FOLDER = "local-dir:"


def load_embedder(model: str = BUILTIN) -> Embedder:
    """Load the embedder called `model`.

    Takes seconds: torch is imported and the weights are read here, not before.

    Args:
        model: ``builtin``; ``local-dir:FOLDER`` with a tower that `training.export` wrote; or any
            name that `load_open_clip` takes.

    Raises:
        ModelError: there is no such model, or its weights can't be had.
    """
    if model == BUILTIN:
        from detector.embedding.builtin import load_builtin

        return load_builtin()
    from detector.embedding.trained import is_trained_tower, load_trained

    if model.startswith(_FOLDER) and is_trained_tower(folder := Path(model.removeprefix(_FOLDER))):
        return load_trained(folder)
    from detector.embedding.openclip import load_open_clip

    return load_open_clip(model)
