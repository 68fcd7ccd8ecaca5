import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from detector.local_features import LocalFeatures
from detector.verification import PhotoPicture, Verifier, ViewPicture

Pixels = NDArray[np.uint8]
FINITE = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def pictures(draw: st.DrawFn) -> ViewPicture:
    height, width = draw(st.integers(1, 96)), draw(st.integers(1, 96))
    count = draw(st.integers(0, 5))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    return ViewPicture(
        features=LocalFeatures(
            points=rng.uniform(0, 500, (count, 2)).astype(np.float32),
            sizes=rng.uniform(1, 50, count).astype(np.float32),
            angles=rng.uniform(0, 360, count).astype(np.float32),
            descriptors=rng.integers(0, 256, (count, 128), dtype=np.uint8),
            width=500,
            height=draw(st.integers(1, 2**32 - 1)),
        ),
        raster=rng.integers(0, 256, (height, width, 3), dtype=np.uint8),
        foreground=rng.random((height, width)) < 0.5,
        surroundings=rng.random((height, width)) < 0.7,
        to_view=draw(arrays(np.float64, (3, 3), elements=FINITE)),
        fine=draw(st.binary(max_size=40)),
    )


def same(ours: ViewPicture, theirs: ViewPicture) -> None:
    for name in ("raster", "foreground", "surroundings", "to_view"):
        our, their = getattr(ours, name), getattr(theirs, name)
        assert our.dtype == their.dtype
        np.testing.assert_array_equal(our, their)
    assert ours.fine == theirs.fine
    assert ours.features.to_bytes() == theirs.features.to_bytes()


@settings(max_examples=50, deadline=None)
@given(pictures())
def test_bytes_bring_everything_back(picture: ViewPicture) -> None:
    payload = picture.to_bytes()
    same(ViewPicture.from_bytes(payload), picture)
    assert ViewPicture.from_bytes(payload).to_bytes() == payload


@settings(max_examples=300, deadline=None)
@given(picture=pictures(), data=st.data())
def test_damage_is_found_wherever_it_is(picture: ViewPicture, data: st.DataObject) -> None:
    payload = picture.to_bytes()
    start = data.draw(st.integers(0, len(payload) - 1))
    end = data.draw(st.integers(start, min(len(payload), start + 40)))
    damaged = payload[:start] + data.draw(st.binary(max_size=40)) + payload[end:]
    with suppress(ValueError):
        # Where that is no error, nothing that counts was changed.
        same(ViewPicture.from_bytes(damaged), picture)


@settings(max_examples=200, deadline=None)
@given(picture=pictures(), share=st.floats(0, 1, exclude_max=True))
def test_a_part_is_refused(picture: ViewPicture, share: float) -> None:
    payload = picture.to_bytes()
    with pytest.raises(ValueError, match="picture of a view"):
        ViewPicture.from_bytes(payload[: int(share * len(payload))])


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=300))
def test_content_of_another_kind_is_refused(content: bytes) -> None:
    """What a checksum can't find: it is right, but of nonsense."""
    size = len(content).to_bytes(4, "little")
    with pytest.raises(ValueError, match=r"picture of a view|local features"):
        ViewPicture.from_bytes(b"LKVP\x02" + size + zlib.compress(content))


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "this is no picture of a view"),
        (b"\x89PNG" + bytes(60), "this is no picture of a view"),
        (b"LKVP\x09" + bytes(60), "of format 9, but only 2 can be read"),
        (b"LKVP\x02" + bytes(60), "the picture of a view is damaged"),
    ],
)
def test_other_bytes_are_refused(payload: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        ViewPicture.from_bytes(payload)


def test_no_more_is_unpacked_than_was_packed() -> None:
    bomb = b"LKVP\x02" + (1000).to_bytes(4, "little") + zlib.compress(bytes(100_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="or more than that"):
            ViewPicture.from_bytes(bomb)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_picture_that_was_stored_verifies_as_before(
    design: Pixels,
    clutter: Pixels,
    place: Callable[..., Pixels],
    as_view: Callable[[Pixels], ViewPicture],
    as_photo: Callable[[Pixels], PhotoPicture],
) -> None:
    corners = np.array([[90.0, 80], [300, 100], [290, 380], [80, 350]])
    photo, view = as_photo(place(design, clutter, corners)), as_view(design)
    stored = ViewPicture.from_bytes(view.to_bytes())
    before, after = (Verifier().verify(photo, picture) for picture in (view, stored))
    assert before is not None
    assert after is not None
    np.testing.assert_array_equal(after.transform, before.transform)
    assert repr(after) == repr(before)


def test_the_close_up_shows_the_same_place_in_more_detail(
    design: Pixels, as_view: Callable[[Pixels], ViewPicture]
) -> None:
    view = as_view(design)
    close_up = view.close_up()
    for corner, shape in ((close_up.to_view, close_up.foreground), (view.to_view, view.foreground)):
        height, width = shape.shape
        middle = corner @ np.array([(width - 1) / 2, (height - 1) / 2, 1])
        np.testing.assert_allclose(middle[:2], [109.5, 139.5], atol=2)
    assert max(close_up.pixels.shape) == 240
    x, y, _ = close_up.to_view @ np.array([120.0, 60.0, 1])
    spot = design[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3]
    shown = close_up.pixels[58:63, 118:123]
    assert np.abs(spot.mean(axis=(0, 1)) - shown.mean(axis=(0, 1))).max() < 25


def test_a_damaged_close_up_is_refused(
    design: Pixels, as_view: Callable[[Pixels], ViewPicture]
) -> None:
    with pytest.raises(ValueError, match="close-up of a view is damaged"):
        replace(as_view(design), fine=b"nothing").close_up()
