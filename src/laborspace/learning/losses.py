"""The three losses of relation learning, on unit vectors."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def ranking_loss(
    sources: Tensor,
    targets: Tensor,
    negatives: Tensor | None,
    known: Tensor,
    relatedness: Tensor,
    *,
    temperature: float,
) -> Tensor:
    """Multiple-negatives ranking, both ways, with known relatives taken out of the negatives.

    Henderson et al. (2017), arXiv 1705.00652; symmetric as in CLIP. An occupation has dozens
    of right skills, so a batch holds many pairs that are related without being each other's
    pair: those are masked rather than pushed apart.

    Parameters
    ----------
    sources, targets : Tensor, (n, d)
    negatives : Tensor, (m, d), or None
    known : Tensor of bool, (n, n + m)
    relatedness : Tensor, (n,)
        Weight of each pair in the mean.
    temperature : float
    """
    n = len(sources)
    candidates = targets if negatives is None else torch.cat([targets, negatives])
    own = torch.arange(n, device=sources.device)
    hidden = known[:, : len(candidates)].clone()
    hidden[own, own] = False
    scores = (sources @ candidates.T / temperature).masked_fill(hidden, float("-inf"))
    forth = functional.cross_entropy(scores, own, reduction="none")
    back = functional.cross_entropy(scores[:, :n].T, own, reduction="none")
    weight = relatedness / relatedness.sum()
    return ((forth + back) / 2 * weight).sum()


def triplet_loss(
    sources: Tensor, targets: Tensor, negatives: Tensor, relatedness: Tensor, *, margin: float
) -> Tensor:
    """Triplet loss in cosine distance (Schroff et al. 2015), weighted by relatedness."""
    gap = (sources * negatives).sum(-1) - (sources * targets).sum(-1) + margin
    weight = relatedness / relatedness.sum()
    return (functional.relu(gap) * weight).sum()


def cosine_loss(sources: Tensor, targets: Tensor, relatedness: Tensor) -> Tensor:
    """Mean squared error between cosine and relatedness (Reimers & Gurevych 2019)."""
    return functional.mse_loss((sources * targets).sum(-1), relatedness)


def distance_to(vectors: Tensor, reference: Tensor) -> Tensor:
    """Mean of one minus cosine: how far the vectors moved from the reference."""
    return 1 - (vectors * reference).sum(-1).mean()
