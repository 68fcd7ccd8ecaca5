"""Leaving out of a registered view what its right does not protect."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.decode import DecodedImage
from data.records import Polygon
from detector.local_features import LocalFeatures

_RING = 0.02
"""Width of what is looked at around an outline, as a share of the picture's longer side."""

_PAPER = (255, 255, 255)
_SUBPIXEL_BITS = 4


def without_disclaimed(image: DecodedImage, disclaimed: Sequence[Polygon]) -> DecodedImage:
    """Paint over the disclaimed parts, each in the median colour of what is around it.

    On paper that is the paper's colour, inside a product the product's: nothing is left that a
    model or a person could take for a feature but, at most, the part's outline.
    """
    if not disclaimed:
        return image
    pixels = np.array(image.pixels)
    everything = disclaimed_mask(image, disclaimed)
    side = 2 * max(2, round(_RING * max(pixels.shape))) + 1
    brush = np.ones((side, side), np.uint8)
    for polygon in disclaimed:
        part = disclaimed_mask(image, [polygon])
        ring = (cv2.dilate(part.astype(np.uint8), brush) > 0) & ~everything
        pixels[part] = np.median(pixels[ring], axis=0) if ring.any() else _PAPER
    return replace(image, pixels=Image.fromarray(pixels))


def disclaimed_mask(image: DecodedImage, disclaimed: Sequence[Polygon]) -> NDArray[np.bool_]:
    """Return which of `DecodedImage.pixels` are disclaimed: ``(h, w)``."""
    mask = np.zeros(image.pixels.size[::-1], np.uint8)
    for polygon in disclaimed:
        # A pixel's place is its middle.
        corners = (np.array(polygon) + 0.5) * image.scale - 0.5
        places = np.rint(corners * 2**_SUBPIXEL_BITS).astype(np.int32)
        cv2.fillPoly(mask, [places], 1, shift=_SUBPIXEL_BITS)
    return mask > 0


def claimed_features(
    features: LocalFeatures, image: DecodedImage, disclaimed: Sequence[Polygon]
) -> LocalFeatures:
    """Return the keypoints that neither lie in a disclaimed part nor reach into one."""
    if not disclaimed or not len(features):
        return features
    outside = (~disclaimed_mask(image, disclaimed)).astype(np.uint8)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    places = np.rint((features.points + 0.5) * image.scale - 0.5).astype(int)
    height, width = distance.shape
    columns, rows = places[:, 0].clip(0, width - 1), places[:, 1].clip(0, height - 1)
    # SIFT describes the surroundings of a keypoint, out to about its diameter.
    kept = distance[rows, columns] > features.sizes * image.scale
    return replace(
        features,
        points=features.points[kept],
        sizes=features.sizes[kept],
        angles=features.angles[kept],
        descriptors=features.descriptors[kept],
    )
