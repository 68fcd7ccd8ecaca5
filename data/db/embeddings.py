"""The vectors that models have given to images, so that no model need run twice on one."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from data.db.models import EmbeddingRow, RightRow, ViewRow
from data.db.statements import chunks, insert


def load_embeddings(
    session: Session, model: str, shas: Collection[str]
) -> dict[str, NDArray[np.float32]]:
    """Return ``(rows, dimension)`` vectors by image, for those images that have any.

    Args:
        session: A transaction.
        model: Fingerprint of the embedding model.
        shas: Hex digests of image files.
    """
    return {
        sha: np.frombuffer(vectors, dtype="<f4").reshape(rows, -1).astype(np.float32)
        for chunk in chunks(shas)
        for sha, rows, vectors in session.execute(
            select(EmbeddingRow.image_sha256, EmbeddingRow.rows, EmbeddingRow.vectors)
            .where(EmbeddingRow.model == model)
            .where(EmbeddingRow.image_sha256.in_(chunk))
        )
    }


def store_embeddings(
    session: Session, model: str, embeddings: Mapping[str, NDArray[np.float32]]
) -> None:
    """Keep ``(rows, dimension)`` vectors by image; an image that has some keeps those.

    Raises:
        ValueError: vectors are not of that shape, or there are none of them.
    """
    for sha, vectors in embeddings.items():
        if vectors.ndim != 2 or not vectors.size:
            raise ValueError(
                f"image {sha}: vectors of shape {vectors.shape}, not (rows, dimension)"
            )
    if not embeddings:
        return
    session.execute(
        insert(session, EmbeddingRow).on_conflict_do_nothing(),
        [
            {
                "model": model,
                "image_sha256": sha,
                "rows": len(vectors),
                "vectors": vectors.astype("<f4").tobytes(),
            }
            for sha, vectors in embeddings.items()
        ],
    )


def images_without_embedding(session: Session, model: str) -> list[str]:
    """Return the images of rights that aren't withdrawn which the model hasn't embedded, sorted."""
    seen = exists().where(
        EmbeddingRow.model == model, EmbeddingRow.image_sha256 == ViewRow.claimed_sha256
    )
    missing = (
        select(ViewRow.claimed_sha256)
        .join(RightRow)
        .where(RightRow.withdrawn_at.is_(None), ~seen)
        .distinct()
        .order_by(ViewRow.claimed_sha256)
    )
    return list(session.scalars(missing))


def embedded_models(session: Session) -> list[str]:
    """Return the fingerprints, sorted, of the models that have any embedding here."""
    return list(session.scalars(select(EmbeddingRow.model).distinct().order_by(EmbeddingRow.model)))
