"""Who moves: an occupation, a group or a mix of occupations, or somebody described by a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import block
from laborspace.analysis.links import members
from laborspace.analysis.meaning import check_text
from laborspace.analysis.query import (
    TEXT_PREFIX,
    Term,
    Weighted,
    encoder_of,
    terms,
)
from laborspace.analysis.transition.profiles import (
    Held,
    Profiles,
    occupation_vocabularies,
    prefix,
    profiles,
)
from laborspace.errors import InputError
from laborspace.records import ITEM_LEVELS
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from laborspace.space.container import Space


PIECE = 150
"""Words of a text that are read at once: fewer than an encoder of 256 tokens can take."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Origin:
    """Who moves.

    Attributes
    ----------
    title : str
        For the reader.
    rows : tuple of int
        Rows in the space of the occupations it is, without texts and vectors.
    shares : ndarray, (len(rows),)
        Their weights, which sum to 1 with those of texts and vectors.
    direction : ndarray, (d,)
        Unit vector from the center of the occupations.
    held : Held
        One row: what it has of each skill.
    place : int or None
        Its place in the vocabulary, if it is one occupation of it.
    """

    title: str
    rows: tuple[int, ...]
    shares: Floats
    direction: Vector
    held: Held
    place: int | None

    @property
    def observed(self) -> bool:
        """Whether sources say what it has of each skill."""
        return bool(self.held.observed.all())


@dataclass(frozen=True)
class _Part:
    """One of those mixed: an occupation, or a text or vector."""

    row: int | None
    vector: Vector
    weight: float


def resolve_origin(
    space: Space,
    argument: Weighted | Iterable[Weighted],
    vocabulary: str | None,
    *,
    doubt: bool = True,
) -> tuple[Origin, Profiles]:
    """Resolve who moves, and the requirements of where to.

    Parameters
    ----------
    space : Space
    argument : str, array, mapping, Series, DataFrame, (argument, weight) pair, or iterable
        A weighted set moves as one, and so do several. A long text is read piece by piece, and
        counts as the mean of its pieces.
    vocabulary : str, optional
        Of the destinations, such as ``"onet"``; by default that of most of the origin, and for
        a text the one of which most wages are known.
    doubt : bool
        Whether to warn of a text that resembles no occupation.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If it cannot be understood, or is not an occupation.
    """
    asked = _asked(space, argument)
    for term in asked if doubt else ():
        check_text(space, term, "occupation")
    parts = [part for term in asked for part in _parts(space, term)]
    total = sum(part.weight for part in parts)
    if not parts or total <= 0 or min(part.weight for part in parts) < 0:
        msg = "Nobody was named to move; give an occupation, or weights above zero."
        raise InputError(msg)
    weights = np.array([part.weight for part in parts]) / total
    chosen = _vocabulary(space, parts, vocabulary)
    table = profiles(space, chosen)
    rows = tuple(part.row for part in parts if part.row is not None)
    return (
        Origin(
            title=_title(space, asked, parts),
            rows=rows,
            shares=np.array([w for w, p in zip(weights, parts, strict=True) if p.row is not None]),
            direction=_direction(space, parts, weights),
            held=_held(space, table, parts, weights),
            place=table.place(rows[0]) if len(parts) == 1 and rows else None,
        ),
        table,
    )


def origin_at(space: Space, table: Profiles, place: int) -> Origin:
    """Return an occupation of the vocabulary as an origin."""
    row = int(table.rows[place])
    part = _Part(row, space.vectors_of(np.array([row]))[0], 1.0)
    return Origin(
        title=space.column("title")[row],
        rows=(row,),
        shares=np.ones(1),
        direction=_direction(space, [part], np.ones(1)),
        held=table.held([space.ids[row]]),
        place=place,
    )


def resolve_destination(space: Space, argument: str) -> tuple[Profiles, int]:
    """Resolve where to: the requirements of its vocabulary, and its place there.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, InputError
        If it is not known, or not one occupation.
    """
    if not isinstance(argument, str) or argument.startswith(TEXT_PREFIX):
        msg = "The destination must be an occupation of the space: give its id, code or title."
        raise InputError(msg)
    (term,) = terms(space, argument)
    row = space.index_of(term.label)
    title = space.column("title")[row]
    if term.kind != "occupation" or space.column("level")[row] not in ITEM_LEVELS:
        what = f"of the kind {term.kind}" if term.kind != "occupation" else "a group"
        msg = f"{title} ({term.label}) is {what}; the destination must be one occupation."
        raise InputError(msg)
    table = profiles(space, prefix(term.label))
    return table, table.place(row) or 0


def _asked(space: Space, argument: Weighted | Iterable[Weighted]) -> list[Term]:
    """Resolve what is asked; a long text, such as a CV, is read whole, piece by piece."""
    if not isinstance(argument, str) or not argument.startswith(TEXT_PREFIX):
        return terms(space, argument)
    parts = pieces(argument.removeprefix(TEXT_PREFIX))
    if len(parts) < 2:
        return terms(space, argument)
    words = np.array([len(part.split()) for part in parts], dtype=np.float32)
    vectors = encoder_of(space).encode(parts)
    return [Term(argument, unit(words @ vectors))]


def pieces(text: str, *, most: int = PIECE) -> list[str]:
    """Cut a text at the ends of lines and sentences into pieces of at most so many words.

    A longer sentence is cut within.
    """
    found: list[list[str]] = [[]]
    for sentence in re.split(r"(?<=[.!?;])\s+|\n+", text):
        words = sentence.split()
        if len(found[-1]) + len(words) > most and found[-1]:
            found.append([])
        while len(words) > most:
            found[-1], words = words[:most], words[most:]
            found.append([])
        found[-1] += words
    return [" ".join(words) for words in found if words]


def _parts(space: Space, term: Term) -> list[_Part]:
    if term.members:
        inside = [part for member in term.members for part in _parts(space, member)]
        return [replace(part, weight=part.weight * term.weight) for part in inside]
    if term.kind is None:
        return [_Part(None, term.vector, term.weight)]
    row = space.index_of(term.label)
    title = space.column("title")[row]
    if term.kind != "occupation":
        msg = (
            f"{title} ({term.label}) is of the kind {term.kind}; a transition leads from an"
            f' occupation to another. Choose one, or describe the work as "text:…".'
        )
        raise InputError(msg)
    below = [row] if space.column("level")[row] in ITEM_LEVELS else members(space, row)
    if not below:
        msg = f"{title} ({term.label}) is a group without occupations; choose another."
        raise InputError(msg)
    vectors = space.vectors_of(np.array(below))
    weight = term.weight / len(below)
    return [_Part(each, vector, weight) for each, vector in zip(below, vectors, strict=True)]


def _vocabulary(space: Space, parts: list[_Part], vocabulary: str | None) -> str:
    if vocabulary is not None:
        return vocabulary.rstrip(":") + ":"
    weights: dict[str, float] = {}
    for part in parts:
        if part.row is not None:
            own = prefix(space.ids[part.row])
            weights[own] = weights.get(own, 0) + part.weight
    if weights:
        return min(weights, key=lambda own: (-weights[own], own))
    from laborspace.analysis.transition.circumstances import BORROWED, circumstances

    def paid(own: str) -> int:
        owners = circumstances(space, own).wage_of
        return sum(bool(owner) and not owner.endswith(BORROWED) for owner in owners)

    return max(occupation_vocabularies(space), key=paid)


def _direction(space: Space, parts: list[_Part], weights: Floats) -> Vector:
    """Mean of unit vectors from the center of the occupations; a text counts as one of them."""
    center = block(space, "occupation").center
    total = np.zeros(space.dimension)
    for part, weight in zip(parts, weights, strict=True):
        offset = part.vector - center
        length = np.linalg.norm(offset)
        total += weight * (offset / length if length > 1e-5 else part.vector)
    if np.linalg.norm(total) < 1e-5:
        msg = "What was mixed cancels out; leave one of them out."
        raise InputError(msg)
    return unit(total)


def _held(space: Space, table: Profiles, parts: list[_Part], weights: Floats) -> Held:
    """Mean over the parts: of a mix, the share of people who have a skill."""
    found = []
    named = [i for i, part in enumerate(parts) if part.row is not None]
    if named:
        found.append(table.held([space.ids[parts[i].row or 0] for i in named]))
    rest = [i for i in range(len(parts)) if i not in named]
    found += [table.held_by(parts[i].vector) for i in rest]
    order = weights[[*named, *rest]]

    def mean(name: str) -> Floats:
        every = np.concatenate([getattr(each, name) for each in found])
        return np.asarray(order @ every)[np.newaxis]

    return Held(
        values=mean("values"),
        low=mean("low"),
        high=mean("high"),
        essential=mean("essential"),
        optional=mean("optional"),
        observed=np.array([all(each.observed.all() for each in found)]),
    )


def _title(space: Space, asked: list[Term], parts: list[_Part]) -> str:
    if len(asked) > 1:
        return f"mix of {len(parts)}"
    if asked[0].members:
        return asked[0].label
    if asked[0].kind is None:
        return "the text" if asked[0].label.startswith("text:") else "the vector"
    return str(space.column("title")[space.index_of(asked[0].label)])
