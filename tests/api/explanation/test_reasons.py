from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.explanation import Question, channel_rows, reasons
from data.records import Band, Channel, Evidence, Kind, Right, View
from detector.detector import Explanation, Match
from detector.scope import Scope

TODAY = date(2026, 3, 1)
VIEW = View("front", "0" * 64, 100, 200, 1)
RIGHT = Right("kettle", Kind.REGISTERED_DESIGN, "Swan kettle", (VIEW,))
SCOPE = Scope(TODAY)


def match(**fields: Any) -> Match:
    given: dict[str, Any] = {
        "right": RIGHT,
        "view": VIEW,
        "probability": 0.31,
        "score": -0.8,
        "band": Band.NONE,
        "channels": {Channel.EMBEDDING: 0.42, Channel.LOCAL: 23.0},
        "region": (),
        "evidence": Evidence(),
    }
    return Match(**given | fields)


def explanation(found: Match | None = None, **fields: Any) -> Explanation:
    given: dict[str, Any] = {
        "match": found,
        "rank": 1,
        "better": (),
        "retrieved": frozenset({Channel.EMBEDDING}),
        "in_scope": True,
        "expedited": 0.97,
        "review": 0.44,
    }
    return Explanation(**given | fields)


def told(found: Match | None = None, *, question: Question | None = None, **fields: Any) -> str:
    return "\n".join(reasons(question or Question(RIGHT, SCOPE), explanation(found, **fields)))


def test_a_probability_under_the_threshold_is_the_reason() -> None:
    assert told(match()) == "Probability 0.310 is under the threshold for review, 0.440."


@pytest.mark.parametrize(
    ("found", "fields", "words"),
    [
        (
            match(probability=0.5, band=Band.REVIEW),
            {},
            "0.500 reaches the threshold for review, 0.440; expedited starts at 0.970.",
        ),
        (
            match(probability=0.5, band=Band.REVIEW),
            {"expedited": None},
            "no probability of a registered design suffices for expedited.",
        ),
        (
            match(probability=0.98, band=Band.EXPEDITED),
            {},
            "0.980 reaches the threshold for expedited, 0.970.",
        ),
        (match(), {"review": None}, "no probability of a registered design is worth a review."),
        (None, {"rank": None}, "No channel finds anything of it in the photo."),
    ],
)
def test_the_verdict_names_the_threshold(
    found: Match | None, fields: dict[str, Any], words: str
) -> None:
    assert words in told(found, **fields)


def test_a_near_miss_is_told_from_a_hit() -> None:
    words = told(match(probability=0.43996))
    assert words == "Probability 0.43996 is under the threshold for review, 0.44000."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"expires_on": date(2026, 2, 28)}, "The right expired on 2026-02-28"),
        ({"filed_on": date(2026, 3, 2)}, "The right is only filed on 2026-03-02"),
        ({"territories": ("DE", "FR")}, "The right holds in DE, FR and not in US"),
    ],
)
def test_what_is_out_of_scope_is_said_first(fields: dict[str, Any], words: str) -> None:
    question = Question(replace(RIGHT, **fields), Scope(TODAY, "US"))
    assert not question.scope.covers(question.right)
    lines = told(match(), question=question, in_scope=False).splitlines()
    assert lines[0].startswith(words)
    assert len(lines) == 2


def test_an_expired_right_is_not_blamed_on_the_territory() -> None:
    right = replace(RIGHT, expires_on=date(2026, 2, 28), territories=("US",))
    words = told(match(), question=Question(right, Scope(TODAY, "US")), in_scope=False)
    assert "expired" in words
    assert "holds in" not in words


@pytest.mark.parametrize(("seller_id", "said"), [("s1", True), ("s2", False), (None, False)])
def test_an_authorised_seller_is_a_reason(seller_id: str | None, said: bool) -> None:
    right = replace(RIGHT, authorised_sellers=("s1",))
    words = told(match(), question=Question(right, SCOPE, seller_id))
    assert ("authorised seller s1" in words) is said


def test_a_right_that_fits_better_is_named() -> None:
    other = replace(RIGHT, right_id="teapot", title="Round teapot")
    words = told(match(), better=(match(right=other, probability=0.91),), rank=2)
    assert "fits better: teapot (Round teapot), probability 0.910." in words


@pytest.mark.parametrize(
    ("found", "fields", "words"),
    [
        (match(), {"retrieved": frozenset()}, "No channel proposes it by itself"),
        (match(channels={Channel.EMBEDDING: 0.4}), {}, "No keypoints agree"),
        (
            match(channels={Channel.EMBEDDING: 0.4}),
            {"retrieved": frozenset({Channel.LOCAL})},
            "Some keypoints look alike, but nowhere in the arrangement",
        ),
        (match(evidence=Evidence(mirrored=True)), {}, "shows it in a mirror"),
        (match(evidence=Evidence(text="KETTEL")), {}, "Read in the photo: KETTEL."),
        (
            match(evidence=Evidence(differs=((0, 0, 50, 100), (50, 100, 999, 150)))),
            {},
            "no counterpart in the photo make up 38% of the view",
        ),
    ],
)
def test_what_was_found_is_told(found: Match, fields: dict[str, Any], words: str) -> None:
    assert words in told(found, **fields)


def test_words_that_could_not_be_read_are_named() -> None:
    question = Question(replace(RIGHT, words=("KETTLE", "SWAN")), SCOPE)
    assert "can be read in the photo: KETTLE, SWAN." in told(match(), question=question)
    read = match(evidence=Evidence(text="KETTLE"))
    assert "None of its words" not in told(read, question=question)


def test_every_channel_is_compared_with_the_first_placed_right() -> None:
    first = match(channels={Channel.LOCAL: 120.0, Channel.WORDMARK: 0.9})
    rows = channel_rows(explanation(match(), better=(first, match())))
    assert [(row.channel, row.score, row.proposed, row.first) for row in rows] == [
        ("embedding", "0.420", "yes", "-"),
        ("local", "23 keypoints", "no", "120 keypoints"),
        ("fingerprint", "-", "no", "-"),
        ("wordmark", "-", "no", "0.900"),
    ]
