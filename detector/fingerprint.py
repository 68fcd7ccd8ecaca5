"""PDQ fingerprints: the owner's own picture, used again.

What they bear was measured by ``benchmarks/fingerprint.py`` on 50 registered pictures each of
packages, clothes, logos and patent drawings, registered among 1,882. Found again, at the default
distance, were these shares:

===========================================  =======================  =============
edit                                         pictures                 drawings
===========================================  =======================  =============
size, aspect, compression, grey, tone        .98 to 1                 .98 to 1
blur over 1 % of the shorter side            .98 to 1                 .90
mirrored, a quarter turn                     1                        1
turned by 2 degrees; by 5                    .78-1; .32-.80           .88; .26
2 % of width and height cropped; 5 %; 10 %   1; .72-.96; < .09        1; .74; .02
a border of 2 %; 5 %; 10 %                   .94-1; .16-.40; 0        .98; .20; 0
1 % of the area covered; 10 %; 20 %          .90-1; .74-1; .52-.92    .22; .24; .10
===========================================  =======================  =============

So a tenth cropped away, or the product photographed anew, is for other channels to find. Of 1,099
photos of other things none came within 69 bits of any of those 1,882 pictures. But a hash sees
hardly any colour: of 199 clothes, many in several colours, 54 have another within 15 bits.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pdqhash
from PIL import Image

from data.decode import DecodedImage
from index.hamming import Codes, HammingIndex
from index.protocol import Ids

FINGERPRINT = "pdq-320"
"""Names how fingerprints are made; stored ones of another name can't be compared with these."""

BITS = 256
CODE_BYTES = BITS // 8
MIN_QUALITY = 50
"""Of 100, which is reached by most photographs."""
MAX_DISTANCE = 64
"""Bits that may differ. The authors take up to 31 for the same picture; see above for why more."""

_SIDE = 320
_ORIENTATIONS = (
    None,
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.TRANSVERSE,
)
"""What is done to the picture before it is hashed, in the order of `pdqhash.compute_dihedral`."""


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """The PDQ hashes of a picture turned and mirrored each way.

    Attributes:
        variants: ``(8, 32)`` bytes; the first one is of the picture as it is.
    """

    variants: Codes

    @property
    def code(self) -> Codes:
        """The ``(32,)`` bytes under which a view is indexed."""
        code: Codes = self.variants[0]
        return code

    @classmethod
    def of(cls, image: DecodedImage) -> Self | None:
        """Hash a picture; ``None`` where it has too few gradients to tell it from others.

        The picture is first scaled to 320 pixels square. At this size PDQ's filters have odd
        widths and lie symmetrically, so that of turned and mirrored pictures 99 % hash to within
        2 bits; at the customary 512 pixels they are 20 off on average. The price: these hashes
        differ from those of the whole picture, which other PDQ tools make, by 15 on average.

        Below a quality of 50 out of 100 the hash is refused, as the authors advise (Facebook, "The
        TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019): the hashes
        of flat and nearly flat pictures are rounding noise, and alike for all of them.
        """
        square = image.pixels.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)
        bits, quality = pdqhash.compute_dihedral(np.asarray(square))
        if quality < MIN_QUALITY:
            return None
        return cls(np.packbits(np.array(bits, dtype=np.uint8), axis=1))


@dataclass(frozen=True, slots=True)
class FingerprintMatch:
    """A view that a photo reproduces as a whole.

    Attributes:
        view_id: The view.
        distance: Of the 256 bits, how many differ.
        orientation: What must be done to the photo to bring it into the view's orientation;
            ``None`` if nothing.
    """

    view_id: int
    distance: int
    orientation: Image.Transpose | None

    @property
    def score(self) -> float:
        """Correlation of the bits: 1 for equal hashes, about 0 for those of unrelated pictures."""
        return 1 - 2 * self.distance / BITS

    @property
    def mirrored(self) -> bool:
        """Whether the photo shows the view in a mirror."""
        return _ORIENTATIONS.index(self.orientation) >= 4


def find_reused(
    fingerprint: Fingerprint,
    index: HammingIndex,
    k: int,
    *,
    allowed: Ids | None = None,
    max_distance: int = MAX_DISTANCE,
) -> tuple[FingerprintMatch, ...]:
    """The ``k`` nearest views within a distance, nearest first, turned whichever way fits best."""
    nearest = index.search(fingerprint.variants, k, allowed=allowed)
    # A view may be near in several orientations, as a symmetrical logo is: keep the nearest.
    ways, ranks = np.nonzero(nearest.distances <= min(max_distance, BITS))
    best: dict[int, FingerprintMatch] = {}
    for way, rank in zip(ways, ranks, strict=True):
        view, distance = int(nearest.ids[way, rank]), int(nearest.distances[way, rank])
        if view not in best or distance < best[view].distance:
            best[view] = FingerprintMatch(view, distance, _ORIENTATIONS[way])
    ordered = sorted(best.values(), key=lambda match: (match.distance, match.view_id))
    return tuple(ordered[:k])
