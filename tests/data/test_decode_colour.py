import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage
from numpy.typing import NDArray
from PIL import Image, ImageCms

from data.decode import ImageError, decode

D50 = (0.9642, 1.0, 0.8249)
# Rows are the red, green and blue primaries under D50, as profiles store them.
SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141))
P3 = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))

Colour = tuple[int, int, int]


def encode(picture: Image.Image, image_format: str, **options: Any) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, image_format, **options)
    return buffer.getvalue()


def colour_of(payload: bytes) -> NDArray[Any]:
    """Mean colour of the middle of the decoded picture."""
    pixels = np.asarray(decode(payload).pixels)
    height, width, _ = pixels.shape
    middle = pixels[height // 4 : -height // 4, width // 4 : -width // 4]
    return np.asarray(middle.reshape(-1, 3).mean(axis=0).round().astype(np.int64))


def plain(mode: str, colour: Any) -> Image.Image:
    return Image.new(mode, (32, 32), colour)


def fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def icc_profile(device_class: bytes, space: bytes, pcs: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Write a version 2 profile (ICC.1:2001-04)."""
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">I4xI", start + len(body), 0x02100000) + device_class + space + pcs
    header += bytes(12) + b"acsp" + bytes(28) + fixed(*D50) + bytes(48)
    return header + struct.pack(">I", len(tags)) + table + body


def gamma_curve(gamma: float) -> bytes:
    return b"curv" + struct.pack(">4xIH2x", 1, round(gamma * 256))


def xyz(numbers: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + fixed(*numbers)


def rgb_profile(primaries: tuple[tuple[float, ...], ...], gamma: float) -> bytes:
    tags = {b"wtpt": xyz(D50)}
    for channel, column in zip((b"r", b"g", b"b"), primaries, strict=True):
        tags[channel + b"XYZ"] = xyz(column)
        tags[channel + b"TRC"] = gamma_curve(gamma)
    return icc_profile(b"mntr", b"RGB ", b"XYZ ", tags)


def to_srgb_by_hand(
    levels: NDArray[Any], primaries: tuple[tuple[float, ...], ...], gamma: float
) -> NDArray[Any]:
    """Levels of 255 in, levels of 255 out; the oracle for matrix profiles (IEC 61966-2-1)."""
    linear = (np.asarray(levels) / 255) ** gamma
    light = linear @ np.array(primaries) @ np.linalg.inv(np.array(SRGB))
    light = light.clip(0, 1)
    curved = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(curved * 255)


def cmyk_profile() -> bytes:
    """A press whose full cyan is a mid grey, whose white is white and all else black."""
    lab = {(0, 0, 0, 0): (255, 128, 128), (1, 0, 0, 0): (128, 128, 128)}
    grid = [(c, m, y, k) for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)]
    ramp = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1) + ramp * 4
    table += b"".join(bytes(lab.get(ink, (0, 128, 128))) for ink in grid) + ramp * 3
    return icc_profile(b"prtr", b"CMYK", b"Lab ", {b"wtpt": xyz(D50), b"A2B0": table})


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("colour", [(200, 120, 90), (60, 140, 100), (128, 128, 128)])
def test_a_wide_gamut_profile_is_converted(image_format: str, colour: Colour) -> None:
    profile = rgb_profile(P3, 2.2)
    payload = encode(plain("RGB", colour), image_format, quality=100, icc_profile=profile)
    expected = to_srgb_by_hand(np.array(colour), P3, 2.2)
    assert np.abs(colour_of(payload) - expected).max() <= 3


def test_a_photograph_in_adobe_rgb() -> None:
    file = Path(skimage.__file__).parent / "data" / "rocket.jpg"
    with Image.open(file) as stored:
        expected = to_srgb_by_hand(np.asarray(stored), ADOBE, 2.19921875)
    assert np.abs(np.asarray(decode(file.read_bytes()).pixels) - expected).mean() < 1


def test_a_grey_profile_is_converted() -> None:
    linear = icc_profile(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": xyz(D50), b"kTRC": gamma_curve(1)})
    payload = encode(plain("L", 55), "PNG", icc_profile=linear)
    assert np.abs(colour_of(payload) - 128).max() <= 1  # 55/255 of the light is half the level.


def test_a_grey_picture_with_a_colour_profile() -> None:
    payload = encode(plain("L", 100), "JPEG", icc_profile=rgb_profile(P3, 1.0))
    expected = to_srgb_by_hand(np.array([100, 100, 100]), P3, 1.0)
    assert np.abs(colour_of(payload) - expected).max() <= 2


@pytest.mark.parametrize(
    "profile",
    [
        cmyk_profile(),
        icc_profile(b"mntr", b"RGB ", b"XYZ ", {}),
        rgb_profile(P3, 2.2)[:200],
        b"\0" * 4096,
        b"x",
    ],
)
def test_a_profile_that_does_not_fit_is_left_out(profile: bytes) -> None:
    payload = encode(plain("RGB", (200, 120, 90)), "PNG", icc_profile=profile)
    assert colour_of(payload).tolist() == [200, 120, 90]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_what_has_been_applied_is_not_saved_and_applied_again(mode: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = plain("RGB", (200, 120, 90)).convert(mode)
    found = decode(encode(stored, "PNG", icc_profile=rgb_profile(P3, 2.2), exif=exif))
    again = decode(encode(found.pixels, "PNG"))
    assert found.pixels.info == {}
    assert np.array_equal(np.asarray(again.pixels), np.asarray(found.pixels))


@pytest.mark.parametrize("image_format", ["JPEG", "TIFF"])
@pytest.mark.parametrize(
    ("ink", "colour"),
    [((0, 0, 0, 0), (255, 255, 255)), ((255, 0, 0, 0), (0, 255, 255)), ((0, 0, 0, 255), (0, 0, 0))],
)
def test_cmyk_without_a_profile(
    image_format: str, ink: tuple[int, int, int, int], colour: Colour
) -> None:
    found = colour_of(encode(plain("CMYK", ink), image_format, quality=100))
    assert np.abs(found - colour).max() <= 2


@pytest.mark.parametrize("image_format", ["JPEG", "TIFF"])
def test_cmyk_with_a_profile(image_format: str) -> None:
    cyan, white = plain("CMYK", (255, 0, 0, 0)), plain("CMYK", (0, 0, 0, 0))
    options = {"quality": 100, "icc_profile": cmyk_profile()}
    assert np.abs(colour_of(encode(cyan, image_format, **options)) - 120).max() <= 3
    assert np.abs(colour_of(encode(white, image_format, **options)) - 255).max() <= 3


def test_ycck_as_photoshop_writes_it() -> None:
    ink = (200, 60, 30, 40)
    chroma = plain("RGB", ink[:3]).convert("YCbCr").point(lambda level: 255 - level)
    stored = Image.merge("CMYK", [*chroma.split(), plain("L", ink[3])])
    payload = encode(stored, "JPEG", quality=100, subsampling=0)
    adobe = payload.index(b"Adobe") + 11
    assert payload[adobe] == 0
    payload = payload[:adobe] + b"\2" + payload[adobe + 1 :]  # 2 says YCCK.
    expected = np.asarray(plain("CMYK", ink).convert("RGB"))[0, 0].astype(int)
    assert np.abs(colour_of(payload) - expected).max() <= 3


def ramp_of_sixteen_bits() -> NDArray[np.uint16]:
    return np.linspace(0, 65535, 64 * 32).astype(np.uint16).reshape(32, 64)


@pytest.mark.parametrize("image_format", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_not_clipped(image_format: str) -> None:
    levels = ramp_of_sixteen_bits()
    pixels = np.asarray(decode(encode(Image.fromarray(levels), image_format)).pixels)
    assert np.array_equal(pixels[..., 0], levels >> 8)
    assert np.array_equal(pixels[..., 1], pixels[..., 0])


def tiff(order: str, photometric: int, bits: int, samples: bytes) -> bytes:
    """Write a grey TIFF of 64 by 32 samples without compression (TIFF 6.0)."""
    tags = {256: 64, 257: 32, 258: bits, 259: 1, 262: photometric, 273: 8, 277: 1, 278: 32}
    entries = b"".join(struct.pack(order + "HHIHxx", tag, 3, 1, n) for tag, n in tags.items())
    entries += struct.pack(order + "HHII", 279, 4, 1, len(samples))
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8 + len(samples))
    return head + samples + struct.pack(order + "H", 9) + entries + bytes(4)


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bit_tiff_in_either_byte_order(order: str) -> None:
    levels = ramp_of_sixteen_bits()
    payload = tiff(order, 1, 16, levels.astype(order + "u2").tobytes())
    assert np.array_equal(np.asarray(decode(payload).pixels)[..., 0], levels >> 8)


def test_sixteen_bit_tiff_where_white_is_zero() -> None:
    levels = ramp_of_sixteen_bits()
    payload = tiff("<", 0, 16, levels.astype("<u2").tobytes())
    assert np.array_equal(np.asarray(decode(payload).pixels)[..., 0], 255 - (levels >> 8))


def test_twelve_bit_tiff() -> None:
    levels = ramp_of_sixteen_bits() >> 4
    first, second = levels[:, ::2], levels[:, 1::2]
    packed = np.stack([first >> 4, (first & 15) << 4 | second >> 8, second & 255], axis=-1)
    payload = tiff("<", 1, 12, packed.astype(np.uint8).tobytes())
    assert np.array_equal(np.asarray(decode(payload).pixels)[..., 0], levels >> 4)


def png(colour_type: int, row: bytes, extra: bytes = b"") -> bytes:
    """Write a 16-bit PNG of 32 equal rows; ``extra`` goes before the pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 16, colour_type, 0, 0, 0))
    extra = chunk(b"tRNS", extra) if extra else b""
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + row) * 32))
    return b"\x89PNG\r\n\x1a\n" + header + extra + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("colour_type", "pixel", "transparent", "colour"),
    [
        (2, (0xC812, 0x7834, 0x5A56), b"", (200, 120, 90)),
        (6, (0xC8FF, 0x78FF, 0x5AFF, 0xFFFF), b"", (200, 120, 90)),
        (6, (0xC800, 0x7800, 0x5A00, 0x0000), b"", (255, 255, 255)),
        (4, (0x64FF, 0xFFFF), b"", (100, 100, 100)),
        (0, (0x64FF,), b"", (100, 100, 100)),
        (0, (0x64FF,), b"\x64\xff", (255, 255, 255)),
        (0, (0x64FF,), b"\x64\xfe", (100, 100, 100)),
    ],
)
def test_sixteen_bit_png(
    colour_type: int, pixel: tuple[int, ...], transparent: bytes, colour: Colour
) -> None:
    row = struct.pack(f">{len(pixel)}H", *pixel) * 32
    assert colour_of(png(colour_type, row, transparent)).tolist() == list(colour)


@pytest.mark.parametrize("image_format", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_transparency_is_laid_on_white(image_format: str) -> None:
    payload = encode(plain("RGBA", (200, 0, 100, 51)), image_format, lossless=True, quality=100)
    assert np.abs(colour_of(payload) - (244, 204, 224)).max() <= 2


def test_what_is_hidden_under_transparency_does_not_bleed_when_scaled() -> None:
    checks = np.zeros((64, 64, 4), np.uint8)
    checks[::2] = (255, 0, 0, 0)
    checks[1::2] = (0, 0, 255, 255)
    pixels = decode(encode(Image.fromarray(checks), "PNG"), max_side=16).pixels
    assert np.abs(np.asarray(pixels)[8, 8].astype(int) - (127, 127, 255)).max() <= 3


@pytest.mark.parametrize(
    ("mode", "colour", "options", "expected"),
    [
        ("1", 1, {}, (255, 255, 255)),
        ("1", 0, {}, (0, 0, 0)),
        ("1", 0, {"transparency": 0}, (255, 255, 255)),
        ("L", 80, {}, (80, 80, 80)),
        ("L", 80, {"transparency": 80}, (255, 255, 255)),
        ("LA", (0, 51), {}, (204, 204, 204)),
        ("RGB", (9, 8, 7), {"transparency": (9, 8, 7)}, (255, 255, 255)),
        ("RGB", (9, 8, 7), {"transparency": (9, 8, 6)}, (9, 8, 7)),
    ],
)
def test_kinds_of_png(mode: str, colour: Any, options: dict[str, Any], expected: Colour) -> None:
    assert colour_of(encode(plain(mode, colour), "PNG", **options)).tolist() == list(expected)


@pytest.mark.parametrize("image_format", ["PNG", "GIF"])
@pytest.mark.parametrize("transparent", [True, False])
def test_a_palette_with_a_transparent_entry(image_format: str, transparent: bool) -> None:
    picture = plain("P", 1)
    picture.putpalette([255, 0, 0, 10, 20, 30])
    payload = encode(picture, image_format, transparency=1 if transparent else 0)
    assert colour_of(payload).tolist() == ([255, 255, 255] if transparent else [10, 20, 30])


def test_a_palette_with_an_alpha_for_each_entry() -> None:
    picture = plain("P", 1)
    picture.putpalette([255, 0, 0, 0, 0, 0])
    assert colour_of(encode(picture, "PNG", transparency=b"\xff\x33")).tolist() == [204, 204, 204]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "RGBX", "YCbCr", "LAB", "P"])
def test_kinds_of_tiff(mode: str) -> None:
    picture = plain("RGB", (204, 153, 51))
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        picture = ImageCms.buildTransform(srgb, lab, "RGB", "LAB").apply(picture)
    else:
        picture = picture.convert(mode)
    assert np.abs(colour_of(encode(picture, "TIFF")) - (204, 153, 51)).max() <= 3


@pytest.mark.parametrize(("mode", "colour"), [("F", 0.5), ("I", 70_000)])
def test_samples_without_an_agreed_white_are_an_error(mode: str, colour: float) -> None:
    with pytest.raises(ImageError, match="8 or 16 bits") as caught:
        decode(encode(plain(mode, colour), "TIFF"))
    assert caught.value.reason == "unsupported_pixels"
