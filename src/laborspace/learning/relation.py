"""Relation learning: pull related entities together, over several data sets at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from laborspace.errors import RecipeError
from laborspace.learning.loop import Plan, Run, train_stage
from laborspace.learning.losses import cosine_loss, distance_to, ranking_loss, triplet_loss
from laborspace.learning.model import TextEncoder
from laborspace.learning.pairs import Batch, PairSet, Taxonomy
from laborspace.learning.recipe import RelationStage
from laborspace.learning.texts import EntityTexts

if TYPE_CHECKING:
    from laborspace.corpus import Corpus


def pair_sets(
    corpus: Corpus,
    stage: RelationStage,
    texts: EntityTexts,
    taxonomy: Taxonomy,
    held_out: Collection[str] = (),
) -> list[PairSet]:
    """Collect the data sets of a stage.

    Raises
    ------
    RecipeError
        The corpus has no pairs for one of them; with ``stage.skip_missing``, for any.
    """
    sets = []
    for data in stage.data:
        try:
            sets.append(PairSet(corpus, data, texts, taxonomy, held_out))
        except RecipeError:
            if not stage.skip_missing:
                raise
    if not sets:
        raise RecipeError("The corpus has no pairs for any data set of the recipe.")
    return sets


def learn_relations(
    encoder: TextEncoder,
    sets: Sequence[PairSet],
    stage: RelationStage,
    run: Run,
    *,
    index: int,
    seed: int,
    reference: TextEncoder | None,
) -> None:
    """Run one relation stage.

    Each step draws one data set by its share, a batch of its pairs and, unless the loss does
    without, hard negatives.

    Parameters
    ----------
    encoder : TextEncoder
    sets : sequence of PairSet
        The data sets of the stage.
    stage : RelationStage
    run : Run
    index : int
        Position of the stage, for resuming and for the random numbers.
    seed : int
    reference : TextEncoder or None
        The base model, to keep close to; needed if ``stage.keep_base`` is not zero.
    """
    shares = np.array([pairs.data.share for pairs in sets])
    shares = shares / shares.sum()
    source = _FrozenVectors(encoder) if stage.adapter else encoder
    anchors = _FrozenVectors(reference) if reference is not None and stage.keep_base else None
    if stage.adapter and encoder.adapter is None:
        encoder.add_adapter()
    parameters = encoder.choose_trained(stage.trained_layers, adapter_only=stage.adapter)
    encoder.set_dropout(stage.dropout)
    plan = Plan(
        index=index,
        name=f"{stage.loss}",
        steps=stage.steps,
        learning_rate=stage.learning_rate,
        weight_decay=stage.weight_decay,
        warmup_share=stage.warmup_share,
        final_share=stage.final_share,
        clip=stage.clip,
    )

    def loss_at(step: int) -> Tensor:
        rng = np.random.default_rng([seed, index, step])
        pairs = sets[rng.choice(len(sets), p=shares)]
        size = pairs.data.batch_size or stage.batch_size
        batch = pairs.draw(size, rng)
        if stage.loss == "cosine":
            batch = _join(batch, pairs.unrelated(size, rng))
        shown = [*batch.sources, *batch.targets, *batch.negatives]
        distinct = list(dict.fromkeys(shown))  # a batch repeats its sources: a fifth is saved
        place = {text: row for row, text in enumerate(distinct)}
        vectors = encoder.head(source.pooled_texts(distinct, stage.max_tokens))
        shown_vectors = vectors[[place[text] for text in shown]]
        loss = _loss(stage, batch, shown_vectors, pairs.data.relatives)
        if anchors is not None:
            anchor = anchors.pooled_texts(distinct, stage.max_tokens)
            loss = loss + stage.keep_base * distance_to(vectors, anchor)
        return loss

    train_stage(run, plan, encoder, parameters, loss_at, seed=seed)


def _loss(stage: RelationStage, batch: Batch, vectors: Tensor, relatives: float) -> Tensor:
    n, m = len(batch.sources), len(batch.negatives)
    sources, targets, negatives = vectors[:n], vectors[n : 2 * n], vectors[2 * n : 2 * n + m]
    relatedness = torch.from_numpy(batch.relatedness).to(vectors)
    if stage.loss == "triplet":
        return triplet_loss(sources, targets, negatives, relatedness, margin=stage.margin)
    if stage.loss == "cosine":
        return cosine_loss(sources, targets, relatedness)
    known = torch.from_numpy(batch.known).to(vectors.device)
    return ranking_loss(
        sources,
        targets,
        negatives if m else None,
        known,
        relatedness,
        temperature=stage.temperature,
        relatives=relatives,
    )


def _join(related: Batch, unrelated: Batch) -> Batch:
    return Batch(
        related.sources + unrelated.sources,
        related.targets + unrelated.targets,
        [],
        np.concatenate([related.relatedness, unrelated.relatedness]),
        np.zeros((0, 0), dtype=bool),
    )


class _FrozenVectors:
    """Unit pooled vectors of a transformer that does not learn, each text computed once."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._cache: dict[str, Tensor] = {}

    def pooled_texts(self, texts: Sequence[str], max_tokens: int) -> Tensor:
        missing = sorted({t for t in texts if t not in self._cache})
        if missing:
            training = self._encoder.training
            self._encoder.eval()
            with torch.no_grad():
                found = nn.functional.normalize(self._encoder.pooled_texts(missing, max_tokens))
            self._encoder.train(training)
            self._cache.update(zip(missing, found, strict=True))
        return torch.stack([self._cache[t] for t in texts])
