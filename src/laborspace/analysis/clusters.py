"""Clusters of entities in the whole space, named by their members.

They are made in the space and not on the map: the map has to tear some neighbors apart, and
clusters of its points would repeat its mistakes. Vectors are taken from the center of their
kind, so that a cluster gathers the industries, occupations, skills and firms of one field. The
method is k-means on the sphere (Dhillon & Modha, "Concept decompositions for large sparse text
data using clustering", Machine Learning 2001), begun by k-means++ (Arthur & Vassilvitskii, SODA
2007) from a fixed seed.

A cluster is named by the words of its members' titles that are frequent in it and rare elsewhere,
the class-based TF-IDF of Grootendorst ("BERTopic", arXiv 2203.05794, 2022), and by the group of a
taxonomy that lies nearest to its center.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import center_of
from laborspace.analysis.preservation import centered_items
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS
from laborspace.space.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

CLUSTERS = 40
"""As many as a page has room to name."""

ROUNDS = 30
WORDS = 3

_GROUPS_OF = ("industry", "occupation")  # kinds whose groups may name a cluster
_STOP_WORDS = (
    "and for the other all except with not from non related workers worker services service "
    "general specialised specialized use using work manage managing perform provide operate "
    "ensure maintain apply develop monitor prepare miscellaneous including inc corporation "
    "company group holdings corp plc class common stock ltd"
)
_STOP = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True)
class Cluster:
    """Entities of one field.

    Attributes
    ----------
    title : str
        Group and words.
    group : str
        Title of the nearest industry or occupation group, ``""`` if the space has none.
    words : tuple of str
        What its members' titles have in common, most characteristic first.
    rows : ndarray of int
        Rows of its members in the space, those nearest to its center first.
    center : ndarray, (d,)
        Unit vector.
    """

    title: str
    group: str
    words: tuple[str, ...]
    rows: Rows
    center: Vector


def clusters(space: Space, count: int | None = None) -> tuple[Cluster, ...]:
    """Sort the items of a space into clusters, kept on it after the first call.

    Parameters
    ----------
    space : Space
    count : int, optional
        How many, fewer where items coincide; by default 40, or one for twenty items if that is
        less.

    Returns
    -------
    tuple of Cluster
        The largest first.

    Raises
    ------
    InputError
        If the count is not between 1 and the number of items.
    """
    items = len(space.rows())
    if count is None:
        count = max(1, min(CLUSTERS, items // 20))
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)):
        msg = f"The number of clusters must be a whole number, not {count!r}."
        raise InputError(msg)
    if not 1 <= count <= items:
        msg = f"There can be from 1 to {items:,} clusters of {items:,} entities, not {count}."
        raise InputError(msg)
    return space.derived(("clusters", int(count)), lambda: _clusters(space, int(count)))


def _clusters(space: Space, count: int) -> tuple[Cluster, ...]:
    rows, vectors = centered_items(space)
    order = np.array(sorted(range(len(rows)), key=lambda place: space.ids[rows[place]]))
    rows, vectors = rows[order], vectors[order]
    labels, centers = spherical_kmeans(vectors, count)
    members = [np.flatnonzero(labels == place) for place in range(len(centers))]
    titles = space.column("title")
    words = characteristic_words([[titles[rows[i]] for i in own] for own in members])
    groups = _nearest_groups(space, centers)
    found = []
    for place, own in enumerate(members):
        nearness = vectors[own] @ centers[place]
        nearest = own[np.argsort(-nearness, kind="stable")]
        told = ", ".join(words[place])
        title = f"{groups[place]}: {told}" if groups[place] and told else groups[place] or told
        found.append(Cluster(title, groups[place], words[place], rows[nearest], centers[place]))
    return tuple(sorted(found, key=lambda each: (-len(each.rows), each.title)))


def spherical_kmeans(vectors: Vector, count: int) -> tuple[Rows, Vector]:
    """Sort unit vectors into clusters by the cosine with their centers.

    Parameters
    ----------
    vectors : ndarray, (n, d)
    count : int

    Returns
    -------
    labels : ndarray of int, (n,)
    centers : ndarray, (c, d)
        Unit vectors; c is less than `count` where fewer vectors are distinct.
    """
    centers = _begin(vectors, count)
    labels = np.full(len(vectors), -1, dtype=np.intp)
    for _ in range(ROUNDS):
        nearest = np.argmax(vectors @ centers.T, axis=1)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        used, labels = np.unique(labels, return_inverse=True)
        order = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[order], np.arange(len(used)))
        sums = np.add.reduceat(vectors[order], starts, axis=0, dtype=np.float64)
        centers = unit(sums)
    return labels, centers


def _begin(vectors: Vector, count: int) -> Vector:
    """Draw vectors to begin with, each as its squared distance from those drawn before."""
    rng = np.random.default_rng(0)
    chosen = [int(rng.integers(len(vectors)))]
    distance = 1 - vectors @ vectors[chosen[0]]
    while len(chosen) < count:
        weight = distance.astype(np.float64)  # 1 - cos is half the squared distance
        weight[weight < 1e-6] = 0
        if not weight.any():
            break
        drawn = rng.random() * weight.sum()
        chosen.append(int(min(np.searchsorted(np.cumsum(weight), drawn), len(vectors) - 1)))
        distance = np.minimum(distance, 1 - vectors @ vectors[chosen[-1]])
    return vectors[chosen]


def characteristic_words(titles: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return for each group of titles the words that set it apart, best first.

    Class-based TF-IDF: the frequency of a word in the group times the logarithm of one plus the
    mean number of words of a group over the frequency of the word in all groups.
    """
    counts: list[Counter[str]] = []
    spelled: dict[str, Counter[str]] = {}
    for group in titles:
        counted: Counter[str] = Counter()
        for title in group:
            for key, word in {_fold(w): w for w in _words(title)}.items():
                counted[key] += 1
                spelled.setdefault(key, Counter())[word] += 1
        counts.append(counted)
    total: Counter[str] = Counter()
    for counted in counts:
        total.update(counted)
    mean = sum(total.values()) / max(1, len(counts))
    found = []
    for counted in counts:
        size = sum(counted.values()) or 1
        score = {w: n / size * np.log1p(mean / total[w]) for w, n in counted.items()}
        best = sorted(score, key=lambda w: (-round(float(score[w]), 9), w))[:WORDS]
        found.append(tuple(_common(spelled[word]) for word in best))
    return found


def _words(title: str) -> list[str]:
    found = re.findall(r"[^\W\d_]{3,}", title.lower())
    return [word for word in found if word not in _STOP]


def _fold(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _common(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda word: (-spellings[word], word))


def _nearest_groups(space: Space, centers: Vector) -> list[str]:
    """Return the title of the group nearest to each center, ``""`` without groups."""
    levels, kinds = space.column("level"), space.column("kind")
    rows = np.array(
        [
            row
            for row, (level, kind) in enumerate(zip(levels, kinds, strict=True))
            if level not in ITEM_LEVELS and kind in _GROUPS_OF
        ],
        dtype=np.intp,
    )
    if not len(rows):
        return [""] * len(centers)
    means = {kind: center_of(space, kind) for kind in _GROUPS_OF}
    offsets: npt.NDArray[np.float32] = np.stack([means[kinds[row]] for row in rows])
    groups = unit(space.vectors_of(rows) - offsets)
    titles = space.column("title")
    return [titles[rows[place]] for place in np.argmax(centers @ groups.T, axis=1)]
