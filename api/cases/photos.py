"""Fingerprints of the photos that are kept in the image store."""

from collections.abc import Callable

from data.decode import DecodeLimits, ImageError, decode
from data.images import CorruptImageError, ImageStore, MissingImageError
from detector.fingerprint import Fingerprint

_SIDE = 640
"""Pixels of the longer side at which photos are decoded: twice what fingerprints look at."""


def photo_fingerprints(images: ImageStore, limits: DecodeLimits) -> Callable[[str], bytes | None]:
    """Return what hashes a stored photo; ``None`` of one that is gone, broken or flat."""

    def fingerprint(sha256: str) -> bytes | None:
        try:
            image = decode(images.get(sha256), limits=limits, max_side=_SIDE)
        except (ImageError, MissingImageError, CorruptImageError):
            return None
        found = Fingerprint.of(image)
        return None if found is None else found.variants.tobytes()

    return fingerprint
