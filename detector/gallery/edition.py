"""One state of the registered views, for every channel."""

from dataclasses import dataclass
from typing import Protocol

from detector.catalog import Catalog
from detector.gallery.pictures import PictureSource
from index.hamming import HammingIndex
from index.local_features import SearchableFeatures
from index.protocol import Searchable


@dataclass(frozen=True, slots=True)
class Edition:
    """One consistent state of the gallery; a search that began on it ends on it.

    The indexes may run ahead of the catalogue for a moment: whoever searches drops ids that the
    catalogue does not know.

    Attributes:
        revision: The registry's revision that it shows.
        catalog: The rights.
        vectors: Embeddings by view id.
        features: Local features by picture, see `Catalog`.
        codes: Fingerprints by view id; views that are too plain have none.
        pictures: What photos are verified against, by picture.
    """

    revision: int
    catalog: Catalog
    vectors: Searchable
    features: SearchableFeatures
    codes: HammingIndex
    pictures: PictureSource


class EditionSource(Protocol):
    """Gives the registered views as they are now."""

    def current(self) -> Edition:
        """Return the newest edition."""
