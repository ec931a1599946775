"""Context learning: masked language modeling on the descriptions, labels left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from laborspace.learning.loop import Plan, Run, train_stage
from laborspace.learning.model import TextEncoder
from laborspace.learning.recipe import ContextStage
from laborspace.learning.texts import EntityTexts


class MaskedHead(nn.Module):
    """The prediction head of a masked language model, tied to the input embeddings.

    Sentence encoders come without one, so it starts from random weights. It is applied at the
    masked positions only, which halves the cost of a step.
    """

    def __init__(self, encoder: TextEncoder) -> None:
        super().__init__()
        embedding = encoder.backbone.get_input_embeddings()
        size = embedding.weight.shape[1]
        self.dense = nn.Linear(encoder.dimension, size)
        self.norm = nn.LayerNorm(size)
        self.bias = nn.Parameter(torch.zeros(embedding.weight.shape[0]))

    def forward(self, hidden: Tensor, embedding: Tensor) -> Tensor:
        """Return scores over the vocabulary, (m, vocabulary)."""
        transformed = self.norm(nn.functional.gelu(self.dense(hidden)))
        return transformed @ embedding.T + self.bias


def learn_context(
    encoder: TextEncoder,
    texts: EntityTexts,
    stage: ContextStage,
    run: Run,
    *,
    index: int,
    seed: int,
) -> None:
    """Fine-tune the encoder to fill the gaps in descriptions that do not name their entity.

    Devlin et al. (2019), section 3.1: 15 % of tokens are chosen; 80 % of those become the mask,
    10 % a random token, 10 % stay. The mask that stands for a label is never a target.
    """
    shown = zip(texts.masked, texts.in_space, strict=True)
    corpus = [encoder.tokens(text, stage.max_tokens) for text, kept in shown if text and kept]
    order = np.argsort([len(t) for t in corpus], kind="stable")
    # Batches of similar length, themselves shuffled each epoch, waste little on padding.
    batches = [order[i : i + stage.batch_size] for i in range(0, len(order), stage.batch_size)]
    steps = max(1, round(stage.epochs * len(batches)))
    torch.manual_seed(seed)
    head = MaskedHead(encoder).to(encoder.device)
    encoder.add_module("masked_head", head)  # so that checkpoints hold it while it learns
    parameters = encoder.choose_trained(-1)
    plan = Plan(
        index=index,
        name="context",
        steps=steps,
        learning_rate=stage.learning_rate,
        weight_decay=stage.weight_decay,
        warmup_share=stage.warmup_share,
        final_share=0.0,
        clip=1.0,
    )
    tokenizer: Any = encoder.tokenizer

    def loss_at(step: int) -> Tensor:
        epoch, position = divmod(step, len(batches))
        shuffled = np.random.default_rng([seed, index, epoch]).permutation(len(batches))
        rows = batches[shuffled[position]]
        rng = np.random.default_rng([seed, index, epoch, position])
        ids, attention = encoder.pad([corpus[i] for i in rows])
        hidden_ids, chosen = mask_tokens(
            ids.cpu().numpy(),
            tokenizer.all_special_ids,
            tokenizer.mask_token_id,
            len(tokenizer),
            stage.mask_share,
            rng,
        )
        shown_ids = torch.from_numpy(hidden_ids).to(encoder.device)
        where = torch.from_numpy(chosen).to(encoder.device)
        with encoder.autocast():
            hidden = encoder.backbone(
                input_ids=shown_ids, attention_mask=attention
            ).last_hidden_state
            scores = head(hidden[where], encoder.backbone.get_input_embeddings().weight)
        return nn.functional.cross_entropy(scores.float(), ids[where])

    train_stage(run, plan, encoder, parameters, loss_at, seed=seed)
    del encoder.masked_head


def mask_tokens(
    ids: np.ndarray,
    special: list[int],
    mask_id: int,
    vocabulary: int,
    share: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Choose tokens to predict and hide them.

    Parameters
    ----------
    ids : ndarray of int, (n, length)
    special : list of int
        Ids never chosen: padding, separators, the mask itself.
    mask_id, vocabulary : int
    share : float
        Of the ordinary tokens to choose.
    rng : numpy.random.Generator

    Returns
    -------
    shown : ndarray of int, (n, length)
    chosen : ndarray of bool, (n, length)
        At least one token is chosen if any can be.
    """
    ordinary = ~np.isin(ids, special)
    chosen = ordinary & (rng.random(ids.shape) < share)
    if not chosen.any() and ordinary.any():
        places = np.argwhere(ordinary)
        chosen[tuple(places[rng.integers(len(places))])] = True
    kind = rng.random(ids.shape)
    shown = np.where(chosen & (kind < 0.8), mask_id, ids)
    random_ids = rng.integers(vocabulary, size=ids.shape)
    return np.where(chosen & (kind >= 0.8) & (kind < 0.9), random_ids, shown), chosen
