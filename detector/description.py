"""What is made of a picture once, so that it can be compared with many others."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.decode import DecodedImage
from data.records import Channel, Polygon
from detector.disclaimers import claimed_features, disclaimed_mask, without_disclaimed
from detector.embedding import Embedder
from detector.fingerprint import FINGERPRINT, Fingerprint
from detector.local_features import PHOTO_SIFT, VIEW_SIFT, LocalFeatureExtractor, LocalFeatures
from detector.regions import Region, RegionProposer, foreground
from detector.verification import PhotoPicture, ViewPicture
from detector.wordmark import TextLine, TextReader

ALL_CHANNELS = frozenset(Channel)

DECODE_SIDE = 1024
"""Longest side in pixels at which views and photos are decoded to be described."""


@dataclass(frozen=True, slots=True, eq=False)
class ViewDescription:
    """All that is stored of a registered picture.

    Attributes:
        vector: ``(dimension,)`` float32, its embedding.
        picture: `ViewPicture.to_bytes`.
        code: 32 bytes of PDQ, or none if the picture is too plain.
    """

    vector: NDArray[np.float32]
    picture: bytes
    code: bytes


class ViewDescriber:
    """Describes registered pictures.

    Args:
        embedder: Embeds them.
        keypoints: Finds their keypoints.
    """

    def __init__(self, embedder: Embedder, keypoints: LocalFeatureExtractor = VIEW_SIFT) -> None:
        self.embedder = embedder
        self._keypoints = keypoints

    @property
    def picture_format(self) -> str:
        """Names how `ViewDescription.picture` is made; others can't be compared with these."""
        made = f"{self._keypoints.fingerprint} {ViewPicture.FORMAT}"
        return hashlib.sha256(made.encode()).hexdigest()[:16]

    @property
    def code_format(self) -> str:
        """Names how `ViewDescription.code` is made."""
        return FINGERPRINT

    def describe(
        self,
        images: Sequence[DecodedImage],
        disclaimed: Sequence[Sequence[Polygon]] | None = None,
    ) -> list[ViewDescription]:
        """Describe pictures in their order; embedded is what is shown, without a plain background.

        Costs one forward pass each on the calling thread; keypoints and hashes are found on others
        meanwhile.

        Args:
            images: The pictures.
            disclaimed: For each, the parts that nothing is to be seen of, in its pixels.
        """
        left_out = [()] * len(images) if disclaimed is None else disclaimed
        images = [
            without_disclaimed(image, parts) for image, parts in zip(images, left_out, strict=True)
        ]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            pictures = pool.map(self._picture, images, left_out)
            fingerprints = pool.map(Fingerprint.of, images)
            vectors = self.embedder.embed(
                [foreground(image.pixels).crop(image.pixels) for image in images]
            )
            return [
                ViewDescription(vector, picture, _code(fingerprint))
                for vector, picture, fingerprint in zip(
                    vectors, pictures, fingerprints, strict=True
                )
            ]

    def _picture(self, image: DecodedImage, disclaimed: Sequence[Polygon]) -> bytes:
        features = claimed_features(self._keypoints.extract(image), image, disclaimed)
        mask = disclaimed_mask(image, disclaimed) if disclaimed else None
        return ViewPicture.of(image, features, mask).to_bytes()


@dataclass(frozen=True, slots=True, eq=False)
class PhotoDescription:
    """A listing photo as the channels see it; what a channel that is off would see is missing.

    Attributes:
        image: The photo.
        regions: The parts that were embedded, the whole photo first.
        vectors: ``(regions, dimension)`` float32.
        picture: With keypoints, for votes and verification.
        fingerprint: Its hashes; ``None`` also where it is too plain.
        lines: The text in it.
    """

    image: DecodedImage
    regions: Sequence[Region]
    vectors: NDArray[np.float32]
    picture: PhotoPicture | None
    fingerprint: Fingerprint | None
    lines: tuple[TextLine, ...]

    @property
    def features(self) -> LocalFeatures | None:
        """The keypoints."""
        return None if self.picture is None else self.picture.features


class PhotoDescriber:
    """Describes listing photos.

    Args:
        embedder: Embeds their regions, the same that embedded the views.
        regions: Names the parts of a photo to look at.
        reader: Makes what reads the text in them; asked for once there is something to read.
        channels: Which of the channels are asked; the others are left out.
        keypoints: Finds their keypoints.
    """

    def __init__(
        self,
        embedder: Embedder,
        regions: RegionProposer,
        reader: Callable[[], TextReader],
        *,
        channels: frozenset[Channel] = ALL_CHANNELS,
        keypoints: LocalFeatureExtractor = PHOTO_SIFT,
    ) -> None:
        self.channels = channels
        self._embedder = embedder
        self._regions = regions
        self._reader = reader
        self._keypoints = keypoints

    def describe(
        self, photos: Sequence[DecodedImage], *, read_text: bool
    ) -> list[PhotoDescription]:
        """Describe photos in their order.

        Costs one forward pass per region on the calling thread; keypoints, hashes and text are
        found on others meanwhile.

        Args:
            photos: The photos.
            read_text: Whether there are words to look for.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            if read_text and Channel.WORDMARK in self.channels:
                reader = self._reader()
                texts = pool.map(reader.read, photos)
            else:
                texts = iter([()] * len(photos))
            pictures = pool.map(self._picture, photos)
            fingerprints = pool.map(self._fingerprint, photos)
            proposed = [self._regions(photo.pixels) for photo in photos]
            vectors = self._embedded(photos, proposed)
            return [
                PhotoDescription(*parts)
                for parts in zip(
                    photos, proposed, vectors, pictures, fingerprints, texts, strict=True
                )
            ]

    def _embedded(
        self, photos: Sequence[DecodedImage], proposed: Sequence[Sequence[Region]]
    ) -> list[NDArray[np.float32]]:
        if Channel.EMBEDDING not in self.channels:
            return [np.empty((0, self._embedder.dimension), np.float32)] * len(photos)
        crops = [
            region.crop(photo.pixels)
            for photo, regions in zip(photos, proposed, strict=True)
            for region in regions
        ]
        ends = np.cumsum([len(regions) for regions in proposed])
        return np.split(self._embedder.embed(crops), ends)[:-1]

    def _picture(self, photo: DecodedImage) -> PhotoPicture | None:
        if Channel.LOCAL not in self.channels:
            return None
        return PhotoPicture.of(photo, self._keypoints.extract(photo))

    def _fingerprint(self, photo: DecodedImage) -> Fingerprint | None:
        return Fingerprint.of(photo) if Channel.FINGERPRINT in self.channels else None


def _code(fingerprint: Fingerprint | None) -> bytes:
    return b"" if fingerprint is None else fingerprint.code.tobytes()
