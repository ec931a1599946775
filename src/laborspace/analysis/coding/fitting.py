"""Learning what the signs of a match count, from the names of the space itself.

A name is taken from its entity, dressed up as a vacancy might, and coded; the entity it was taken
from is right. That gives thousands of examples without a single labeled text. They are easier than
real ones: official names are written by those who made the classification, and the encoder learned
from them. So what a probability means should be fitted again on real texts, if there are some
(:func:`calibrated`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from laborspace.analysis.coding.phrases import around, nothing, without
from laborspace.analysis.coding.titles import LeftOut, Signs, Titles
from laborspace.analysis.coding.weights import Weights, gated, learn, rescale
from laborspace.analysis.estimate.calibration import pooled

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from laborspace.analysis.coding.vocabulary import Vocabulary
    from laborspace.space.container import Rows, Space

EXAMPLES = 3000
"""Names that are left out, evenly drawn over entities."""

KNOWN = 6
"""One in so many stays among the names of its entity: some real titles are known names too."""

ENOUGH = 200
"""With fewer names, weights are not learned."""

UNTAUGHT = Weights(10, 10, 2, 1, 0.5, 5, source="nothing: too few names to learn from")
"""Weights of a space with too few names; its probabilities only rank."""

BLANKS = 400
"""Texts that name nothing, beside which it is learned when a text does."""

OWN_NAMES = "the space's own names, each left out of its entity"
PHRASES = "put into phrases of our own, among others that name none"


def from_names(space: Space, titles: Titles) -> Weights:
    """Learn weights from names left out of their own entity."""
    from laborspace.learning.noise import noisy_title

    names = titles.names
    rng = np.random.default_rng(0)
    is_alias = np.ones(len(names.texts), dtype=bool)
    is_alias[names.bounds[:-1]] = False
    aliases = np.flatnonzero(is_alias)
    if len(aliases) < ENOUGH:
        return UNTAUGHT
    chosen = np.sort(_one_by_one(aliases, names.owners[aliases], rng)[:EXAMPLES])
    dressed = around if titles.vocabulary.kind == "skill" else noisy_title
    texts = [dressed(names.texts[place], rng) for place in chosen.tolist()]
    usable = [i for i, text in enumerate(texts) if any(letter.isalnum() for letter in text)]
    chosen, texts = chosen[usable], [texts[i] for i in usable]
    left_out = LeftOut(chosen, _shares(space, names.bounds)[names.owners[chosen]])
    source = OWN_NAMES
    parts: list[Signs] = []
    gold: list[set[int]] = []
    # A name that others bear too says nothing when left out: all it could be called is wrong.
    shared = np.bincount(names.key_numbers)[names.key_numbers[chosen]] > 1
    for known in (False, True):
        rows = np.flatnonzero((np.arange(len(texts)) % KNOWN == 0) == known)
        rows = rows if known else rows[~shared[rows]]
        some = LeftOut(left_out.names[rows], left_out.shares[rows])
        signs = titles.signs([texts[i] for i in rows], left_out=None if known else some)
        parts.append(signs)
        gold += [{int(item)} for item in names.owners[chosen[rows]]]
    if titles.vocabulary.kind == "skill":  # most of an advert names none
        rows = space.rows("occupation").tolist()
        jobs = [space.column("title")[row] for row in rows]
        parts.append(titles.signs(without(len(texts), jobs, rng)))
        gold += [set() for _ in texts]
        source += f", {PHRASES}"
    every = Signs(
        np.concatenate([part.items for part in parts]),
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.names for part in parts]),
    )
    learned = learn(every.values, marks(every.items, gold), source=source)
    if titles.vocabulary.kind != "skill":  # those that name none are among the examples already
        learned = gated(learned, every.values, blanks(titles))
    return spilled(titles.vocabulary, every, learned, gold)


def calibrated(
    titles: Titles,
    weights: Weights,
    texts: Sequence[str],
    gold: Sequence[Collection[int]],
    *,
    source: str,
) -> Weights:
    """Fit again what probabilities mean, on texts whose items are known.

    Parameters
    ----------
    titles : Titles
    weights : Weights
    texts : sequence of str, (n,)
    gold : sequence of collections of int, (n,)
        The right items of each, as places in the vocabulary.
    source : str
        What the texts are, in words.
    """
    signs = titles.signs(texts)
    right = marks(signs.items, gold)
    source = f"{weights.source}; {source}"
    scaled = rescale(weights, signs.values, right, blanks(titles), source=source)
    return spilled(titles.vocabulary, signs, scaled, gold)


def blanks(titles: Titles) -> npt.NDArray[np.floating]:
    """Return the signs of texts that name nothing."""
    return titles.signs(nothing(BLANKS, np.random.default_rng(1))).values


def spilled(
    vocabulary: Vocabulary, signs: Signs, weights: Weights, gold: Sequence[Collection[int]]
) -> Weights:
    """Learn what being none of the candidates says of their groups; see :class:`Weights`."""
    chances, named = weights.judge(signs.values)
    inside = chances.sum(axis=1)
    parts, sizes = [], []
    for depth in range(len(vocabulary.levels)):
        right = claimed = left = 0.0
        for row, items in enumerate(gold):
            nodes = vocabulary.nodes[signs.items[row], depth]
            groups, inverse = np.unique(nodes, return_inverse=True)
            amounts = np.where(groups >= 0, np.bincount(inverse, chances[row]), 0)
            best = int(amounts.argmax())
            claimed += float(amounts[best])
            left += float(amounts[best] / inside[row] * max(named[row] - inside[row], 0))
            right += int(groups[best]) in {int(vocabulary.nodes[item, depth]) for item in items}
        # As much as makes the likeliest groups right as often as they claim; items get none.
        is_group = bool((vocabulary.nodes[:, depth] != vocabulary.rows).any())
        parts.append(min(1.0, max(0.0, (right - claimed) / left)) if left and is_group else 0.0)
        sizes.append(left + 1e-9)
    # A group is no less sure than what it holds, so the parts may not fall.
    rising = pooled(np.array(parts), np.array(sizes)).tolist()
    spill = dict(zip(vocabulary.levels, rising, strict=True))
    return replace(weights, spill=spill)


def marks(items: Rows, gold: Sequence[Collection[int]]) -> npt.NDArray[np.bool_]:
    """Return which candidates are right, (q, c)."""
    pairs = zip(items.tolist(), gold, strict=True)
    return np.array([[item in right for item in row] for row, right in pairs])


def _one_by_one(places: Rows, owners: Rows, rng: np.random.Generator) -> Rows:
    """Return all places in an order that takes one of each owner before a second of any."""
    shuffled = rng.permutation(len(places))
    order = shuffled[np.argsort(owners[shuffled], kind="stable")]
    starts = np.flatnonzero(np.r_[True, np.diff(owners[order]) != 0])
    turn = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return places[order[np.lexsort((rng.random(len(order)), turn))]]


def _shares(space: Space, bounds: Rows) -> npt.NDArray[np.float32]:
    """Return what one alias of each item contributed to its vector, by the recipe of the space."""
    views = space.provenance.recipe.get("space", {})
    weights = views.get("occupation", {})
    if not isinstance(weights, dict):  # spaces of before views had weights name them in a list
        weights = dict.fromkeys(weights, 1.0)
    total = sum(weights.values())
    if not total:
        return np.zeros(len(bounds) - 1, dtype=np.float32)
    used = np.clip(np.diff(bounds) - 1, 1, views.get("max_aliases", 16))
    return np.asarray(weights.get("aliases", 0) / total / used, dtype=np.float32)
