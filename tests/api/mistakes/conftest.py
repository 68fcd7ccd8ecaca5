import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest
from PIL import Image

from api.mistakes import Figures, Registered, Table, write_mistakes
from data.records import Band, Channel, Kind, Listing, Photo, Right, View
from training.evaluation.answers import Answer, PhotoAnswers
from training.evaluation.breakdown import breakdown

REGION = ((10.0, 20.0), (200.0, 20.0), (200.0, 150.0))


def _right(right_id: str, title: str) -> Right:
    views = tuple(View(name, "0" * 64, 300, 200, 1) for name in ("front", "back"))
    return Right(right_id, Kind.REGISTERED_DESIGN, title, views)


def _answer(right_id: str, chance: float, band: Band = Band.NONE) -> Answer:
    channels = {Channel.EMBEDDING: 0.8349, Channel.LOCAL: 41.0}
    return Answer(right_id, "back", chance, chance, band, channels, REGION)


@pytest.fixture
def read() -> Callable[[str], bytes]:
    """Read any location as a picture of its own size and colour, but for those called broken."""

    def read(location: str) -> bytes:
        if "broken" in location:
            raise FileNotFoundError(f"no such file: {location}")
        buffer = io.BytesIO()
        Image.new("RGB", (400 + len(location), 300), (crc32(location.encode()) % 256, 0, 0)).save(
            buffer, "PNG"
        )
        return buffer.getvalue()

    return read


@pytest.fixture
def write(tmp_path: Path, read: Callable[[str], bytes]) -> Callable[[str], Path]:
    """Write a page on which `text` stands wherever a stranger's text may be."""

    def write(text: str) -> Path:
        def photo(name: str, truth: tuple[str, ...], *answers: Answer) -> PhotoAnswers:
            listing = Listing(
                text + name,
                (Photo(text, f"/photos/{name}.jpg", 1),),
                title=text,
                right_ids=truth,
                metadata={text: text},
            )
            return PhotoAnswers.of(listing, listing.photos[0], answers)

        photos = [
            photo(
                "sibling", ("kettle",), _answer("pot", 0.97, Band.REVIEW), _answer("kettle", 0.4)
            ),
            photo("negative", (), _answer("pot", 0.6, Band.REVIEW)),
            photo("broken", ("unregistered",), _answer(text, 0.2)),
            photo("absent", ("kettle",)),
            photo("found", ("kettle",), _answer("kettle", 0.99, Band.EXPEDITED)),
        ]
        rights = {"kettle": _right("kettle", text), "pot": _right("pot", "Pot")}
        locations = {
            (right_id, view): f"/views/{right_id}-{view}.png"
            for right_id in rights
            for view in ("front", "back")
        }
        overall = breakdown(photos, {"kettle": Kind.REGISTERED_DESIGN}, resamples=2).overall
        return write_mistakes(
            tmp_path / "the worst & more",
            photos,
            Registered(rights, locations),
            Figures([Table(("", "µAP"), [(text, "0.5")])], {"all": overall}, {"Model": text}),
            read=read,
            now=datetime(2026, 3, 1, tzinfo=UTC),
        )

    return write
