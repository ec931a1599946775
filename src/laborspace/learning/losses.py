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
    relatives: float = 0.0,
) -> Tensor:
    """Multiple-negatives ranking, both ways, that knows of the other relatives in a batch.

    Henderson et al. (2017), arXiv 1705.00652; symmetric as in CLIP. An occupation has dozens
    of right skills, so a batch holds many pairs that are related without being each other's
    pair. They are taken out of the negatives or, with `relatives` above 0, share in what is
    to be found (Khosla et al. 2020, arXiv 2004.11362, equation 2).

    Parameters
    ----------
    sources, targets : Tensor, (n, d)
    negatives : Tensor, (m, d), or None
    known : Tensor of bool, (n, n + m)
    relatedness : Tensor, (n,)
        Weight of each pair in the mean.
    temperature : float
    relatives : float
        In [0, 1]: the weight that is spread evenly over all known relatives; the own pair has
        the rest.
    """
    n = len(sources)
    candidates = targets if negatives is None else torch.cat([targets, negatives])
    own = torch.eye(n, len(candidates), dtype=torch.bool, device=sources.device)
    related = known[:, : len(candidates)] | own
    scores = sources @ candidates.T / temperature
    forth = _surprise(scores, related, own, relatives)
    back = _surprise(scores[:, :n].T, related[:, :n].T, own[:, :n], relatives)
    weight = relatedness / relatedness.sum()
    return ((forth + back) / 2 * weight).sum()


def _surprise(scores: Tensor, related: Tensor, own: Tensor, relatives: float) -> Tensor:
    """Return the cross-entropy of each row's candidates with what is to be found, (n,)."""
    if not relatives:
        hidden = related & ~own
        odds = scores.masked_fill(hidden, float("-inf")).log_softmax(1)
        return -odds[own]
    evenly = related / related.sum(1, keepdim=True)
    sought = (1 - relatives) * own + relatives * evenly
    return -(scores.log_softmax(1) * sought).sum(1)


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
