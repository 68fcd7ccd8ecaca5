"""Answers are kept beside the truth, photo by photo."""

import io
from collections.abc import Sequence
from datetime import date

from PIL import Image

from data.decode import DecodedImage
from data.manifest import Rejected
from data.records import Band, Channel, Evidence, Kind, Listing, Photo, Right, View
from detector.detector import Match, PhotoMatches
from detector.scope import Scope
from training.evaluation.evaluate import measure

DAY = date(2026, 3, 1)
VIEW = View("front", "0" * 64, 10, 10, 1)


class Wide:
    """Finds as many rights as a photo is wide, the first two with the same score."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.limits: set[int] = set()

    def match(
        self, photos: Sequence[DecodedImage], scopes: Sequence[Scope], *, limit: int
    ) -> list[PhotoMatches]:
        self.scopes += scopes
        self.limits.add(limit)
        return [
            PhotoMatches(tuple(_match(number) for number in range(photo.width // 20)), "m", "1")
            for photo in photos
        ]


def _match(number: int) -> Match:
    return Match(
        right=Right(f"r{number}", Kind.TRADEMARK, "Right", (VIEW,)),
        view=VIEW,
        probability=0.5,
        score=-float(max(number, 1)),
        band=Band.REVIEW,
        channels={Channel.EMBEDDING: 0.9},
        region=((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)),
        evidence=Evidence(),
    )


def _read(location: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (int(location), 40)).save(buffer, "PNG")
    return buffer.getvalue() if location != "100" else b"no picture"


def test_answers_are_kept_beside_the_truth() -> None:
    photos = (Photo("a.png", "40", 1), Photo("b.png", "60", 2), Photo("c.png", "100", 3))
    shown = Listing("l", photos, territory="DE", right_ids=("r0",))
    unlabelled = Listing("n", (Photo("d.png", "20", 4),))
    rejected: list[Rejected] = []
    done: list[int] = []
    detector = Wide()
    measured = measure(
        [shown, Rejected(9, None, None, None, "no id"), unlabelled],
        detector,
        on=DAY,
        read=_read,
        reject=rejected.append,
        advance=done.append,
    )
    first, second, third = measured.photos
    # Of equal scores, the wrong one comes first.
    assert [answer.right_id for answer in first.answers] == ["r1", "r0"]
    assert len(second.answers) == 3
    assert first.listing is second.listing is shown
    assert first.truth == {"r0"}
    assert not third.truth
    assert first.photo.image == "a.png"
    assert first.answers[0].channels == {Channel.EMBEDDING: 0.9}
    assert detector.scopes == [Scope(DAY, "DE"), Scope(DAY, "DE"), Scope(DAY, None)]
    assert [row.row for row in rejected] == [9, 3]
    assert sum(done) == 5
    assert measured.ms_per_photo > 0
