"""From whatever samples a file holds to the sRGB picture that a person sees."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, TiffImagePlugin

from data._image_error import ImageError

_CHANNELS = {
    "1": ("L", "LA"),
    "L": ("L", "LA"),
    "LA": ("LA", "LA"),
    "La": ("LA", "LA"),
    "CMYK": ("CMYK", "CMYK"),
}
"""Eight-bit mode without and with transparency; what is not listed becomes RGB or RGBA."""

_MODE_OF_SPACE = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}
_TIFF_BITS_PER_SAMPLE, _TIFF_PHOTOMETRIC, _WHITE_IS_ZERO = 258, 262, 0


def to_eight_bits(image: Image.Image) -> Image.Image:
    """Return the picture as L, LA, RGB, RGBA or CMYK with eight bits for each sample.

    Raises:
        ImageError: ``unsupported_pixels`` for 32-bit and floating point samples, which have no
            agreed black and white.
    """
    if image.mode.startswith("I;16"):
        return _from_sixteen_bits(image)
    if image.mode in ("I", "F"):
        raise ImageError(
            "unsupported_pixels",
            "the picture has 32-bit or floating point samples, which do not say what is white; "
            "save it with 8 or 16 bits for each channel",
        )
    opaque, transparent = _CHANNELS.get(image.mode, ("RGB", "RGBA"))
    return image.convert(transparent if image.has_transparency_data else opaque)


def to_srgb(image: Image.Image, icc_profile: bytes | None) -> Image.Image:
    """Return an eight-bit picture in sRGB, laid on white where it is transparent.

    A profile that is damaged, or made for another kind of picture, is left out, as browsers do.
    """
    if image.mode not in ("LA", "RGBA"):
        return _apply_profile(image, icc_profile)
    colour = _apply_profile(image.convert(image.mode.removesuffix("A")), icc_profile)
    paper = Image.new("RGB", image.size, "white")
    paper.paste(colour, mask=image.getchannel("A"))
    return paper


def _apply_profile(image: Image.Image, icc_profile: bytes | None) -> Image.Image:
    if icc_profile:
        try:
            profile = ImageCms.ImageCmsProfile(BytesIO(icc_profile))
            mode = _MODE_OF_SPACE.get(profile.profile.xcolor_space.strip())
            if image.mode == "L" and mode == "RGB":
                image = image.convert("RGB")
            if image.mode == mode:
                srgb = ImageCms.createProfile("sRGB")
                return ImageCms.buildTransform(profile, srgb, mode, "RGB").apply(image)
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass
    return image.convert("RGB")


def _from_sixteen_bits(image: Image.Image) -> Image.Image:
    """Keep the high byte of each grey sample, as Pillow itself does for 16-bit colour."""
    samples = np.asarray(image)
    bits, inverted = 16, False
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        bits = image.tag_v2[_TIFF_BITS_PER_SAMPLE][0]
        inverted = image.tag_v2.get(_TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO
    levels = (samples >> (bits - 8)).astype(np.uint8)
    grey = Image.fromarray(~levels if inverted else levels)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):
        opaque = np.where(samples == transparent, 0, 255).astype(np.uint8)
        grey.putalpha(Image.fromarray(opaque))
    return grey
