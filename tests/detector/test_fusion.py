"""What the channels say, as numbers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from data.decode import DecodedImage
from data.records import Channel, Kind, Point, Right, View
from detector import fusion
from detector.candidates import Candidate, Reuse, Sighting
from detector.description import PhotoDescription, ViewDescriber
from detector.fingerprint import FingerprintMatch
from detector.fusion import CUES, columns
from detector.nearest import Resemblance
from detector.regions import WHOLE
from detector.verification import FEATURES, Comparison, Verification, ViewPicture, features
from detector.wordmark.matching import WordMatch
from index.flat import FlatIndex
from index.protocol import Vectors

_HERE: tuple[Point, ...] = ((10, 10), (60, 10), (60, 60), (10, 60))
_THERE: tuple[Point, ...] = ((200, 10), (260, 10), (260, 60), (200, 60))
_NOTHING_KNOWN = np.array([[0, 0, 1]], dtype=np.float32)

_TWINS = 0.97

Sight = Callable[..., Candidate]

cues = partial(fusion.cues, twins=_TWINS)


def _candidate(number: int, similarity: float | None = None) -> Candidate:
    view = View("front", f"{number:064x}", 10, 10, number)
    candidate = Candidate(Right(f"r{number}", Kind.TRADEMARK, "title", (view,)))
    if similarity is not None:
        candidate.resemblance = Resemblance(view, WHOLE, similarity)
    return candidate


@pytest.fixture
def sighted(draw: Callable[..., DecodedImage], describer: ViewDescriber) -> Sight:
    """Say that a candidate's view was found in a place, with so many pairs of keypoints."""
    (described,) = describer.describe([draw(1)])
    picture = ViewPicture.from_bytes(described.picture)
    grey = np.full((2, 2), 0.5, dtype=np.float32)

    def see(candidate: Candidate, pairs: int, place: tuple[Point, ...] = _HERE) -> Candidate:
        verification = Verification(
            matches=2 * pairs,
            inliers=pairs // 2,
            pairs=np.zeros((pairs, 4), dtype=np.float32),
            view_coverage=0.5,
            view_recall=0.25,
            spread=0.5,
            residual=0.3,
            model="homography",
            mirrored=False,
            transform=np.eye(3),
            region=place,
            photometric=Comparison(grey, 20 * grey, grey, (1, 1, 1), 8.0, (0, 0)),
        )
        candidate.sighting = Sighting(candidate.right.views[0], picture, verification, -0.25)
        return candidate

    return see


@pytest.fixture
def photo(draw: Callable[..., DecodedImage]) -> PhotoDescription:
    """A photo that lies between the first two axes of a space of three."""
    vectors = np.array([[0.8, 0.6, 0]], dtype=np.float32)
    return PhotoDescription(draw(9, 300, 100), (WHOLE,), vectors, None, None, ())


def _index(**views: Sequence[float]) -> FlatIndex:
    """Put vectors under the ids that their names end in."""
    index = FlatIndex(3)
    ids = np.array([int(name[1:]) for name in views], dtype=np.int64)
    matrix = np.array(list(views.values()), dtype=np.float32)
    index.add(ids, matrix / np.linalg.norm(matrix, axis=1, keepdims=True))
    return index


def _named(table: NDArray[np.float64], name: str) -> list[float]:
    return [float(value) for value in table[:, [cue.name for cue in CUES].index(name)]]


def test_margins_by_hand(photo: PhotoDescription) -> None:
    vectors = _index(v1=(1, 0, 0), v3=(0, 1, 0))
    table = cues(photo, [_candidate(1, 0.8), _candidate(3, 0.6)], vectors, _NOTHING_KNOWN)
    assert _named(table, "similarity") == pytest.approx([0.8, 0.6])
    assert _named(table, "similarity_margin") == pytest.approx([0.8 - 0.6, 0.6 - 0.8])
    assert _named(table, "similarity_above_cohort") == pytest.approx([0.8 - 0.3, 0.6 - 0.4])


def test_alone_a_right_is_compared_with_the_background(photo: PhotoDescription) -> None:
    background = np.array([[0, 1, 0], [0, 0, 1]], dtype=np.float32)
    table = cues(photo, [_candidate(1, 0.8)], _index(v1=(1, 0, 0)), background)
    assert _named(table, "similarity_margin") == pytest.approx([0.8 - 0.6])
    assert _named(table, "similarity_above_cohort") == pytest.approx([0.8 - 0.3])


def test_twins_do_not_lower_each_others_margins(photo: PhotoDescription, sighted: Sight) -> None:
    vectors = _index(v1=(1, 0, 0), v2=(1, 0.01, 0), v3=(0, 1, 0))

    def margins(*candidates: Candidate) -> tuple[float, ...]:
        table = cues(photo, candidates, vectors, _NOTHING_KNOWN)
        names = ("similarity_margin", "similarity_above_cohort", "pairs_margin")
        return tuple(_named(table, name)[0] for name in names)

    one = sighted(_candidate(1, 0.8), 40)
    alone = margins(one)
    assert margins(one, sighted(_candidate(2, 0.79), 39)) == alone
    different = margins(one, sighted(_candidate(3, 0.79), 39))
    assert all(np.array(different) < alone)


def test_a_view_of_the_background_is_no_rival_to_its_twin(photo: PhotoDescription) -> None:
    background = np.array([[1, 0, 0], [0, 0, 1]], dtype=np.float32)
    vectors = _index(v1=(1, 0.01, 0), v3=(0, 1, 0))
    table = cues(photo, [_candidate(1, 0.8), _candidate(3, 0.6)], vectors, background)
    assert _named(table, "similarity_margin") == pytest.approx([0.8 - 0.6, 0.6 - 0.8])
    expected = [0.8 - (0.6 + 0) / 2, 0.6 - (0.8 + 0.8 + 0) / 3]
    assert _named(table, "similarity_above_cohort") == pytest.approx(expected)


def test_with_nothing_to_compare_with_there_is_no_margin(photo: PhotoDescription) -> None:
    vectors = _index(v1=(1, 0, 0), v2=(1, 0.01, 0))
    table = cues(
        photo, [_candidate(1, 0.8), _candidate(2, 0.7)], vectors, vectors.vectors_of(vectors.ids)
    )
    assert _named(table, "similarity") == pytest.approx([0.8, 0.7])
    assert _named(table, "similarity_margin") == _named(table, "similarity_above_cohort") == [0, 0]


def _plainly(
    photo: PhotoDescription,
    candidates: Sequence[Candidate],
    vectors: FlatIndex,
    background: Vectors,
) -> list[tuple[float, float]]:
    """Say the same as `cues` of both margins, one pair after the other."""
    rows = []
    for one in candidates:
        (own,) = vectors.vectors_of(np.array([one.right.views[0].id]))
        others = [
            other.resemblance.similarity
            for other in candidates
            if other.resemblance is not None
            and other is not one
            and own @ vectors.vectors_of(np.array([other.right.views[0].id]))[0] < _TWINS
        ]
        others += [
            max(float(region @ stranger) for region in photo.vectors)
            for stranger in background
            if own @ stranger < _TWINS
        ]
        ranked = sorted(others, reverse=True)
        assert one.resemblance is not None
        similarity = one.resemblance.similarity
        rows.append((similarity - ranked[0], similarity - float(np.mean(ranked[:20]))))
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_margins_are_what_one_gets_pair_by_pair(photo: PhotoDescription, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(0, 1, (45, 3)).astype(np.float32)
    points[1:6] = points[0] + rng.normal(0, 0.05, (5, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    photo = replace(photo, vectors=points[40:])
    vectors = _index(**{f"v{i}": point.tolist() for i, point in enumerate(points[:25])})
    seen = vectors.vectors_of(vectors.ids) @ photo.vectors.T
    candidates = [_candidate(i, float(best)) for i, best in enumerate(seen.max(axis=1))]
    background = points[20:40]
    table = cues(photo, candidates, vectors, background)
    expected = _plainly(photo, candidates, vectors, background)
    names = ("similarity_margin", "similarity_above_cohort")
    got = np.column_stack([_named(table, name) for name in names])
    np.testing.assert_allclose(got, expected, atol=1e-5)


def test_only_what_was_found_in_the_same_place_is_a_rival(
    photo: PhotoDescription, sighted: Sight
) -> None:
    vectors = _index(v1=(1, 0, 0), v3=(0, 1, 0), v4=(0, 0, 1))
    candidates = [
        sighted(_candidate(1, 0.8), 30),
        sighted(_candidate(3, 0.6), 10),
        sighted(_candidate(4, 0.1), 90, _THERE),
    ]
    table = cues(photo, candidates, vectors, _NOTHING_KNOWN)
    assert _named(table, "pairs_margin") == pytest.approx(
        [np.log(31 / 11), np.log(11 / 31), np.log(91)]
    )


def test_what_was_found_is_told_as_it_was_measured(photo: PhotoDescription, sighted: Sight) -> None:
    found = sighted(_candidate(1, 0.8), 30)
    table = cues(photo, [found], _index(v1=(1, 0, 0)), _NOTHING_KNOWN)
    assert found.sighting is not None
    measured = [_named(table, name)[0] for name in FEATURES]
    np.testing.assert_allclose(measured, features(found.sighting.verification))
    assert _named(table, "preference") == [-0.25]


def test_a_reused_picture_and_a_word_are_told(photo: PhotoDescription) -> None:
    candidate = _candidate(1)
    candidate.reuse = Reuse(candidate.right.views[0], FingerprintMatch(1, 32, None))
    candidate.word = WordMatch("KETTLE", "KETTIE", 0.9, 0.5, _HERE)
    table = cues(photo, [candidate], _index(v1=(1, 0, 0)), _NOTHING_KNOWN)
    told = {cue.name: value for cue, value in zip(CUES, table[0].tolist(), strict=True)}
    told = {name: value for name, value in told.items() if not np.isnan(value)}
    assert told == pytest.approx({"reuse": 0.75, "word": 0.45, "word_length": 0.45 * np.log(6)})


def test_what_a_channel_did_not_find_is_missing(photo: PhotoDescription, sighted: Sight) -> None:
    candidates = [_candidate(1), _candidate(3, 0.6), sighted(_candidate(4), 20)]
    vectors = _index(v1=(1, 0, 0), v3=(0, 1, 0), v4=(0, 0, 1))
    table = cues(photo, candidates, vectors, _NOTHING_KNOWN)
    speaking = [
        {CUES[column].channel for column in np.flatnonzero(~np.isnan(row))} for row in table
    ]
    assert speaking == [set(), {Channel.EMBEDDING}, {Channel.LOCAL}]


def test_no_candidates_make_an_empty_table(photo: PhotoDescription) -> None:
    assert cues(photo, [], FlatIndex(3), _NOTHING_KNOWN).shape == (0, len(CUES))


def test_columns_are_those_of_the_channels() -> None:
    assert len({cue.name for cue in CUES}) == len(CUES)
    chosen = [CUES[column].name for column in columns(frozenset({Channel.EMBEDDING}))]
    assert chosen == ["similarity", "similarity_margin", "similarity_above_cohort"]
    both = columns(frozenset({Channel.WORDMARK, Channel.FINGERPRINT}))
    assert [CUES[column].name for column in both] == ["reuse", "word", "word_length"]
    assert columns(frozenset(Channel)).tolist() == list(range(len(CUES)))
    assert not len(columns(frozenset()))
