"""Pictures with corners and colours, placed in photos as a camera would show them."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from data.decode import DecodedImage
from detector.local_features import RootSift
from detector.verification import PhotoPicture, ViewPicture

Pixels = NDArray[np.uint8]


def decoded(pixels: Pixels) -> DecodedImage:
    height, width = pixels.shape[:2]
    return DecodedImage(Image.fromarray(pixels), width, height, "PNG")


def shapes(seed: int, width: int, height: int, *, count: int = 60) -> Pixels:
    """A picture full of coloured shapes."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height), tuple(rng.integers(0, 256, 3).tolist()))
    draw = ImageDraw.Draw(image)
    for _ in range(count):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        w, h = rng.uniform(8, width / 4), rng.uniform(8, height / 4)
        colour = tuple(rng.integers(0, 256, 3).tolist())
        if rng.random() < 0.5:
            draw.rectangle((x, y, x + w, y + h), fill=colour)
        else:
            draw.polygon([(x, y), (x + w, y + h / 3), (x + w / 2, y + h)], fill=colour)
    return np.array(image)


@pytest.fixture
def design() -> Pixels:
    return shapes(1, 220, 280)


@pytest.fixture
def place() -> Callable[[Pixels, Pixels, NDArray[np.float64]], Pixels]:
    """Draw a picture's four corners at four points of another, over what is there."""

    def draw(picture: Pixels, onto: Pixels, corners: NDArray[np.float64]) -> Pixels:
        height, width = picture.shape[:2]
        outline = np.array(
            [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], dtype=np.float32
        )
        matrix = cv2.getPerspectiveTransform(outline, corners.astype(np.float32))
        size = (onto.shape[1], onto.shape[0])
        warped = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_AREA)
        mask = cv2.warpPerspective(np.ones((height, width), np.uint8), matrix, size)
        return np.where(mask[..., None] > 0, warped, onto).astype(np.uint8)

    return draw


@pytest.fixture
def as_view() -> Callable[[Pixels], ViewPicture]:
    extractor = RootSift(max_keypoints=400, side=480, min_side=400)

    def prepare(pixels: Pixels) -> ViewPicture:
        return ViewPicture.of(decoded(pixels), extractor.extract(decoded(pixels)))

    return prepare


@pytest.fixture
def as_photo() -> Callable[[Pixels], PhotoPicture]:
    extractor = RootSift(max_keypoints=1200, side=640)

    def prepare(pixels: Pixels) -> PhotoPicture:
        return PhotoPicture.of(decoded(pixels), extractor.extract(decoded(pixels)))

    return prepare


@pytest.fixture
def clutter() -> Pixels:
    return shapes(7, 600, 500, count=90)
