"""The rows of a contrast: what is shown of each aspect, and how they become a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.contrast.nearness import near_both
from laborspace.analysis.contrast.sides import Aspect, Flags, Floats, Side
from laborspace.analysis.estimate.observed import taxonomy
from laborspace.analysis.tables import result_table
from laborspace.analysis.why import explain

if TYPE_CHECKING:
    import pyarrow as pa

    from laborspace.space.container import Space

Row = dict[str, Any]
"""A row of the table: the row of an entity in the space, and the columns it has."""

_NUMBERS = ("a", "b", "difference", "low", "high", "usual", "p_value")
_SWAP = {"a": "b", "b": "a", "both": "both"}


def groups(space: Space, sides: tuple[Side, Side]) -> list[Row]:
    """Say which groups of their taxonomies both are part of, and which only one."""
    if not all(each.one for each in sides) or sides[0].sort != sides[1].sort:
        return []
    above = [taxonomy(space).above(space.index_of(each.term.label)) for each in sides]
    shared = [row for row in above[0] if row in above[1]]
    found = [{"row": row, "side": "both"} for row in shared]
    for name, mine in zip("ab", above, strict=True):
        found += [{"row": row, "side": name} for row in mine if row not in shared]
    same = {"aspect": "part of", "basis": "observed", "why": "part of"}
    return [{**each, **same} for each in found]


def rows_of(space: Space, aspect: Aspect, top: int) -> list[Row]:
    """Choose what to show of an aspect."""
    values, has = aspect.values, aspect.has
    difference = values[0] - values[1]
    wanted: tuple[tuple[str, Flags, Floats], ...] = (
        ("both", has[0] & has[1], values.min(axis=0) - aspect.usual),
        ("a", has[0] & ~has[1], difference),
        ("b", has[1] & ~has[0], -difference),
    )
    found = []
    for name, there, amount in wanted:
        for place in _first(space, aspect, there, amount, top):
            row = {
                "row": int(aspect.rows[place]),
                "aspect": aspect.name,
                "side": name,
                "a": values[0, place],
                "b": values[1, place],
                "difference": difference[place],
                "usual": aspect.usual[place],
                "basis": aspect.basis,
                "why_a": aspect.say(0, values[0, place]),
                "why_b": aspect.say(1, values[1, place]),
            }
            if aspect.basis == "estimated":
                row["low"] = aspect.low[0, place] - aspect.high[1, place]
                row["high"] = aspect.high[0, place] - aspect.low[1, place]
            found.append(row)
    return found


def _first(space: Space, aspect: Aspect, there: Flags, amount: Floats, top: int) -> list[int]:
    places = np.flatnonzero(there).tolist()
    rounded = np.round(amount, 6)
    places.sort(key=lambda place: (-rounded[place], space.ids[aspect.rows[place]]))
    return places[:top]


def near(space: Space, sides: tuple[Side, Side], top: int, rng: np.random.Generator) -> list[Row]:
    """Say what lies near both, and what leans to one."""
    found = near_both(space, sides, top, rng)
    if found is None:
        return []
    named = list(dict.fromkeys(id_ for each in sides for id_ in each.term.entities))
    why = explain(space, named, [space.ids[row] for row in found.rows])
    return [
        {
            "row": int(row),
            "aspect": "near",
            "side": name,
            "a": one,
            "b": other,
            "difference": one - other,
            "p_value": p,
            "basis": "estimated",
            "why": reason,
        }
        for row, name, (one, other), p, reason in zip(
            found.rows, found.side, found.values.tolist(), found.p_value, why, strict=True
        )
    ]


def turned(row: Row) -> Row:
    """Return what was found of two things with the two exchanged."""
    found = {name: row[_turned_name(name)] for name in row}
    if "side" in row:
        found["side"] = _SWAP[row["side"]]
    if "difference" in row:
        found["difference"] = -row["difference"]
    if "low" in row:
        found["low"], found["high"] = -row["high"], -row["low"]
    return found


def _turned_name(name: str) -> str:
    parts = name.split("_")
    return "_".join(_SWAP.get(part, part) for part in parts)


def _why(row: Row) -> str:
    if "why" in row:
        return str(row["why"])
    a, b = row["why_a"], row["why_b"]
    return a if a == b else f"{a}; {b}"


def table_of(space: Space, rows: list[Row]) -> pa.Table:
    """Return rows as the table of an answer."""
    sides = ("both", "a", "b")
    order = list(dict.fromkeys(row["aspect"] for row in rows))
    rows = sorted(rows, key=lambda row: (order.index(row["aspect"]), sides.index(row["side"])))
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in ("aspect", "side")}
    for name in _NUMBERS:
        values = np.array([row.get(name, np.nan) for row in rows], dtype=np.float64)
        columns[name] = np.round(values, 6) + 0.0  # no -0
    columns |= {"basis": [row["basis"] for row in rows], "why": [_why(row) for row in rows]}
    return result_table(space, np.array([row["row"] for row in rows], dtype=np.intp), columns)
