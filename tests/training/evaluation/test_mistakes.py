"""Which mistakes are worth a look, and in which order."""

from collections.abc import Callable

from data.records import Band
from training.evaluation.answers import PhotoAnswers
from training.evaluation.mistakes import Mistake, missed, wrong_answers

MakePhoto = Callable[..., PhotoAnswers]


def _named(mistakes: list[Mistake]) -> list[tuple[str | None, str | None]]:
    return [(m.wrong.right_id if m.wrong else None, m.right_id) for m in mistakes]


def test_wrong_answers_come_by_probability(make_photo: MakePhoto) -> None:
    photos = [
        make_photo("a", ("b", 0.5), ("a", 0.4)),
        make_photo("", ("c", 0.9, Band.REVIEW), ("d", 0.8, Band.REVIEW)),
        make_photo("a", ("a", 0.99), ("e", 0.7, Band.REVIEW)),
        make_photo("a z", ("a", 0.7), ("f", 0.3), ("z", 0.2)),
    ]
    expected = [("c", None), ("e", "a"), ("b", "a"), ("f", "z")]
    assert _named(wrong_answers(photos, 9)) == expected
    assert _named(wrong_answers(photos, 2)) == expected[:2]


def test_what_nobody_is_shown_is_no_mistake(make_photo: MakePhoto) -> None:
    photos = [make_photo("a", ("a", 0.99), ("b", 0.1)), make_photo("", ("b", 0.1)), make_photo("")]
    assert wrong_answers(photos, 9) == []


def test_missed_rights_come_by_probability_those_not_found_first(make_photo: MakePhoto) -> None:
    photos = [
        make_photo("a", ("a", 0.2), ("b", 0.1)),
        make_photo("a", ("c", 0.8, Band.REVIEW), ("a", 0.7, Band.REVIEW)),
        make_photo("a", ("d", 0.3)),
        make_photo("a", ("e", 0.4)),
        make_photo("a"),
        make_photo("a", ("a", 0.9, Band.REVIEW), ("f", 0.8, Band.REVIEW)),
    ]
    found = missed(photos, 9)
    assert _named(found) == [("e", "a"), ("d", "a"), (None, "a"), ("b", "a"), ("c", "a")]
    assert [m.found and m.place(m.found) for m in found] == [None, None, None, 1, 2]
    assert len(missed(photos, 2)) == 2


def test_a_tie_is_a_mistake(make_photo: MakePhoto) -> None:
    photo = make_photo("a", ("a", 0.6, Band.REVIEW), ("b", 0.6, Band.REVIEW))
    assert _named(wrong_answers([photo], 9)) == _named(missed([photo], 9)) == [("b", "a")]
