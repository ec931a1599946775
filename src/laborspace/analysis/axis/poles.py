"""The poles of an axis: their members, widened by neighbors if asked, and drawn anew."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import block, kinds_of
from laborspace.analysis.links import members
from laborspace.analysis.neighbors import best_first
from laborspace.analysis.query import TEXT_PREFIX, Term, centered, encoder_of
from laborspace.errors import InputError, TruncationWarning
from laborspace.records import ITEM_LEVELS
from laborspace.space.vectors import Vector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Space

VIEWS = 8
"""Most names of an entity that are read to see how much the name matters."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pole:
    """One end of an axis.

    Attributes
    ----------
    labels : tuple of str
        What was asked for.
    names : tuple of str, (m,)
        Ids of its members; texts as ``"text:…"``.
    kinds : tuple of (str or None), (m,)
        Their kinds; None for texts and vectors.
    vectors : ndarray, (m, d)
        Unit vectors of its members.
    weights : ndarray, (m,)
        Their weights, which sum to 1.
    views : ndarray, (v, d), or None
        Of a single member: vectors of its names or wordings, less their mean.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str | None, ...]
    vectors: Vector
    weights: Floats
    views: Vector | None = None

    def mean(self, counts: npt.NDArray[np.integer] | None = None) -> Floats:
        """Return the mean of the members, (d,), each drawn as often as counted."""
        weights = self.weights if counts is None else self.weights * counts
        mean: Floats = weights @ self.vectors.astype(np.float64) / weights.sum()
        return mean

    def draws(self, resamples: int, rng: np.random.Generator) -> tuple[Floats, Floats] | None:
        """Draw the members anew with replacement.

        Of a single member, its vector moves as the mean of its names moves when they are drawn
        anew.

        Returns
        -------
        coefficients : ndarray, (resamples, k)
        vectors : ndarray, (k, d)
            Their product are the means of the members drawn. None if there is nothing to draw.
        """
        size = len(self.weights)
        if size > 1:
            counts = rng.multinomial(size, np.full(size, 1 / size), size=resamples)
            drawn = counts * self.weights
            return drawn / drawn.sum(axis=1, keepdims=True), self.vectors.astype(np.float64)
        if self.views is None:
            return None
        size = len(self.views)
        counts = rng.multinomial(size, np.full(size, 1 / size), size=resamples)
        coefficients = np.concatenate([np.ones((resamples, 1)), counts / size], axis=1)
        return coefficients, np.concatenate([self.vectors, self.views]).astype(np.float64)

    @property
    def key(self) -> tuple[tuple[str, ...], bytes, bytes]:
        """What tells two poles apart, and puts them in an order."""
        return self.names, self.vectors.tobytes(), self.weights.tobytes()


def pole(space: Space, parts: Sequence[Term], labels: tuple[str, ...], *, center: bool) -> Pole:
    """Make a pole of its members.

    Parameters
    ----------
    space : Space
    parts : sequence of Term
        As :func:`parts_of` returns them.
    labels : tuple of str
        What was asked for.
    center : bool
        Whether each member is taken from the center of its kind.
    """
    weights = np.array([part.weight for part in parts])
    vectors = [centered(space, part) if center else part.vector for part in parts]
    return Pole(
        labels,
        tuple(part.label for part in parts),
        tuple(part.kind for part in parts),
        np.stack(vectors),
        weights / weights.sum(),
        _views(space, parts[0], center=center) if len(parts) == 1 else None,
    )


def parts_of(space: Space, asked: Sequence[Term]) -> list[list[Term]]:
    """Return the members of each term: a group's items, a mix's members, else the term itself.

    Raises
    ------
    InputError
        If there is nothing, or a weight is not above 0.
    """
    if not asked:
        msg = "A pole of an axis is empty; give at least one entity or text at each end."
        raise InputError(msg)
    found = []
    for term in asked:
        if not term.weight > 0:
            msg = f"The weight of {term.label} in a pole must be positive, not {term.weight:g}."
            raise InputError(msg)
        found.append(items_of(space, term))
    return found


def items_of(space: Space, term: Term) -> list[Term]:
    """Return the items a term stands for, their weights summing to its own."""
    if term.members:
        scaled = [replace(each, weight=each.weight * term.weight) for each in term.members]
        return [item for each in scaled for item in items_of(space, each)]
    if term.kind is None:
        return [term]
    row = space.index_of(term.label)
    if space.column("level")[row] in ITEM_LEVELS:
        return [term]
    rows = np.array(members(space, row), dtype=np.intp)
    if not len(rows):
        return [term]
    vectors, weight = space.vectors_of(rows), term.weight / len(rows)
    return [Term(space.ids[r], v, term.kind, weight) for r, v in zip(rows, vectors, strict=True)]


def expanded(space: Space, parts: list[list[Term]], expand: int, taken: set[str]) -> list[Term]:
    """Return all members, single entities and texts together with their nearest.

    Parameters
    ----------
    space : Space
    parts : list of list of Term
        The members of each term.
    expand : int
        How many of the nearest items join a term of one member, of its own kind; a text is joined
        by those nearest of all kinds. They share its weight evenly with it.
    taken : set of str
        Members of the other pole, which do not join.
    """
    found = []
    for own in parts:
        if len(own) > 1 or not expand:
            found += own
            continue
        (term,) = own
        known = {each.label for others in parts for each in others}
        near = _nearest(space, term, expand, known | taken)
        share = term.weight / (len(near) + 1)
        found += [replace(each, weight=share) for each in [term, *near]]
    return found


def _nearest(space: Space, term: Term, number: int, excluded: set[str]) -> list[Term]:
    direction = centered(space, term)
    rows, scores = [], []
    for kind in kinds_of(space) if term.kind is None else (term.kind,):
        candidates = block(space, kind)
        rows.append(candidates.rows)
        scores.append(candidates.cosines(direction, centered=True))
    every, score = np.concatenate(rows), np.concatenate(scores)
    out = space.rows_of(excluded)
    score[np.isin(every, out[out >= 0])] = -np.inf
    best = every[best_first(space, every, score, number)]
    kinds = space.column("kind")
    vectors = space.vectors_of(best)
    return [Term(space.ids[row], v, kinds[row]) for row, v in zip(best, vectors, strict=True)]


def _views(space: Space, term: Term, *, center: bool) -> Vector | None:
    """Return vectors of the names of an entity or the wordings of a text, less their mean."""
    if space.encoder is None or term.label == "vector":
        return None

    def make() -> Vector | None:
        texts = _texts(space, term)
        if len(texts) < 2:
            return None
        with warnings.catch_warnings():  # of the text itself the user has been told
            warnings.simplefilter("ignore", TruncationWarning)
            vectors = encoder_of(space).encode(texts)
        terms = [Term("", vector) for vector in vectors]
        views = np.stack([centered(space, each) if center else each.vector for each in terms])
        return np.asarray(views - views.mean(axis=0))

    return space.derived(("axis views", term.label, center), make)


def _texts(space: Space, term: Term) -> list[str]:
    if term.kind is None:
        from laborspace.analysis.exposure.concept import WORDINGS

        return [wording.format(term.label.removeprefix(TEXT_PREFIX)) for wording in WORDINGS]
    row = space.index_of(term.label)
    names = [space.column("title")[row], *(space.column("aliases")[row] or [])]
    return list(dict.fromkeys(names))[:VIEWS]
