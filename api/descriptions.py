"""What is stored of registered pictures so that they can be matched, and making it where it lacks.

Embeddings, keypoints and fingerprints are kept in the database by the sha256 of the image, so that
they are committed together with the right, and no picture is described twice.
"""

from collections.abc import Callable, Mapping, Sequence

from data.db import Database, Session
from data.db.embeddings import images_without_embedding, load_embeddings, store_embeddings
from data.db.image_features import images_without_features, load_features, store_features
from data.decode import DecodedImage, DecodeLimits, decode
from data.images import ImageStore
from detector.description import DECODE_SIDE, ViewDescriber, ViewDescription

_BATCH = 32


def images_to_describe(database: Database, describer: ViewDescriber) -> list[str]:
    """Return the sha256 of each registered image that lacks a part of its description, sorted."""
    with database.read() as session:
        return sorted(
            {
                *images_without_embedding(session, describer.embedder.fingerprint),
                *images_without_features(session, describer.picture_format),
                *images_without_features(session, describer.code_format),
            }
        )


def describe_new(
    database: Database, describer: ViewDescriber, images: Mapping[str, DecodedImage]
) -> dict[str, ViewDescription]:
    """Describe the images, by sha256, of which the database does not have every part."""
    with database.read() as session:
        have = (
            load_embeddings(session, describer.embedder.fingerprint, images.keys()).keys()
            & load_features(session, describer.picture_format, images.keys()).keys()
            & load_features(session, describer.code_format, images.keys()).keys()
        )
    new = [digest for digest in images if digest not in have]
    return dict(zip(new, describer.describe([images[digest] for digest in new]), strict=True))


def store_descriptions(
    session: Session, describer: ViewDescriber, descriptions: Mapping[str, ViewDescription]
) -> None:
    """Keep descriptions by sha256; what there is of an image already stays as it is."""
    store_embeddings(
        session,
        describer.embedder.fingerprint,
        {digest: described.vector[None] for digest, described in descriptions.items()},
    )
    store_features(
        session,
        describer.picture_format,
        {digest: described.picture for digest, described in descriptions.items()},
    )
    store_features(
        session,
        describer.code_format,
        {digest: described.code for digest, described in descriptions.items()},
    )


def describe_registered(
    database: Database,
    store: ImageStore,
    describer: ViewDescriber,
    images: Sequence[str],
    *,
    limits: DecodeLimits,
    advance: Callable[[int], None],
) -> None:
    """Describe stored images and keep the descriptions, batch by batch; may be stopped any time.

    Costs a read and a decode per image, and what `ViewDescriber.describe` does.

    Raises:
        data.images.MissingImageError: the image store lost an image.
        data.images.CorruptImageError: the image store damaged an image.
    """
    for start in range(0, len(images), _BATCH):
        batch = images[start : start + _BATCH]
        decoded = {
            digest: decode(store.get(digest), limits=limits, max_side=DECODE_SIDE)
            for digest in batch
        }
        descriptions = describe_new(database, describer, decoded)
        with database.write() as session:
            store_descriptions(session, describer, descriptions)
        advance(len(batch))
