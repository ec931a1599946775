"""What a user asks about: ids, names, free text, vectors, mixes; turned into directions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import center_of
from laborspace.analysis.mix import TEXT_PREFIX, Mix, MixGiven, is_mix, mix_of, plain
from laborspace.errors import EmptyTextError, FormatError, InputError
from laborspace.space.encoder import has_words
from laborspace.space.resolve import resolve
from laborspace.space.vectors import Vector, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Space
    from laborspace.space.encoder import Encoder
    from laborspace.space.static import StaticEncoder

__all__ = [
    "TEXT_PREFIX", "VANISHED", "Argument", "Term", "Weighted", "centered", "check_length",
    "combine", "encoder_of", "labels", "listed", "terms", "title_of", "weighted", "with_signs",
]  # fmt: skip

Argument: TypeAlias = "str | npt.NDArray[np.floating] | MixGiven"
"""An id, code, title or alias; ``"text:…"``; a vector, (d,); or a weighted set: a mapping of names
to weights, a Series or a DataFrame."""

_HEAVIEST = 5
"""Members of a mix that are looked up among the relations of an answer."""

_WEIGHT = re.compile(r"(\d{1,12}\.?\d{0,12}|\.\d{1,12})\*(.+)", re.DOTALL)

VANISHED = 1e-5
"""Length below which a sum has no direction."""

Weighted: TypeAlias = "Argument | tuple[Argument, float]"
"""An argument, or an argument and its weight."""


@dataclass(frozen=True)
class Term:
    """One thing asked about.

    Attributes
    ----------
    label : str
        Its id, the text as given, ``"vector"``, or the label of a mix.
    vector : ndarray, (d,)
        Unit vector; of a mix, of the weighted mean of its members' vectors.
    kind : str or None
        None for text, vectors and mixes.
    weight : float
    members : tuple of Term
        The members of a mix, in the order of their labels, their weights summing to 1; empty for
        anything else.
    """

    label: str
    vector: Vector
    kind: str | None = None
    weight: float = 1.0
    members: tuple[Term, ...] = ()

    @property
    def kinds(self) -> set[str | None]:
        """Its kind, or those of the members of a mix."""
        return {member.kind for member in self.members} or {self.kind}

    @property
    def entities(self) -> list[str]:
        """The id of an entity, of a mix those of its heaviest members; of others, nothing."""
        if self.kind is not None:
            return [self.label]
        named = [member for member in self.members if member.kind is not None]
        heaviest = sorted(named, key=lambda member: (-member.weight, member.label))
        return [member.label for member in heaviest[:_HEAVIEST]]


def terms(space: Space, arguments: Weighted | Iterable[Weighted]) -> list[Term]:
    """Resolve what a user asks about.

    Parameters
    ----------
    space : Space
    arguments : str, array, mapping, Series, DataFrame, (argument, weight) pair, or iterable
        A mapping, a Series or a DataFrame is one thing: a weighted set.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError
        If a name has no or several answers.
    EmptyTextError
        If a text has no words.
    InputError
        If a vector, a weight or a weighted set cannot be used.
    """
    pairs = [_pair(argument) for argument in listed(arguments)]
    texts = [str(argument)[len(TEXT_PREFIX) :] for argument, _ in pairs if _is_text(argument)]
    encoded = iter(_encoded(space, texts))
    found = []
    for argument, weight in pairs:
        if _is_text(argument):
            found.append(Term(str(argument), next(encoded), None, weight))
        elif isinstance(argument, str):
            id_ = resolve(space, argument)
            row = space.index_of(id_)
            vector = space.vectors_of(np.array([row]))[0]
            found.append(Term(id_, vector, space.column("kind")[row], weight))
        elif is_mix(argument):
            found.append(_mixed(space, mix_of(space, cast("MixGiven", argument)), weight))
        else:
            found.append(Term("vector", _checked(argument, space.dimension), None, weight))
    return found


def _encoded(space: Space, texts: list[str]) -> Sequence[Vector]:
    if not all(map(has_words, texts)):
        msg = f'A text has no words; write some after "{TEXT_PREFIX}".'
        raise EmptyTextError(msg)
    return list(encoder_of(space).encode(texts)) if texts else []


def _mixed(space: Space, mix: Mix, weight: float) -> Term:
    """Return a mix as one term."""
    shares = mix.shares
    texts = [name[len(TEXT_PREFIX) :] for name in mix.names if _is_text(name)]
    encoded = iter(_encoded(space, texts))
    rows = space.rows_of(mix.names)
    decoded = iter(space.vectors_of(rows[rows >= 0]))
    kinds = space.column("kind")
    members = tuple(
        Term(name, next(encoded), None, share)
        if row < 0
        else Term(name, next(decoded), kinds[row], share)
        for name, row, share in zip(mix.names, rows.tolist(), shares.tolist(), strict=True)
    )
    return Term(mix.label, _mean([member.vector for member in members], shares), None, weight,
                members)  # fmt: skip


def _mean(vectors: Sequence[Vector], shares: npt.NDArray[np.float64]) -> Vector:
    total = shares @ np.stack(vectors).astype(np.float64)
    if np.linalg.norm(total) < 1e-5:
        msg = "The members of a weighted set cancel out; leave one of them out."
        raise InputError(msg)
    return unit(total)


def encoder_of(space: Space) -> Encoder | StaticEncoder:
    """Return the encoder of a space.

    Raises
    ------
    FormatError
        If the space has none.
    """
    if space.encoder is None:
        msg = "This space has no encoder, so free text cannot be asked about; use an entity's id."
        raise FormatError(msg)
    return space.encoder


def title_of(space: Space, label: str) -> str:
    """Return what a label is called: the title of its entity, or a text in quotation marks."""
    if label in space:
        return str(space.column("title")[space.index_of(label)])
    return f"“{label.removeprefix(TEXT_PREFIX).strip()}”"


def labels(arguments: Iterable[Weighted]) -> list[Any]:
    """Return arguments in a form fit for JSON.

    Vectors by the word ``"vector"``, weighted sets as dicts, what has a weight with it.
    """
    named: list[Any] = []
    for argument, weight in map(_pair, arguments):
        label: Any = argument if isinstance(argument, str) else "vector"
        if is_mix(argument):
            label = plain(cast("MixGiven", argument))
        named.append(label if weight == 1 else [label, weight])
    return named


def centered(space: Space, term: Term) -> Vector:
    """Return the direction of a term from the center of its kind, (d,) unit.

    An only child of its kind lies on the center; its plain vector is returned. Of a mix it is the
    weighted mean of the directions of its members, so that each is taken from the center of its
    own kind.
    """
    if term.members:
        shares = np.array([member.weight for member in term.members])
        return _mean([centered(space, member) for member in term.members], shares)
    offset = term.vector - center_of(space, term.kind)
    if np.linalg.norm(offset) < 1e-5:
        return term.vector
    return unit(offset)


def listed(arguments: Weighted | Iterable[Weighted]) -> list[Weighted]:
    """Return one argument or many as a list; raise `InputError` for what is neither."""
    if isinstance(arguments, str):
        return [arguments]
    if is_mix(arguments):
        return [cast("MixGiven", arguments)]
    if isinstance(arguments, np.ndarray):
        return [arguments] if arguments.ndim == 1 else list(arguments)
    if isinstance(arguments, tuple) and len(arguments) == 2 and _is_number(arguments[1]):
        return [cast("Weighted", arguments)]
    if not isinstance(arguments, Iterable):
        msg = f"{arguments!r} is no entity or text; write an id, a code or a title as text."
        raise InputError(msg)
    return list(cast("Iterable[Weighted]", arguments))


def combine(
    space: Space, positive: Sequence[Term], negative: Sequence[Term], *, center: bool
) -> Vector:
    """Return the unit vector of a weighted sum of unit vectors, (d,).

    The sum of gensim's ``most_similar``; with `center`, each term counts from the center of
    its kind. The order of the terms makes no difference, not even in the last digit.

    Raises
    ------
    InputError
        If there is nothing to sum or the sum is zero.
    """
    total = np.zeros(space.dimension)
    for term, weight in with_signs(positive, negative):
        total += weight * (centered(space, term) if center else term.vector).astype(np.float64)
    check_length(float(np.linalg.norm(total)))
    return unit(total)


def with_signs(positive: Sequence[Term], negative: Sequence[Term]) -> list[tuple[Term, float]]:
    """Return terms and weights, with a minus where taken away, in an order of their own.

    Raises
    ------
    InputError
        If there are none.
    """
    found = [(term, term.weight) for term in positive]
    found += [(term, -term.weight) for term in negative]
    if not found:
        msg = "Nothing was asked about; give at least one entity or text."
        raise InputError(msg)
    return sorted(found, key=lambda pair: (pair[0].label, pair[1], pair[0].vector.tolist()))


def check_length(length: float) -> None:
    """Raise :class:`InputError` if a sum is too short to have a direction."""
    if length < VANISHED:
        msg = "What was added and what was taken away cancel out; change one of them."
        raise InputError(msg)


def weighted(typed: str) -> str | tuple[str, float]:
    """Read a name that may carry a weight: ``"0.5*firm:TSLA"`` is ``("firm:TSLA", 0.5)``."""
    parts = _WEIGHT.fullmatch(typed)
    return typed if parts is None else (parts[2], float(parts[1]))


def _pair(argument: Weighted) -> tuple[Argument, float]:
    if not isinstance(argument, tuple):
        return argument, 1.0
    if len(argument) != 2 or not _is_number(argument[1]) or not np.isfinite(argument[1]):
        msg = f"{argument!r} is not an entity and its weight."
        raise InputError(msg)
    return argument[0], float(argument[1])


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.floating, np.integer)) and not isinstance(value, bool)


def _is_text(argument: Argument) -> bool:
    return isinstance(argument, str) and argument.startswith(TEXT_PREFIX)


def _checked(vector: object, dimension: int) -> Vector:
    try:
        values = np.asarray(vector, dtype=np.float32)
    except (TypeError, ValueError):
        values = np.empty(0, dtype=np.float32)
    if values.shape != (dimension,) or not np.isfinite(values).all() or not values.any():
        msg = f"{vector!r} is neither a name nor a vector of {dimension} finite numbers."
        raise InputError(msg)
    return unit(values)
