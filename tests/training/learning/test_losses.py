"""The loss, against explicit loops."""

import math

import pytest
import torch

from training.learning.configuration import Loss
from training.learning.losses import InstanceLoss, koleo, shared

_LABELS = [0, 0, 0, 1, 1, 2, 2, 3, 3, 3]
_ALSO = [0, 0, 2, 1, 3, 2, 2, 3, 3, 1]
"""Three pictures show another instance beside their own."""


@pytest.fixture
def vectors() -> torch.Tensor:
    rng = torch.Generator().manual_seed(0)
    return torch.nn.functional.normalize(torch.randn(10, 6, generator=rng), dim=1)


def _alike(i: int, j: int) -> bool:
    return bool({_LABELS[i], _ALSO[i]} & {_LABELS[j], _ALSO[j]})


def _loss(wanted: Loss, vectors: torch.Tensor) -> dict[str, torch.Tensor]:
    loss: dict[str, torch.Tensor] = InstanceLoss(wanted)(
        vectors, torch.tensor(_LABELS), torch.tensor(_ALSO)
    )
    return loss


def _contrast(vectors: torch.Tensor, temperature: float) -> float:
    similar: list[list[float]] = (vectors @ vectors.T / temperature).tolist()
    each: list[float] = []
    for i in range(10):
        others = [j for j in range(10) if j != i]
        total = sum(math.exp(similar[i][j]) for j in others)
        alike = [similar[i][j] - math.log(total) for j in others if _alike(i, j)]
        each.append(-sum(alike) / len(alike))
    return sum(each) / 10


def _spread(vectors: torch.Tensor) -> float:
    return -sum(
        math.log(min(math.dist(vectors[i].tolist(), vectors[j].tolist())
                     for j in range(10) if not _alike(i, j)))
        for i in range(10)
    ) / 10  # fmt: skip


def test_contrast_and_spread_are_as_defined(vectors: torch.Tensor) -> None:
    losses = _loss(Loss(temperature=0.2, entropy=0.5), vectors)
    contrast, spread = _contrast(vectors, 0.2), _spread(vectors)
    assert float(losses["contrast"]) == pytest.approx(contrast, rel=1e-4)
    assert float(losses["spread"]) == pytest.approx(spread, rel=1e-4, abs=1e-5)
    assert float(losses["total"]) == pytest.approx(contrast + 0.5 * spread, rel=1e-4)


def test_a_mixed_picture_is_a_positive_of_both() -> None:
    alike = shared(torch.tensor(_LABELS), torch.tensor(_ALSO))
    assert alike.tolist() == [[_alike(i, j) for j in range(10)] for i in range(10)]


def test_hard_pairs_are_no_positives_called_negatives(vectors: torch.Tensor) -> None:
    loss = InstanceLoss(Loss(hard=True))
    labels, also = torch.tensor(_LABELS), torch.tensor(_ALSO)
    anchors, near, against, far = loss._pairs(vectors, labels, shared(labels, also))
    assert all(_alike(i, j) and i != j for i, j in zip(anchors, near, strict=True))
    assert not any(_alike(i, j) for i, j in zip(against, far, strict=True))
    assert {(2, 5), (4, 7)} <= set(zip(anchors.tolist(), near.tolist(), strict=True))
    assert 0 < len(against) <= (~shared(labels, also)).sum()


def test_the_entropy_term_drives_strangers_apart(vectors: torch.Tensor) -> None:
    crowded = torch.nn.functional.normalize(vectors + 2, dim=1)
    alike = torch.eye(10, dtype=torch.bool)
    assert koleo(crowded, alike) > koleo(vectors, alike)
    crowded.requires_grad_()
    koleo(crowded, alike).backward()
    assert crowded.grad is not None
    with torch.no_grad():
        moved = torch.nn.functional.normalize(crowded - 0.01 * crowded.grad, dim=1)
    assert koleo(moved, alike) < koleo(crowded, alike)


def test_positives_may_be_as_near_as_they_like() -> None:
    pair = torch.nn.functional.normalize(torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]]), dim=1)
    alike = shared(*[torch.tensor([0, 0, 1, 1])] * 2)
    assert koleo(pair, alike) == pytest.approx(-math.log(math.sqrt(2)), abs=1e-4)
