"""Keypoints with descriptors: what a part of a picture looks like, wherever it is and however big.

A registered view and a photo that shows it have many descriptors in common, however small it is
there and whatever is around it.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from data.decode import DecodedImage

DESCRIPTOR_SIZE = 128
_GRID, _BINS = 4, 8

MIRRORED = (
    np.arange(DESCRIPTOR_SIZE).reshape(_GRID, _GRID, _BINS)[::-1][:, :, -np.arange(_BINS)].ravel()
)
"""Order of the components of a SIFT descriptor once its picture is mirrored.

The grid of cells lies along the keypoint's own direction. Mirroring swaps the two sides of that
direction and turns every gradient the other way round (as in MIFT, Guo et al. 2010), so that a
mirrored picture need not be described anew.
"""

_MAGIC = b"LKLF"
_VERSION = 1
_HEADER = struct.Struct("<4sBIII")
_KEYPOINT = np.dtype([("point", "<f4", 2), ("size", "<f4"), ("angle", "<f4")])
_NO_DESCRIPTORS = np.empty((0, DESCRIPTOR_SIZE), dtype=np.float32)
_QUANTUM = 512.0
"""Descriptor components above .5 occur in next to no picture, and are cut off there."""


@dataclass(frozen=True, slots=True, eq=False)
class LocalFeatures:
    """The keypoints of one picture.

    Attributes:
        points: ``(n, 2)`` float32, x and y in pixels of the full-size picture as a person sees it.
        sizes: ``(n,)`` float32, diameter of each keypoint in those pixels.
        angles: ``(n,)`` float32, degrees from 0 up to 360, clockwise as seen.
        descriptors: ``(n, 128)`` uint8, RootSIFT in steps of 1/512.
        width: Of the full-size picture in pixels.
        height: Of the full-size picture in pixels.
    """

    points: NDArray[np.float32]
    sizes: NDArray[np.float32]
    angles: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    width: int
    height: int

    def __len__(self) -> int:
        return len(self.points)

    def first(self, count: int) -> Self:
        """The most telling keypoints."""
        kept = slice(count)
        return replace(
            self,
            points=self.points[kept],
            sizes=self.sizes[kept],
            angles=self.angles[kept],
            descriptors=self.descriptors[kept],
        )

    def contrast_reversed(self) -> Self:
        """The same keypoints as the negative of the picture has them, exactly.

        A mark is printed light on dark as often as dark on light. A negative turns every gradient
        around, and so every keypoint, which leaves the bins of its descriptor in the opposite
        corners.
        """
        grid = self.descriptors.reshape(-1, _GRID, _GRID, _BINS)
        return replace(
            self,
            angles=(self.angles + np.float32(180)) % np.float32(360),
            descriptors=np.ascontiguousarray(grid[:, ::-1, ::-1]).reshape(self.descriptors.shape),
        )

    def mirrored(self) -> Self:
        """The same keypoints as the picture flipped left to right has them, but for rounding."""
        points = self.points.copy()
        points[:, 0] = self.width - 1 - points[:, 0]
        return replace(
            self,
            points=points,
            angles=(180 - self.angles) % np.float32(360),
            descriptors=self.descriptors.take(MIRRORED, axis=1),
        )

    def joined(self, other: Self) -> Self:
        """These keypoints, followed by those of another version of the same picture."""
        return replace(
            self,
            points=np.vstack((self.points, other.points)),
            sizes=np.concatenate((self.sizes, other.sizes)),
            angles=np.concatenate((self.angles, other.angles)),
            descriptors=np.vstack((self.descriptors, other.descriptors)),
        )

    def to_bytes(self) -> bytes:
        """Write 144 bytes per keypoint, little-endian on every machine, for `from_bytes`."""
        keypoints = np.empty(len(self), dtype=_KEYPOINT)
        keypoints["point"], keypoints["size"] = self.points, self.sizes
        keypoints["angle"] = self.angles
        header = _HEADER.pack(_MAGIC, _VERSION, len(self), self.width, self.height)
        return header + keypoints.tobytes() + self.descriptors.tobytes()

    @classmethod
    def from_bytes(cls, payload: bytes) -> Self:
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: it is something else, of another version, or incomplete.
        """
        if len(payload) < _HEADER.size or not payload.startswith(_MAGIC):
            msg = "these are no local features"
            raise ValueError(msg)
        _, version, count, width, height = _HEADER.unpack_from(payload)
        if version != _VERSION:
            msg = f"local features are of version {version}, but only {_VERSION} can be read"
            raise ValueError(msg)
        expected = _HEADER.size + count * (_KEYPOINT.itemsize + DESCRIPTOR_SIZE)
        if len(payload) != expected:
            msg = f"local features take {len(payload)} bytes instead of {expected}"
            raise ValueError(msg)
        keypoints = np.frombuffer(payload, _KEYPOINT, count, _HEADER.size)
        start = _HEADER.size + keypoints.nbytes
        descriptors = np.frombuffer(payload, np.uint8, count * DESCRIPTOR_SIZE, start)
        return cls(
            points=keypoints["point"].astype(np.float32),
            sizes=keypoints["size"].astype(np.float32),
            angles=keypoints["angle"].astype(np.float32),
            descriptors=descriptors.reshape(count, DESCRIPTOR_SIZE),
            width=width,
            height=height,
        )


class LocalFeatureExtractor(Protocol):
    """Finds and describes keypoints."""

    @property
    def fingerprint(self) -> str:
        """Names the method and its settings; features of different ones can't be compared."""

    def extract(self, image: DecodedImage) -> LocalFeatures:
        """Return the keypoints of a picture, most telling first; none if it is all plain."""


@dataclass(frozen=True, slots=True)
class RootSift:
    """SIFT keypoints (Lowe 2004) described by RootSIFT (Arandjelović & Zisserman 2012).

    The picture is brought to a working size first.

    Attributes:
        max_keypoints: How many to return at most.
        side: Longer side in pixels to scale a larger picture down to.
        min_side: Longer side in pixels to scale a smaller picture up to.
        contrast_threshold: Keypoints of less contrast are left out, as OpenCV counts it.
        margin: Share of the longer side by which the picture is continued on each side, so that
            what touches its edge has surroundings.
    """

    max_keypoints: int = 1000
    side: int = 640
    min_side: int = 0
    contrast_threshold: float = 0.02
    edge_threshold: float = 10.0
    margin: float = 0.0

    @property
    def fingerprint(self) -> str:
        """See `LocalFeatureExtractor`."""
        return hashlib.sha256(f"rootsift {_VERSION} {self!r}".encode()).hexdigest()[:16]

    def extract(self, image: DecodedImage) -> LocalFeatures:
        """See `LocalFeatureExtractor`."""
        grey = np.asarray(image.pixels.convert("L"))
        longer = max(grey.shape)
        target = min(max(longer, self.min_side), self.side)
        if target != longer:
            size = [max(1, round(length * target / longer)) for length in grey.shape[::-1]]
            method = cv2.INTER_AREA if target < longer else cv2.INTER_CUBIC
            grey = cv2.resize(grey, size, interpolation=method)
        scale = np.array([grey.shape[1] / image.width, grey.shape[0] / image.height])
        border = round(self.margin * max(grey.shape))
        if border:
            grey = cv2.copyMakeBorder(
                grey, border, border, border, border, borderType=cv2.BORDER_REPLICATE
            )
        sift = cv2.SIFT.create(
            nfeatures=self.max_keypoints,
            contrastThreshold=self.contrast_threshold,
            edgeThreshold=self.edge_threshold,
        )
        keypoints, described = sift.detectAndCompute(grey, None)
        points, sizes, angles = _arrays(keypoints)
        # OpenCV gives no array at all where there is no keypoint.
        descriptors = np.asarray(described, dtype=np.float32) if keypoints else _NO_DESCRIPTORS
        return LocalFeatures(
            points=((points - border + 0.5) / scale - 0.5).astype(np.float32),
            sizes=(sizes / np.sqrt(scale.prod())).astype(np.float32),
            angles=angles,
            descriptors=_root(descriptors),
            width=image.width,
            height=image.height,
        )


PHOTO_SIFT = RootSift()
"""For listing photos, in which a mark may be small: sharp, and as many keypoints as tell."""

VIEW_SIFT = RootSift(max_keypoints=500, min_side=400, margin=0.1)
"""For registered views, which fill their picture up to its edge and may be mere thumbnails."""


def _arrays(
    keypoints: Sequence[cv2.KeyPoint],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    table = np.array(
        [(*keypoint.pt, keypoint.size, keypoint.angle) for keypoint in keypoints],
        dtype=np.float32,
    ).reshape(-1, 4)
    return table[:, :2], table[:, 2], table[:, 3]


def _root(descriptors: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Turn ``(n, 128)`` SIFT into RootSIFT: the root of its share in the sum, times 512."""
    shares = descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-12)
    rooted: NDArray[np.float32] = np.rint(np.sqrt(shares) * _QUANTUM)
    return np.minimum(rooted, 255).astype(np.uint8)
