"""What decided for or against a match, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from data.records import Band, Channel, Right
from data.validity import in_force
from detector.detector import Explanation, Match
from detector.scope import Scope

_DIGITS = range(3, 9)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a photo.

    Attributes:
        right: The right that may be in it.
        scope: On which day, and where, the photo's listing is offered.
        seller_id: By whom.
    """

    right: Right
    scope: Scope
    seller_id: str | None = None


def reasons(question: Question, explanation: Explanation) -> list[str]:
    """Say what decided, the most decisive first."""
    return [
        *_excluded(question),
        _verdict(question, explanation),
        *_rivals(explanation),
        *_found(question.right, explanation),
    ]


def _excluded(question: Question) -> Iterator[str]:
    right, scope = question.right, question.scope
    for obstacle in in_force(right, scope.on, scope.territory):
        yield f"{obstacle}, so it makes no hit."
    if question.seller_id is not None and question.seller_id in right.authorised_sellers:
        yield f"The owner authorised seller {question.seller_id}, so there is no hit to report."


def _verdict(question: Question, explanation: Explanation) -> str:
    match, review, expedited = explanation.match, explanation.review, explanation.expedited
    kind = question.right.kind.value.replace("_", " ").replace("trademark", "trade mark")
    if match is None:
        return "No channel finds anything of it in the photo."
    if match.band is Band.EXPEDITED and expedited is not None:
        chance, least = _apart(match.probability, expedited)
        return f"Probability {chance} reaches the threshold for expedited, {least}."
    if match.band is Band.REVIEW and review is not None:
        chance, least = _apart(match.probability, review)
        further = (
            f"no probability of a {kind} suffices for expedited"
            if expedited is None
            else f"expedited starts at {_apart(match.probability, expedited)[1]}"
        )
        return f"Probability {chance} reaches the threshold for review, {least}; {further}."
    if review is None:
        return f"With this model, no probability of a {kind} is worth a review."
    chance, least = _apart(match.probability, review)
    return f"Probability {chance} is under the threshold for review, {least}."


def _rivals(explanation: Explanation) -> Iterator[str]:
    if not explanation.better:
        return
    first = explanation.better[0]
    yield (
        f"Another right fits better: {first.right.right_id} ({first.right.title}), "
        f"probability {first.probability:.3f}."
    )


def _found(right: Right, explanation: Explanation) -> Iterator[str]:
    match = explanation.match
    if match is None:
        return
    if not explanation.retrieved:
        yield "No channel proposes it by itself: it was compared because it was asked for."
    if Channel.LOCAL not in match.channels:
        yield (
            "Some keypoints look alike, but nowhere in the arrangement that the view has."
            if Channel.LOCAL in explanation.retrieved
            else "No keypoints agree in look and place."
        )
    if match.evidence.mirrored:
        yield "The photo shows it in a mirror."
    if match.evidence.text is not None:
        yield f"Read in the photo: {match.evidence.text}."
    elif right.words:
        yield f"None of its words can be read in the photo: {', '.join(right.words)}."
    if match.evidence.differs:
        share = _differing_share(match)
        yield f"Parts that have no counterpart in the photo make up {share:.0%} of the view."


def _differing_share(match: Match) -> float:
    view = match.view
    covered = sum(
        max(0.0, min(right, view.width) - max(left, 0.0))
        * max(0.0, min(bottom, view.height) - max(top, 0.0))
        for left, top, right, bottom in match.evidence.differs
    )
    return covered / (view.width * view.height)


def _apart(chance: float, least: float) -> tuple[str, str]:
    """Word two probabilities with as many digits as it takes to tell them apart."""
    for digits in _DIGITS:
        words = f"{chance:.{digits}f}", f"{least:.{digits}f}"
        if words[0] != words[1]:
            break
    return words
