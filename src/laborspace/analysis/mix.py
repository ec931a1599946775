"""Weighted sets of entities: a metro area's jobs, a firm's workforce, a country's industries.

A mix is a name and a weight for each of its members, from a mapping, a pandas object or a table in
a file. Wherever one entity can be asked about, a mix can; :func:`laborspace.analysis.query.terms`
makes it one term.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from laborspace.analysis.words import percent
from laborspace.errors import (
    AmbiguousEntityError,
    InputError,
    LaborSpaceError,
    MixWarning,
    SourceError,
    UnknownEntityError,
)
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from laborspace.space.container import Space

TEXT_PREFIX = "text:"

SCHEMES = {  # name of a column: prefixes of the ids its codes may mean, tried in turn
    "soc": ("soc", "onet"),
    "soc_code": ("soc", "onet"),
    "occ_code": ("soc", "onet"),
    "onet": ("onet", "soc"),
    "onetsoc_code": ("onet", "soc"),
    "naics": ("naics",),
    "naics_code": ("naics",),
    "isco": ("isco",),
    "esco": ("esco",),
    "firm": ("firm",),
    "ticker": ("firm",),
}
NAME_COLUMNS = (
    *("id", "code", *SCHEMES),
    *("entity", "occupation", "industry", "skill", "title", "name", "text"),
)
"""Columns that may name the members, in the order they are looked for."""

WEIGHT_COLUMNS = ("employment", "jobs", "weight", "share", "tot_emp", "workers")
"""Columns that may weigh them; a table of two columns may call its columns anything."""

_CODE = re.compile(r"[\d.-]+")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True, eq=False)
class Mix:
    """A weighted set whose members are known. Made by :func:`mix_of` and :func:`read_mix`.

    Attributes
    ----------
    label : str
        For the reader, such as the name of its file.
    names : tuple of str, (n,)
        Ids of entities and texts, ``"text:…"``; distinct, in ascending order.
    weights : ndarray, (n,)
        As given, those of one member summed; above 0.
    skipped : tuple of str
        Names the space does not know, where they were to be left out.
    skipped_share : float
        Their share of all weight.
    """

    label: str
    names: tuple[str, ...]
    weights: npt.NDArray[np.float64]
    skipped: tuple[str, ...] = ()
    skipped_share: float = 0.0

    @property
    def shares(self) -> npt.NDArray[np.float64]:
        """The weights, scaled so that they sum to 1."""
        shares: npt.NDArray[np.float64] = self.weights / self.weights.sum()
        return shares


MixGiven: TypeAlias = "Mix | Mapping[str, float] | pd.Series[float] | pd.DataFrame"
"""A weighted set as a user may write it."""


@dataclass(frozen=True)
class _Rows:
    """Names and weights as given, and where they stand."""

    names: list[str]
    weights: list[Any]
    places: list[int] | None = None  # rows of a table, its header being row 1
    file: Path | None = None
    columns: tuple[str, str] = ("name", "weight")

    def blame(self, i: int, column: int, problem: str) -> InputError:
        if self.places is None:
            return InputError(f"In a weighted set, {self.names[i]!r}: {problem}")
        return SourceError(problem, file=self.file, row=self.places[i], column=self.columns[column])


def is_mix(argument: object) -> bool:
    """Whether an argument is a weighted set: a Mix, a mapping, a Series or a table."""
    if isinstance(argument, (Mix, Mapping)):
        return True
    return hasattr(argument, "columns") or (
        hasattr(argument, "items") and hasattr(argument, "index")
    )


def mix_of(
    space: Space, given: MixGiven, *, label: str | None = None, unknown: str = "raise"
) -> Mix:
    """Read a weighted set.

    Parameters
    ----------
    space : Space
    given : Mix, mapping, Series or DataFrame
        Names and weights; a Series has the names in its index, a DataFrame in one of the columns
        :data:`NAME_COLUMNS`, the weights in one of :data:`WEIGHT_COLUMNS`. Codes in a column that
        is called after a classification, such as ``naics`` or ``soc``, are read as its codes.
    label : str, optional
        What to call it; by default how many members it has.
    unknown : {"raise", "skip"}
        What to do with names the space does not know.

    Warns
    -----
    MixWarning
        If names were left out, or a table lists groups beside what they contain.

    Raises
    ------
    InputError
        If it is empty, a weight is not a finite number of 0 or more, all weights are 0, or a name
        is empty, unknown or ambiguous. For a table the error is a :class:`SourceError`, which says
        in which row and column.
    """
    if isinstance(given, Mix):
        return given
    return _resolved(space, _rows(given), label, unknown)


def read_mix(space: Space, path: str | Path, *, unknown: str = "raise") -> Mix:
    """Read a weighted set from a ``.csv``, ``.tsv``, ``.parquet``, ``.xlsx`` or ``.dta`` file.

    Parameters
    ----------
    space : Space
    path : str or Path
        The columns are those of :func:`mix_of`; its label is the name of the file.
    unknown : {"raise", "skip"}
        What to do with names the space does not know.

    Raises
    ------
    SourceError
        As :func:`mix_of`, naming file, row and column.
    """
    from laborspace.sources.tabular import read_tabular

    path = Path(path)
    table, _ = read_tabular(path)
    return _resolved(space, _of_table(table, path), path.name, unknown)


def plain(given: MixGiven) -> dict[str, float]:
    """Return a weighted set in a form fit for JSON."""
    rows = _rows(given)
    found: dict[str, float] = {}
    for i, name in enumerate(rows.names):
        found[name] = found.get(name, 0.0) + _weight(rows, i)
    return found


def _rows(given: MixGiven) -> _Rows:
    if isinstance(given, Mix):
        return _Rows(list(given.names), given.weights.tolist())
    pairs: Any = given
    if hasattr(pairs, "columns"):
        return _of_table(pairs.to_pandas() if hasattr(pairs, "to_pandas") else pairs, None)
    found = [(_name(name), weight) for name, weight in pairs.items()]
    return _Rows([name for name, _ in found], [weight for _, weight in found])


def _of_table(table: pd.DataFrame, file: Path | None) -> _Rows:
    names = [str(name) for name in table.columns]
    folded = {name.strip().lower().replace(" ", "_"): name for name in reversed(names)}
    weight = next((folded[each] for each in WEIGHT_COLUMNS if each in folded), None)
    name = next(
        (folded[each] for each in NAME_COLUMNS if each in folded and folded[each] != weight), None
    )
    if len(names) == 2 and (name is None or weight is None):
        name = name or next(each for each in names if each != weight)
        weight = next(each for each in names if each != name)
    if name is None or weight is None:
        missing = "of codes (id, code, soc, naics, …)" if name is None else "of weights"
        also = "" if name is None else f" ({', '.join(WEIGHT_COLUMNS)})"
        problem = f"there is no column {missing}{also} among {', '.join(names)}; rename one."
        raise SourceError(problem, file=file)
    labeled = table.set_axis(names, axis=1)
    # Rows of a file are counted with its header; so are those of a DataFrame without a file.
    places = [int(str(place)) for place in table.index] if file else range(2, len(table) + 2)
    cells = [_name(value) for value in labeled[name].tolist()]
    return _Rows(cells, labeled[weight].tolist(), list(places), file, (name, weight))


def _name(value: Any) -> str:
    """Return a name as text: a code stored as a float (NAICS 6221.0) without its ``.0``."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _resolved(space: Space, rows: _Rows, label: str | None, unknown: str) -> Mix:
    if unknown not in ("raise", "skip"):
        msg = f"unknown is 'raise' or 'skip', not {unknown!r}."
        raise InputError(msg)
    column = rows.columns[0].strip().lower().replace(" ", "_")
    schemes = SCHEMES.get(column, ()) if rows.places is not None else ()
    texts = column == "text" and rows.places is not None
    found: dict[str, float] = {}
    skipped: dict[str, float] = {}
    for i, name in enumerate(rows.names):
        if not name:
            raise rows.blame(i, 0, "the code is empty; write one, or leave the row out.")
        member = f"{TEXT_PREFIX}{name.removeprefix(TEXT_PREFIX)}" if texts else name
        if not member.startswith(TEXT_PREFIX):
            try:
                member = _id_of(space, name, schemes)
            except UnknownEntityError as error:
                if unknown == "skip":
                    skipped[name] = skipped.get(name, 0.0) + _weight(rows, i, doubtful=True)
                    continue
                raise rows.blame(i, 0, _unknown(space, error, schemes)) from error
            except AmbiguousEntityError as error:
                choice = " or ".join(error.candidates[:4])
                raise rows.blame(i, 0, f"{name!r} could be {choice}; use the id of one.") from error
            except LaborSpaceError as error:
                raise rows.blame(i, 0, str(error)) from error
        weight = _weight(rows, i)
        if weight:
            found[member] = found.get(member, 0.0) + weight
    if not found:
        what = "all weights are 0" if rows.names else "it has no members"
        msg = f"{what}: a weighted set needs at least one known member with a weight above 0."
        if rows.file is not None:
            raise SourceError(msg, file=rows.file)
        raise InputError(msg.replace("it has", "a weighted set has", 1).capitalize())
    members = sorted(found)
    weights = np.array([found[member] for member in members])
    left = sum(skipped.values())
    mix = Mix(
        label or f"mix of {len(members)}",
        tuple(members),
        weights,
        tuple(skipped),
        left / (left + float(weights.sum())),
    )
    _warn(space, mix, of_table=rows.places is not None)
    return mix


def _warn(space: Space, mix: Mix, *, of_table: bool) -> None:
    if mix.skipped:
        few = ", ".join(mix.skipped[:3]) + (", …" if len(mix.skipped) > 3 else "")
        count = f"{len(mix.skipped)} name{'s' if len(mix.skipped) != 1 else ''}"
        note = (
            f"{mix.label}: {count} not in this space, with {percent(mix.skipped_share)} of the"
            f" weight, left out ({few})."
        )
        warnings.warn(note, MixWarning, stacklevel=4)
    within = _within(space, mix) if of_table else None
    if within is not None:
        note = (
            f"{mix.label} lists groups beside what they contain, such as {within[1]} beside"
            f" {within[0]}, which then counts twice; keep one level."
        )
        warnings.warn(note, MixWarning, stacklevel=4)


def _within(space: Space, mix: Mix) -> tuple[str, str] | None:
    """Return a member and another that contains it, or None."""
    from laborspace.analysis.estimate.observed import taxonomy

    rows = space.rows_of(mix.names)
    listed = set(rows[rows >= 0].tolist())
    above = taxonomy(space).above
    for row in sorted(listed):
        for group in above(row):
            if group in listed:
                return space.ids[row], space.ids[group]
    return None


def _weight(rows: _Rows, i: int, *, doubtful: bool = False) -> float:
    """Return a weight; of a member that is left out, 0 where it cannot be read."""
    value = rows.weights[i]
    if isinstance(value, str) and _THOUSANDS.fullmatch(value.strip()):
        value = value.replace(",", "")
    try:
        weight = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        weight = math.nan
    if not math.isfinite(weight) or weight < 0:
        if doubtful:
            return 0.0
        raise rows.blame(i, 1, f"the weight {rows.weights[i]!r} is not a number of 0 or more.")
    return weight


def _id_of(space: Space, name: str, schemes: Iterable[str]) -> str:
    for scheme in schemes:
        try:
            return resolve(space, f"{scheme}:{name.removeprefix(f'{scheme}:')}")
        except UnknownEntityError:
            continue
    return resolve(space, name)


def _unknown(space: Space, error: UnknownEntityError, schemes: Iterable[str]) -> str:
    """Say that a name is unknown, and which come near."""
    near = error.suggestions
    if not near and _CODE.fullmatch(error.name):  # a code has no likeness but with other codes
        for scheme in schemes or ("soc",) * ("-" in error.name) or ("naics",):
            try:
                resolve(space, f"{scheme}:{error.name}")
            except UnknownEntityError as other:
                near = near or other.suggestions
            except LaborSpaceError:
                continue
    asked = f"; did you mean {' or '.join(near[:3])}?" if near else "."
    advice = "Unknown codes can be left out with unknown='skip' (@?FILE)."
    return f"no entity is called {error.name!r}{asked} {advice}"
