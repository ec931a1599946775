"""Two entities or texts side by side: how near, what they share, what sets them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from laborspace.analysis.contrast.aspects import aspects
from laborspace.analysis.contrast.facts import facts, summary
from laborspace.analysis.contrast.nearness import nearness
from laborspace.analysis.contrast.rows import Row, groups, near, rows_of, table_of, turned
from laborspace.analysis.contrast.sides import Side, overlap, side
from laborspace.analysis.draws import generator_of
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.query import title_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from laborspace.analysis.query import Argument
    from laborspace.space.container import Space

TOP = 5
"""Rows of each aspect and side, unless asked otherwise."""


@dataclass(frozen=True)
class Contrast:
    """Two things side by side.

    Attributes
    ----------
    table : pyarrow.Table
        What they share and what sets them apart; see :func:`contrast`.
    nearness : dict
        ``score, percentile, draws, rank_of_a, among_a, rank_of_b, among_b, basis, why``.
    overlaps : list of dict
        For each aspect with amounts: ``aspect, overlap, percentile, basis, words``.
    facts : list of dict
        ``fact, unit, a, b, a_origin, b_origin``: employment, pay and exposure as published.
    summary : list of str
        The answer in sentences.
    notes : list of str
        What to keep in mind.
    a, b : str
        What the two are called.
    """

    table: pa.Table
    nearness: dict[str, Any]
    overlaps: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    summary: list[str]
    notes: list[str]
    a: str
    b: str

    @property
    def about(self) -> dict[str, Any]:
        """What there is beside the table, fit for JSON."""
        names = ("a", "b", "nearness", "overlaps", "facts", "summary")
        return {name: getattr(self, name) for name in names}


def contrast(
    space: Space,
    a: Argument,
    b: Argument,
    *,
    top: int = TOP,
    rng: int | np.random.Generator | None = 0,
) -> Contrast:
    """Set two entities, texts or mixes side by side.

    Nearness is the cosine from the center of each kind, with the percentage of random pairs of
    the same kinds that are less near, and the rank of each among the items of its kind in the
    list of the other. Whatever both can have is compared: the skills two jobs require, the jobs two
    industries employ, the sectors two occupations work in, the industries of two firms, the
    occupations that require two skills, the groups both are part of; and, for any two, what of
    the skills (of two skills, the occupations) lies near both or leans to one. Exchanging the two
    exchanges the columns and nothing else.

    Parameters
    ----------
    space : Space
    a, b : str, array or mapping
        Of any kinds. Two texts are read as descriptions of jobs.
    top : int
        Rows of each aspect and side.
    rng : int or numpy.random.Generator, optional
        Of the random pairs.

    Returns
    -------
    Contrast
        Columns of its table: ``id, kind, code, title``; `aspect`: ``"part of", "requires",
        "employed by", "employs", "operates in", "required by", "near"``; `side`: ``"both"`` or the
        one that has it, or has it twice as much where shares are compared; `a, b`: what either
        has; `difference`: the first less the second, with the interval `low, high` where
        something is estimated; `usual`: the mean over all that sources describe; `p_value`, of
        what lies near: the share of random pairs to both of which it is as near, or between which
        it leans as far; `basis, why`. What is shared is ordered by how far it exceeds what is
        usual, what is not by the difference.

    Notes
    -----
    The overlap of shares is the sum of the smaller ones, so one less half the distance of the two
    (total variation); that of anything else the weighted Jaccard index (Ruzicka), the sum of the
    smaller amounts over that of the greater ones. Either is 1 for the same and 0 if nothing is
    shared.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If one of the two cannot be understood.
    """
    check_top(top)
    generator = generator_of(rng)
    given = (side(space, a), side(space, b))
    # One order for the work, whichever was named first, so that exchanging them changes no digit.
    exchanged = _key(given[0]) > _key(given[1])
    sides = (given[1], given[0]) if exchanged else given
    how_near = nearness(space, sides, generator)
    same = _key(given[0]) == _key(given[1])
    rows: list[Row] = groups(space, sides)
    overlaps = []
    estimated = False
    for aspect in aspects(space, sides):
        value, percentile = overlap(aspect, generator)
        overlaps.append(
            {
                "aspect": aspect.name,
                "overlap": value,
                "percentile": percentile,
                "basis": aspect.basis,
                "words": aspect.words,
            }
        )
        estimated |= aspect.basis == "estimated"
        rows += rows_of(space, aspect, top)
    rows += near(space, sides, top, generator)
    known = facts(space, sides)
    if exchanged:
        rows, how_near, known = (
            [turned(row) for row in rows],
            turned(how_near),
            [*map(turned, known)],
        )
    names = [title_of(space, each.term.label) for each in given]
    return Contrast(
        table_of(space, rows),
        how_near,
        overlaps,
        known,
        summary(names, given, how_near, overlaps, same=same),
        _notes(given, same=same, estimated=estimated),
        *names,
    )


def _key(one: Side) -> tuple[str, list[float]]:
    return one.term.label, one.term.vector.tolist()


def _notes(sides: tuple[Side, Side], *, same: bool, estimated: bool) -> list[str]:
    found = []
    if same:
        found.append("Both are the same, so nothing sets them apart.")
    if {each.sort for each in sides} == {"text"}:
        found.append("Two texts are read as descriptions of jobs.")
    if sides[0].sort != sides[1].sort and "text" not in {each.sort for each in sides}:
        found.append(
            "They are of different kinds, so there are no requirements or jobs to compare, only"
            " what lies near both."
        )
    if estimated:
        found.append(
            "Where a source does not say what one of the two has, it is estimated, and so is the"
            " difference."
        )
    return found
