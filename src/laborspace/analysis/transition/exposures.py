"""A measure of exposure the caller brings, looked up for origin and destinations."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from laborspace.analysis.estimate.observed import taxonomy
from laborspace.analysis.transition.circumstances import STEPS, counterparts
from laborspace.errors import InputError, LaborSpaceError, SourceError
from laborspace.space.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from laborspace.space.container import Space


class Measure(Protocol):
    """Ids or codes of occupations and how exposed they are: a mapping, or a pandas Series."""

    def items(self) -> Iterable[tuple[Any, float]]:
        """Return the pairs."""


Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Exposures:
    """Exposure of an origin and its destinations, on the scale of the measure; NaN if unknown.

    Attributes
    ----------
    here : float
    there : ndarray, (n,)
    percentile : ndarray, (n,)
        Share of the occupations measured that are less exposed, ties counting half.
    """

    here: float
    there: Floats
    percentile: Floats


def exposures(
    space: Space,
    measure: Measure,
    here: Sequence[int],
    shares: npt.NDArray[np.floating],
    there: Sequence[int],
) -> Exposures:
    """Look a measure up.

    An occupation without a number of its own has that of the SOC groups above it, and an ESCO
    occupation the mean of its O*NET counterparts, as with wages.

    Parameters
    ----------
    space : Space
    measure : mapping of str to float
        Ids or codes of occupations, and how exposed they are.
    here, there : sequence of int
        Rows in the space of the members of the origin, and of the destinations.
    shares : ndarray, (len(here),)
        Weights of the members of the origin.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, InputError
        If an occupation is not known, or a number is not finite.
    """
    known = _read(space, measure)
    ordered = np.sort(list(known.values()))
    every = np.array([_of(space, known, row) for row in there], dtype=np.float64)
    left, right = (np.searchsorted(ordered, every, side) for side in ("left", "right"))
    percentile = (left + right) / (2 * len(ordered))
    own = np.array([_of(space, known, row) for row in here], dtype=np.float64)
    found = np.isfinite(own)
    mean = float(shares[found] @ own[found] / shares[found].sum()) if found.any() else np.nan
    return Exposures(mean, every, np.where(np.isfinite(every), percentile, np.nan))


def read_measure(space: Space, path: Path) -> dict[str, float]:
    """Read a measure from a .csv file: occupations in the first column, numbers in the last.

    The first line names the columns; other columns are not read. Returns numbers by id.

    Raises
    ------
    SourceError
        If the file cannot be read, or a row names no occupation of the space, one twice, or no
        finite number.
    """
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", file=path) from error
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise SourceError(problem, file=path) from error
    found: dict[str, float] = {}
    for number, row in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            id_ = resolve(space, row[0].strip())
        except LaborSpaceError as error:
            raise SourceError(str(error), file=path, row=number) from error
        if id_ in found:
            raise SourceError("the occupation is there twice", file=path, row=number, id=id_)
        try:
            found[id_] = float(row[-1]) if len(row) > 1 else float("nan")
        except ValueError:
            found[id_] = float("nan")
        if not np.isfinite(found[id_]):
            problem = f"{row[-1]!r} is not a finite number; the last column holds the exposure"
            raise SourceError(problem, file=path, row=number)
    if not found:
        problem = "holds no rows; the first column names occupations, the last their exposure"
        raise SourceError(problem, file=path)
    return found


def _read(space: Space, measure: Measure) -> dict[int, float]:
    known = {}
    for name, value in measure.items():
        id_ = name if name in space else resolve(space, str(name))
        if not np.isfinite(value):
            msg = f"The exposure of {name!r} is {value!r}, not a finite number."
            raise InputError(msg)
        known[space.index_of(id_)] = float(value)
    if not known:
        msg = "The measure of exposure is empty; give at least one occupation and its number."
        raise InputError(msg)
    return known


def _of(space: Space, known: Mapping[int, float], row: int) -> float:
    own = _own(space, known, row)
    if np.isfinite(own):
        return own
    others = [_own(space, known, other) for other in counterparts(space).get(row, [])]
    others = [value for value in others if np.isfinite(value)]
    return float(np.mean(others)) if others else float("nan")


def _own(space: Space, known: Mapping[int, float], row: int) -> float:
    line = (row, *taxonomy(space).above(row)[:STEPS])
    return next((known[each] for each in line if each in known), float("nan"))
