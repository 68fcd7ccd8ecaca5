"""What the detector's tests share: pictures with corners, and rights that are found in memory."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from data.decode import DecodedImage
from data.records import Channel, Kind, Right, View
from detector.catalog import Catalog
from detector.description import ALL_CHANNELS, PhotoDescriber, PhotoDescription, ViewDescriber
from detector.embedding import Embedder
from detector.fingerprint import CODE_BYTES
from detector.gallery import Edition, EditionSource, HeldPictures, picture_for
from detector.regions import SalientRegions
from detector.verification import ViewPicture
from detector.wordmark import TextLine, TextReader
from index.flat import FlatIndex
from index.hamming import FlatHamming
from index.local_features import LiveFeatureIndex

Draw = Callable[..., DecodedImage]
Describe = Callable[..., PhotoDescription]


class PixelEmbedder:
    """Embeds a picture as its own thumbnail: alike pictures have alike vectors."""

    name = "pixels"
    fingerprint = "00000000000pixel"
    dimension = 48

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        vectors = np.array(
            [np.asarray(image.resize((4, 4), Image.Resampling.BOX)).ravel() for image in images],
            dtype=np.float32,
        ).reshape(-1, self.dimension)
        vectors -= 127.4
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def patches(self, images: Sequence[Image.Image]) -> list[NDArray[np.float32]]:
        raise NotImplementedError


class FixedReader:
    """Reads the same lines in every photo: what is read is tested elsewhere."""

    fingerprint = "fixed"

    def __init__(self, *texts: str) -> None:
        self._lines = tuple(
            TextLine(text, 0.9, ((10, top), (90, top), (90, top + 20), (10, top + 20)))
            for top, text in zip(range(10, 1_000, 100), texts, strict=False)
        )

    def read(self, image: DecodedImage) -> tuple[TextLine, ...]:  # noqa: ARG002
        return self._lines


class Registry:
    """Rights whose views are all in memory; an `EditionSource`."""

    def __init__(self, describer: ViewDescriber) -> None:
        self._describer = describer
        self._rights: dict[str, Right] = {}
        self._pictures: dict[int, ViewPicture] = {}
        self._vectors = FlatIndex(describer.embedder.dimension)
        self._features = LiveFeatureIndex()
        self._codes = FlatHamming(CODE_BYTES)

    def register(
        self, right_id: str, *images: DecodedImage, kind: Kind = Kind.TRADEMARK, **fields: Any
    ) -> Right:
        views = []
        for image, described in zip(images, self._describer.describe(images), strict=True):
            number = len(self._vectors) + 1
            digest = hashlib.sha256(image.pixels.tobytes()).hexdigest()
            views.append(View(f"v{number}", digest, image.width, image.height, number))
            ids = np.array([number], dtype=np.int64)
            self._vectors.add(ids, described.vector[None])
            self._pictures[number] = picture_for(described.picture, kind)
            if described.code:
                self._codes.add(ids, np.frombuffer(described.code, dtype=np.uint8)[None])
        right = Right(right_id, kind, right_id, tuple(views), **fields)
        self._rights[right_id] = right
        new = Catalog(self._rights).pictures.tolist()
        self._features.add(
            {i: self._pictures[i].features for i in new if i not in self._features.ids}
        )
        return right

    def unindex(self, view_id: int) -> None:
        """Take a view from the indexes alone, as when a right is withdrawn after `current`."""
        ids = np.array([view_id], dtype=np.int64)
        for index in (self._vectors, self._features, self._codes):
            index.remove(ids)

    def current(self) -> Edition:
        return Edition(
            revision=len(self._rights),
            catalog=Catalog(self._rights),
            vectors=self._vectors,
            features=self._features,
            codes=self._codes,
            pictures=HeldPictures(self._pictures),
        )


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return PixelEmbedder()


@pytest.fixture(scope="session")
def describer(embedder: Embedder) -> ViewDescriber:
    return ViewDescriber(embedder)


@pytest.fixture(scope="session")
def draw() -> Draw:
    """Draw a picture full of coloured shapes, another one for each seed."""

    def make(seed: int, width: int = 240, height: int = 200, shapes: int = 50) -> DecodedImage:
        rng = np.random.default_rng(seed)
        picture = Image.new("RGB", (width, height), tuple(rng.integers(0, 256, 3).tolist()))
        pen = ImageDraw.Draw(picture)
        for _ in range(shapes):
            x, y = rng.uniform(0, width), rng.uniform(0, height)
            w, h = rng.uniform(width / 30, width / 4), rng.uniform(height / 30, height / 4)
            colour = tuple(rng.integers(0, 256, 3).tolist())
            pen.polygon([(x, y), (x + w, y + h / 3), (x + w / 2, y + h)], fill=colour)
        return DecodedImage(picture, width, height, "PNG")

    return make


@pytest.fixture(scope="session")
def edited() -> Callable[..., DecodedImage]:
    """Put pixels in place of a picture's own, or another picture into it."""

    def edit(
        image: DecodedImage,
        change: Callable[[Image.Image], Image.Image] = Image.Image.copy,
        paste: tuple[DecodedImage, tuple[int, int]] | None = None,
    ) -> DecodedImage:
        pixels = change(image.pixels)
        if paste is not None:
            pixels = pixels.copy()
            pixels.paste(paste[0].pixels, paste[1])
        return replace(image, pixels=pixels, width=pixels.width, height=pixels.height)

    return edit


@pytest.fixture
def registry(describer: ViewDescriber) -> EditionSource:
    return Registry(describer)


@pytest.fixture
def register(registry: Registry) -> Callable[..., Right]:
    """Register a right under an id with pictures; further fields are the right's."""
    return registry.register


@pytest.fixture
def unindex(registry: Registry) -> Callable[[int], None]:
    """Take a view from the indexes, while the catalogue still has it."""
    return registry.unindex


@pytest.fixture(scope="session")
def make_reader() -> Callable[..., TextReader]:
    """Make a reader that reads these lines in every photo."""
    return FixedReader


@pytest.fixture
def describe_photo(embedder: Embedder) -> Describe:
    """Describe a photo as some of the channels see it, in which some lines are read."""

    def describe(
        photo: DecodedImage, channels: frozenset[Channel] = ALL_CHANNELS, lines: Sequence[str] = ()
    ) -> PhotoDescription:
        reader: TextReader = FixedReader(*lines)
        describer = PhotoDescriber(embedder, SalientRegions(5), lambda: reader, channels=channels)
        (described,) = describer.describe([photo], read_text=True)
        return described

    return describe
