"""The mistakes that are most worth a look."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.records import Band
from training.evaluation.answers import Answer, PhotoAnswers


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was answered for a photo, and what should have been.

    Attributes:
        photo: The photo, with all its answers.
        wrong: The best wrong answer; ``None`` if there is none.
        right_id: The right that should have been found; ``None`` if nothing registered is shown.
    """

    photo: PhotoAnswers
    wrong: Answer | None
    right_id: str | None

    @property
    def found(self) -> Answer | None:
        """The answer that should have come first; ``None`` if it is not among the answers."""
        answers = (a for a in self.photo.answers if a.right_id == self.right_id)
        return next(answers, None)

    def place(self, answer: Answer) -> int:
        """Return an answer's place among all of the photo's, from 1."""
        return 1 + self.photo.answers.index(answer)


def wrong_answers(photos: Sequence[PhotoAnswers], most: int) -> list[Mistake]:
    """Return the most probable wrong answers, one of a photo at most.

    A wrong answer is a mistake if a reviewer is shown it, or if it comes before a right that is in
    the photo.
    """
    mistakes = []
    for photo in photos:
        wrong = _best_wrong(photo)
        if wrong is not None:
            before = {answer.right_id for answer in photo.answers[: photo.answers.index(wrong)]}
            behind = sorted(photo.truth - before, key=lambda right_id: _place(photo, right_id))
            if behind or wrong.band is not Band.NONE:
                expected = behind or sorted(before)
                mistakes.append(Mistake(photo, wrong, expected[0] if expected else None))
    mistakes.sort(key=_wrongness, reverse=True)
    return mistakes[:most]


def missed(photos: Sequence[PhotoAnswers], most: int) -> list[Mistake]:
    """Return true pairs that were missed: those not found at all, then the least probable.

    A pair is missed if no reviewer is shown it, or if a wrong answer comes before it. Where a
    listing has several photos, its rights are looked for in each.
    """
    mistakes = []
    for photo in photos:
        wrong = _best_wrong(photo)
        for right_id in sorted(photo.truth):
            mistake = Mistake(photo, wrong, right_id)
            found = mistake.found
            beaten = found and wrong and mistake.place(wrong) < mistake.place(found)
            if found is None or found.band is Band.NONE or beaten:
                mistakes.append(mistake)
    mistakes.sort(key=lambda m: (m.found.score if m.found else -float("inf"), -_wrongness(m)))
    return mistakes[:most]


def _best_wrong(photo: PhotoAnswers) -> Answer | None:
    return next((answer for answer in photo.answers if answer.right_id not in photo.truth), None)


def _place(photo: PhotoAnswers, right_id: str) -> tuple[int, str]:
    """Sorts rights as they are answered, those that aren't after them."""
    places = [answer.right_id for answer in photo.answers]
    return places.index(right_id) if right_id in places else len(places), right_id


def _wrongness(mistake: Mistake) -> float:
    return mistake.wrong.score if mistake.wrong else -float("inf")
