"""From photos to hits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from PIL import ImageOps

from data.decode import DecodedImage
from data.records import Band, Channel, Evidence, Kind, Point, Right
from detector.calibration import Calibration, Curve, Fitted, channels_key
from detector.description import ALL_CHANNELS, PhotoDescriber
from detector.detector import Detector, Match, listing_hits
from detector.embedding import Embedder
from detector.fusion import CUES, columns
from detector.gallery import EditionSource
from detector.regions import SalientRegions
from detector.scope import Scope
from detector.verification import Verifier
from detector.wordmark import TextReader

Draw = Callable[..., DecodedImage]
Edited = Callable[..., DecodedImage]
Register = Callable[..., Right]
MakeDetector = Callable[..., Detector]

_SCOPE = Scope(date(2026, 1, 1), "FR")
_WEIGHTS = {"similarity": 2.0, "log_pairs": 1.0, "reuse": 2.0, "word": 2.0}


@pytest.fixture
def make_detector(
    registry: EditionSource,
    embedder: Embedder,
    make_reader: Callable[..., TextReader],
    draw: Draw,
) -> MakeDetector:
    """Make a detector that weighs a few cues, hears some channels and reads some lines."""

    def make(
        weights: Mapping[str, float] = _WEIGHTS,
        channels: frozenset[Channel] = ALL_CHANNELS,
        lines: Sequence[str] = (),
    ) -> Detector:
        def line(weight: float) -> Curve:
            return Curve(cue=(-10, 10), log_odds=(-10 * weight, 10 * weight))

        fitted = Fitted(
            curves={CUES[i].name: line(weights.get(CUES[i].name, 0.0)) for i in columns(channels)},
            offsets=dict.fromkeys(channels, 0.0),
            intercept=-6.0,
            expedited=0.9,
            review=0.2,
        )
        calibration = Calibration(
            model=embedder.fingerprint,
            background=embedder.embed([draw(seed).pixels for seed in (50, 51, 52)]),
            twins=0.97,
            kinds={kind: {channels_key(channels): fitted} for kind in Kind},
            fitted_on={},
        )
        reader = make_reader(*lines)
        describer = PhotoDescriber(embedder, SalientRegions(5), lambda: reader, channels=channels)
        return Detector(describer, registry, calibration, Verifier())

    return make


@pytest.fixture
def photo(draw: Draw, edited: Edited) -> DecodedImage:
    """A cluttered photo with the picture of seed 1 in it."""
    return edited(draw(99, 640, 480, 80), paste=(draw(1), (300, 220)))


def _match(detector: Detector, photo: DecodedImage, limit: int = 9) -> tuple[Match, ...]:
    (found,) = detector.match([photo], [_SCOPE], limit=limit)
    return found.matches


def test_the_most_probable_right_comes_first(
    photo: DecodedImage, draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    for seed in (3, 1, 2):
        register(f"r{seed}", draw(seed))
    matches = _match(make_detector(), photo)
    assert matches[0].right.right_id == "r1"
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    for match in matches:
        assert match.probability == pytest.approx(1 / (1 + np.exp(-match.score)))
        assert (match.band is Band.EXPEDITED) == (match.probability >= 0.9)
    assert _match(make_detector(), photo, limit=2) == matches[:2]


def test_each_channel_gives_its_own_score(
    draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    register("r", draw(1), words=("KETTLEWELL",))
    (match,) = _match(make_detector(lines=("KETTLEWELL",)), draw(1))
    assert match.channels[Channel.EMBEDDING] == pytest.approx(1)
    assert match.channels[Channel.LOCAL] > 100
    assert match.channels[Channel.FINGERPRINT] > 0.9
    assert match.channels[Channel.WORDMARK] == pytest.approx(0.9)
    assert match.evidence.text == "KETTLEWELL"
    assert match.evidence.transform is not None
    assert not match.evidence.mirrored


def _box(region: Sequence[Point]) -> list[float]:
    return [*np.min(region, axis=0).tolist(), *np.max(region, axis=0).tolist()]


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("log_pairs", [340, 260, 539, 419]),
        ("reuse", [0, 0, 880, 680]),
        ("word", [10, 10, 90, 30]),
    ],
)
def test_the_channel_that_says_most_says_where(
    draw: Draw,
    edited: Edited,
    register: Register,
    make_detector: MakeDetector,
    cue: str,
    expected: list[float],
) -> None:
    """The registered picture has a wide white border, which is no part of what it shows."""
    bordered = edited(
        draw(1, 200, 160), lambda picture: ImageOps.expand(picture, (340, 260), "white")
    )
    register("r", bordered, words=("KETTLEWELL",))
    detector = make_detector({cue: 5.0, "similarity": 0.01}, lines=("KETTLEWELL",))
    (match,) = _match(detector, bordered)
    np.testing.assert_allclose(_box(match.region), expected, atol=8)


def test_where_the_embedding_says_most_its_region_is_given(
    photo: DecodedImage, draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    register("r", draw(1))
    by_embedding = make_detector({"similarity": 5.0, "log_pairs": 0.1})
    (match,) = _match(by_embedding, photo)
    corners = [
        region.polygon(photo.width, photo.height) for region in SalientRegions(5)(photo.pixels)
    ]
    assert match.region in corners
    (alone,) = _match(make_detector(channels=frozenset({Channel.EMBEDDING})), photo)
    assert alone.region == match.region
    assert alone.evidence == Evidence()
    assert alone.channels.keys() == {Channel.EMBEDDING}


def test_rights_with_the_same_picture_do_not_hide_each_other(
    photo: DecodedImage, draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    weights = {**_WEIGHTS, "similarity_margin": 5.0, "pairs_margin": 5.0}
    register("one", draw(1))
    register("other", draw(2))
    (alone, *_) = _match(make_detector(weights), photo)
    register("two", draw(1))
    (first, second, *_) = _match(make_detector(weights), photo)
    assert (first.right.right_id, second.right.right_id) == ("one", "two")
    assert first.score == second.score == pytest.approx(alone.score)


def test_photos_are_matched_together_as_they_are_one_by_one(
    photo: DecodedImage, draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    for seed in (1, 2):
        register(f"r{seed}", draw(seed), words=(f"KETTLE{seed}",), territories=("FR", "DE")[:seed])
    detector = make_detector(lines=("KETTLE1",))
    photos = [photo, draw(2), draw(9), photo]
    scopes = [_SCOPE, _SCOPE, _SCOPE, replace(_SCOPE, territory="DE")]
    together = detector.match(photos, scopes, limit=9)
    alone = [
        detector.match([one], [scope], limit=9)[0]
        for one, scope in zip(photos, scopes, strict=True)
    ]
    assert together == alone
    assert [len(found.matches) for found in together] == [2, 2, 2, 1]


def test_no_photos_and_no_rights_are_no_matches(
    photo: DecodedImage, make_detector: MakeDetector
) -> None:
    detector = make_detector()
    assert detector.match([], [], limit=9) == []
    assert _match(detector, photo) == ()


def test_an_explanation_says_what_was_better(
    photo: DecodedImage, draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    rights = [register(f"r{seed}", draw(seed)) for seed in range(1, 9)]
    detector = make_detector()
    matches = _match(detector, photo)
    for rank, match in enumerate(matches, 1):
        explained = detector.explain(photo, match.right, _SCOPE)
        assert explained.match == match
        assert explained.rank == rank
        assert explained.better == matches[: min(rank - 1, 5)]
        assert Channel.EMBEDDING in explained.retrieved
        assert explained.in_scope
        assert (explained.expedited, explained.review) == (0.9, 0.2)
    assert len(matches) == len(rights)


def test_a_right_that_no_channel_proposes_is_explained_all_the_same(
    photo: DecodedImage, draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    abroad = register("abroad", draw(1), territories=("GB",))
    other = register("other", draw(2), territories=("GB",))
    detector = make_detector()
    assert _match(detector, photo) == ()
    explained = detector.explain(photo, abroad, _SCOPE)
    assert (explained.rank, explained.better, explained.in_scope) == (1, (), False)
    assert explained.retrieved == frozenset()
    assert explained.match is not None
    assert explained.match.channels[Channel.LOCAL] > 50
    unlike = detector.explain(photo, other, _SCOPE).match
    assert unlike is not None
    assert unlike.score < explained.match.score


def test_of_a_withdrawn_right_nothing_is_said_but_that(
    photo: DecodedImage, draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    register("here", draw(1))
    gone = Right("gone", Kind.TRADEMARK, "Gone", register("x", draw(2)).views)
    gone = replace(
        gone,
        views=tuple(replace(view, id=77) for view in gone.views),
        withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    explained = make_detector().explain(photo, gone, _SCOPE)
    assert (explained.match, explained.rank, explained.in_scope) == (None, None, False)


def test_hits_of_a_listing_say_what_the_matches_do(
    photo: DecodedImage, draw: Draw, register: Register, make_detector: MakeDetector
) -> None:
    register("r1", draw(1))
    register("r2", draw(2))
    found = make_detector().match([photo, draw(2)], [_SCOPE] * 2, limit=2)
    hits = list(listing_hits("L", zip(("a.jpg", "b.jpg"), found, strict=True)))
    assert [(hit.image, hit.right_id) for hit in hits] == [
        ("a.jpg", "r1"),
        ("a.jpg", "r2"),
        ("b.jpg", "r2"),
        ("b.jpg", "r1"),
    ]
    (hit, match) = hits[0], found[0].matches[0]
    assert (hit.listing_id, hit.model, hit.index) == ("L", found[0].model, "2")
    assert (hit.view, hit.probability, hit.score) == ("v1", match.probability, match.score)
    assert (hit.region, hit.evidence) == (match.region, match.evidence)
    assert hit.channels == {channel.value: score for channel, score in match.channels.items()}
