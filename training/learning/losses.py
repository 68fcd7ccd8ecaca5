"""What a batch of embeddings is judged by."""

import torch
from torch import Tensor

from training.learning.configuration import Loss

Pairs = tuple[Tensor, Tensor, Tensor, Tensor]
"""Anchors and positives, anchors and negatives: as pytorch-metric-learning takes them."""


class InstanceLoss(torch.nn.Module):
    """Draws pictures of one instance together and others apart, and spreads all of them.

    The contrast is supervised contrastive (Khosla et al. 2020), of all pairs or of the hard ones
    (Wang et al. 2019).

    Args:
        wanted: The contrast's temperature, which pairs it is of, and how much the spread counts.
    """

    def __init__(self, wanted: Loss) -> None:
        super().__init__()
        from pytorch_metric_learning.losses import SupConLoss
        from pytorch_metric_learning.miners import MultiSimilarityMiner

        self._contrast = SupConLoss(temperature=wanted.temperature)
        self._miner = MultiSimilarityMiner() if wanted.hard else None
        self._entropy = wanted.entropy

    def forward(self, vectors: Tensor, labels: Tensor, also: Tensor) -> dict[str, Tensor]:
        """Return the loss as ``total``, and its parts as ``contrast`` and ``spread``.

        Args:
            vectors: ``(n, d)`` unit vectors, float32.
            labels: ``(n,)`` instances.
            also: ``(n,)`` the other instance that a mixed picture shows; that of `labels` where
                there is none.
        """
        alike = shared(labels, also)
        pairs = self._pairs(vectors, labels, alike)
        contrast = self._contrast(vectors, indices_tuple=pairs)
        spread = koleo(vectors, alike)
        return {
            "total": contrast + self._entropy * spread,
            "contrast": contrast.detach(),
            "spread": spread.detach(),
        }

    def _pairs(self, vectors: Tensor, labels: Tensor, alike: Tensor) -> Pairs:
        itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
        positives = alike & ~itself
        if self._miner is None:
            (anchors, near), (against, far) = (torch.where(mask) for mask in (positives, ~alike))
            return anchors, near, against, far
        # The miner knows one label of each picture: the other's pairs are put right here.
        anchors, near, against, far = self._miner(vectors.detach(), labels)
        mixed, other = torch.where(positives & (labels[:, None] != labels))
        apart = ~alike[against, far]
        return (
            torch.cat([anchors, mixed]),
            torch.cat([near, other]),
            against[apart],
            far[apart],
        )


def shared(labels: Tensor, also: Tensor) -> Tensor:
    """Return ``(n, n)``: whether two pictures show an instance in common."""
    mine = torch.stack([labels, also], dim=1)
    return (mine[:, None, :, None] == mine[None, :, None, :]).any(-1).any(-1)


def koleo(vectors: Tensor, alike: Tensor) -> Tensor:
    """Return the Kozachenko-Leonenko estimate of entropy, negated and without constants.

    The mean of ``-log`` of each vector's distance to the nearest that is no positive of it, as in
    SSCD (Pizzi et al. 2022; Sablayrolles et al. 2019). Where it is low, strangers are equally
    distant in all places, so that one score means the same for every right.

    Args:
        vectors: ``(n, d)`` unit vectors.
        alike: ``(n, n)``, what is passed over; each vector itself among it.
    """
    with torch.no_grad():
        similar = (vectors @ vectors.T).masked_fill(alike, -2)
        nearest = similar.argmax(dim=1)
    distances = torch.nn.functional.pairwise_distance(vectors, vectors[nearest], eps=1e-6)
    return -distances.masked_fill(alike.all(dim=1), 1).log().mean()
