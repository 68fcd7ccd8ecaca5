"""The pictures that show what an item of a notice rests on."""

import math
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from api.report.card import Picture
from api.report.exhibit import Exhibit
from api.report.exhibits import SourcePair
from api.report.pictures import jpeg
from api.report.writer import EXHIBIT_SIDE
from data.decode import DecodedImage
from data.notices import NoticeItem
from data.records import Point
from detector.disclaimers import without_disclaimed

PICTURE_SIDE: Final = 512
_OUTLINE = "#ffe83d"
_RIM = "#000000"
_FEWEST_CORNERS = 3
_FARTHEST = 1e6


def region_picture(photo: DecodedImage, region: Sequence[Point]) -> Image.Image | None:
    """Return the photo with the matched region outlined; `None` where no region is known."""
    numbers = [value for point in region for value in point]
    drawable = all(math.isfinite(value) and abs(value) < _FARTHEST for value in numbers)
    if len(region) < _FEWEST_CORNERS or not drawable:
        return None
    picture = photo.pixels.convert("RGB")
    picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    zoom = picture.width / photo.width, picture.height / photo.height
    outline = [(x * zoom[0], y * zoom[1]) for x, y in [*region, *region[:2]]]
    draw = ImageDraw.Draw(picture)
    for colour, width in ((_RIM, 7), (_OUTLINE, 3)):
        draw.line(outline, fill=colour, width=width, joint="curve")
    return picture


def alignment_picture(
    photo: DecodedImage, view: DecodedImage, item: NoticeItem
) -> dict[str, bytes]:
    """Return how the view lies in the photo, as the gallery shows it, by name; or nothing.

    What the right disclaims is left out of the view. The keypoints that agree are joined; where
    there are none, the view is laid over the photo.
    """
    claimed = without_disclaimed(view, item.disclaimed)
    pair = SourcePair(Picture("photo", lambda: photo), Picture("view", lambda: claimed))
    possible = pair.exhibits(item.hit.evidence)
    for exhibit in (Exhibit.KEYPOINTS, Exhibit.OVERLAY):
        if exhibit not in possible:
            continue
        try:
            drawn = possible[exhibit].load()
        except ValueError:
            continue
        if isinstance(drawn, DecodedImage):
            return {exhibit.value: jpeg(drawn.pixels, EXHIBIT_SIDE)}
    return {}
