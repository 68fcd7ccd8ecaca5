import pickle
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from data.decode import DecodedImage, DecodeLimits, ImageError, decode

PHOTOGRAPHS = Path(skimage.__file__).parent / "data"
TURNED_BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera held that way stores what it saw."""

LOSSLESS: list[tuple[str, dict[str, Any]]] = [
    ("PNG", {}),
    ("WEBP", {"lossless": True}),
    ("BMP", {}),
    ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("TIFF", {"compression": "tiff_adobe_deflate"}),
    ("TIFF", {"compression": "packbits", "big_tiff": True}),
]
LOSSY: list[tuple[str, dict[str, Any]]] = [
    ("JPEG", {"quality": 95}),
    ("JPEG", {"quality": 95, "progressive": True}),
    ("WEBP", {"quality": 95}),
    ("AVIF", {"quality": 90}),
    ("GIF", {}),
    ("TIFF", {"compression": "jpeg"}),
]


def encode(picture: Image.Image, image_format: str, **options: Any) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, image_format, **options)
    return buffer.getvalue()


def samples(picture: Image.Image) -> NDArray[np.int16]:
    return np.asarray(picture).astype(np.int16)


def difference(found: DecodedImage, expected: Image.Image) -> float:
    """Mean over pixels and channels, in levels of 255."""
    return float(np.abs(samples(found.pixels) - samples(expected)).mean())


def reason_for(payload: bytes, limits: DecodeLimits | None = None) -> str:
    with pytest.raises(ImageError) as caught:
        decode(payload, limits=limits or DecodeLimits())
    assert str(caught.value)
    return caught.value.reason


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    return Image.open(PHOTOGRAPHS / "coffee.png").convert("RGB").resize((150, 100))


@pytest.mark.parametrize(("image_format", "options"), LOSSLESS)
def test_lossless_files_come_back_exactly(
    photo: Image.Image, image_format: str, options: dict[str, Any]
) -> None:
    found = decode(encode(photo, image_format, **options))
    assert (found.format, found.width, found.height, found.scale) == (image_format, 150, 100, 1.0)
    assert found.pixels.mode == "RGB"
    assert difference(found, photo) == 0


@pytest.mark.parametrize(("image_format", "options"), LOSSY)
def test_lossy_files_come_back_closely(
    photo: Image.Image, image_format: str, options: dict[str, Any]
) -> None:
    found = decode(encode(photo, image_format, **options))
    assert (found.format, found.width, found.height) == (image_format, 150, 100)
    assert difference(found, photo) < 4


@pytest.mark.parametrize(
    ("name", "image_format", "size"),
    [
        ("retina.jpg", "JPEG", (1411, 1411)),
        ("motorcycle_left.png", "PNG", (741, 500)),
        ("no_time_for_that_tiny.gif", "GIF", (14, 25)),
        ("multipage.tif", "TIFF", (10, 15)),
    ],
)
def test_files_from_the_wild(name: str, image_format: str, size: tuple[int, int]) -> None:
    payload = (PHOTOGRAPHS / name).read_bytes()
    found = decode(payload, limits=DecodeLimits(min_side=1))
    assert (found.format, (found.width, found.height)) == (image_format, size)
    with Image.open(PHOTOGRAPHS / name) as oracle:
        assert difference(found, oracle.convert("RGB")) < 1


@pytest.mark.parametrize("image_format", ["GIF", "PNG", "WEBP", "AVIF", "TIFF"])
def test_the_first_of_several_frames_is_taken(photo: Image.Image, image_format: str) -> None:
    black = Image.new("RGB", photo.size)
    found = decode(encode(photo, image_format, save_all=True, append_images=[black, black]))
    assert difference(found, photo) < 5


@pytest.mark.parametrize("orientation", TURNED_BACK)
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_photos_are_turned_upright(photo: Image.Image, image_format: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = photo.transpose(TURNED_BACK[orientation])
    payload = encode(stored, image_format, quality=95, exif=exif)
    whole, small = decode(payload), decode(payload, max_side=60)
    assert (whole.width, whole.height) == (small.width, small.height) == (150, 100)
    assert small.pixels.size == (60, 40)
    assert difference(whole, photo) < 4
    assert difference(small, photo.resize((60, 40))) < 6


def test_a_tiff_is_turned_by_its_xmp_packet_too(photo: Image.Image) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a tiff:Orientation="6"/></x:xmpmeta>'
    payload = encode(photo.transpose(TURNED_BACK[6]), "TIFF", tiffinfo={700: xmp})
    found = decode(payload, max_side=60)
    assert (found.width, found.height, found.pixels.size) == (150, 100, (60, 40))
    assert difference(found, photo.resize((60, 40))) < 6


@given(
    width=st.integers(16, 300),
    height=st.integers(16, 300),
    max_side=st.integers(1, 400),
    image_format=st.sampled_from(["JPEG", "PNG", "BMP"]),
)
def test_scaling_keeps_the_shape_and_never_enlarges(
    width: int, height: int, max_side: int, image_format: str
) -> None:
    payload = encode(Image.new("RGB", (width, height)), image_format)
    found = decode(payload, max_side=max_side)
    assert (found.width, found.height) == (width, height)
    assert max(found.pixels.size) == min(max_side, max(width, height))
    assert found.pixels.width == pytest.approx(width * found.scale, abs=1)
    assert found.pixels.height == pytest.approx(height * found.scale, abs=1)


def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size(
    photo: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = encode(photo.resize((1200, 800)), "JPEG", quality=95)
    decoded_at: list[tuple[int, int]] = []
    load = JpegImagePlugin.JpegImageFile.load

    def spy(image: JpegImagePlugin.JpegImageFile) -> Any:
        decoded_at.append(image.size)
        return load(image)

    monkeypatch.setattr(JpegImagePlugin.JpegImageFile, "load", spy)
    small = decode(payload, max_side=150)
    assert decoded_at[0] == (150, 100)
    assert difference(small, photo) < 3
    decode(payload)
    assert (1200, 800) in decoded_at


def test_an_empty_file_is_an_error() -> None:
    assert reason_for(b"") == "empty"


@pytest.mark.parametrize("size", [(1, 1), (15, 100), (100, 15)])
def test_a_tiny_picture_is_an_error(size: tuple[int, int]) -> None:
    assert reason_for(encode(Image.new("RGB", size), "PNG")) == "too_small"


def test_a_long_file_is_an_error(photo: Image.Image) -> None:
    payload = encode(photo, "PNG")
    assert reason_for(payload, DecodeLimits(max_bytes=len(payload) - 1)) == "too_large"
    decode(payload, limits=DecodeLimits(max_bytes=len(payload)))


@pytest.mark.parametrize(("image_format", "options"), LOSSLESS + LOSSY)
def test_the_number_of_pixels_is_limited(
    photo: Image.Image, image_format: str, options: dict[str, Any]
) -> None:
    payload = encode(photo, image_format, **options)
    assert reason_for(payload, DecodeLimits(max_pixels=150 * 100 - 1)) == "too_large"
    decode(payload, limits=DecodeLimits(max_pixels=150 * 100))


@pytest.mark.parametrize("image_format", ["PPM", "ICO", "TGA", "JPEG2000", "PDF", "EPS", "PCX"])
def test_other_formats_are_refused(photo: Image.Image, image_format: str) -> None:
    assert reason_for(encode(photo, image_format)) == "unsupported_format"


@pytest.mark.parametrize(
    "payload",
    [
        b"<!DOCTYPE html><title>Not found</title>" + bytes(100),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100),
        b"PK\3\4" + bytes(100),
        b"\0",
    ],
)
def test_other_files_are_refused_and_quoted(payload: bytes) -> None:
    assert reason_for(payload) == "unsupported_format"
    with pytest.raises(ImageError, match="it begins with b'"):
        decode(payload)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF"])
def test_what_follows_the_picture_is_ignored(photo: Image.Image, image_format: str) -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("evil.html", "<script>alert(1)</script>")
    payload = encode(photo, image_format)
    polyglot = payload + b"<?php system($_GET[0]); ?><script>alert(1)</script>" + archive.getvalue()
    assert zipfile.is_zipfile(BytesIO(polyglot))
    assert difference(decode(polyglot), decode(payload).pixels) == 0


@pytest.mark.parametrize(
    "payload",
    [b"GIF89a=1;/*" + b"<script>" * 40 + b"*/", b"BM=1;alert(1)//" + bytes(200), b"II*\0" * 50],
)
def test_a_script_that_begins_like_a_picture_is_an_error(payload: bytes) -> None:
    assert reason_for(payload) in {"corrupt", "truncated", "too_large", "too_complex", "too_small"}


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
@pytest.mark.parametrize(("image_format", "options"), LOSSLESS + LOSSY)
def test_a_truncated_file_is_an_error(
    photo: Image.Image, image_format: str, options: dict[str, Any], kept: float
) -> None:
    payload = encode(photo, image_format, **options)
    assert reason_for(payload[: int(kept * len(payload))]) == "truncated"


def test_a_damaged_jpeg_still_shows_what_came_before_the_damage(photo: Image.Image) -> None:
    payload = encode(photo, "JPEG")
    whole = decode(payload)
    for position in range(len(payload) // 2, len(payload) - 8, 97):
        damaged = decode(payload[:position] + b"\x55\xaa\x55" + payload[position + 3 :])
        assert damaged.pixels.size == whole.pixels.size
        assert (samples(damaged.pixels)[:16] == samples(whole.pixels)[:16]).all()


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "metadata",
    [
        {"exif": b"Exif\0\0II*\0\xff\xff\xff\x7f"},
        {"exif": b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(9)},
        {"exif": b"Exif\0\0garbage"},
        {"icc_profile": b"not a profile" * 20},
        {"icc_profile": bytes(128)},
    ],
)
def test_unreadable_metadata_is_left_out(
    photo: Image.Image, image_format: str, metadata: dict[str, bytes]
) -> None:
    whole = decode(encode(photo, image_format))
    assert difference(decode(encode(photo, image_format, **metadata)), whole.pixels) == 0


def test_decoding_is_the_same_from_many_threads(photo: Image.Image) -> None:
    payloads = [encode(photo, name, **options) for name, options in LOSSLESS + LOSSY]
    payloads.append(encode(photo, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(9)))
    expected = [decode(payload).pixels for payload in payloads]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(decode, payloads * 10))
    for image, picture in zip(found, expected * 10, strict=True):
        assert difference(image, picture) == 0


def test_the_error_survives_a_process_boundary() -> None:
    error = pickle.loads(pickle.dumps(ImageError("empty", "the file is empty")))  # noqa: S301
    assert (error.reason, str(error)) == ("empty", "the file is empty")
