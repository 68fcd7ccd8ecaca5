"""Every edit: what holds for all of them, whatever the picture, strength and seed."""

import subprocess
import sys
from collections.abc import Mapping

import numpy as np
import pdqhash
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from data.attacks import EDITS, AttackedImage, NotApplicableError, Strength, apply
from data.synthetic.homography import project

_ASKED_FOR = {
    "crop", "mirror", "rotate", "perspective", "stretch", "recolour", "greyscale", "blur", "noise",
    "jpeg", "downscale", "watermark", "text_overlay", "sticker_cover", "hand_cover", "frame",
    "collage", "picture_in_picture", "screenshot", "new_background", "outline", "swap_letters",
}  # fmt: skip
_MOVED = ("crop", "mirror", "frame")
"""Edits whose pixels are the original's own."""
_SATURATED = 100
"""Bits of 256 at which two pictures have nothing in common: 128 on average."""

each_edit = pytest.mark.parametrize("name", EDITS)
each_strength = pytest.mark.parametrize("strength", Strength)


def edited(name: str, image: Image.Image, strength: Strength, seed: int = 0) -> AttackedImage:
    return apply(name, image, strength, np.random.default_rng(seed))


def test_edits_that_sellers_make_are_there() -> None:
    assert EDITS.keys() >= _ASKED_FOR
    assert all(edit.name == name for name, edit in EDITS.items())


@each_edit
@each_strength
def test_pictures_are_edited_into_other_pictures_of_sane_size(
    name: str, strength: Strength, pictures: Mapping[str, Image.Image]
) -> None:
    original = pictures["mark"]
    before = original.tobytes()
    result = edited(name, original, strength)
    assert original.tobytes() == before
    assert result.image.mode == "RGB"
    assert result.image.tobytes() != before
    for side, was in zip(result.image.size, original.size, strict=True):
        assert 24 <= side <= 2.5 * max(was, original.height)


@each_edit
def test_the_same_seed_gives_the_same_picture(
    name: str, pictures: Mapping[str, Image.Image]
) -> None:
    first, again, other = (
        edited(name, pictures["mark"], Strength.STRONG, seed) for seed in (1, 1, 2)
    )
    assert first.image == again.image
    assert first.outline == again.outline
    assert (first.transform == again.transform).all()
    # An edit without chance would always look the same, and sellers do not.
    assert name == "swap_letters" or first.image != other.image


@each_edit
@each_strength
def test_the_outline_lies_in_the_picture(
    name: str, strength: Strength, pictures: Mapping[str, Image.Image]
) -> None:
    result = edited(name, pictures["product"], strength)
    corners = np.array(result.outline)
    assert len(corners) >= 3
    assert corners.min() >= -1e-6
    assert (corners.max(axis=0) <= np.array(result.image.size) + 1e-6).all()
    assert area(corners) >= 0.02 * result.image.width * result.image.height


@each_edit
@pytest.mark.parametrize("kind", ["mark", "product", "photograph"])
def test_the_original_is_where_the_transform_says(
    name: str, kind: str, pictures: Mapping[str, Image.Image]
) -> None:
    original = pictures[kind]
    try:
        result = edited(name, original, Strength.MEDIUM, seed=5)
    except NotApplicableError:
        assert name == "swap_letters"
        assert kind == "photograph"
        return
    seen = taken_back(result, original.size)
    shown = inside(project(inverse(result), result.outline), original.size)
    truth = likeness(seen, original, shown)
    # A few steps aside there is less of it, in every direction.
    step = max(original.size) // 16
    for aside in ((step, 0), (-step, 0), (0, step), (0, -step)):
        assert truth > 0.1 + likeness(seen, original, shown, aside)


@pytest.mark.parametrize("name", [*_MOVED, "rotate", "perspective", "stretch"])
def test_what_is_only_moved_comes_back_pixel_by_pixel(
    name: str, pictures: Mapping[str, Image.Image]
) -> None:
    original = pictures["photograph"]
    result = edited(name, original, Strength.WEAK)
    shown = inside(project(inverse(result), result.outline), original.size)
    seen = np.asarray(taken_back(result, original.size), dtype=int)
    difference = np.abs(seen - np.asarray(original, dtype=int))[shown]
    # Half a pixel aside makes a mean of more than three on this picture.
    assert difference.mean() < (0.5 if name in _MOVED else 3)


@each_edit
def test_only_a_mirrored_picture_says_so(name: str, pictures: Mapping[str, Image.Image]) -> None:
    assert edited(name, pictures["mark"], Strength.MEDIUM).mirrored == (name == "mirror")


@each_edit
def test_a_stronger_edit_is_farther_from_the_original(
    name: str, pictures: Mapping[str, Image.Image]
) -> None:
    distances = []
    for strength in Strength:
        bits = []
        for kind, original in pictures.items():
            if name == "swap_letters" and kind == "photograph":
                continue
            for seed in range(2):
                attacked = edited(name, original, strength, seed)
                bits.append(np.count_nonzero(pdq(attacked.image) != pdq(original)))
        distances.append(min(float(np.mean(bits)), _SATURATED))
    assert distances[0] <= distances[1] + 3
    assert distances[1] <= distances[2] + 3
    assert distances[0] < distances[2] or distances[0] == _SATURATED


@each_edit
@settings(max_examples=4, deadline=None)
@given(
    size=st.tuples(st.integers(32, 140), st.integers(32, 140)),
    strength=st.sampled_from(Strength),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_picture_can_be_edited(
    name: str, size: tuple[int, int], strength: Strength, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    image = Image.fromarray(rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))
    try:
        result = apply(name, image, strength, rng)
    except NotApplicableError:
        assert name in {"new_background", "swap_letters"}
        return
    assert result.image.mode == "RGB"
    assert len(result.outline) >= 3


def test_wrong_use_is_named() -> None:
    picture = Image.new("RGB", (64, 64))
    with pytest.raises(ValueError, match=r"no edit is called 'melt'; there are: crop, mirror"):
        edited("melt", picture, Strength.WEAK)
    with pytest.raises(ValueError, match=r"RGB picture of at least 32 .* not RGB of 64 x 20"):
        edited("crop", picture.crop((0, 0, 64, 20)), Strength.WEAK)
    with pytest.raises(ValueError, match="not L of 64 x 64"):
        edited("crop", picture.convert("L"), Strength.WEAK)


@pytest.mark.parametrize("name", ["new_background", "swap_letters"])
def test_an_empty_picture_has_nothing_to_cut_out_or_swap(name: str) -> None:
    with pytest.raises(NotApplicableError):
        edited(name, Image.new("RGB", (200, 200), "white"), Strength.WEAK)


def test_no_extra_is_needed() -> None:
    script = "import sys, data.attacks; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert not {b"skimage", b"resvg_py", b"simpleicons", b"torch"} & set(loaded.stdout.split())


def area(corners: NDArray[np.float64]) -> float:
    x, y = corners.T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def pdq(image: Image.Image) -> NDArray[np.uint8]:
    # Hashes of very small pictures are erratic.
    grown = ImageOps.contain(image, (256, 256))
    bits: NDArray[np.uint8] = pdqhash.compute(np.asarray(grown))[0]
    return bits


def inverse(result: AttackedImage) -> NDArray[np.float64]:
    return np.linalg.inv(result.transform).astype(np.float64)


def taken_back(result: AttackedImage, size: tuple[int, int]) -> Image.Image:
    forward = result.transform / result.transform[2, 2]
    return result.image.transform(
        size,
        Image.Transform.PERSPECTIVE,
        forward.ravel()[:8].tolist(),
        Image.Resampling.BILINEAR,
        fillcolor="white",
    )


def inside(polygon: tuple[tuple[float, float], ...], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which pixels are well inside a convex polygon."""
    x, y = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    mask = np.ones(x.shape, dtype=bool)
    turn = np.sign(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in sides(polygon)))
    for (x0, y0), (x1, y1) in sides(polygon):
        mask &= turn * ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) > 0
    return mask


def sides(
    polygon: tuple[tuple[float, float], ...],
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return list(zip(polygon, (*polygon[1:], polygon[0]), strict=True))


def likeness(
    seen: Image.Image,
    original: Image.Image,
    shown: NDArray[np.bool_],
    aside: tuple[int, int] = (0, 0),
) -> float:
    """Return the correlation of edges, which colours and redrawing leave, between two pictures."""
    rolled = np.roll(slopes(original), aside, axis=(1, 0))
    return float(np.corrcoef(slopes(seen)[shown], rolled[shown])[0, 1])


def slopes(image: Image.Image) -> NDArray[np.float64]:
    grey = np.asarray(image.convert("L").filter(ImageFilter.GaussianBlur(3)), dtype=np.float64)
    down, across = np.gradient(grey)
    slope: NDArray[np.float64] = np.hypot(down, across)
    return slope
