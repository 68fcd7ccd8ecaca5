"""What photos and rights are compared with beside each other, as measured for one embedder."""

import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from data.decode import decode
from data.manifest import RightRows, read_rights
from detector.description import DECODE_SIDE
from detector.embedding import Embedder
from detector.regions import foreground
from index.protocol import Vectors
from training.scenes import BACKGROUND_SIZE, SEED, Size, draw_registered, write_scenes

_QUALITY = 80
_TOLD_APART = 0.05
"""Share of pictures that are told from themselves, saved again, at the threshold for twins."""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Views of marks and designs that nobody registered.

    Attributes:
        vectors: ``(b, dimension)`` embeddings.
        twins: Cosine that nearly all of them have with themselves, once saved again.
    """

    vectors: Vectors
    twins: float


def measure_background(embedder: Embedder, *, size: Size = BACKGROUND_SIZE) -> Background:
    """Draw marks and designs and embed their views, as they are and saved again.

    Marks that the scenes register are left out.

    Raises:
        data.synthetic.extra.MissingExtraError: the extra `synthetic` is not installed.
    """
    registered = draw_registered().marks
    with TemporaryDirectory() as temporary:
        write_scenes(Path(temporary), size, seed=SEED + 1)
        pictures = [
            _shown(decode(Path(view.location).read_bytes(), max_side=DECODE_SIDE).pixels)
            for row in read_rights(Path(temporary) / "rights.csv")
            if isinstance(row, RightRows) and row.right.right_id not in registered
            for view in row.views
        ]
    vectors = embedder.embed(pictures)
    again = embedder.embed([_saved_again(picture) for picture in pictures])
    cosines = np.einsum("nd,nd->n", vectors, again)
    return Background(vectors, float(np.quantile(cosines, _TOLD_APART)))


def _shown(picture: Image.Image) -> Image.Image:
    return foreground(picture).crop(picture)


def _saved_again(picture: Image.Image) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=_QUALITY)
    return decode(file.getvalue()).pixels
