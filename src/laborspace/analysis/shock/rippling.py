"""The ripple of a shock: direct effects through relations, indirect ones through the space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from laborspace.analysis.blocks import block
from laborspace.analysis.draws import generator_of
from laborspace.analysis.neighbors import check_top
from laborspace.analysis.shock.accounts import accounts, industry_jobs
from laborspace.analysis.shock.direct import Direct, direct
from laborspace.analysis.shock.kernel import Kernel, kernel
from laborspace.analysis.shock.paths import Paths
from laborspace.analysis.shock.system import System, variation
from laborspace.analysis.tables import result_table
from laborspace.errors import InputError
from laborspace.records import KINDS, check_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.analysis.shock.changes import Change
    from laborspace.space.container import Rows, Space

Floats = npt.NDArray[np.float64]

RHO = 0.5
TEMPERATURE = 0.1
DRAWS = 12
_NORMAL = 1.645
SORTS = ("impact", "jobs", "wage_bill")


@dataclass(frozen=True)
class Parameters:
    """How far and how widely a shock carries.

    Attributes
    ----------
    rho : float
        Share of the mean change of its neighbors that an entity takes on, in [0, 1).
    temperature : float
        Of the softmax of centered cosines: the lower, the more the nearest count.
    estimated : float
        How much estimated relations count beside observed ones, in [0, 1].
    draws : int
        Draws that the interval comes from; 0 for none.
    """

    rho: float = RHO
    temperature: float = TEMPERATURE
    estimated: float = 1.0
    draws: int = DRAWS

    def check(self) -> Parameters:
        """Return the parameters, or raise :class:`InputError` where one is out of range."""
        numbers = (self.rho, self.temperature, self.estimated)
        finite = all(isinstance(n, (int, float)) and np.isfinite(n) for n in numbers)
        if not finite or not 0 <= self.rho < 1:
            msg = f"rho must lie between 0 and 1 (1 itself would never fade), not {self.rho!r}."
            raise InputError(msg)
        if not 0.005 <= self.temperature <= 10:
            msg = f"The temperature must lie between 0.005 and 10, not {self.temperature!r}."
            raise InputError(msg)
        if not 0 <= self.estimated <= 1:
            msg = f"estimated must lie between 0 and 1, not {self.estimated!r}."
            raise InputError(msg)
        if isinstance(self.draws, bool) or not isinstance(self.draws, int) or self.draws < 0:
            msg = f"draws must be a whole number of at least 0, not {self.draws!r}."
            raise InputError(msg)
        return self


@dataclass(frozen=True)
class Ripple:
    """What reaches all entities.

    Attributes
    ----------
    table : pyarrow.Table
        ``id, kind, code, title, impact, low, high, jobs, wage_bill, direct, indirect, observed,
        basis, why``.
    balance : pyarrow.Table
        ``id, kind, code, title, change, jobs, listed, estimated, unlisted``: for each industry
        that loses or gains, its change in jobs, and the sums by occupation that add up to it.
    bound : float
        Largest error that solving can have left in an impact.
    """

    table: pa.Table
    balance: pa.Table
    bound: float


def ripple(
    space: Space,
    changes: Sequence[Change],
    *,
    kind: str | None = None,
    vocabulary: str | None = None,
    top: int | None = None,
    sort: str = "impact",
    parameters: Parameters | None = None,
    rng: int | np.random.Generator | None = 0,
) -> Ripple:
    """Follow a shock through observed relations and through the space.

    The total effect x solves ``x = d + ρ W x``: the direct effect d
    (:mod:`laborspace.analysis.shock.direct`) and ρ times the weighted mean of what reaches the
    neighbors (:mod:`laborspace.analysis.shock.kernel`), so ``x = (I - ρW)⁻¹ d``, which has the
    form of Leontief's inverse (Rev. Econ. Stat. 1936). What is counted is not inferred as well:
    the row of an entity in W, which sums to 1, is multiplied by the share of it that the direct
    effect does not speak of. It is zero for an entity that the shock names, whose change is given.

    Parameters
    ----------
    space : Space
    changes : sequence of Change
    kind : str, optional
        Kind of the answers; by default all.
    vocabulary : str, optional
        Only answers of it, such as ``"onet"`` or ``"esco"``; by default all.
    top : int, optional
        Most answers of each kind; by default all.
    sort : {"impact", "jobs", "wage_bill"}
        What the answers are ordered by, the largest change first.
    parameters : Parameters, optional
    rng : int or numpy.random.Generator, optional
        Seed or generator of the draws.

    Returns
    -------
    Ripple

    Raises
    ------
    UnknownKindError, InputError
        If there is no such kind, a parameter is out of range, or the kind has no jobs to sort by.
    """
    chosen = (parameters or Parameters()).check()
    if kind is not None:
        check_kind(kind)
    if top is not None:
        check_top(top)
    if sort not in SORTS:
        msg = f"There is no order {sort!r}; choose one of {', '.join(SORTS)}."
        raise InputError(msg)
    first = direct(space, changes, estimated=chosen.estimated)
    known = kernel(space)
    system = System(space, known, first, changes, chosen.estimated)
    total, bound = system.solve(chosen.rho, chosen.temperature)
    spread = variation(system, chosen.rho, chosen.temperature, chosen.draws, generator_of(rng))
    rows = known.rows
    impact = np.clip(total, -1, None)
    held = np.zeros(len(space), dtype=bool)
    held[list(first.given)] = True
    spread[held[rows]] = 0
    order = _order(space, rows, impact, kind, vocabulary, sort)
    order = _first(space, rows, order, top)
    paths = Paths(space, known, first, system, chosen.rho, chosen.temperature)
    texts = system.texts_at(chosen.temperature).sum(axis=1)
    table = _table(space, known, first, (impact, total, spread, texts), order, paths)
    return Ripple(table, balance(space, first), bound)


def _order(
    space: Space, rows: Rows, impact: Floats, kind: str | None, vocabulary: str | None, sort: str
) -> Rows:
    """Return places of items by kind, the largest change first, ties by id."""
    known = accounts(space)
    size = np.abs(impact)
    every = _jobs(space)
    if sort != "impact":
        size = size * np.array([every.get(row, 0.0) for row in rows.tolist()])
        if sort == "wage_bill":
            size *= np.array([known.wage.get(row, 0.0) for row in rows.tolist()])
    kinds = [space.column("kind")[row] for row in rows.tolist()]
    found: list[int] = []
    for each in KINDS if kind is None else (kind,):
        mine = np.array([i for i, k in enumerate(kinds) if k == each], dtype=np.intp)
        if not len(mine) and kind is not None:
            block(space, kind)  # says that there is none
        without = not any(row in every for row in rows[mine].tolist())
        if sort != "impact" and kind is not None and without:
            msg = (
                f"How many jobs a {kind} has is not known, so that answers of this kind cannot be"
                f" sorted by {sort}; leave the order out."
            )
            raise InputError(msg)
        rounded = np.round(size[mine], 12)
        ids = np.array([space.ids[row] for row in rows[mine].tolist()])
        found += mine[np.lexsort((ids, -rounded))].tolist()
    if vocabulary is not None:
        prefix = vocabulary.rstrip(":") + ":"
        kept = [i for i in found if space.ids[rows[i]].startswith(prefix)]
        if not kept:
            others = sorted({space.ids[rows[i]].partition(":")[0] for i in found})
            msg = (
                f"No {kind or 'entity'} to rank comes from {vocabulary!r}; choose"
                f" {' or '.join(others)}."
            )
            raise InputError(msg)
        found = kept
    return np.array(found, dtype=np.intp)


def _first(space: Space, rows: Rows, order: Rows, top: int | None) -> Rows:
    """Return the first few places of each kind."""
    kinds = space.column("kind")
    count: dict[str, int] = {}
    kept = []
    for place in order.tolist():
        kind = kinds[rows[place]]
        count[kind] = count.get(kind, 0) + 1
        if top is None or count[kind] <= top:
            kept.append(place)
    return np.array(kept, dtype=np.intp)


def _table(
    space: Space,
    known: Kernel,
    first: Direct,
    numbers: tuple[Floats, Floats, Floats, Floats],
    order: Rows,
    paths: Paths,
) -> pa.Table:
    impact, total, spread, texts = (each[order] for each in numbers)
    rows = known.rows[order]
    seen, guessed = first.observed[rows], first.estimated[rows] + texts
    indirect = total - seen - guessed
    size = np.abs(seen) + np.abs(guessed) + np.abs(indirect)
    share = np.divide(np.abs(seen), size, out=np.full(len(size), np.nan), where=size > 1e-12)
    counts = accounts(space)
    every = _jobs(space)
    jobs = np.array([every.get(row, np.nan) for row in rows.tolist()])
    wage = np.array([counts.wage.get(row, np.nan) for row in rows.tolist()])
    basis = [
        "given" if row in first.given else "observed" if part > 0.5 else "estimated"
        for row, part in zip(rows.tolist(), np.nan_to_num(share).tolist(), strict=True)
    ]
    columns: dict[str, Any] = {
        "impact": impact,
        "low": np.clip(np.where(impact <= -1, -1, impact - _NORMAL * spread), -1, None),
        "high": impact + _NORMAL * spread,
        "jobs": impact * jobs,
        "wage_bill": impact * jobs * wage,
        "direct": seen + guessed,
        "indirect": indirect,
        "observed": share,
        "basis": basis,
        "why": paths.words(order),
    }
    rounded = {
        name: values if isinstance(values, list) else np.round(values, 9) + 0.0
        for name, values in columns.items()
    }
    return result_table(space, rows, rounded)


def _jobs(space: Space) -> dict[int, float]:
    """Return the jobs of entities, of industries with those that their lists leave out.

    An industry of which nothing is listed has a guessed size too rough to be shown.
    """

    def make() -> dict[int, float]:
        found = dict(accounts(space).jobs)
        listed = [row for row in space.rows("industry").tolist() if row in found]
        return found | {row: industry_jobs(space, row) for row in listed}

    return space.derived("shock jobs", make)


def balance(space: Space, first: Direct) -> pa.Table:
    """Return how the jobs of each industry of a shock add up; see :class:`Ripple`."""
    losses = sorted(first.losses, key=lambda loss: space.ids[loss.row])
    rows = np.array([loss.row for loss in losses], dtype=np.intp)
    columns: dict[str, Any] = {
        "change": np.array([loss.change for loss in losses], dtype=np.float64),
        "jobs": np.array([loss.jobs for loss in losses], dtype=np.float64),
        "listed": np.array([loss.cells.sum() for loss in losses], dtype=np.float64),
        "estimated": np.array([loss.guessed.sum() for loss in losses], dtype=np.float64),
        "unlisted": np.array([loss.unlisted for loss in losses], dtype=np.float64),
    }
    return result_table(space, rows, {n: np.round(c, 9) + 0.0 for n, c in columns.items()})
