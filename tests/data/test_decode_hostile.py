import struct
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import AvifImagePlugin, Image, ImageFile, TiffImagePlugin, WebPImagePlugin

from data.decode import DecodeLimits, ImageError, decode


def encode(picture: Image.Image, image_format: str, **options: Any) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, image_format, **options)
    return buffer.getvalue()


PHOTO = Image.open(Path(skimage.__file__).parent / "data" / "coffee.png").resize((40, 30))


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def png_header(width: int, height: int) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)


GREY_ROWS = (b"IDAT", zlib.compress((b"\0" + b"\x80" * 32) * 32))


def gif(width: int, height: int, before_frame: bytes = b"") -> bytes:
    payload = encode(PHOTO, "GIF")
    palette_end = 13 + (3 << (payload[10] & 7) + 1)
    screen = payload[:6] + struct.pack("<HH", width, height) + payload[10:palette_end]
    return screen + before_frame + payload[palette_end:]


def tiff(width: int, height: int, more: list[tuple[int, int]], longs: tuple[int, int]) -> bytes:
    """Write a directory whose last entry is a tag with that many LONGs, all of them 8."""
    tags = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (277, 1), *more]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags))
    tag, count = longs
    end = 8 + 2 + 12 * (len(tags) + 1) + 4
    last = struct.pack("<HHII", tag, 4, count, end if count > 1 else 8)
    directory = struct.pack("<H", len(tags) + 1) + entries + last + bytes(4)
    return b"II*\0\x08\0\0\0" + directory + struct.pack("<I", 8) * count


def jpeg_of(width: int, height: int) -> bytes:
    payload = encode(PHOTO, "JPEG")
    frame = payload.index(b"\xff\xc0") + 5
    return payload[:frame] + struct.pack(">HH", height, width) + payload[frame + 4 :]


def webp_of(side: int) -> bytes:
    payload = encode(PHOTO, "WEBP", save_all=True, append_images=[PHOTO.rotate(180)])
    return payload[:24] + struct.pack("<I", side - 1)[:3] * 2 + payload[30:]


def bmp_of(width: int, height: int) -> bytes:
    payload = encode(PHOTO, "BMP")
    return payload[:18] + struct.pack("<ii", width, height) + payload[26:]


def avif_of(side: int) -> bytes:
    extent = b"ispe" + bytes(4)
    return encode(PHOTO, "AVIF").replace(
        extent + struct.pack(">II", 40, 30), extent + struct.pack(">II", side, side)
    )


@pytest.mark.parametrize(
    "payload",
    [
        png(png_header(50_000, 50_000), GREY_ROWS),
        png(png_header(2**31 - 1, 2**31 - 1), GREY_ROWS),
        gif(65_535, 65_535),
        jpeg_of(65_500, 65_500),
        webp_of(11_000),
        webp_of(16_384),
        avif_of(12_000),
        bmp_of(40_000, 30_000),
        tiff(30_000, 30_000, [], (273, 1)),
        tiff(64, 64, [(322, 40_000), (323, 40_000), (325, 8)], (324, 1)),
    ],
)
def test_a_bomb_is_refused_before_its_pixels_are_decoded(
    payload: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[Any] = []
    for plugin in (
        ImageFile.ImageFile,
        TiffImagePlugin.TiffImageFile,
        WebPImagePlugin.WebPImageFile,
        AvifImagePlugin.AvifImageFile,
    ):
        monkeypatch.setattr(plugin, "load", decoded.append)
    with pytest.raises(ImageError) as caught:
        decode(payload)
    assert caught.value.reason == "too_large"
    assert not decoded


def test_only_as_much_is_inflated_as_the_picture_needs() -> None:
    bomb = zlib.compress((b"\0" + b"\x80" * 32) * 32 + bytes(30 * 2**20), 9)
    found = decode(png(png_header(32, 32), (b"IDAT", bomb), (b"IEND", b"")))
    assert (np.asarray(found.pixels) == 0x80).all()


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_text_that_inflates_without_end_is_an_error(name: bytes) -> None:
    inflated = zlib.compress(bytes(8 * 2**20), 9)
    head = b"k\0\1\0\0\0" if name == b"iTXt" else b"k\0\0"
    with pytest.raises(ImageError, match="too large") as caught:
        decode(png(png_header(32, 32), (name, head + inflated), GREY_ROWS, (b"IEND", b"")))
    assert caught.value.reason == "corrupt"


def jpeg_with_scans(count: int) -> bytes:
    payload = encode(PHOTO, "JPEG", progressive=True)
    last = payload.rindex(b"\xff\xda")
    return payload[:-2] + payload[last:-2] * (count - payload.count(b"\xff\xda")) + payload[-2:]


@pytest.mark.parametrize(
    ("honest", "hostile"),
    [
        (jpeg_with_scans(90), jpeg_with_scans(101)),
        (
            encode(PHOTO, "JPEG"),
            encode(PHOTO, "JPEG").replace(b"\xff\xdb", b"\xff\xfe\0\2" * 50_000 + b"\xff\xdb", 1),
        ),
        (
            png(png_header(32, 32), *[(b"tEXt", b"a\0b")] * 900, GREY_ROWS, (b"IEND", b"")),
            png(png_header(32, 32), *[(b"tEXt", b"a\0b")] * 50_000, GREY_ROWS, (b"IEND", b"")),
        ),
        (gif(40, 30, b"!\xfe\1a\0" * 900), gif(40, 30, b"!\xfe\1a\0" * 50_000)),
        (gif(40, 30, b"!\xfe" + b"\1a" * 900 + b"\0"), gif(40, 30, b"!\xfe" + b"\1a" * 50_000)),
        (
            tiff(32, 32, [(278, 1), (279, 32)], (273, 32)),
            tiff(32, 32, [(278, 1), (279, 32)], (273, 500_001)),
        ),
    ],
    ids=["scans", "segments", "chunks", "blocks", "sub-blocks", "strips"],
)
def test_a_file_of_very_many_parts_is_refused(honest: bytes, hostile: bytes) -> None:
    decode(honest)
    with pytest.raises(ImageError) as caught:
        decode(hostile)
    assert caught.value.reason == "too_complex"


def test_scans_of_a_thumbnail_or_of_what_follows_are_not_counted() -> None:
    thumbnail = b"Exif\0\0" + b"\xff\xda\0\2" * 200
    decode(encode(PHOTO, "JPEG", exif=thumbnail) + b"\0\0" + b"\xff\xda\0\2" * 200)


@cache
def seeds() -> list[bytes]:
    exif = Image.Exif()
    exif[0x0112] = 6
    return [
        encode(PHOTO, "JPEG", exif=exif),
        encode(PHOTO, "JPEG", progressive=True),
        encode(PHOTO.convert("CMYK"), "JPEG"),
        encode(PHOTO, "PNG", exif=exif),
        encode(PHOTO.quantize(16), "PNG", transparency=3),
        encode(PHOTO, "PNG", save_all=True, append_images=[PHOTO.rotate(180)]),
        encode(PHOTO, "WEBP", exif=exif),
        encode(PHOTO, "WEBP", save_all=True, append_images=[PHOTO.rotate(180)]),
        encode(PHOTO, "AVIF", exif=exif),
        encode(PHOTO, "GIF", save_all=True, append_images=[PHOTO.rotate(180)]),
        encode(PHOTO, "BMP"),
        encode(PHOTO.quantize(16), "BMP"),
        encode(PHOTO, "TIFF"),
        encode(PHOTO.convert("I;16"), "TIFF"),
    ]


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    payload = bytearray(draw(st.sampled_from(seeds())))
    for _ in range(draw(st.integers(1, 8))):
        # Headers are where it hurts.
        reach = draw(st.sampled_from([60, 400, len(payload)]))
        at = draw(st.integers(0, min(reach, len(payload))))
        put = draw(st.binary(max_size=6))
        cut = draw(st.sampled_from([0, len(put), 1, 20]))
        payload[at : at + cut] = put
    return bytes(payload[: draw(st.sampled_from([len(payload), len(payload) * 2 // 3]))])


@settings(max_examples=400, derandomize=True, deadline=None)
@given(payload=mutations(), max_side=st.sampled_from([None, 20]))
def test_damaged_files_give_a_picture_or_an_image_error(
    payload: bytes, max_side: int | None
) -> None:
    try:
        found = decode(payload, limits=DecodeLimits(max_pixels=10**6), max_side=max_side)
    except ImageError:
        return
    assert found.pixels.mode == "RGB"
    assert found.width * found.height <= 10**6


@given(payload=st.binary(max_size=200))
def test_any_bytes_at_all(payload: bytes) -> None:
    with pytest.raises(ImageError):
        decode(payload)
