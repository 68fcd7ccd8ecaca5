"""Accuracy figures, as the copy-detection literature defines them.

Ranked pairs (query, right, score) are judged against the truth. Ties are always sorted so that
the worst possible figure is reported: a wrong pair comes before a correct one of equal score.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from training.evaluation.calibration_error import expected_calibration_error


@dataclass(frozen=True, slots=True)
class Ranking:
    """One query's answer.

    Attributes:
        truth: The rights that are in the photo; empty for a negative.
        answers: ``(right_id, score)`` pairs, in any order; higher is more alike.
        chances: The probability stated with each answer, where one is.
    """

    truth: frozenset[str]
    answers: tuple[tuple[str, float], ...]
    chances: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Figures over a set of queries; ``nan`` where they are not defined.

    Attributes:
        r1: Share of queries with a right in them whose first answer is correct.
        r5: The same for the first five answers.
        uap: Micro average precision over all pairs, negatives included (Perronnin et al. 2009;
            µAP of the Image Similarity Challenge, Douze et al. 2021).
        recall_p90: Largest share of true pairs found at a threshold of precision 90 % or more.
        recall_p99: The same at 99 %.
        threshold_p90: The score at which `recall_p90` is reached; ``nan`` if it is 0.
        threshold_p99: The same for `recall_p99`.
        ece: Expected calibration error of the probabilities stated with the answers.
    """

    r1: float
    r5: float
    uap: float
    recall_p90: float
    recall_p99: float
    threshold_p90: float
    threshold_p99: float
    ece: float


def accuracy(rankings: Sequence[Ranking]) -> Accuracy:
    """Compute every figure; costs a sort of all pairs."""
    return Judged.of(rankings).accuracy()


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """All pairs as columns, the best first and the worst order within ties.

    Attributes:
        scores: ``(n,)``, descending.
        correct: ``(n,)`` bool.
        chances: ``(n,)`` stated probabilities; ``nan`` where none is.
        queries: ``(n,)`` int, whose answer each pair is.
        places: ``(m,)`` for each query, one more than the wrong answers before its first correct
            one; infinity if there is none.
        truths: ``(m,)`` int, how many rights are in each query.
    """

    scores: NDArray[np.float64]
    correct: NDArray[np.bool_]
    chances: NDArray[np.float64]
    queries: NDArray[np.intp]
    places: NDArray[np.float64]
    truths: NDArray[np.intp]

    @classmethod
    def of(cls, rankings: Sequence[Ranking], among: Set[str] | None = None) -> Self:
        """Judge rankings; the pairs of rights `among` these alone, if that is given.

        Other rights that are answered wrongly still take a place before the correct ones.
        """
        rows: list[tuple[float, bool, float, int]] = []
        places = np.full(len(rankings), np.inf)
        truths = np.zeros(len(rankings), dtype=np.intp)
        for number, ranking in enumerate(rankings):
            truth = ranking.truth if among is None else ranking.truth & among
            truths[number] = len(truth)
            best = max((s for right_id, s in ranking.answers if right_id in truth), default=None)
            if best is not None:
                places[number] = 1 + sum(
                    score >= best and right_id not in ranking.truth
                    for right_id, score in ranking.answers
                )
            chances = ranking.chances or (float("nan"),) * len(ranking.answers)
            rows += [
                (score, right_id in truth, chance, number)
                for (right_id, score), chance in zip(ranking.answers, chances, strict=True)
                if among is None or right_id in among
            ]
        rows.sort(key=lambda row: (-row[0], row[1]))
        return cls(
            np.array([score for score, _, _, _ in rows], dtype=np.float64),
            np.array([correct for _, correct, _, _ in rows], dtype=bool),
            np.array([chance for _, _, chance, _ in rows], dtype=np.float64),
            np.array([number for _, _, _, number in rows], dtype=np.intp),
            places,
            truths,
        )

    def repeated(self, times: NDArray[np.intp]) -> Self:
        """Return what it would be with each of the ``(m,)`` queries there so many times."""
        pairs = np.repeat(np.arange(len(self.scores)), times[self.queries])
        return type(self)(
            self.scores[pairs],
            self.correct[pairs],
            self.chances[pairs],
            self.queries[pairs],
            np.repeat(self.places, times),
            np.repeat(self.truths, times),
        )

    def curve(self) -> "PrecisionRecall":
        """Return precision and recall over all pairs."""
        return PrecisionRecall(self.scores, self.correct, int(self.truths.sum()))

    def accuracy(self) -> Accuracy:
        """Compute every figure."""
        places = self.places[self.truths > 0]
        curve = self.curve()
        recall_p90, threshold_p90 = curve.recall_at(0.90)
        recall_p99, threshold_p99 = curve.recall_at(0.99)
        stated = ~np.isnan(self.chances)
        return Accuracy(
            r1=float((places <= 1).mean()) if len(places) else float("nan"),
            r5=float((places <= 5).mean()) if len(places) else float("nan"),
            uap=curve.average_precision(),
            recall_p90=recall_p90,
            recall_p99=recall_p99,
            threshold_p90=threshold_p90,
            threshold_p99=threshold_p99,
            ece=expected_calibration_error(self.chances[stated], self.correct[stated]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class PrecisionRecall:
    """Precision and recall after each pair, the pairs sorted by score, worst order within ties.

    Attributes:
        scores: ``(n,)``, descending.
        correct: ``(n,)`` bool.
        total: How many true pairs there are, found or not.
    """

    scores: NDArray[np.float64]
    correct: NDArray[np.bool_]
    total: int

    def average_precision(self) -> float:
        """Return the mean precision at the true pairs; one that is not found counts as 0."""
        if not self.total:
            return float("nan")
        return float(self.precision().sum() / self.total)

    def precision(self) -> NDArray[np.float64]:
        """Return the precision at each true pair that was found, best first."""
        found = np.flatnonzero(self.correct)
        return np.asarray(np.arange(1, len(found) + 1) / (found + 1))

    def recall_at(self, precision: float) -> tuple[float, float]:
        """Return the largest recall of precision at or above this, and the threshold for it.

        A threshold takes all pairs of its score or none; of those with the largest recall it is
        the highest.
        """
        if not self.total:
            return float("nan"), float("nan")
        found = np.flatnonzero(self.correct)
        # Within ties correct pairs come last, and precision rises with each: so the last that is
        # good enough is the last of its score.
        good = np.flatnonzero(self.precision() >= precision)
        if not len(good):
            return 0.0, float("nan")
        cut = good[-1]
        return float((cut + 1) / self.total), float(self.scores[found[cut]])


def precision_recall(
    scores: NDArray[np.float64], correct: NDArray[np.bool_], total: int
) -> PrecisionRecall:
    """Sort ``(n,)`` pairs for the worst case within ties."""
    order = np.lexsort((correct, -scores))
    return PrecisionRecall(scores[order], correct[order], total)
