"""Accuracy figures, as the copy-detection literature defines them.

Ranked pairs (query, right, score) are judged against the truth. Ties are always sorted so that
the worst possible figure is reported: a wrong pair comes before a correct one of equal score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ranking:
    """One query's answer.

    Attributes:
        truth: The rights that are in the photo; empty for a negative.
        answers: ``(right_id, score)`` pairs, in any order; higher is more alike.
    """

    truth: frozenset[str]
    answers: tuple[tuple[str, float], ...]


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
        n_listings: Queries with a right in them.
        n_negatives: Queries with none.
    """

    r1: float
    r5: float
    uap: float
    recall_p90: float
    recall_p99: float
    threshold_p90: float
    threshold_p99: float
    n_listings: int
    n_negatives: int


def accuracy(rankings: Sequence[Ranking]) -> Accuracy:
    """Compute every figure; costs a sort of all pairs."""
    positives = [ranking for ranking in rankings if ranking.truth]
    ranks = np.array([_first_correct(ranking) for ranking in positives])
    pairs = [
        (score, right_id in ranking.truth)
        for ranking in rankings
        for right_id, score in ranking.answers
    ]
    scores = np.array([score for score, _ in pairs], dtype=np.float64)
    correct = np.array([is_correct for _, is_correct in pairs], dtype=bool)
    total = sum(len(ranking.truth) for ranking in positives)
    curve = precision_recall(scores, correct, total)
    recall_p90, threshold_p90 = curve.recall_at(0.90)
    recall_p99, threshold_p99 = curve.recall_at(0.99)
    return Accuracy(
        r1=float((ranks <= 1).mean()) if positives else float("nan"),
        r5=float((ranks <= 5).mean()) if positives else float("nan"),
        uap=curve.average_precision(),
        recall_p90=recall_p90,
        recall_p99=recall_p99,
        threshold_p90=threshold_p90,
        threshold_p99=threshold_p99,
        n_listings=len(positives),
        n_negatives=len(rankings) - len(positives),
    )


@dataclass(frozen=True, slots=True)
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
        precision = self._precision()
        return float(precision[self.correct].sum() / self.total)

    def recall_at(self, precision: float) -> tuple[float, float]:
        """Return the largest recall of precision at or above this, and the threshold for it.

        A threshold takes all pairs of its score or none.
        """
        if not self.total:
            return float("nan"), float("nan")
        last_of_score = np.append(self.scores[1:] != self.scores[:-1], True)[: len(self.scores)]
        good = np.flatnonzero(last_of_score & (self._precision() >= precision))
        if not len(good) or not self.correct[: good[-1] + 1].any():
            return 0.0, float("nan")
        cut = good[-1]
        return float(self.correct[: cut + 1].sum() / self.total), float(self.scores[cut])

    def _precision(self) -> NDArray[np.float64]:
        found = np.cumsum(self.correct)
        return np.asarray(found / np.arange(1, len(found) + 1))


def precision_recall(
    scores: NDArray[np.float64], correct: NDArray[np.bool_], total: int
) -> PrecisionRecall:
    """Sort ``(n,)`` pairs for the worst case within ties."""
    order = np.lexsort((correct, -scores))
    return PrecisionRecall(scores[order], correct[order], total)


def by_column(
    rankings: Sequence[Ranking], columns: Sequence[Mapping[str, str]], *, most: int = 20
) -> dict[str, dict[str, Accuracy]]:
    """Split the queries by each metadata column that has 2 to `most` values, and measure each."""
    names = sorted({name for row in columns for name in row})
    result: dict[str, dict[str, Accuracy]] = {}
    for name in names:
        values = sorted({row[name] for row in columns if name in row})
        if 2 <= len(values) <= most:
            result[name] = {
                value: accuracy(
                    [r for r, row in zip(rankings, columns, strict=True) if row.get(name) == value]
                )
                for value in values
            }
    return result


def _first_correct(ranking: Ranking) -> float:
    """Return the rank of the first correct answer, infinity if there is none."""
    answers = sorted(ranking.answers, key=lambda pair: (-pair[1], pair[0] in ranking.truth))
    ranks = (rank for rank, (right_id, _) in enumerate(answers, 1) if right_id in ranking.truth)
    return next(ranks, float("inf"))
