from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from api.report import Picture
from api.report.exhibit import Exhibit
from api.report.exhibits import SourcePair
from data.decode import DecodedImage
from data.records import Evidence
from detector.embedding import Embedder, PatchesUnavailableError

PAIRS = ((30.0, 30.0, 130.0, 130.0), (200.0, 200.0, 250.0, 230.0))
ALIGNED = Evidence(transform=(0.5, 0.0, 100.0, 0.0, 0.5, 100.0, 0.0, 0.0, 1.0), pairs=PAIRS)


class QuarterEmbedder:
    """Sees a picture as the mean colours of its quarters."""

    name = "quarters"
    fingerprint = "quarters"
    dimension = 3

    def __init__(self, failure: Exception | None = None) -> None:
        self._failure = failure

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        raise NotImplementedError

    def patches(self, images: Sequence[Image.Image]) -> list[NDArray[np.float32]]:
        if self._failure is not None:
            raise self._failure
        small = [np.asarray(image.resize((2, 2)), dtype=np.float32) + 1 for image in images]
        return [pixels / np.linalg.norm(pixels, axis=2, keepdims=True) for pixels in small]


@pytest.fixture
def pair(make_jpeg: Callable[..., bytes]) -> SourcePair:
    return SourcePair(
        Picture("photo", lambda: make_jpeg(1)), Picture("view", lambda: make_jpeg(2, (300, 300)))
    )


@pytest.mark.parametrize(
    ("evidence", "embedder", "names"),
    [
        (ALIGNED, QuarterEmbedder(), list(Exhibit)),
        (ALIGNED, None, [Exhibit.KEYPOINTS, Exhibit.OVERLAY, Exhibit.DIFFERENCES]),
        (Evidence(), QuarterEmbedder(), [Exhibit.HEAT]),
        (Evidence(text="KETTLE"), None, []),
    ],
)
def test_there_is_an_exhibit_for_each_thing_that_is_known(
    pair: SourcePair, evidence: Evidence, embedder: Embedder | None, names: list[Exhibit]
) -> None:
    exhibits = pair.exhibits(evidence, embedder)
    assert list(exhibits) == names
    for picture in exhibits.values():
        drawn = picture.load()
        assert isinstance(drawn, DecodedImage)
        assert (drawn.width, drawn.height) == drawn.pixels.size
        assert max(drawn.pixels.size) <= 1200


def test_both_pictures_are_read_once_and_only_when_asked_for(
    make_jpeg: Callable[..., bytes],
) -> None:
    read: list[str] = []

    def picture(name: str) -> Picture:
        def load() -> bytes:
            read.append(name)
            return make_jpeg(3)

        return Picture(name, load)

    pair = SourcePair(picture("photo"), picture("view"))
    exhibits = pair.exhibits(ALIGNED)
    assert read == []
    for shown in (*exhibits.values(), *pair.pictures):
        shown.load()
    assert sorted(read) == ["photo", "view"]


def test_pictures_of_different_hits_are_told_apart(make_jpeg: Callable[..., bytes]) -> None:
    pairs = [
        SourcePair(Picture(photo, make_jpeg), Picture(view, make_jpeg))
        for photo, view in [("a", "x"), ("a", "y"), ("b", "x")]
    ]
    keys = [picture.key for pair in pairs for picture in pair.exhibits(ALIGNED).values()]
    assert len(set(keys)) == 9


@pytest.mark.parametrize(
    "failure", [PatchesUnavailableError("one vector is all there is"), RuntimeError("no memory")]
)
def test_what_can_t_be_drawn_is_a_value_error(pair: SourcePair, failure: Exception) -> None:
    exhibits = pair.exhibits(ALIGNED, QuarterEmbedder(failure))
    with pytest.raises(ValueError, match="heat"):
        exhibits[Exhibit.HEAT].load()
    exhibits[Exhibit.OVERLAY].load()


def test_a_degenerate_transform_is_nothing_to_draw(pair: SourcePair) -> None:
    exhibits = pair.exhibits(Evidence(transform=(0.0,) * 9))
    for picture in exhibits.values():
        with pytest.raises(ValueError, match="nothing to draw"):
            picture.load()


def test_a_photo_that_can_t_be_read_says_why(make_jpeg: Callable[..., bytes]) -> None:
    pair = SourcePair(Picture("photo", lambda: b""), Picture("view", make_jpeg))
    with pytest.raises(ValueError, match="empty"):
        pair.exhibits(ALIGNED)[Exhibit.OVERLAY].load()
