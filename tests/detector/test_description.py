"""What is made of a picture once."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from data.decode import DecodedImage
from data.records import Channel
from detector.description import ALL_CHANNELS, PhotoDescriber, PhotoDescription, ViewDescriber
from detector.embedding import Embedder
from detector.fingerprint import Fingerprint
from detector.local_features import PHOTO_SIFT, VIEW_SIFT, RootSift
from detector.regions import WHOLE, SalientRegions
from detector.verification import ViewPicture
from detector.wordmark import TextReader

Draw = Callable[..., DecodedImage]
Describe = Callable[..., PhotoDescription]


def _no_reader() -> TextReader:
    pytest.fail("there is nothing to read")


def test_a_view_is_described_for_every_channel(
    draw: Draw, describer: ViewDescriber, embedder: Embedder
) -> None:
    images = [draw(1), draw(2, 90, 300)]
    described = describer.describe(images)
    assert len(described) == 2
    for image, one in zip(images, described, strict=True):
        np.testing.assert_array_equal(one.vector, embedder.embed([image.pixels])[0])
        keypoints = VIEW_SIFT.extract(image)
        assert one.picture == ViewPicture.of(image, keypoints).to_bytes()
        fingerprint = Fingerprint.of(image)
        assert fingerprint is not None
        assert one.code == fingerprint.code.tobytes()


def test_a_plain_view_has_no_fingerprint(
    draw: Draw, edited: Callable[..., DecodedImage], describer: ViewDescriber
) -> None:
    plain = edited(draw(1), lambda picture: Image.new("RGB", picture.size, (120, 10, 30)))
    (described,) = describer.describe([plain])
    assert described.code == b""
    assert len(ViewPicture.from_bytes(described.picture).features) == 0


def test_nothing_is_described_as_nothing(describer: ViewDescriber, embedder: Embedder) -> None:
    assert describer.describe([]) == []
    photos = PhotoDescriber(embedder, SalientRegions(2), _no_reader)
    assert photos.describe([], read_text=False) == []


def test_what_is_made_otherwise_has_another_name(embedder: Embedder) -> None:
    usual = ViewDescriber(embedder)
    assert usual.picture_format == ViewDescriber(embedder, VIEW_SIFT).picture_format
    fewer = ViewDescriber(embedder, RootSift(max_keypoints=50))
    assert fewer.picture_format != usual.picture_format


def test_each_region_of_a_photo_is_embedded(
    draw: Draw, embedder: Embedder, describe_photo: Describe
) -> None:
    photo = draw(1, 500, 400)
    described = describe_photo(photo)
    assert described.regions[0] == WHOLE
    assert len(described.regions) == 6
    for region, vector in zip(described.regions, described.vectors, strict=True):
        expected = embedder.embed([region.crop(photo.pixels)])[0]
        np.testing.assert_array_equal(vector, expected)


def test_photos_are_described_together_as_they_are_one_by_one(
    draw: Draw, embedder: Embedder, describe_photo: Describe
) -> None:
    photos = [draw(seed, 200 + 50 * seed, 200) for seed in range(4)]
    describer = PhotoDescriber(embedder, SalientRegions(5), _no_reader)
    together = describer.describe(photos, read_text=False)
    for photo, one in zip(photos, together, strict=True):
        alone = describe_photo(photo)
        assert one.image is photo
        assert one.regions == alone.regions
        np.testing.assert_array_equal(one.vectors, alone.vectors)
        assert one.features is not None
        assert one.features.to_bytes() == PHOTO_SIFT.extract(photo).to_bytes()
        assert one.fingerprint is not None
        assert alone.fingerprint is not None
        np.testing.assert_array_equal(one.fingerprint.variants, alone.fingerprint.variants)


@pytest.mark.parametrize("channel", list(Channel))
def test_a_channel_that_is_off_sees_nothing(
    draw: Draw, describe_photo: Describe, channel: Channel
) -> None:
    described = describe_photo(draw(1), ALL_CHANNELS - {channel}, ("KETTLE",))
    seen = {
        Channel.EMBEDDING: len(described.vectors) > 0,
        Channel.LOCAL: described.features is not None,
        Channel.FINGERPRINT: described.fingerprint is not None,
        Channel.WORDMARK: len(described.lines) > 0,
    }
    assert {name for name, sees in seen.items() if not sees} == {channel}


@pytest.mark.parametrize(
    ("channels", "read_text"), [(ALL_CHANNELS, False), (ALL_CHANNELS - {Channel.WORDMARK}, True)]
)
def test_no_reader_is_made_where_there_is_nothing_to_read(
    draw: Draw, embedder: Embedder, channels: frozenset[Channel], read_text: bool
) -> None:
    describer = PhotoDescriber(embedder, SalientRegions(1), _no_reader, channels=channels)
    (described,) = describer.describe([draw(1)], read_text=read_text)
    assert described.lines == ()
