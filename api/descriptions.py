"""What is stored of registered pictures so that they can be matched, and making it where it lacks.

Embeddings, keypoints and fingerprints are kept in the database by the sha256 of the image, or of
what is claimed of it (`View.claimed_sha256`), so that they are committed together with the right,
and no picture is described twice.
"""

from collections.abc import Callable, Mapping, Sequence

from data.db import Database, Session
from data.db.embeddings import images_without_embedding, load_embeddings, store_embeddings
from data.db.image_features import images_without_features, load_features, store_features
from data.db.rights import views_claiming
from data.decode import DecodedImage, DecodeLimits, decode
from data.images import ImageStore
from data.records import Polygon
from detector.description import DECODE_SIDE, ViewDescriber, ViewDescription

_BATCH = 32


def images_to_describe(database: Database, describer: ViewDescriber) -> list[str]:
    """Return the `View.claimed_sha256` that lack a part of their description, sorted."""
    with database.read() as session:
        return sorted(
            {
                *images_without_embedding(session, describer.embedder.fingerprint),
                *images_without_features(session, describer.picture_format),
                *images_without_features(session, describer.code_format),
            }
        )


def describe_new(
    database: Database,
    describer: ViewDescriber,
    images: Mapping[str, tuple[DecodedImage, Sequence[Polygon]]],
) -> dict[str, ViewDescription]:
    """Describe the images of which the database does not have every part.

    Args:
        database: What is described already.
        describer: Describes the rest.
        images: Images with their disclaimed parts, by `View.claimed_sha256`.
    """
    with database.read() as session:
        have = (
            load_embeddings(session, describer.embedder.fingerprint, images.keys()).keys()
            & load_features(session, describer.picture_format, images.keys()).keys()
            & load_features(session, describer.code_format, images.keys()).keys()
        )
    new = [digest for digest in images if digest not in have]
    described = describer.describe(
        [images[digest][0] for digest in new], [images[digest][1] for digest in new]
    )
    return dict(zip(new, described, strict=True))


def store_descriptions(
    session: Session, describer: ViewDescriber, descriptions: Mapping[str, ViewDescription]
) -> None:
    """Keep descriptions by `View.claimed_sha256`; what is there already stays as it is."""
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
    """Describe what `images_to_describe` named, batch by batch; may be stopped any time.

    Costs a read and a decode per image, and what `ViewDescriber.describe` does.

    Raises:
        data.images.MissingImageError: the image store lost an image.
        data.images.CorruptImageError: the image store damaged an image.
    """
    for start in range(0, len(images), _BATCH):
        batch = images[start : start + _BATCH]
        with database.read() as session:
            views = views_claiming(session, batch)
        decoded = {
            digest: (
                decode(store.get(view.image_sha256), limits=limits, max_side=DECODE_SIDE),
                view.disclaimed,
            )
            for digest, view in views.items()
        }
        descriptions = describe_new(database, describer, decoded)
        with database.write() as session:
            store_descriptions(session, describer, descriptions)
        advance(len(batch))
