"""What the verbs of vector arithmetic share: a signed sum of terms, taken apart.

The score of an entity with a sum of unit vectors is made of its cosines with the terms: with
``S = Σ w_t u_t``, ``cos(e, S) = Σ w_t cos(e, u_t) / |S|``. One product of the entities with all
terms therefore gives the score, what each term contributes to it, the score without any one term,
and the score at the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import CENTERED, Block, asked_kinds, block
from laborspace.analysis.query import (
    TEXT_PREFIX,
    VANISHED,
    Term,
    centered,
    check_length,
    with_signs,
)
from laborspace.analysis.why import SIMILAR, explain
from laborspace.space.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.container import Rows, Space
    from laborspace.space.vectors import Vector

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.floating]

DRAWS = 200
"""Sums of random terms that a change is compared with."""

_SHORT = 30  # characters of a term in an explanation


@dataclass(frozen=True)
class Sum:
    """A signed sum of terms, in an order that does not depend on how it was written.

    Attributes
    ----------
    terms : tuple of Term
    weights : ndarray, (n,)
        With a minus where the term is taken away.
    directions : ndarray, (n, d)
        Unit vectors of the terms, from the center of their kind if `center`.
    start : int or None
        Place of the term that is the start; None if it is no term.
    center : bool
    """

    terms: tuple[Term, ...]
    weights: Table
    directions: Table
    start: int | None
    center: bool

    @property
    def length(self) -> float:
        """Length of the sum before it is scaled to 1."""
        return float(np.linalg.norm(self.weights @ self.directions))

    @property
    def shares(self) -> Table:
        """What the cosine with each term counts in the score, (n,)."""
        shares: Table = self.weights / self.length
        return shares

    def without(self, place: int) -> Table | None:
        """Return the shares, (n,), if one term is dropped; None if nothing remains."""
        weights = self.weights.copy()
        weights[place] = 0
        length = np.linalg.norm(weights @ self.directions)
        return None if length < VANISHED else weights / length


def signed_sum(
    space: Space,
    positive: Sequence[Term],
    negative: Sequence[Term],
    *,
    start: Term | None,
    center: bool,
) -> Sum:
    """Make a sum.

    Raises
    ------
    InputError
        If there is nothing to sum or the sum is zero.
    """
    pairs = with_signs(positive, negative)
    found = Sum(
        tuple(term for term, _ in pairs),
        np.array([weight for _, weight in pairs], dtype=np.float64),
        np.stack([direction(space, term, center=center) for term, _ in pairs]),
        _place_of(start, pairs),
        center,
    )
    check_length(found.length)
    return found


def direction(space: Space, term: Term, *, center: bool) -> Table:
    """Return the unit vector of a term, (d,) float64, from the center of its kind if `center`."""
    vector = centered(space, term) if center else term.vector
    return vector.astype(np.float64)


def _place_of(start: Term | None, signed: Sequence[tuple[Term, float]]) -> int | None:
    if start is None:
        return None
    for place, (term, weight) in enumerate(signed):
        if weight > 0 and term.label == start.label and np.array_equal(term.vector, start.vector):
            return place
    return None


def asked_rows(space: Space, terms: Sequence[Term]) -> Rows:
    """Return the rows of the entities among some terms, sorted."""
    rows = {space.index_of(t.label) for t in terms if t.kind is not None and t.label in space}
    return np.array(sorted(rows), dtype=np.intp)


def places_in(rows: Rows, some: Rows) -> Rows:
    """Return where some rows are in sorted rows, leaving out those that are not there."""
    places = np.searchsorted(rows, some)
    there = places < len(rows)
    places, some = places[there], some[there]
    found: Rows = places[rows[places] == some]
    return found


def random_directions(
    space: Space, term: Term, draws: int, rng: np.random.Generator, *, center: bool
) -> Vector:
    """Draw entities to stand in for a term, (draws, d) unit vectors.

    Items of the kind of the term, each as likely. Free text, which has no kind, is stood in for
    by items of all kinds, a mix by items of the kinds of its members, each kind as likely.
    """
    kinds = asked_kinds(space, term.kinds)
    of_kind = rng.integers(len(kinds), size=draws)
    drawn = np.empty((draws, space.dimension), dtype=np.float32)
    for place, kind in enumerate(kinds):
        items = block(space, kind)
        where = np.flatnonzero(of_kind == place)
        places = rng.integers(len(items.rows), size=len(where))
        drawn[where] = items.directions(places, centered=center)
    return drawn


def random_sums(
    space: Space, sum_: Sum, rng: np.random.Generator, *, draws: int = DRAWS
) -> Vector | None:
    """Make sums in which all terms but the start are random entities.

    Returns
    -------
    ndarray, (d, draws), or None
        Unit vectors; None if there is no term but the start.
    """
    changing = [place for place in range(len(sum_.terms)) if place != sum_.start]
    if not changing:
        return None
    total = np.zeros((draws, space.dimension), dtype=np.float32)
    if sum_.start is not None:
        total += (sum_.weights[sum_.start] * sum_.directions[sum_.start]).astype(np.float32)
    for place in changing:
        drawn = random_directions(space, sum_.terms[place], draws, rng, center=sum_.center)
        total += np.float32(sum_.weights[place]) * drawn
    return np.ascontiguousarray(unit(total).T)


def percentiles_among(
    values: Table, entities: Block, random: Vector | None, *, center: bool
) -> Table:
    """Return the percentage of random sums with which entities, (m,), score less."""
    if random is None:
        return np.full(len(values), np.nan)
    return percentiles(values, entities.cosines(random, centered=center).astype(np.float64))


def percentiles(values: Table, null: Table) -> Table:
    """Return the percentage of a null, (m, b) or (1, b), below values, (m,); ties count half."""
    column = values[:, np.newaxis]
    below, not_above = null < column - 1e-6, null <= column + 1e-6
    found: Table = 50 * (below.mean(axis=1) + not_above.mean(axis=1))
    return found


def is_centered(correction: str) -> bool:
    """Whether a correction takes cosines from the center of each kind."""
    return correction in CENTERED


def name(space: Space, term: Term) -> str:
    """Return what a term is called: a title, or a text in quotes."""
    if term.kind is not None and term.label in space:
        return str(space.column("title")[space.index_of(term.label)])
    if term.label.startswith(TEXT_PREFIX):
        return f"“{term.label.removeprefix(TEXT_PREFIX).strip()}”"
    return term.label


def reasons(space: Space, terms: Sequence[Term], ids: Sequence[str], parts: Table) -> list[str]:
    """Say for each answer what a source reports and what each term contributes.

    Parameters
    ----------
    space : Space
    terms : sequence of Term, (n,)
    ids : sequence of str, (m,)
    parts : ndarray, (m, n)
        What each term contributes to the number that is explained; the greatest come first.

    Returns
    -------
    list of str
        E.g. ``"similar text: “renewable energy” +0.45, Tesla, Inc. −0.02"``.
    """
    known = list(dict.fromkeys(entity for term in terms for entity in term.entities))
    observed = explain(space, known, ids)
    names = [_short(name(space, term)) for term in terms]
    sentences = []
    for fact, row in zip(observed, parts, strict=True):
        order = np.argsort(-np.abs(row), kind="stable")
        told = ", ".join(f"{names[i]} {signed(row[i])}" for i in order)
        sentences.append(f"{fact}: {told}" if fact == SIMILAR else f"{fact}; {told}")
    return sentences


def signed(value: float) -> str:
    """Write a number with its sign and two decimals, a true minus."""
    return f"{value + 0.0:+.2f}".replace("-", "−")


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"
