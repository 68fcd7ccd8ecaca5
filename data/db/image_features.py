"""What extractors have made of images, so that none need run twice on one."""

from collections.abc import Collection, Mapping

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from data.db.models import ImageFeaturesRow, RightRow, ViewRow
from data.db.statements import chunks, insert


def load_features(session: Session, extractor: str, shas: Collection[str]) -> dict[str, bytes]:
    """Return payloads by image, for those images that the extractor has seen.

    Args:
        session: A transaction.
        extractor: Fingerprint of the extractor, its settings and the format of its payloads.
        shas: Hex digests of image files.
    """
    return {
        sha: payload
        for chunk in chunks(shas)
        for sha, payload in session.execute(
            select(ImageFeaturesRow.image_sha256, ImageFeaturesRow.payload)
            .where(ImageFeaturesRow.extractor == extractor)
            .where(ImageFeaturesRow.image_sha256.in_(chunk))
        )
    }


def store_features(session: Session, extractor: str, features: Mapping[str, bytes]) -> None:
    """Keep payloads by image; an image that has one keeps that.

    An empty payload says that there is nothing to extract: the image is not asked for again.
    """
    if not features:
        return
    session.execute(
        insert(session, ImageFeaturesRow).on_conflict_do_nothing(),
        [
            {"extractor": extractor, "image_sha256": sha, "payload": payload}
            for sha, payload in features.items()
        ],
    )


def images_without_features(session: Session, extractor: str) -> list[str]:
    """Return the images of rights that aren't withdrawn which the extractor hasn't seen, sorted."""
    seen = exists().where(
        ImageFeaturesRow.extractor == extractor,
        ImageFeaturesRow.image_sha256 == ViewRow.claimed_sha256,
    )
    missing = (
        select(ViewRow.claimed_sha256)
        .join(RightRow)
        .where(RightRow.withdrawn_at.is_(None), ~seen)
        .distinct()
        .order_by(ViewRow.claimed_sha256)
    )
    return list(session.scalars(missing))
