"""The two sides of a comparison, with what is worth computing once per picture."""

import struct
import zlib
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from data.decode import DecodedImage
from detector.local_features import LocalFeatures
from detector.verification.matching import unit_rows

Transform = NDArray[np.float64]
"""``(3, 3)``: maps homogeneous ``(x, y, 1)`` between pixels of two pictures."""

_RASTER = 96
_RASTER_MARGIN = 3
_CLOSER = 2.5
"""How much finer the close-up is: siblings of a product line may differ in a word."""

_QUALITY = 92
_PLAIN_BORDER = 0.8
_BACKGROUND_TOLERANCE = 24
_SMALLEST_LEVEL = 64
_FEWEST = 16
"""Pixels that make a foreground."""

_MAGIC = b"LKVP"
_PREFIX = struct.Struct("<4sBI")
_HEADER = struct.Struct("<BBI9d")
_FAST = 1
"""Of zlib's levels: descriptors hardly get smaller for more effort."""


@dataclass(frozen=True, slots=True, eq=False)
class CloseUp:
    """What a view shows, in as much detail as photos usually have of it.

    Attributes:
        pixels: ``(h, w, 3)`` uint8 RGB, at most 240 pixels along a side.
        foreground: ``(h, w)`` bool, as in `ViewPicture`.
        to_view: Maps its pixels to pixels of the full-size view.
    """

    pixels: NDArray[np.uint8]
    foreground: NDArray[np.bool_]
    to_view: Transform


@dataclass(frozen=True, slots=True, eq=False)
class ViewPicture:
    """A registered view, ready to be looked for; takes some 45 kB besides its features.

    Attributes:
        features: Its keypoints.
        raster: ``(h, w, 3)`` uint8 RGB, what the view shows, at most 96 pixels along a side.
        foreground: ``(h, w)`` bool, without a plain background that reaches the border.
        surroundings: ``(h, w)`` bool, the foreground and a rim of that background, where the
            outline shows.
        to_view: Maps raster pixels to pixels of the full-size view.
        fine: JPEG of the same place in more detail, for `close_up`.
    """

    FORMAT: ClassVar[int] = 2
    """Changes whenever `of` makes something else of a view, or `to_bytes` writes it otherwise."""

    features: LocalFeatures
    raster: NDArray[np.uint8]
    foreground: NDArray[np.bool_]
    surroundings: NDArray[np.bool_]
    to_view: Transform
    fine: bytes = field(repr=False)

    @classmethod
    def of(
        cls,
        image: DecodedImage,
        features: LocalFeatures,
        disclaimed: NDArray[np.bool_] | None = None,
    ) -> Self:
        """Prepare a decoded view.

        Args:
            image: The view.
            features: Its keypoints.
            disclaimed: Which of its pixels are left out of every comparison: ``(h, w)``.
        """
        pixels = np.asarray(image.pixels)
        height, width = pixels.shape[:2]
        shrink = min(1.0, 4 * _RASTER / max(height, width))
        small = _shrunk(pixels, shrink)
        mask = _foreground(small)
        left_out = np.zeros_like(mask)
        if disclaimed is not None:
            left_out = _shrunk(disclaimed.astype(np.uint8) * 255, shrink) > 0
            mask = _unless_too_little(mask & ~left_out, mask)
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        scale = (_RASTER - 2 * _RASTER_MARGIN) / max(bottom - top, right - left)
        size = tuple(
            max(8, round(scale * extent) + 2 * _RASTER_MARGIN)
            for extent in (right - left, bottom - top)
        )
        to_small = np.array(
            [
                [1 / scale, 0, left - 0.5 + (0.5 - _RASTER_MARGIN) / scale],
                [0, 1 / scale, top - 0.5 + (0.5 - _RASTER_MARGIN) / scale],
                [0, 0, 1],
            ]
        )
        foreground = _resample(mask.astype(np.uint8) * 255, to_small, size, outside=0) > 127
        extent = _resample(np.full(mask.shape, 255, np.uint8), to_small, size, outside=0) > 127
        rim = np.ones([2 * _RASTER_MARGIN + 1] * 2, np.uint8)
        if left_out.any():
            extent &= _resample(left_out.astype(np.uint8) * 255, to_small, size, outside=0) == 0
            foreground = _unless_too_little(foreground & extent, foreground)
        return cls(
            features=features,
            raster=_resample(small, to_small, size),
            foreground=foreground,
            surroundings=(cv2.dilate(foreground.astype(np.uint8), rim) > 0) & extent,
            to_view=_rescaling(small.shape[1] / image.width, small.shape[0] / image.height)
            @ to_small,
            fine=_jpeg(_resample(small, to_small @ _ENLARGED, _closer(size))),
        )

    def close_up(self) -> CloseUp:
        """Show the view in more detail; takes about half a millisecond.

        Raises:
            ValueError: the detail is damaged.
        """
        pixels = cv2.imdecode(np.frombuffer(self.fine, np.uint8), cv2.IMREAD_COLOR_RGB)
        height, width = self.foreground.shape
        if pixels is None or pixels.shape[1::-1] != _closer((width, height)):
            msg = "the close-up of a view is damaged"
            raise ValueError(msg)
        foreground = cv2.warpAffine(
            self.foreground.astype(np.uint8),
            _ENLARGED[:2],
            _closer((width, height)),
            flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return CloseUp(
            pixels=np.asarray(pixels, dtype=np.uint8),
            foreground=np.asarray(foreground > 0),
            to_view=self.to_view @ _ENLARGED,
        )

    @property
    def outline(self) -> NDArray[np.float64]:
        """Corners of what the view shows, clockwise from the top left, in its pixels: (4, 2)."""
        height, width = self.foreground.shape
        near = _RASTER_MARGIN - 0.5
        right, bottom = width - near - 1, height - near - 1
        corners = np.array([[near, near], [right, near], [right, bottom], [near, bottom]])
        return corners * np.diag(self.to_view)[:2] + self.to_view[:2, 2]

    def to_bytes(self) -> bytes:
        """Write everything without loss, little-endian on every machine, for `from_bytes`."""
        content = b"".join(
            (
                _HEADER.pack(
                    *self.foreground.shape, len(self.fine), *self.to_view.ravel().tolist()
                ),
                self.raster.tobytes(),
                np.packbits(self.foreground).tobytes(),
                np.packbits(self.surroundings).tobytes(),
                self.fine,
                self.features.to_bytes(),
            )
        )
        return _PREFIX.pack(_MAGIC, self.FORMAT, len(content)) + zlib.compress(content, _FAST)

    @classmethod
    def from_bytes(cls, payload: bytes) -> Self:
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: it is something else, of another format, incomplete or damaged.
        """
        content = _unpacked(payload, cls.FORMAT)
        height, width, fine, *numbers = _HEADER.unpack_from(content)
        area, bits = height * width, (height * width + 7) // 8
        ends = np.cumsum([_HEADER.size, 3 * area, bits, bits, fine]).tolist()
        if not area or len(content) < ends[-1] or not np.isfinite(numbers).all():
            msg = "the picture of a view is damaged"
            raise ValueError(msg)
        raster, foreground, surroundings, close_up = (
            np.frombuffer(content, np.uint8, end - start, start) for start, end in pairwise(ends)
        )
        return cls(
            features=LocalFeatures.from_bytes(content[ends[-1] :]),
            raster=raster.reshape(height, width, 3),
            foreground=_mask(foreground, height, width),
            surroundings=_mask(surroundings, height, width),
            to_view=np.array(numbers).reshape(3, 3),
            fine=close_up.tobytes(),
        )


@dataclass(frozen=True, slots=True, eq=False)
class PhotoPicture:
    """A photo, ready to be compared with many views.

    Attributes:
        features: Its keypoints.
        levels: RGB pixels, each level half the size of the one before.
        to_level: For each level, maps pixels of the full-size photo to it.
        descriptors: ``(n, 128)`` unit vectors.
    """

    features: LocalFeatures
    levels: tuple[NDArray[np.uint8], ...]
    to_level: tuple[Transform, ...]
    descriptors: NDArray[np.float32] = field(repr=False)

    @classmethod
    def of(cls, image: DecodedImage, features: LocalFeatures) -> Self:
        """Prepare a decoded photo."""
        levels = [np.asarray(image.pixels)]
        while min(levels[-1].shape[:2]) >= 2 * _SMALLEST_LEVEL:
            height, width = levels[-1].shape[:2]
            half = (width // 2, height // 2)
            smaller = cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA)
            levels.append(np.asarray(smaller, dtype=np.uint8))
        return cls(
            features=features,
            levels=tuple(levels),
            to_level=tuple(
                _inverse(_rescaling(level.shape[1] / image.width, level.shape[0] / image.height))
                for level in levels
            ),
            descriptors=unit_rows(features.descriptors),
        )


def _unpacked(payload: bytes, expected: int) -> bytes:
    """What `ViewPicture.to_bytes` packed, whose checksum finds any damage."""
    if len(payload) < _PREFIX.size or not payload.startswith(_MAGIC):
        msg = "this is no picture of a view"
        raise ValueError(msg)
    _, version, size = _PREFIX.unpack_from(payload)
    if version != expected:
        msg = f"the picture of a view is of format {version}, but only {expected} can be read"
        raise ValueError(msg)
    unpacker = zlib.decompressobj()
    try:
        # Room for a byte too many, so that the end of the stream, with its checksum, is read.
        content = unpacker.decompress(memoryview(payload)[_PREFIX.size :], size + 1)
    except zlib.error as error:
        msg = f"the picture of a view is damaged: {error}"
        raise ValueError(msg) from error
    if not unpacker.eof or unpacker.unused_data or not _HEADER.size <= len(content) == size:
        msg = "the picture of a view is incomplete, or more than that"
        raise ValueError(msg)
    return content


def _mask(packed: NDArray[np.uint8], height: int, width: int) -> NDArray[np.bool_]:
    return np.unpackbits(packed, count=height * width).reshape(height, width).astype(bool)


def _rescaling(across: float, down: float) -> Transform:
    """Map pixels of a picture that was scaled by these factors to pixels of the original."""
    return np.array(
        [
            [1 / across, 0, 0.5 / across - 0.5],
            [0, 1 / down, 0.5 / down - 0.5],
            [0, 0, 1],
        ]
    )


_ENLARGED = _rescaling(_CLOSER, _CLOSER)
"""Maps pixels of the close-up to those of the raster."""


def _closer(size: tuple[int, ...]) -> tuple[int, int]:
    """Return the width and height of the close-up of a raster."""
    return round(_CLOSER * size[0]), round(_CLOSER * size[1])


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    sampling = cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    _, encoded = cv2.imencode(
        ".jpg",
        cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR),
        [cv2.IMWRITE_JPEG_QUALITY, _QUALITY, *sampling],
    )
    return encoded.tobytes()


def _inverse(transform: Transform) -> Transform:
    return np.asarray(np.linalg.inv(transform), dtype=np.float64)


def _shrunk(pixels: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _resample(
    pixels: NDArray[np.uint8],
    from_target: Transform,
    size: tuple[int, ...],
    *,
    outside: int | None = None,
) -> NDArray[np.uint8]:
    """Draw `pixels` on a raster of `size` (width, height), averaging where it shrinks."""
    shrink = min(1.0, 1 / from_target[0, 0])
    small = _shrunk(pixels, shrink)
    fx, fy = small.shape[1] / pixels.shape[1], small.shape[0] / pixels.shape[0]
    matrix = _inverse(_rescaling(fx, fy)) @ from_target
    return np.asarray(
        cv2.warpAffine(
            small,
            matrix[:2],
            (size[0], size[1]),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT,
            borderValue=outside or 0,
        ),
        dtype=np.uint8,
    )


def _foreground(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell what the picture shows from a plain background; everything, if there is none."""
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]).astype(np.int16)
    colour = np.median(border, axis=0)
    if (np.abs(border - colour).max(axis=1) <= _BACKGROUND_TOLERANCE).mean() < _PLAIN_BORDER:
        return np.ones(pixels.shape[:2], dtype=bool)
    plain = np.abs(pixels.astype(np.int16) - colour).max(axis=2) <= _BACKGROUND_TOLERANCE
    framed = np.pad(plain.astype(np.uint8), 1, constant_values=1)
    _, labels = cv2.connectedComponents(framed, connectivity=4)
    mask = np.asarray(labels[1:-1, 1:-1] != labels[0, 0])
    return _unless_too_little(mask, np.ones(pixels.shape[:2], dtype=bool))


def _unless_too_little(mask: NDArray[np.bool_], otherwise: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return mask if mask.sum() >= _FEWEST else otherwise
