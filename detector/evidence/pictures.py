"""Pictures that show a person how a view lies in a photo.

Each is two pictures beside each other, the photo on the left; or `None` where the evidence gives
nothing to draw.
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.decode import DecodedImage
from data.records import Evidence
from detector.evidence.alignment import MOST_PAIRS
from detector.evidence.drawing import (
    SIDE,
    Colour,
    around,
    corners_of,
    draw,
    draw_dots,
    draw_outline,
    draw_paths,
    fitted,
    side_by_side,
)
from detector.evidence.placement import placement
from detector.evidence.silhouette import silhouette
from detector.verification.geometry import inverse, project

_TILE = 40
_OUTLINE = (255, 232, 61)
_DIFFERENT = (255, 64, 200)


def matched_keypoints(
    photo: DecodedImage, view: DecodedImage, evidence: Evidence
) -> Image.Image | None:
    """Join the keypoints that agree, in the photo's region and in the view.

    Lines are coloured by their height in the view, so that those of neighbours are alike.
    """
    pairs = np.array(evidence.pairs[:MOST_PAIRS], dtype=np.float64).reshape(-1, 4)
    pairs = pairs[_within(pairs[:, :2], view) & _within(pairs[:, 2:], photo)]
    if not len(pairs):
        return None
    on_view, on_photo = pairs[:, :2], pairs[:, 2:]
    outline = silhouette(view)
    transform = placement(photo, outline, evidence)
    region = on_photo if transform is None else project(transform, outline)
    onto_left, left_size = fitted(around(np.vstack([on_photo, region]), photo), SIDE)
    onto_right, right_size = fitted(around(np.vstack([on_view, outline]), view), SIDE)
    canvas, (left, right) = side_by_side(
        draw(photo, onto_left, left_size), draw(view, onto_right, right_size)
    )
    starts, ends = project(onto_left, on_photo) + left, project(onto_right, on_view) + right
    colours = _colours(on_view[:, 1])
    draw_paths(canvas, np.stack([starts, ends], axis=1), colours)
    draw_dots(canvas, np.vstack([starts, ends]), colours * 2)
    return Image.fromarray(canvas)


def overlay(photo: DecodedImage, view: DecodedImage, evidence: Evidence) -> Image.Image | None:
    """Show the photo's region, and again with the view in every other square of it."""
    outline = silhouette(view)
    transform = placement(photo, outline, evidence)
    if transform is None:
        return None
    region = project(transform, outline)
    onto, size = fitted(around(region, photo), SIDE)
    seen = draw(photo, onto, size)
    shown = project(onto, region)
    chosen = np.zeros(seen.shape[:2], dtype=np.uint8)
    cv2.fillPoly(chosen, [np.rint(shown).astype(np.int32)], 1)
    rows, columns = np.indices(chosen.shape) // _TILE
    chosen[(rows + columns) % 2 == 1] = 0
    laid = draw(view, onto @ transform, size)
    mixed = np.asarray(cv2.copyTo(laid, chosen, seen.copy()), dtype=np.uint8)
    draw_outline(mixed, shown, _OUTLINE)
    return Image.fromarray(side_by_side(seen, mixed)[0])


def differences(photo: DecodedImage, view: DecodedImage, evidence: Evidence) -> Image.Image | None:
    """Show the photo's region laid straight, and the view, with boxes around what differs."""
    outline = silhouette(view)
    transform = placement(photo, outline, evidence)
    if transform is None:
        return None
    onto, size = fitted(around(outline, view), SIDE)
    panels = draw(photo, onto @ inverse(transform), size), draw(view, onto, size)
    for box in evidence.differs:
        for panel in panels:
            draw_outline(panel, project(onto, corners_of(box)), _DIFFERENT)
    return Image.fromarray(side_by_side(*panels)[0])


def _within(points: NDArray[np.float64], image: DecodedImage) -> NDArray[np.bool_]:
    return np.asarray(((points >= -1) & (points <= (image.width, image.height))).all(axis=1))


def _colours(values: NDArray[np.float64]) -> list[Colour]:
    """Return a bright colour for each value, from red for the lowest to violet for the highest."""
    ranks = values.argsort(kind="stable").argsort(kind="stable")
    hues = np.full((1, len(values), 3), (0, 190, 255), dtype=np.uint8)
    hues[0, :, 0] = ranks * 150 // len(values)
    colours = cv2.cvtColor(hues, cv2.COLOR_HSV2RGB)[0].tolist()
    return [(red, green, blue) for red, green, blue in colours]
