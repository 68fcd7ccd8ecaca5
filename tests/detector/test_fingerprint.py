"""What a fingerprint finds again, and what it must not."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from data.decode import DecodedImage
from detector.fingerprint import BITS, MAX_DISTANCE, Fingerprint, FingerprintMatch, find_reused
from index.hamming import FaissHamming

Edit = Callable[[Image.Image], Image.Image]
VIEWS = 40


def picture(seed: int, size: tuple[int, int] = (360, 270)) -> Image.Image:
    """Draw smooth blobs of many sizes, as lively as a photograph is to PDQ."""
    rng = np.random.default_rng(seed)
    layers = [
        np.asarray(
            Image.fromarray(rng.integers(0, 256, (cells, cells, 3)).astype(np.uint8)).resize(
                size, Image.Resampling.BICUBIC
            ),
            dtype=np.float64,
        )
        for cells in (4, 8, 16, 32)
    ]
    return Image.fromarray(np.mean(layers, axis=0).astype(np.uint8))


def decoded(image: Image.Image) -> DecodedImage:
    return DecodedImage(image, image.width, image.height, "PNG")


def fingerprint(image: Image.Image) -> Fingerprint:
    made = Fingerprint.of(decoded(image))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def index() -> FaissHamming:
    made = FaissHamming(BITS // 8)
    codes = np.stack([fingerprint(picture(seed)).code for seed in range(VIEWS)])
    made.add(np.arange(VIEWS), codes)
    return made


def jpeg(image: Image.Image) -> Image.Image:
    file = BytesIO()
    image.save(file, "JPEG", quality=20)
    return Image.open(file).convert("RGB")


def crop(image: Image.Image) -> Image.Image:
    return ImageOps.crop(image, 3)


@pytest.mark.parametrize(
    "edit",
    [
        jpeg,
        crop,
        lambda image: image.resize((90, 70)),
        lambda image: image.convert("L").convert("RGB"),
        lambda image: image.filter(ImageFilter.GaussianBlur(2)),
        lambda image: ImageEnhance.Contrast(image).enhance(0.6),
        lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    ],
    ids=["jpeg", "crop", "smaller", "grey", "blur", "contrast", "darker"],
)
@pytest.mark.parametrize("seed", range(3))
def test_owners_picture_is_found_again_after_an_edit(
    edit: Edit, seed: int, index: FaissHamming
) -> None:
    (match,) = find_reused(fingerprint(edit(picture(seed))), index, 5)
    assert (match.view_id, match.orientation) == (seed, None)
    assert 0.75 < match.score <= 1


@pytest.mark.parametrize("turn", list(Image.Transpose))
def test_turned_and_mirrored_pictures_are_found_with_the_way_back(
    turn: Image.Transpose, index: FaissHamming
) -> None:
    photo = picture(7).transpose(turn)
    (match,) = find_reused(fingerprint(photo), index, 5)
    assert match.orientation is not None
    assert photo.transpose(match.orientation).tobytes() == picture(7).tobytes()
    assert match.mirrored == (turn.name.startswith(("FLIP", "TRANS")))
    assert match.view_id == 7
    assert match.distance <= 2


def test_other_pictures_are_not_found(index: FaissHamming) -> None:
    assert all(not find_reused(fingerprint(picture(100 + seed)), index, 5) for seed in range(20))


@pytest.mark.parametrize("colour", ["white", "black", "gray", "red"])
def test_flat_pictures_have_no_fingerprint(colour: str) -> None:
    assert Fingerprint.of(decoded(Image.new("RGB", (300, 200), colour))) is None


def test_faint_noise_has_no_fingerprint() -> None:
    noise = np.random.default_rng(0).integers(126, 129, (300, 300, 3)).astype(np.uint8)
    assert Fingerprint.of(decoded(Image.fromarray(noise))) is None


def test_reported_views_are_limited_in_number_distance_and_scope(index: FaissHamming) -> None:
    photo = fingerprint(picture(3))
    everything = find_reused(photo, index, VIEWS, max_distance=BITS)
    assert [match.view_id for match in everything[:1]] == [3]
    assert len(everything) == len({match.view_id for match in everything}) == VIEWS
    distances = [match.distance for match in everything]
    assert distances == sorted(distances)
    assert len(find_reused(photo, index, 5, max_distance=BITS)) == 5
    assert find_reused(photo, index, 5, allowed=np.array([1, 2])) == ()


def test_nothing_is_found_where_nothing_is_registered() -> None:
    empty = FaissHamming(BITS // 8)
    assert find_reused(fingerprint(picture(0)), empty, 5, max_distance=BITS) == ()


def test_score_is_the_correlation_of_the_bits() -> None:
    assert FingerprintMatch(1, 0, None).score == 1
    assert FingerprintMatch(1, BITS // 2, None).score == 0
    assert FingerprintMatch(1, MAX_DISTANCE, None).score == 0.5
