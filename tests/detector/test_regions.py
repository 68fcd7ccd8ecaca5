"""Parts of a photo."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from detector.regions import WHOLE, Region, SalientRegions, foreground, whole_photo


def _logo_in_a_corner(size: tuple[int, int] = (400, 300)) -> Image.Image:
    image = Image.new("RGB", size, (120, 120, 120))
    draw = ImageDraw.Draw(image)
    for step in range(0, 80, 8):
        draw.rectangle((300 + step, 20, 303 + step, 100), fill=(255, 255, 255))
    return image


def test_the_whole_picture_is_not_copied() -> None:
    image = _logo_in_a_corner()
    assert WHOLE.crop(image) is image


def test_all_that_a_photo_shows_comes_first() -> None:
    image = _logo_in_a_corner()
    assert whole_photo(image) == (foreground(image),)
    assert SalientRegions()(image)[0] == foreground(image)


def test_the_foreground_is_cut_out_of_a_plain_background() -> None:
    image = Image.new("RGB", (1000, 500), (250, 250, 250))
    image.paste((20, 90, 160), (300, 100, 500, 400))
    room = 0.04 * 300
    box = [(300 - room) / 1000, (100 - room) / 500, (500 + room) / 1000, (400 + room) / 500]
    found = foreground(image)
    # The picture is looked at small, so that an edge is found to within a few of its pixels.
    assert [found.left, found.top, found.right, found.bottom] == pytest.approx(box, abs=0.01)


def test_the_foreground_of_a_busy_or_an_empty_photo_is_all_of_it() -> None:
    stripes = Image.new("RGB", (300, 200), "white")
    for left in range(0, 300, 20):
        stripes.paste((0, 0, 0), (left, 0, left + 10, 200))
    assert foreground(stripes) == foreground(Image.new("RGB", (300, 200), "red")) == WHOLE


def test_faint_noise_is_background() -> None:
    noise = np.random.default_rng(0).integers(235, 256, (200, 200, 3), dtype=np.uint8)
    image = Image.fromarray(noise)
    image.paste((0, 0, 0), (80, 80, 120, 120))
    assert foreground(image).left == pytest.approx(0.4, abs=0.02)


def test_what_stands_out_gets_a_region() -> None:
    found = SalientRegions(count=3)(_logo_in_a_corner())[1]
    centre = ((found.left + found.right) / 2 * 400, (found.top + found.bottom) / 2 * 300)
    assert 280 < centre[0] < 400
    assert 0 < centre[1] < 130


@settings(max_examples=20, deadline=None)
@given(
    width=st.integers(16, 900),
    height=st.integers(16, 900),
    count=st.integers(1, 6),
    shade=st.integers(0, 255),
)
def test_regions_lie_inside_any_photo_and_can_be_cut_out(
    width: int, height: int, count: int, shade: int
) -> None:
    image = Image.new("RGB", (width, height), (shade, 0, 0))
    regions = SalientRegions(count)(image)
    assert len(regions) == count + 1
    for region in regions:
        assert all(0 <= x <= width and 0 <= y <= height for x, y in region.polygon(width, height))
        assert min(region.crop(image).size) >= 1


def test_a_polygon_is_in_photo_pixels() -> None:
    region = Region(0.25, 0.5, 0.75, 1.0)
    assert region.polygon(400, 200) == ((100, 100), (300, 100), (300, 200), (100, 200))


def test_regions_do_not_repeat_each_other() -> None:
    regions = SalientRegions(6)(_logo_in_a_corner())[1:]
    assert len(set(regions)) == 6


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_regions_follow_the_picture(angle: int) -> None:
    image = _logo_in_a_corner((400, 400)).rotate(angle)
    best = SalientRegions(1)(image)[1]
    pixels = best.crop(image.convert("L")).getextrema()
    assert pixels == (120, 255)
