"""The pictures that show a person what a hit rests on."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Exhibit(StrEnum):
    """One such picture, by the name that files and addresses have for it."""

    KEYPOINTS = "keypoints"
    OVERLAY = "overlay"
    DIFFERENCES = "differences"
    HEAT = "heat"

    @property
    def heading(self) -> str:
        """What a page calls it."""
        return _CAPTIONS[self][0]

    @property
    def caption(self) -> str:
        """How to read it."""
        return _CAPTIONS[self][1]


_CAPTIONS: Final = MappingProxyType(
    {
        Exhibit.KEYPOINTS: ("Matched keypoints", "lines join what agrees in look and place"),
        Exhibit.OVERLAY: ("Overlay", "the registered view in every other square"),
        Exhibit.DIFFERENCES: ("Differences", "boxes have no counterpart in the photo"),
        Exhibit.HEAT: ("Heat map", "the brighter, the more alike to the view"),
    }
)
