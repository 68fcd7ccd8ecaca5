"""Disclaimed parts of a view leave nothing to be matched."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from data.decode import DecodedImage, decode
from detector.description import ViewDescriber
from detector.disclaimers import claimed_features, disclaimed_mask, without_disclaimed
from detector.evidence import alignment_evidence
from detector.local_features import PHOTO_SIFT, VIEW_SIFT
from detector.verification import PhotoPicture, Verifier, ViewPicture

SIDE = 320
BOX = ((180.0, 180.0), (300.0, 180.0), (300.0, 300.0), (180.0, 300.0))


def picture(seed: int, side: int = SIDE) -> Image.Image:
    """Two blots of shapes on white: one that is claimed, and one in `BOX`."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(image)
    for corner in (20, 190):
        for _ in range(60):
            x, y = rng.integers(corner, corner + 90, 2)
            colour = tuple(rng.integers(0, 200, 3).tolist())
            draw.rectangle((x, y, x + rng.integers(4, 18), y + rng.integers(4, 18)), fill=colour)
    return image


def decoded(image: Image.Image, max_side: int | None = None) -> DecodedImage:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return decode(buffer.getvalue(), max_side=max_side)


class _Mean:
    """Sees the mean colour of each quarter of a picture."""

    name = fingerprint = "mean"
    dimension = 12

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        small = [np.asarray(image.resize((2, 2), Image.Resampling.BOX)) for image in images]
        vectors: NDArray[np.float32] = np.array(small, dtype=np.float32).reshape(len(images), -1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def patches(self, images: Sequence[Image.Image]) -> list[NDArray[np.float32]]:
        raise NotImplementedError


def test_it_is_painted_in_the_colour_around_it() -> None:
    image = decoded(picture(1))
    painted = without_disclaimed(image, [BOX])
    pixels = np.asarray(painted.pixels)
    assert (pixels[180:300, 180:300] == 255).all()
    assert np.array_equal(pixels[:170], np.asarray(image.pixels)[:170])
    assert without_disclaimed(image, []) is image


def test_outlines_are_in_pixels_of_the_full_size_image() -> None:
    image = decoded(picture(1), max_side=SIDE // 2)
    mask = disclaimed_mask(image, [BOX])
    assert mask.shape == (SIDE // 2, SIDE // 2)
    assert mask[100, 100]
    assert abs(int(mask.sum()) - 61 * 61) < 130


def test_no_keypoint_is_left_in_it_or_reaches_into_it() -> None:
    image = decoded(picture(1))
    everything = VIEW_SIFT.extract(image)
    kept = claimed_features(everything, image, [BOX])
    assert 0 < len(kept) < len(everything)
    gap = np.maximum(180 - kept.points, 0).max(axis=1)
    assert (gap > kept.sizes - 2).all()


def test_all_disclaimed_is_blank_paper() -> None:
    image = decoded(picture(1))
    whole = ((0.0, 0.0), (SIDE, 0.0), (SIDE, SIDE), (0.0, SIDE))
    assert (np.asarray(without_disclaimed(image, [whole]).pixels) == 255).all()
    ViewDescriber(_Mean()).describe([image], [[whole]])


def test_views_that_differ_in_a_disclaimed_part_alone_are_described_alike() -> None:
    first, second = picture(1), picture(2)
    second.paste(first.crop((0, 0, 170, 170)), (0, 0))
    describer = ViewDescriber(_Mean())
    images = [decoded(first), decoded(second)]
    one, other = describer.describe(images, [[BOX], [BOX]])
    assert np.array_equal(one.vector, other.vector)
    assert one.picture == other.picture
    assert one.code == other.code
    plain, _ = describer.describe(images)
    assert plain.picture != one.picture


def test_evidence_shows_neither_agreement_nor_difference_there() -> None:
    view = decoded(picture(1))
    shown = picture(1)
    ImageDraw.Draw(shown).rectangle((180, 180, 300, 300), fill="red")
    photo = decoded(shown)
    (described,) = ViewDescriber(_Mean()).describe([view], [[BOX]])
    claimed = ViewPicture.from_bytes(described.picture)
    found = Verifier().verify(PhotoPicture.of(photo, PHOTO_SIFT.extract(photo)), claimed)
    assert found is not None
    evidence = alignment_evidence(found)
    assert evidence.pairs
    for x, y, *_ in evidence.pairs:
        assert not (180 <= x <= 300 and 180 <= y <= 300)
    for left, top, right, bottom in evidence.differs:
        assert not (left < 290 and right > 190 and top < 290 and bottom > 190)
