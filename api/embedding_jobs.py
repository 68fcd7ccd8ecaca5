"""Embedding what is registered with a model that has not seen it yet."""

from collections.abc import Callable, Sequence

from api.registration import DECODE_SIDE, embed_missing
from api.workspace import Workspace
from data.db.embeddings import images_without_embedding, store_embeddings
from data.decode import decode

_BATCH = 32


def pending_images(workspace: Workspace) -> list[str]:
    """Return the sha256 of each registered image that the model has not embedded."""
    with workspace.database.read() as session:
        return images_without_embedding(session, workspace.embedder.fingerprint)


def embed_registered(
    workspace: Workspace, images: Sequence[str], advance: Callable[[int], None]
) -> None:
    """Embed stored images and store the vectors, batch by batch; can be stopped at any time.

    Costs a read, a decode and a forward pass per image.

    Raises:
        data.images.MissingImageError: the image store lost an image.
        data.images.CorruptImageError: the image store damaged an image.
    """
    limits = workspace.settings.decode_limits
    for start in range(0, len(images), _BATCH):
        batch = images[start : start + _BATCH]
        pixels = {
            sha256: decode(workspace.images.get(sha256), limits=limits, max_side=DECODE_SIDE).pixels
            for sha256 in batch
        }
        vectors = embed_missing(workspace.database, workspace.embedder, pixels)
        with workspace.database.write() as session:
            store_embeddings(session, workspace.embedder.fingerprint, vectors)
        advance(len(batch))
