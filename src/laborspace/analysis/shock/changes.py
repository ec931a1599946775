"""What a user says happens: changes of entities, of weighted sets, of things described in words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from laborspace.analysis.meaning import check_text
from laborspace.analysis.mix import NAME_COLUMNS, SCHEMES, TEXT_PREFIX, Mix, is_mix, mix_of
from laborspace.analysis.query import terms
from laborspace.analysis.shock.accounts import accounts, industry_jobs
from laborspace.errors import InputError, LaborSpaceError, SourceError, UnknownEntityError
from laborspace.records import ITEM_LEVELS
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from laborspace.space.container import Space
    from laborspace.space.vectors import Vector

Value: TypeAlias = "float | str"
"""A relative change (-0.3, ``"-30%"``), or one in jobs (``"-12000jobs"``)."""

ChangesGiven: TypeAlias = (
    "Mapping[str, Value] | pd.Series[float] | pd.DataFrame | Iterable[tuple[Any, Value]]"
)
"""Names and changes: a mapping, a Series, a table, or pairs, whose first may be a weighted set."""

RELATIVE_COLUMNS = ("change", "shock", "relative", "relative_change")
JOBS_COLUMNS = ("jobs", "change_in_jobs", "jobs_change", "absolute")

_NUMBER = re.compile(
    r"([+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[+-]?\d+)?)\s*(%|jobs?)?", re.I
)


@dataclass(frozen=True, eq=False)
class Change:
    """One change.

    Attributes
    ----------
    label : str
        Id of the entity, or the text as given.
    row : int
        Row in the space; -1 for a text.
    relative : float
        Relative change, -1 or more; NaN where only jobs are known (of a firm).
    jobs : float
        Change in jobs; NaN where the entity's jobs are not known.
    vector : ndarray, (d,), optional
        Of a text.
    """

    label: str
    row: int
    relative: float
    jobs: float = math.nan
    vector: Vector | None = None


@dataclass(frozen=True)
class _Given:
    name: Any
    value: Any
    row: int | None = None  # of a table
    columns: tuple[str, str] = ("name", "change")


def changes_of(
    space: Space, given: ChangesGiven, *, absolute: bool = False, file: Path | None = None
) -> tuple[Change, ...]:
    """Read what is said to happen.

    Parameters
    ----------
    space : Space
    given : mapping, Series, DataFrame, or iterable of pairs
        A table has the names in one of the columns a weighted set may have, the changes in
        ``change`` (relative) or ``jobs``.
    absolute : bool
        Whether plain numbers are jobs.
    file : Path, optional
        Where a table came from, for messages.

    Raises
    ------
    InputError
        If nothing is given, a change is no number or below -100%, or jobs are asked of what has
        none; a :class:`SourceError` with the row for a table.
    UnknownEntityError, AmbiguousEntityError, EmptyTextError
        If a name has no or several answers.
    """
    rows = _rows(given, file)
    if hasattr(given, "columns"):
        absolute = absolute or bool(rows and rows[0].columns[1].lower() in JOBS_COLUMNS)
    if not rows:
        msg = "The shock is empty; give at least one entity and its change, such as -0.3."
        raise InputError(msg) if file is None else SourceError(msg, file=file)
    found: list[Change] = []
    for row in rows:
        try:
            new = _changes(space, row, absolute=absolute)
            distinct([*(each for each in found if each.label in {c.label for c in new}), *new])
            found += new
        except LaborSpaceError as error:
            if row.row is None:
                raise
            raise SourceError(str(error), file=file, row=row.row) from error
    return tuple(found)


def distinct(changes: Iterable[Change]) -> None:
    """Raise :class:`InputError` if an entity or text has two changes."""
    seen: set[str] = set()
    for change in changes:
        if change.label in seen:
            msg = f"{change.label} is there twice; give one change for it."
            raise InputError(msg)
        seen.add(change.label)


def read_changes(space: Space, path: str | Path, *, absolute: bool = False) -> tuple[Change, ...]:
    """Read changes from a ``.csv``, ``.tsv``, ``.parquet``, ``.xlsx`` or ``.dta`` file.

    Raises
    ------
    SourceError
        As :func:`changes_of`, naming file and row.
    """
    from laborspace.sources.tabular import read_tabular

    path = Path(path)
    table, _ = read_tabular(path)
    return changes_of(space, table, absolute=absolute, file=path)


def parse(value: Any, *, absolute: bool) -> tuple[float, bool]:
    """Return a change and whether it is in jobs: ``-0.3``, ``"-30%"``, ``"-12000jobs"``.

    Raises
    ------
    InputError
        If it is no number.
    """
    text = str(value).strip()
    match = _NUMBER.fullmatch(text)
    is_number = isinstance(value, (int, float, np.number, str)) and not isinstance(value, bool)
    try:
        number = float(match[1].replace(",", "").replace("−", "-")) if match else float(text)
    except ValueError:
        number = math.nan
    if not is_number or not math.isfinite(number):
        msg = f"{value!r} is not a change; write it as -0.3, -30% or -12000jobs."
        raise InputError(msg)
    unit = (match[2] or "").lower() if match else ""
    if unit == "%":
        return number / 100, False
    return number, absolute or unit.startswith("job")


def _rows(given: Any, file: Path | None) -> list[_Given]:
    if hasattr(given, "columns"):
        return _of_table(given.to_pandas() if hasattr(given, "to_pandas") else given, file)
    if isinstance(given, (Mapping,)) or (hasattr(given, "items") and hasattr(given, "index")):
        return [_Given(name, value) for name, value in given.items()]
    rows = []
    for pair in given:
        if isinstance(pair, str) or not isinstance(pair, (tuple, list)) or len(pair) != 2:
            msg = f"{pair!r} is not an entity and its change; write {{'naics:4811': -0.3}}."
            raise InputError(msg)
        rows.append(_Given(*pair))
    return rows


def _of_table(table: pd.DataFrame, file: Path | None) -> list[_Given]:
    names = [str(name) for name in table.columns]
    folded = {name.strip().lower().replace(" ", "_"): name for name in reversed(names)}
    change = next((folded[n] for n in (*RELATIVE_COLUMNS, *JOBS_COLUMNS) if n in folded), None)
    name = next((folded[n] for n in NAME_COLUMNS if n in folded and folded[n] != change), None)
    if name is None or change is None:
        wanted = "of names (id, code, naics, soc, …)" if name is None else "change or jobs"
        msg = f"there is no column {wanted} among {', '.join(names)}; rename one."
        raise SourceError(msg, file=file)
    labeled = table.set_axis(names, axis=1)
    places = [int(str(i)) for i in table.index] if file else range(2, len(table) + 2)
    cells = zip(labeled[name].tolist(), labeled[change].tolist(), places, strict=True)
    return [_Given(_cell(cell), value, place, (name, change)) for cell, value, place in cells]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    return "" if value is None else str(value).strip()


def _changes(space: Space, given: _Given, *, absolute: bool) -> list[Change]:
    value, in_jobs = parse(given.value, absolute=absolute)
    if not in_jobs and value < -1:
        hint = f"; write {value:g}% if that is meant" if value >= -100 else ""
        msg = (
            f"A shock of {100 * value:g}% to {_called(given.name)} takes away more than there is;"
            f" a change is -100% at least{hint}."
        )
        raise InputError(msg)
    if is_mix(given.name):
        return _of_mix(space, mix_of(space, given.name), value, in_jobs=in_jobs)
    if not isinstance(given.name, str) or not given.name.strip():
        msg = f"{given.name!r} is not the name of an entity; write an id, a code or a title."
        raise InputError(msg)
    if given.name.startswith(TEXT_PREFIX):
        if in_jobs:
            msg = f"How many jobs {given.name!r} has is not known; give a relative change."
            raise InputError(msg)
        (term,) = terms(space, given.name)
        check_text(space, term, "occupation", "industry")
        return [Change(given.name, -1, value, math.nan, term.vector)]
    return [_of_entity(space, _id(space, given), value, in_jobs=in_jobs)]


def _id(space: Space, given: _Given) -> str:
    column = given.columns[0].strip().lower().replace(" ", "_")
    for scheme in SCHEMES.get(column, ()) if given.row is not None else ():
        try:
            return resolve(space, f"{scheme}:{given.name.removeprefix(f'{scheme}:')}")
        except UnknownEntityError:
            continue
    return resolve(space, given.name)


def jobs_of(space: Space, row: int) -> float:
    """Return the jobs of an entity, of a group of items those of its members; NaN if unknown."""
    from laborspace.analysis.links import members

    known, is_item = accounts(space).jobs, space.column("level")[row] in ITEM_LEVELS
    if space.column("kind")[row] == "industry" and is_item:
        return industry_jobs(space, row)
    if row in known:
        return known[row]
    if is_item:
        return math.nan
    found = [jobs_of(space, each) for each in members(space, row)]
    return sum(each for each in found if math.isfinite(each)) or math.nan


def _of_entity(space: Space, id_: str, value: float, *, in_jobs: bool) -> Change:
    row = space.index_of(id_)
    jobs, kind = jobs_of(space, row), space.column("kind")[row]
    if not in_jobs:
        return Change(id_, row, value, value * jobs)
    if kind == "firm":
        return Change(id_, row, math.nan, value)
    if not math.isfinite(jobs):
        titled = f"{space.column('title')[row]} ({id_})"
        msg = f"How many jobs {titled} has is not known; give a relative change, such as -0.3."
        raise InputError(msg)
    if value < -jobs:
        msg = (
            f"{space.column('title')[row]} ({id_}) has {jobs:,.0f} jobs, so that it cannot lose"
            f" {-value:,.0f}."
        )
        raise InputError(msg)
    return Change(id_, row, value / jobs, value)


def _of_mix(space: Space, mix: Mix, value: float, *, in_jobs: bool) -> list[Change]:
    """Split a change of a weighted set among its members, whose weights are jobs."""
    amounts = (mix.shares if in_jobs else mix.weights) * value
    found = []
    for name, amount in zip(mix.names, amounts.tolist(), strict=True):
        if name.startswith(TEXT_PREFIX):
            msg = f"How many jobs {name!r} has is not known; leave it out of the weighted set."
            raise InputError(msg)
        found.append(_of_entity(space, name, amount, in_jobs=True))
    return found


def _called(name: Any) -> str:
    return name if isinstance(name, str) else "a weighted set"
