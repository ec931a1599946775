"""From a corpus and a recipe to a trained encoder, through one resumable run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from laborspace.learning.context import learn_context
from laborspace.learning.loop import Run
from laborspace.learning.model import TextEncoder
from laborspace.learning.pairs import Taxonomy
from laborspace.learning.relation import learn_relations, pair_sets
from laborspace.learning.texts import EntityTexts

if TYPE_CHECKING:
    from laborspace.corpus import Corpus
    from laborspace.learning.recipe import Recipe


def train(
    corpus: Corpus,
    recipe: Recipe,
    run_folder: str | Path,
    *,
    held_out: Collection[str] = (),
    quiet: bool = False,
) -> TextEncoder:
    """Train an encoder, or go on where an interrupted run of the same name stopped.

    Parameters
    ----------
    corpus : Corpus
    recipe : Recipe
    run_folder : str or Path
        Where recipe, log, curves and checkpoints are kept.
    held_out : collection of str
        Entities whose relations are not learned from, for an honest evaluation.
    quiet : bool
        No progress bars.

    Returns
    -------
    TextEncoder
        In evaluation mode.

    Raises
    ------
    Interrupted
        Ctrl-C; call again with the same arguments to go on.
    TrainingError
        Base model not to be had, out of memory, loss not a number, run folder of another run.
    RecipeError
        The corpus lacks pairs the recipe asks for.
    """
    run = Run(Path(run_folder), _signature(corpus, recipe, held_out), quiet=quiet)
    (run.folder / "recipe.json").write_text(json.dumps(recipe.to_dict(), indent=2), "utf-8")
    torch.manual_seed(recipe.seed)
    encoder = TextEncoder(recipe.base, recipe.precision)
    mask = encoder.tokenizer.mask_token or "this"
    texts = EntityTexts.from_corpus(corpus, recipe.space, mask)
    taxonomy = Taxonomy(corpus)
    sets = [pair_sets(corpus, stage, texts, taxonomy, held_out) for stage in recipe.relation]
    keeps_base = any(s.keep_base for s in recipe.relation) or recipe.space.blend_base > 0
    reference = encoder.frozen_copy() if keeps_base else None
    stage, step = run.position()
    begun = stage if step else stage - 1  # relation stages, counted from 1
    if any(s.adapter for s in recipe.relation[: max(begun, 0)]):
        encoder.add_adapter()
    if stage and not step:
        run.restore(encoder)
    if recipe.context is not None and stage == 0:
        learn_context(encoder, texts, recipe.context, run, index=0, seed=recipe.seed)
    for index, relation_stage in enumerate(recipe.relation, start=1):
        if index >= stage:
            learn_relations(
                encoder,
                sets[index - 1],
                relation_stage,
                run,
                index=index,
                seed=recipe.seed,
                reference=reference,
            )
    if reference is not None and recipe.space.blend_base > 0:
        blend(encoder, reference, recipe.space.blend_base)
    encoder.eval()
    return encoder


@torch.no_grad()
def blend(encoder: TextEncoder, base: TextEncoder, share: float) -> None:
    """Average the weights of two encoders in place (Wortsman et al. 2022, WiSE-FT)."""
    for mine, theirs in zip(encoder.backbone.parameters(), base.backbone.parameters(), strict=True):
        mine.lerp_(theirs, share)


def _signature(corpus: Corpus, recipe: Recipe, held_out: Collection[str]) -> str:
    parts = json.dumps([recipe.to_dict(), corpus.sha256, sorted(held_out)], sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()
