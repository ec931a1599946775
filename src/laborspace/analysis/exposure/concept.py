"""The concept whose bearing on entities is asked: texts, entities, a mix, or an axis."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from laborspace.analysis.axis import Axis
from laborspace.analysis.links import members as members_of
from laborspace.analysis.query import (
    TEXT_PREFIX,
    Term,
    Weighted,
    centered,
    encoder_of,
    listed,
    terms,
    title_of,
)
from laborspace.errors import InputError, TruncationWarning, UnknownEntityError
from laborspace.records import ITEM_LEVELS, is_curie
from laborspace.space.resolve import matches, resolve
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from laborspace.space.container import Space

Question: TypeAlias = "Axis | Weighted | Iterable[Weighted]"
"""What can be asked about: an axis, a weighted set, or one or more entities and texts."""

WORDINGS = (
    "{}",
    "using {}",
    "work with {}",
    "knowledge of {}",
    "tasks done with {}",
    "jobs that depend on {}",
    "applications of {}",
)
"""How a text is worded when it is the only one, written before anything was scored with them.

An encoder takes a phrase a little differently in each; the mean of several wordings is the
steadier concept (prompt ensembling: Radford et al., ICML 2021, section 3.1.4), and their spread
its interval.
"""
NAMES = 8
"""Most names of an entity that count as its wordings."""
_MISSPELLED = 0.8
"""Likeness of a name from which on a text may be a misspelling of it."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class End:
    """What the exposure is to, or what it is set against.

    Attributes
    ----------
    labels : tuple of str
        What was asked for.
    vectors : ndarray, (m, d)
        Unit vectors of its wordings or members, from the centers of their kinds.
    weights : ndarray, (m,)
        They sum to 1.
    kinds : tuple of (str or None), (m,)
        None for texts and vectors.
    single : bool
        Whether all wordings are of one thing, so that one random thing is its like.
    """

    labels: tuple[str, ...]
    vectors: Vector
    weights: Floats
    kinds: tuple[str | None, ...]
    single: bool


@dataclass(frozen=True)
class Concept:
    """A concept, perhaps with an opposite.

    Attributes
    ----------
    positive : End
    negative : End or None
        The other end of an axis.
    read_as_text : tuple of str
        Bare words that name no entity and were taken for text.
    """

    positive: End
    negative: End | None
    read_as_text: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The concept in words."""
        name = " + ".join(self.positive.labels)
        return name if self.negative is None else f"{name} − {' + '.join(self.negative.labels)}"

    def named(self, space: Space) -> str:
        """Return the concept as a reader knows it: titles of entities, texts in quotes."""
        ends = []
        for end in self._ends:
            words = [title_of(space, label) for label in end.labels]
            more = f" and {len(words) - 3} more" if len(words) > 3 else ""
            ends.append(" + ".join(words[:3]) + more)
        return " − ".join(ends)

    @property
    def vectors(self) -> Vector:
        """Vectors of all members, (m, d); those of the other end with a minus."""
        if self.negative is None:
            return self.positive.vectors
        return np.concatenate([self.positive.vectors, -self.negative.vectors])

    def direction(self) -> Floats:
        """Return the weights of the members in the unit vector of the concept, (m,).

        Raises
        ------
        InputError
            If the members cancel out.
        """
        weights = np.concatenate([end.weights for end in self._ends])
        length = float(self._lengths(weights[np.newaxis])[0, 0])
        if length < 1e-5:
            msg = "The members of the concept cancel out; leave one of them out."
            raise InputError(msg)
        return np.asarray(weights / length)

    def draws(self, resamples: int, rng: np.random.Generator) -> Floats | None:
        """Return the same for members drawn anew, (resamples, m); None if there is one an end."""
        if all(len(end.weights) == 1 for end in self._ends):
            return None
        parts = []
        for end in self._ends:
            size = len(end.weights)
            counts = rng.multinomial(size, np.full(size, 1 / size), size=resamples)
            drawn = counts * end.weights
            parts.append(drawn / drawn.sum(axis=1, keepdims=True))
        weights = np.concatenate(parts, axis=1)
        return np.asarray(weights / np.maximum(self._lengths(weights), 1e-5))

    @property
    def _ends(self) -> list[End]:
        return [self.positive] if self.negative is None else [self.positive, self.negative]

    def _lengths(self, weights: Floats) -> Floats:
        vectors = self.vectors.astype(np.float64)
        return np.asarray(np.linalg.norm(weights @ vectors, axis=1, keepdims=True))


def concept_of(space: Space, asked: Question, against: Question | None = None) -> Concept:
    """Read a concept.

    Parameters
    ----------
    space : Space
    asked : str, array, pair, iterable of them, mapping or Axis
        Bare words that name no entity, and are no likely misspelling of one, are taken for text.
        A group stands for the items it contains.
    against : the same, optional
        The opposite, which makes an axis.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError
        If a name or a text cannot be understood.
    InputError
        If there is nothing to ask about, a weight is not positive, or both ends lie in one place.
    """
    if isinstance(asked, Axis):
        if against is not None:
            msg = "An axis has two ends already; leave `against` out."
            raise InputError(msg)
        ends = [_end_of_pole(space, asked, side) for side in ("positive", "negative")]
        return Concept(ends[0], ends[1])
    read: list[str] = []
    positive = _end(space, asked, read)
    negative = None if against is None else _end(space, against, read)
    if negative is not None:
        cosine = float(unit(_mean(positive)) @ unit(_mean(negative)))
        if cosine > 0.98:
            msg = (
                f"{', '.join(positive.labels)} and {', '.join(negative.labels)} lie in the same"
                f" place (cosine {cosine:.2f}); set the concept against something else."
            )
            raise InputError(msg)
    return Concept(positive, negative, tuple(read))


def as_argument(space: Space, name: str, read: list[str]) -> str:
    """Return a bare name as an id, or as ``"text:…"`` if it can only be a text.

    Parameters
    ----------
    space : Space
    name : str
    read : list of str
        Names that are taken for text are added to it.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError
        If it may be meant as an entity but is none, or several.
    """
    if name.startswith(TEXT_PREFIX):
        return name
    try:
        return resolve(space, name)
    except UnknownEntityError:
        alike = matches(space, name, limit=1)
        misspelled = bool(alike) and alike[0].how == "spelling" and alike[0].score >= _MISSPELLED
        if is_curie(name) or misspelled or not re.search(r"[^\W\d_]{2}", name):
            raise
        read.append(name)
        return TEXT_PREFIX + name


def _mean(end: End) -> Floats:
    return np.asarray(end.weights @ end.vectors.astype(np.float64))


def _end(space: Space, asked: Question, read: list[str]) -> End:
    assert not isinstance(asked, Axis)
    named = [_named(space, argument, read) for argument in listed(asked)]
    if not named:
        msg = "Nothing was asked about; give at least one text or entity."
        raise InputError(msg)
    found = terms(space, named)
    for term in found:
        if not term.weight > 0:
            msg = f"The weight of {term.label} must be positive, not {term.weight:g}."
            raise InputError(msg)
    labels = tuple(term.label for term in found)
    if len(found) == 1 and found[0].label.startswith(TEXT_PREFIX):
        vectors = _worded(space, found[0])
        weights = np.full(len(vectors), 1 / len(vectors))
        return End(labels, vectors, weights, (None,) * len(vectors), single=True)
    parts = [
        (part, weight / len(own))
        for term in found
        for member, weight in _flat(term)
        for own in [_members(space, member)]
        for part in own
    ]
    if len(parts) == 1 and parts[0][0].kind is not None:
        return _with_names(space, parts[0][0], labels)
    vectors = np.stack([centered(space, part) for part, _ in parts])
    amounts = np.array([weight for _, weight in parts])
    kinds = tuple(part.kind for part, _ in parts)
    texts = all(kind is None for kind in kinds)
    return End(labels, vectors, amounts / amounts.sum(), kinds, single=texts)


def _flat(term: Term) -> list[tuple[Term, float]]:
    """Return the members of a weighted set with their weights; of anything else, itself."""
    if not term.members:
        return [(term, term.weight)]
    return [(member, term.weight * member.weight) for member in term.members]


def _named(space: Space, argument: Weighted, read: list[str]) -> Weighted:
    if isinstance(argument, str):
        return as_argument(space, argument, read)
    if isinstance(argument, tuple) and argument and isinstance(argument[0], str):
        return (as_argument(space, argument[0], read), *argument[1:])
    return argument


def _worded(space: Space, term: Term) -> Vector:
    """Return vectors of a text in several wordings; of a longer one, of its sentences too."""
    text = term.label.removeprefix(TEXT_PREFIX).strip()
    sentences = [part.strip() for part in re.split(r"(?<=[.!?;])\s+", text) if part.strip()]
    if len(sentences) > 1:
        others = sentences
    else:
        phrase = text.rstrip(".!?;")
        others = [wording.format(phrase) for wording in WORDINGS[1:]]
    with warnings.catch_warnings():  # what of the text itself is not read was said already
        warnings.simplefilter("ignore", TruncationWarning)
        encoded = encoder_of(space).encode(others)
    vectors = [term.vector, *encoded]
    return np.stack([centered(space, Term(term.label, vector)) for vector in vectors])


def _with_names(space: Space, term: Term, labels: tuple[str, ...]) -> End:
    """Return an entity and, as its wordings, its names; it counts as much as all of them."""
    own = centered(space, term)
    row = space.index_of(term.label)
    names = [space.column("title")[row], *(space.column("aliases")[row] or [])][:NAMES]
    if space.encoder is None:
        return End(labels, own[np.newaxis], np.ones(1), (term.kind,), single=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TruncationWarning)
        encoded = space.encoder.encode(names)
    vectors = [own, *(centered(space, Term(term.label, vector)) for vector in encoded)]
    weights = np.array([0.5, *[0.5 / len(names)] * len(names)])
    return End(labels, np.stack(vectors), weights, (term.kind,) * len(vectors), single=True)


def _members(space: Space, term: Term) -> list[Term]:
    """Return the items of a group; of anything else, itself."""
    if term.kind is None or term.label not in space:
        return [term]
    row = space.index_of(term.label)
    if space.column("level")[row] in ITEM_LEVELS:
        return [term]
    rows = np.array(members_of(space, row), dtype=np.intp)
    vectors = space.vectors_of(rows)
    found = [Term(space.ids[r], v, term.kind) for r, v in zip(rows, vectors, strict=True)]
    return found or [term]


def _end_of_pole(space: Space, axis: Axis, side: str) -> End:
    pole = axis.positive if side == "positive" else axis.negative
    ids = space.rows_of(pole.labels)
    kinds = [space.column("kind")[row] if row >= 0 else None for row in ids]
    one = kinds[0] if len(set(kinds)) == 1 else None
    every = (one,) * len(pole.weights)
    texts = all(kind is None for kind in kinds)
    return End(pole.labels, pole.vectors, pole.weights, every, single=texts or len(every) == 1)
