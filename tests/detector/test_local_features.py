from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

from data.decode import DecodedImage
from detector.local_features import LocalFeatures, RootSift


def picture(pixels: Image.Image, *, scale: float = 1.0) -> DecodedImage:
    """A decoded image whose full size is `scale` times that of its pixels."""
    width, height = (round(length * scale) for length in pixels.size)
    return DecodedImage(pixels=pixels, width=width, height=height, format="PNG")


@pytest.fixture(scope="module")
def emblem() -> Image.Image:
    """Blobs and bars that have no symmetry, on white."""
    image = Image.new("RGB", (320, 240), "white")
    draw = ImageDraw.Draw(image)
    rng = np.random.default_rng(5)
    for x, y, size in rng.integers((30, 30, 8), (260, 180, 40), (25, 3)).tolist():
        box = (x, y, x + size, y + size // 2 + 6)
        colour = tuple(rng.integers(0, 200, 3).tolist())
        (draw.ellipse if size % 2 else draw.rectangle)(box, fill=colour)
    return image


def distances(ours: LocalFeatures, others: LocalFeatures) -> NDArray[np.float64]:
    """``(n, m)`` distances of descriptors; 512 is the length of one."""
    differences = ours.descriptors[:, None].astype(float) - others.descriptors[None].astype(float)
    return np.asarray(np.linalg.norm(differences, axis=2))


def test_descriptors_are_unit_vectors_in_steps_of_a_512th(emblem: Image.Image) -> None:
    features = RootSift().extract(picture(emblem))
    assert len(features) > 50
    lengths = np.linalg.norm(features.descriptors.astype(float), axis=1)
    np.testing.assert_allclose(lengths, 512, atol=8)


def test_keypoints_are_where_they_are_in_the_full_size_picture(emblem: Image.Image) -> None:
    there = RootSift().extract(picture(emblem))
    halved = RootSift().extract(picture(emblem, scale=2.0))
    np.testing.assert_allclose(halved.points + 0.5, 2 * (there.points + 0.5), atol=1e-3)
    np.testing.assert_allclose(halved.sizes, 2 * there.sizes, rtol=1e-5)
    assert (halved.width, halved.height) == (640, 480)


def test_working_size_and_margin_leave_keypoints_in_place(emblem: Image.Image) -> None:
    plain = RootSift(side=320).extract(picture(emblem))
    worked = RootSift(side=480, min_side=480, margin=0.1).extract(picture(emblem))
    nearest = np.linalg.norm(plain.points[:, None] - worked.points[None], axis=2).min(axis=1)
    assert np.median(nearest) < 1.0


def test_large_pictures_are_scaled_down(emblem: Image.Image) -> None:
    large = emblem.resize((1280, 960))
    few, many = RootSift(side=160).extract(picture(large)), RootSift().extract(picture(large))
    assert few.sizes.min() > 2 * many.sizes.min()


def test_no_more_keypoints_than_asked_for(emblem: Image.Image) -> None:
    assert len(RootSift(max_keypoints=10).extract(picture(emblem))) <= 10


def test_plain_picture_has_none() -> None:
    features = RootSift().extract(picture(Image.new("RGB", (64, 48), "red")))
    assert len(features) == 0
    assert features.descriptors.shape == (0, 128)
    assert features.points.shape == (0, 2)
    assert len(LocalFeatures.from_bytes(features.to_bytes())) == 0


def test_contrast_reversed_is_the_negative(emblem: Image.Image) -> None:
    features = RootSift().extract(picture(emblem))
    negative = RootSift().extract(picture(ImageOps.invert(emblem)))
    assert np.median(distances(features.contrast_reversed(), negative).min(axis=1)) < 10
    assert np.median(distances(features, negative).min(axis=1)) > 150


def test_mirrored_is_the_mirror_image(emblem: Image.Image) -> None:
    features = RootSift().extract(picture(emblem)).mirrored()
    mirror = RootSift().extract(picture(ImageOps.mirror(emblem)))
    apart = distances(features, mirror)
    assert np.median(apart.min(axis=1)) < 60
    alike = apart.argmin(axis=1)
    shifts = np.linalg.norm(features.points - mirror.points[alike], axis=1)
    turns = np.abs((features.angles - mirror.angles[alike] + 180) % 360 - 180)
    assert np.median(shifts) < 1
    assert np.median(turns) < 5


def test_turned_twice_is_as_before(emblem: Image.Image) -> None:
    features = RootSift().extract(picture(emblem))
    for twice in (
        features.mirrored().mirrored(),
        features.contrast_reversed().contrast_reversed(),
    ):
        np.testing.assert_array_equal(twice.descriptors, features.descriptors)
        np.testing.assert_allclose(twice.points, features.points, atol=1e-3)
        np.testing.assert_allclose(twice.angles, features.angles, atol=1e-3)


def test_joined_keeps_the_order(emblem: Image.Image) -> None:
    features = RootSift().extract(picture(emblem))
    both = features.joined(features.contrast_reversed())
    assert len(both) == 2 * len(features)
    np.testing.assert_array_equal(both.points[len(features) :], features.points)


def test_bytes_bring_everything_back(emblem: Image.Image) -> None:
    features = RootSift().extract(picture(emblem))
    payload = features.to_bytes()
    again = LocalFeatures.from_bytes(payload)
    for name in ("points", "sizes", "angles", "descriptors"):
        np.testing.assert_array_equal(getattr(again, name), getattr(features, name))
    assert (again.width, again.height) == (320, 240)
    assert len(payload) < 150 * len(features)


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "no local features"),
        (b"\x89PNG" + bytes(60), "no local features"),
        (b"LKLF\x09" + bytes(12), "version 9"),
        (b"LKLF\x01\x01\x00\x00\x00" + bytes(8), "17 bytes instead of 161"),
    ],
)
def test_other_bytes_are_refused(payload: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        LocalFeatures.from_bytes(payload)


def test_fingerprint_tells_settings_apart() -> None:
    settings = RootSift()
    assert settings.fingerprint == RootSift().fingerprint
    assert settings.fingerprint != replace(settings, side=320).fingerprint
