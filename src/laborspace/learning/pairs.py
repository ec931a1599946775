"""Pairs to learn from: which entities belong together, how much, and who is a hard negative.

A data set of a recipe (:class:`~laborspace.learning.recipe.PairData`) becomes a
:class:`PairSet`, from which any batch can be drawn given only a random generator: so a resumed
run sees exactly the batches an uninterrupted one would have seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from laborspace.errors import RecipeError
from laborspace.learning.noise import noisy_title
from laborspace.learning.recipe import OWN_TEXTS
from laborspace.learning.texts import EntityTexts
from laborspace.records import ITEM_LEVELS

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.corpus import Corpus
    from laborspace.learning.recipe import PairData

PEERS = 12
"""Peers kept for each source: large groups would else fill the memory with pairs."""
ENOUGH_SIBLINGS = 8
"""A group smaller than this is widened to the group above it when negatives are drawn."""


@dataclass(frozen=True)
class Batch:
    """Texts of `n` pairs, of `m` hard negatives, and what is known to belong together.

    Attributes
    ----------
    sources, targets, negatives : list of str
        `n`, `n` and `m` (0 or `n`) texts.
    relatedness : ndarray, (n,)
        In (0, 1].
    known : ndarray of bool, (n, n + m)
        Whether target (then negative) j is a known relative of source i.
    """

    sources: list[str]
    targets: list[str]
    negatives: list[str]
    relatedness: np.ndarray
    known: np.ndarray


class Taxonomy:
    """Groups of items, from the `broader` relations of a corpus.

    Parameters
    ----------
    corpus : Corpus
    """

    def __init__(self, corpus: Corpus) -> None:
        ids = corpus.entities["id"].tolist()
        self.index = {id_: i for i, id_ in enumerate(ids)}
        level = corpus.entities["level"].tolist()
        self.is_item = np.array([x in ITEM_LEVELS for x in level])
        kinds = corpus.entities["kind"].tolist()
        self.parents: dict[int, list[int]] = defaultdict(list)
        self.children: dict[int, list[int]] = defaultdict(list)
        rows = corpus.relations[corpus.relations["relation"] == "broader"]
        for child_id, parent_id in zip(rows["source"], rows["target"], strict=True):
            child, parent = self.index[child_id], self.index[parent_id]
            if kinds[child] == kinds[parent]:
                self.parents[child].append(parent)
                self.children[parent].append(child)
        self._items: dict[int, np.ndarray] = {}

    def items_below(self, group: int) -> np.ndarray:
        """Return the positions of all items anywhere below a group."""
        found = self._items.get(group)
        if found is None:
            seen, stack, items = {group}, [group], []
            while stack:
                for child in self.children.get(stack.pop(), ()):
                    if child not in seen:
                        seen.add(child)
                        stack.append(child)
                        if self.is_item[child]:
                            items.append(child)
            found = self._items[group] = np.array(sorted(items), dtype=np.int64)
        return found

    def draw_sibling(
        self, item: int, forbidden: Collection[int], rng: np.random.Generator
    ) -> int | None:
        """Draw an item of the same group that is not forbidden; None if there is none."""
        groups = self.parents.get(item, ())
        while groups:
            group = int(groups[rng.integers(len(groups))])
            members = self.items_below(group)
            if len(members) >= ENOUGH_SIBLINGS:
                for candidate in rng.choice(members, size=min(8, len(members)), replace=False):
                    if int(candidate) != item and int(candidate) not in forbidden:
                        return int(candidate)
            groups = self.parents.get(group, ())
        return None


class PairSet:
    """One data set of pairs, ready to be drawn from.

    Parameters
    ----------
    corpus : Corpus
    data : PairData
        Which relation and which part of it.
    texts : EntityTexts
    taxonomy : Taxonomy
    held_out : collection of str
        Entities whose relations must not be seen; a pair that touches one is left out.

    Raises
    ------
    RecipeError
        The corpus has no such pairs.
    """

    def __init__(
        self,
        corpus: Corpus,
        data: PairData,
        texts: EntityTexts,
        taxonomy: Taxonomy,
        held_out: Collection[str] = (),
    ) -> None:
        self.data, self.texts, self.taxonomy = data, texts, taxonomy
        if data.pairs in OWN_TEXTS:
            source, target, relatedness = self._self_pairs(corpus)
            known_source, known_target = source, target
        else:
            rows = _rows(corpus, data, held_out)
            wanted = np.ones(len(rows), dtype=bool)
            if data.detail:
                wanted &= (rows["detail"] == data.detail).to_numpy()
            if data.min_weight:
                wanted &= (rows["weight"] >= data.min_weight).to_numpy()
            if data.peers:
                source, target, known_source, known_target = _peers(rows[wanted], taxonomy)
                relatedness = np.ones(len(source))
            else:
                known_source, known_target, weight = _expand(rows, taxonomy)
                source, target, weight = _expand(rows[wanted], taxonomy)
                relatedness = _per_source_share(source, weight)
        if not len(source):
            raise RecipeError(
                f"The corpus has no pairs for {data.pairs!r}"
                + (f" from {data.source!r}" if data.source else "")
                + (f" to {data.target!r}" if data.target else "")
                + ": add the source that brings them or take the data set out of the recipe."
            )
        self._store(source, target, relatedness)
        self._known: dict[int, set[int]] = defaultdict(set)
        for s, t in zip(known_source.tolist(), known_target.tolist(), strict=True):
            self._known[s].add(t)

    def __len__(self) -> int:
        return len(self._target)

    def draw(self, size: int, rng: np.random.Generator) -> Batch:
        """Draw a batch of `size` pairs: sources evenly, their targets by relatedness.

        Frequent targets are drawn less, by the root of their frequency, so that a few
        transversal skills do not fill every batch.
        """
        per_source = self.data.per_source
        count = min(-(-size // per_source), len(self._sources))
        chosen = rng.choice(len(self._sources), size=count, replace=False)
        pairs: list[tuple[int, int, float]] = []
        for s in chosen:
            start, stop = self._start[s], self._start[s + 1]
            k = min(per_source, stop - start, size - len(pairs))
            p = self._draw_weight[start:stop]
            p = p / p.sum()
            for j in rng.choice(stop - start, size=min(k, np.count_nonzero(p)), replace=False, p=p):
                row = start + int(j)
                pairs.append(
                    (int(self._sources[s]), int(self._target[row]), self._relatedness[row])
                )
        negatives = self._negatives(pairs, rng)
        return self._batch(pairs, negatives, rng)

    def unrelated(self, size: int, rng: np.random.Generator) -> Batch:
        """Draw pairs that are not known to be related: relatedness 0, for the cosine loss."""
        pairs = []
        sources = self._sources[rng.integers(len(self._sources), size=size)]
        for s, t in zip(sources, self._target[rng.integers(len(self), size=size)], strict=True):
            if int(t) not in self._known[int(s)]:
                pairs.append((int(s), int(t), 0.0))
        return self._batch(pairs, [], rng)

    def _store(self, source: np.ndarray, target: np.ndarray, relatedness: np.ndarray) -> None:
        order = np.lexsort((target, source))
        source, self._target = source[order], target[order]
        self._relatedness = relatedness[order]
        self._sources, first = np.unique(source, return_index=True)
        self._start = np.append(first, len(source))
        frequency = np.bincount(self._target, minlength=int(self._target.max()) + 1)
        self._draw_weight = self._relatedness / np.sqrt(frequency[self._target])

    def _self_pairs(self, corpus: Corpus) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        starts = corpus.entities["id"].str.startswith(self.data.source).to_numpy()
        texts = self.texts
        if self.data.pairs == "alias":
            usable = np.array([bool(a) for a in texts.aliases]) & texts.shows_title
        elif self.data.pairs == "statement":
            usable = np.array([bool(s) for s in texts.statements]) & texts.shows_title
        else:
            usable = texts.shows_description & texts.shows_title
        found = np.flatnonzero(starts & usable & self.taxonomy.is_item)
        return found, found, np.ones(len(found))

    def _negatives(
        self, pairs: Sequence[tuple[int, int, float]], rng: np.random.Generator
    ) -> list[int]:
        if self.data.negatives == "none" or self.data.pairs in OWN_TEXTS:
            return []
        found = []
        for s, t, _ in pairs:
            sibling = self.taxonomy.draw_sibling(t, self._known[s], rng)
            if sibling is None:  # no group: any other target of this data set
                sibling = int(self._target[rng.integers(len(self))])
            found.append(sibling)
        return found

    def _batch(
        self,
        pairs: Sequence[tuple[int, int, float]],
        negatives: Sequence[int],
        rng: np.random.Generator,
    ) -> Batch:
        data, texts = self.data, self.texts
        candidates = [t for _, t, _ in pairs] + list(negatives)
        places: dict[int, list[int]] = defaultdict(list)
        for place, candidate in enumerate(candidates):
            places[candidate].append(place)
        known = np.zeros((len(pairs), len(candidates)), dtype=bool)
        for row, (s, t, _) in enumerate(pairs):
            known[row, places[t]] = True
            for relative in self._known[s].intersection(places):
                known[row, places[relative]] = True
        if data.pairs == "alias":
            sources = [texts.alias(s, rng) for s, _, _ in pairs]
            targets = [texts.name(t, rng, data.alias_share) for _, t, _ in pairs]
        elif data.pairs == "statement":
            sources = [
                texts.statements[s][rng.integers(len(texts.statements[s]))] for s, _, _ in pairs
            ]
            targets = [texts.name(t, rng, data.alias_share) for _, t, _ in pairs]
        elif data.pairs == "definition":
            sources = [texts.titles[s] for s, _, _ in pairs]
            targets = [texts.masked[t] for _, t, _ in pairs]
        else:
            share, alias = data.title_share, data.alias_share
            sources = [texts.sample(s, rng, share, alias) for s, _, _ in pairs]
            targets = [texts.sample(t, rng, share, alias) for _, t, _ in pairs]
        if data.noise_share:
            sources = [
                noisy_title(t, rng) if rng.random() < data.noise_share else t for t in sources
            ]
        shown = [texts.sample(n, rng, data.title_share, data.alias_share) for n in negatives]
        return Batch(sources, targets, shown, np.array([w for _, _, w in pairs]), known)


def _rows(corpus: Corpus, data: PairData, held_out: Collection[str]) -> pd.DataFrame:
    rows = corpus.relations
    keep = (rows["relation"] == data.pairs) & (rows["weight"] > 0)
    if data.source:
        keep &= rows["source"].str.startswith(data.source)
    if data.target:
        keep &= rows["target"].str.startswith(data.target)
    if data.source_level:
        level = corpus.entities.set_index("id")["level"]
        keep &= rows["source"].map(level) == data.source_level
    if held_out:
        keep &= ~(rows["source"].isin(held_out) | rows["target"].isin(held_out))
    return rows[keep]


def _expand(rows: pd.DataFrame, taxonomy: Taxonomy) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn rows into positions; an end that has no text of its own stands for its items.

    Employment is counted by SOC code while the texts are those of O*NET occupations, so a
    row about a code is split evenly among the occupations below it.
    """
    out: list[tuple[int, int, float]] = []
    columns = (rows["source"], rows["target"], rows["weight"])
    for source_id, target_id, weight in zip(*columns, strict=True):
        source, target = taxonomy.index[source_id], taxonomy.index[target_id]
        if taxonomy.is_item[target]:
            out.append((source, target, weight))
        else:
            members = taxonomy.items_below(target)
            out.extend((source, int(m), weight / len(members)) for m in members)
    if not out:
        empty = np.array([], dtype=np.int64)
        return empty, empty, np.array([])
    source_column, target_column, weights = zip(*out, strict=True)
    return np.array(source_column), np.array(target_column), np.array(weights, dtype=float)


def _peers(
    rows: pd.DataFrame, taxonomy: Taxonomy
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pair sources that share a target: a few of the pairs to learn from, all that are known."""
    members: dict[str, list[int]] = defaultdict(list)
    for source, target in zip(rows["source"], rows["target"], strict=True):
        members[target].append(taxonomy.index[source])
    rng = np.random.default_rng(0)
    chosen: set[tuple[int, int]] = set()
    known: list[tuple[int, int]] = []
    for group in members.values():
        for one in group:
            others = [other for other in group if other != one]
            known.extend((one, other) for other in group)  # itself too: it is no negative
            if others:
                picked = rng.choice(len(others), size=min(PEERS, len(others)), replace=False)
                chosen.update((one, others[int(i)]) for i in picked)
    source, target = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2).T
    known_source, known_target = np.array(known, dtype=np.int64).reshape(-1, 2).T
    return source, target, known_source, known_target


def _per_source_share(source: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Relatedness of a pair: its weight over the largest weight of the same source."""
    largest = np.zeros(int(source.max()) + 1 if len(source) else 0)
    np.maximum.at(largest, source, weight)
    return weight / largest[source]
