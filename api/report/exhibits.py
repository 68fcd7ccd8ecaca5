"""Drawing the exhibits of a hit."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import Final, TypeAlias

from PIL import Image

from api.report.card import Picture
from api.report.exhibit import Exhibit
from data.decode import DecodedImage, decode
from data.records import Evidence, Polygon
from detector.disclaimers import without_disclaimed
from detector.embedding import Embedder, PatchesUnavailableError
from detector.evidence import differences, heat_map, matched_keypoints, overlay

SOURCE_SIDE: Final = 1600
"""At which the photo and the view are decoded: a region of some width stays sharp."""

_log = logging.getLogger(__name__)


Drawing: TypeAlias = Callable[[DecodedImage, DecodedImage, Evidence], Image.Image | None]

DRAWINGS: Final[Mapping[Exhibit, Drawing]] = MappingProxyType(
    {
        Exhibit.KEYPOINTS: matched_keypoints,
        Exhibit.OVERLAY: overlay,
        Exhibit.DIFFERENCES: differences,
    }
)
"""Draws an exhibit from the photo, the view and the hit's evidence."""


class SourcePair:
    """A hit's photo and view, each read and decoded once, when it is first asked for.

    Args:
        photo: The listing photo.
        view: The registered view.
        disclaimed: Parts of the view that no exhibit shows.
    """

    def __init__(self, photo: Picture, view: Picture, disclaimed: Sequence[Polygon] = ()) -> None:
        self._photo = photo
        self._view = view
        self._disclaimed = disclaimed

    @cached_property
    def photo(self) -> DecodedImage:
        """The photo's pixels."""
        return _decoded(self._photo)

    @cached_property
    def view(self) -> DecodedImage:
        """The view's pixels, as filed."""
        return _decoded(self._view)

    @cached_property
    def claimed(self) -> DecodedImage:
        """The view's pixels without what is disclaimed."""
        return without_disclaimed(self.view, self._disclaimed)

    @property
    def pictures(self) -> tuple[Picture, Picture]:
        """The photo and the view again, sharing the pixels with the exhibits."""
        return (
            Picture(self._photo.key, lambda: self.photo),
            Picture(self._view.key, lambda: self.view),
        )

    def exhibits(
        self, evidence: Evidence, embedder: Embedder | None = None
    ) -> dict[Exhibit, Picture]:
        """Return the pictures that there may be, each to be drawn when its turn comes.

        Loading one raises `ValueError` where nothing can be drawn, and `OSError` or `ValueError`
        where the photo or the view can't be read.

        Args:
            evidence: Where the view lies in the photo.
            embedder: Tells which parts of the photo are alike to the view.
        """
        aligned = evidence.transform is not None or len(evidence.pairs) > 0
        drawings: dict[Exhibit, Callable[[], Image.Image | None]] = {
            exhibit: partial(self._aligned, draw, evidence)
            for exhibit, draw in DRAWINGS.items()
            if aligned
        }
        if embedder is not None:
            drawings[Exhibit.HEAT] = partial(self._heat_map, embedder)
        name = f"{self._photo.key} {self._view.key}"
        return {
            exhibit: Picture(f"{exhibit} {name}", partial(_load, exhibit, drawing))
            for exhibit, drawing in drawings.items()
        }

    def _aligned(self, draw: Drawing, evidence: Evidence) -> Image.Image | None:
        return draw(self.photo, self.claimed, evidence)

    def _heat_map(self, embedder: Embedder) -> Image.Image | None:
        try:
            photo, view = embedder.patches([self.photo.pixels, self.claimed.pixels])
        except PatchesUnavailableError:
            return None
        return heat_map(self.photo, self.claimed, photo, view)


def _load(exhibit: Exhibit, drawing: Callable[[], Image.Image | None]) -> DecodedImage:
    try:
        drawn = drawing()
    except (OSError, ValueError):
        raise
    except Exception as error:
        # A hit without one of its pictures is worth more than no report.
        _log.warning("no %s: %s", exhibit, error, exc_info=True)
        raise ValueError(f"the {exhibit} can't be drawn: {error}") from error
    if drawn is None:
        raise ValueError(f"there is nothing to draw the {exhibit} from")
    return DecodedImage(drawn, drawn.width, drawn.height, "PNG")


def _decoded(picture: Picture) -> DecodedImage:
    loaded = picture.load()
    return decode(loaded, max_side=SOURCE_SIDE) if isinstance(loaded, bytes) else loaded
