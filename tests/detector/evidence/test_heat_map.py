from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from data.decode import DecodedImage
from detector.evidence import heat_map

Patches = NDArray[np.float32]


def patches(rows: int, columns: int, seed: int, depth: int = 64) -> Patches:
    raw = np.random.default_rng(seed).normal(size=(rows, columns, depth)).astype(np.float32)
    return np.asarray(raw / np.linalg.norm(raw, axis=2, keepdims=True), dtype=np.float32)


def brightness(picture: Image.Image) -> NDArray[np.float64]:
    """Brightness of the right half."""
    pixels = np.asarray(picture.convert("L"), dtype=np.float64)
    return pixels[:, -((pixels.shape[1] - 12) // 2) :]


def test_the_part_that_is_alike_is_bright(photo: DecodedImage, view: DecodedImage) -> None:
    of_photo, of_view = patches(8, 8, 1), patches(8, 8, 2)
    of_photo[4:6, 1:3] = of_view[3:5, 3:5]
    grey = replace(photo, pixels=Image.new("RGB", (640, 480), "gray"))
    drawn = heat_map(grey, view, of_photo, of_view)
    assert drawn is not None
    light = brightness(drawn)
    row, column = np.unravel_index(light.argmax(), light.shape)
    assert 4 / 8 < row / light.shape[0] < 6 / 8
    assert 1 / 8 < column / light.shape[1] < 3 / 8
    assert max(drawn.size) <= 1200


def test_nothing_is_bright_where_nothing_is_alike(photo: DecodedImage, view: DecodedImage) -> None:
    grey = replace(photo, pixels=Image.new("RGB", (640, 480), "gray"))
    same = np.tile(patches(1, 1, 1), (6, 6, 1))
    unlike = heat_map(grey, view, same, -same)
    alike = heat_map(grey, view, same, same)
    assert unlike is not None
    assert alike is not None
    assert brightness(unlike).max() < 110
    assert np.ptp(brightness(alike)) < 5


def test_a_plain_ground_of_the_view_is_not_looked_for(photo: DecodedImage) -> None:
    pixels = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(pixels).rectangle((75, 75, 125, 125), fill="navy")
    on_white = DecodedImage(pixels, 200, 200, "PNG")
    of_photo, of_view = patches(8, 8, 1), patches(8, 8, 2)
    of_photo[0:3, 0:3] = of_view[1, 1]
    of_photo[5:7, 5:7] = of_view[4, 4]
    grey = replace(photo, pixels=Image.new("RGB", (640, 480), "gray"))
    drawn = heat_map(grey, on_white, of_photo, of_view)
    assert drawn is not None
    light = brightness(drawn)
    row, column = np.unravel_index(light.argmax(), light.shape)
    assert row / light.shape[0] > 0.5
    assert column / light.shape[1] > 0.5


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (1, 7), (14, 3)])
def test_any_raster_is_drawn(
    shape: tuple[int, int], photo: DecodedImage, view: DecodedImage
) -> None:
    drawn = heat_map(photo, view, patches(*shape, 1), patches(*shape, 2))
    assert drawn is not None


@pytest.mark.parametrize(
    ("of_photo", "of_view"),
    [
        (patches(4, 4, 1), patches(4, 4, 2, depth=32)),
        (np.empty((0, 4, 64), np.float32), patches(4, 4, 2)),
        (patches(4, 4, 1), np.empty((4, 0, 64), np.float32)),
        (np.full((4, 4, 64), np.nan, np.float32), patches(4, 4, 2)),
    ],
    ids=["depths differ", "no photo", "no view", "not finite"],
)
def test_what_can_t_be_compared_gives_no_picture(
    of_photo: Patches, of_view: Patches, photo: DecodedImage, view: DecodedImage
) -> None:
    assert heat_map(photo, view, of_photo, of_view) is None
