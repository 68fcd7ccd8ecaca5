"""A view, and a photo in which a camera shows it."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from data.decode import DecodedImage
from data.records import Evidence


def _image(pixels: NDArray[np.uint8]) -> DecodedImage:
    return DecodedImage(Image.fromarray(pixels), pixels.shape[1], pixels.shape[0], "PNG")


def _shapes(seed: int, width: int, height: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height), tuple(rng.integers(0, 256, 3).tolist()))
    draw = ImageDraw.Draw(image)
    for _ in range(50):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        colour = tuple(rng.integers(0, 256, 3).tolist())
        draw.ellipse((x, y, x + width / 6, y + height / 6), fill=colour)
    return np.array(image)


@pytest.fixture
def view() -> DecodedImage:
    return _image(_shapes(1, 240, 300))


@pytest.fixture
def transform() -> NDArray[np.float64]:
    """Where the photo shows the view, as a camera would from the side."""
    corners = np.array([[0, 0], [239, 0], [239, 299], [0, 299]], dtype=np.float32)
    places = np.array([[200, 80], [390, 110], [370, 390], [180, 350]], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, places), dtype=np.float64)


@pytest.fixture
def photo(view: DecodedImage, transform: NDArray[np.float64]) -> DecodedImage:
    pixels, size = np.asarray(view.pixels), (640, 480)
    laid = cv2.warpPerspective(pixels, transform, size)
    mask = cv2.warpPerspective(np.ones(pixels.shape[:2], np.uint8), transform, size)
    shown = np.where(mask[..., None] > 0, laid, _shapes(2, *size))
    return _image(shown.astype(np.uint8))


@pytest.fixture
def evidence(transform: NDArray[np.float64]) -> Evidence:
    return Evidence(transform=tuple(transform.ravel().tolist()))
