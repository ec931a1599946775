"""The skill gap of one move, skill by skill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.blocks import block
from laborspace.analysis.draws import generator_of
from laborspace.analysis.estimate.observed import RATED
from laborspace.analysis.tables import result_table
from laborspace.analysis.transition.intervals import bounds, drawn
from laborspace.analysis.transition.origin import resolve_destination, resolve_origin
from laborspace.analysis.transition.shortfall import shortfall
from laborspace.space.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from laborspace.analysis.query import Weighted
    from laborspace.analysis.transition.origin import Origin
    from laborspace.analysis.transition.profiles import Held, Profiles
    from laborspace.space.container import Rows, Space


@dataclass(frozen=True)
class Gap:
    """What a move takes.

    Attributes
    ----------
    skills : pyarrow.Table
        One row a requirement of the destination: ``id, kind, code, title, status, need, gap,
        low, high``, then ``importance, held_importance`` or ``probability, optional,
        held_probability, held_optional``, then ``basis, why``. What is to gain comes first, the
        greatest shortfall before the others.
    gap, low, high : float
        Share of the requirements that is not met, and its 90% interval; NaN if no requirement
        is known. The column `gap` sums to it.
    origin, destination : str
        Titles.
    """

    skills: pa.Table
    gap: float
    low: float
    high: float
    origin: str
    destination: str


def gap(
    space: Space,
    origin: Weighted | Iterable[Weighted],
    destination: str,
    *,
    rng: int | np.random.Generator | None = 0,
) -> Gap:
    """List what a destination requires, and what of it the origin keeps or has to gain.

    Parameters
    ----------
    space : Space
    origin : str, array, (argument, weight) pair, or iterable of them
        An occupation, a group of them, ``"text:…"``, a vector; several are a mix.
    destination : str
        An occupation. The skills are those that describe it: O*NET's elements or ESCO's skills.
    rng : int or numpy.random.Generator, optional
        Of the bootstrap.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If one of the two cannot be understood.
    """
    table, place = resolve_destination(space, destination)
    who, table = resolve_origin(space, origin, table.vocabulary)
    there = table.held([space.ids[table.rows[place]]])
    lack = shortfall(table, who.held, place)
    total = max(float(lack.need.sum()), 1e-12)
    value = float(lack.short.sum() / total) if len(lack.need) else float("nan")
    need, have = there.range(0, lack.skills), who.held.range(0, lack.skills)
    if who.place == place:  # whatever it requires, it has
        have = need = (need[0], need[0], need[0])
    draws = drawn(need, have, generator_of(rng), together=table.scale != RATED)
    low, high = bounds(draws, value)
    rows = table.targets[lack.skills]
    order = np.array(
        sorted(
            range(len(rows)),
            key=lambda i: (
                not lack.gain[i],
                -round(float(lack.short[i]), 6),
                -round(float(lack.need[i]), 6),
                space.ids[rows[i]],
            ),
        ),
        dtype=np.intp,
    )
    least = np.maximum(need[1] - have[2], 0) / total
    most = np.maximum(need[2] - have[1], 0) / total
    seen = bool(there.observed[0]) and who.observed
    columns: dict[str, Any] = {
        "status": [("gain" if lack.gain[i] else "kept") for i in order],
        "need": [_need(table, there, lack.skills[i]) for i in order],
        "gap": np.round(lack.short / total, 6)[order],
        "low": np.round(least, 6)[order],
        "high": np.round(most, 6)[order],
        **{k: v[order] for k, v in _amounts(table, there, who.held, lack.skills).items()},
        "basis": ["observed" if seen else "estimated"] * len(order),
    }
    columns["why"] = _why(space, table, who, there, lack.skills[order], columns)
    return Gap(
        skills=result_table(space, rows[order], columns),
        gap=value,
        low=low,
        high=high,
        origin=who.title,
        destination=space.column("title")[table.rows[place]],
    )


def _need(table: Profiles, there: Held, skill: int) -> str:
    if table.scale == RATED:
        return "important"
    return "essential" if there.essential[0, skill] >= there.optional[0, skill] else "optional"


def _amounts(
    table: Profiles, there: Held, here: Held, skills: Rows
) -> dict[str, npt.NDArray[np.float64]]:
    """Return what both require, as the source or the estimate puts it."""
    if table.scale == RATED:
        named = {"importance": there.essential, "held_importance": here.essential}
    else:
        named = {
            "probability": there.essential,
            "optional": there.optional,
            "held_probability": here.essential,
            "held_optional": here.optional,
        }
    return {name: np.round(values[0, skills], 6) for name, values in named.items()}


def _why(
    space: Space, table: Profiles, who: Origin, there: Held, skills: Rows, columns: dict[str, Any]
) -> list[str]:
    near = _nearest_held(space, table, who.held, skills)
    words = []
    for i, status in enumerate(columns["status"]):
        if table.scale == RATED:
            want, have = columns["importance"][i], columns["held_importance"][i]
            text = f"importance {have:.1f} → {want:.1f}"
        else:
            want = f"{columns['need'][i]} there"
            have = max(columns["held_probability"][i], columns["held_optional"][i])
            if who.observed:
                listed = "essential" if columns["held_probability"][i] == 1 else "optional"
                text = f"{want}, {listed if have else 'not listed'} here"
            else:
                either = columns["held_probability"][i] + columns["held_optional"][i]
                text = f"{want}, listed here with probability {min(either, 1):.2f}"
            if status == "gain" and near[i]:
                text += f"; nearest here: {near[i]}"
        words.append(text + _estimated(who, there))
    return words


def _estimated(who: Origin, there: Held) -> str:
    sides = [] if who.observed else ["what one has"]
    sides += [] if there.observed[0] else ["what is required"]
    return f" ({' and '.join(sides)} estimated)" if sides else ""


def _nearest_held(space: Space, table: Profiles, held: Held, skills: Rows) -> list[str]:
    """Name, for each skill, the nearest of those the origin has; empty for rated elements."""
    own = np.flatnonzero(table.needed(held)[0])
    if table.scale == RATED or not len(own) or not len(skills):
        return [""] * len(skills)
    center = block(space, "skill").center
    wanted, known = (unit(space.vectors_of(table.targets[each]) - center) for each in (skills, own))
    best = np.argmax(np.round(wanted @ known.T, 6), axis=1)
    return [space.column("title")[table.targets[own[j]]] for j in best]
