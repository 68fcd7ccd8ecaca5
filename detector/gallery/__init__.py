"""The registered views as one searchable set, kept in step with the database."""

from detector.gallery.edition import Edition, EditionSource
from detector.gallery.gallery import Gallery
from detector.gallery.pictures import (
    HeldPictures,
    MissingDescriptionsError,
    PictureSource,
    picture_for,
)

__all__ = [
    "Edition",
    "EditionSource",
    "Gallery",
    "HeldPictures",
    "MissingDescriptionsError",
    "PictureSource",
    "picture_for",
]
