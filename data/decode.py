"""Safe decoding: hostile bytes in, the sRGB picture that a person sees out, or a clear error.

The format is told by the file's first bytes and only that format's decoder runs. The size comes
from the header and is checked before pixels are decoded. What follows the picture in the file is
never looked at. Pillow's process-wide settings are left alone, so that threads may decode at once.
"""

import re
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from data._colour import to_eight_bits, to_srgb
from data._image_error import ImageError
from data._structure import check_structure

__all__ = ["DEFAULT_LIMITS", "DecodeLimits", "DecodedImage", "ImageError", "decode"]

_FORMATS: dict[str, tuple[re.Pattern[bytes], type[ImageFile.ImageFile]]] = {
    "JPEG": (re.compile(rb"\xff\xd8\xff"), JpegImagePlugin.JpegImageFile),
    "PNG": (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImagePlugin.PngImageFile),
    "WEBP": (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), WebPImagePlugin.WebPImageFile),
    # The brand may be a general one, with AVIF among the compatible ones; HEIC has no such brand.
    "AVIF": (re.compile(rb".{4}ftyp.{0,56}?avi[fs]", re.DOTALL), AvifImagePlugin.AvifImageFile),
    "GIF": (re.compile(rb"GIF8[79]a"), GifImagePlugin.GifImageFile),
    "BMP": (re.compile(rb"BM"), BmpImagePlugin.BmpImageFile),
    "TIFF": (re.compile(rb"II\*\0|MM\0\*|II\+\0"), TiffImagePlugin.TiffImageFile),
}

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts a picture upright, by EXIF orientation (EXIF 2.32, tag 0x0112)."""

_TIFF_TILE_WIDTH, _TIFF_TILE_LENGTH = 322, 323
_MEGA = 10**6


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """What a file may ask for.

    Attributes:
        max_bytes: Length of the file.
        max_pixels: Width times height. At its peak decoding takes 12 bytes for each (JPEG) to 25
            (WebP with transparency); a JPEG that is scaled down while it is decoded takes 1.
        min_side: Smallest width and height that can show anything.
    """

    max_bytes: int = 50 * 2**20
    max_pixels: int = 100 * _MEGA
    min_side: int = 16


DEFAULT_LIMITS = DecodeLimits()


@dataclass(frozen=True, slots=True, eq=False)
class DecodedImage:
    """A picture as a person sees it.

    Attributes:
        pixels: RGB in sRGB, upright, laid on white where it was transparent; scaled down where
            `decode` was asked to.
        width: Pixels across before scaling, upright.
        height: Pixels down before scaling, upright.
        format: ``JPEG``, ``PNG``, ``WEBP``, ``AVIF``, ``GIF``, ``BMP`` or ``TIFF``.
    """

    pixels: Image.Image
    width: int
    height: int
    format: str

    @property
    def scale(self) -> float:
        """Factor from the photo's pixels to those of `pixels`; at most 1."""
        return max(self.pixels.size) / max(self.width, self.height)


def decode(
    payload: bytes, *, limits: DecodeLimits = DEFAULT_LIMITS, max_side: int | None = None
) -> DecodedImage:
    """Decode the first picture in a file.

    Args:
        payload: The whole file.
        limits: What the file may ask for.
        max_side: Scale the picture down to fit this many pixels each way. A JPEG is then decoded
            at 1/2, 1/4 or 1/8 of its size where that suffices, which saves time and memory.

    Raises:
        ImageError: whatever is wrong with the bytes; nothing else is raised for any bytes.
    """
    _ignore_pillow_remarks()
    try:
        return _decode(payload, limits, max_side)
    except ImageError:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise ImageError(
            "too_large", "the picture needs too much memory; send a smaller version"
        ) from error
    except Exception as error:
        if "truncated" in str(error).lower() or isinstance(error.__cause__, EOFError):
            reason, problem = "truncated", "the file is truncated"
        else:
            reason, problem = "corrupt", "the file can't be decoded"
        raise ImageError(reason, f"{problem} ({error}); fetch or save it again") from error


def _decode(payload: bytes, limits: DecodeLimits, max_side: int | None) -> DecodedImage:
    if not payload:
        raise ImageError("empty", "the file is empty (0 bytes); fetch or save it again")
    if len(payload) > limits.max_bytes:
        raise ImageError(
            "too_large",
            f"the file has {len(payload)} bytes, more than the {limits.max_bytes} that are "
            "accepted; send a smaller version",
        )
    image_format = _identify(payload)
    check_structure(image_format, payload)
    _, plugin = _FORMATS[image_format]
    with plugin(BytesIO(payload)) as image:
        _check_size(image, limits)
        size = image.size
        fitted = _fit(size, max_side)
        image.draft(None, fitted)  # Only a JPEG can; it does not go below the size asked for.
        image.load()
        if image_format == "TIFF":
            size, fitted = image.size, _fit(image.size, max_side)  # Pillow has put it upright.
        icc_profile = image.info.get("icc_profile")
        orientation = _orientation(image)
        picture = to_eight_bits(image)
    if picture.size != fitted:
        picture = picture.resize(fitted, Image.Resampling.BICUBIC, reducing_gap=1.5)
    picture = to_srgb(picture, icc_profile)
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    # Saving `pixels` must not bring back a profile or an orientation that has been applied.
    picture.info.clear()
    width, height = size if orientation < 5 else size[::-1]
    return DecodedImage(picture, width, height, image_format)


def _identify(payload: bytes) -> str:
    for image_format, (signature, _) in _FORMATS.items():
        if signature.match(payload):
            return image_format
    raise ImageError(
        "unsupported_format",
        f"the file is not a JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF picture: it begins with "
        f"{payload[:16]!r}",
    )


def _check_size(image: ImageFile.ImageFile, limits: DecodeLimits) -> None:
    width, height = image.size
    if min(width, height) < limits.min_side:
        raise ImageError(
            "too_small",
            f"the picture has {width} x {height} pixels; at least {limits.min_side} are needed "
            "each way to show anything",
        )
    pixels = width * height
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        # A tile is decoded as a whole, however little of it lies inside the picture.
        tags = image.tag_v2
        pixels = max(pixels, tags.get(_TIFF_TILE_WIDTH, 0) * tags.get(_TIFF_TILE_LENGTH, 0))
    if pixels > limits.max_pixels:
        raise ImageError(
            "too_large",
            f"the picture has {pixels / _MEGA:.1f} megapixels, more than the "
            f"{limits.max_pixels / _MEGA:g} that are accepted; send a smaller version",
        )


def _fit(size: tuple[int, int], max_side: int | None) -> tuple[int, int]:
    longest = max(size)
    if max_side is None or longest <= max_side:
        return size
    width, height = (max(1, round(side * max_side / longest)) for side in size)
    return width, height


def _orientation(image: ImageFile.ImageFile) -> int:
    """Return the EXIF orientation from 1 to 8; 1 where it is absent or unreadable."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # EXIF is a file format of its own; whatever is wrong there, go without it.
        return 1
    return orientation if orientation in _UPRIGHT else 1


def _ignore_pillow_remarks() -> None:
    """Keep Pillow's warnings about odd metadata from becoming noise, or errors under ``-W error``.

    `warnings.catch_warnings` saves and restores the filters of the whole process, which threads
    would undo for each other. So one entry for Pillow's own modules is put in and left there.
    """
    entry = ("ignore", None, Warning, re.compile(r"PIL\."), 0)
    if entry not in warnings.filters:
        warnings.filterwarnings("ignore", module=r"PIL\.")
