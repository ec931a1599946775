"""What two sides have of the same things: each relation both can have, as one aspect."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from laborspace.analysis.contrast.sides import HALF, Aspect, Floats, Side
from laborspace.analysis.estimate.observed import RATED, Observed, observed, taxonomy
from laborspace.analysis.expectation import expect
from laborspace.analysis.transition.origin import resolve_origin
from laborspace.analysis.transition.profiles import LIKELY, prefix
from laborspace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scipy.sparse import csr_matrix

    from laborspace.analysis.transition.profiles import Profiles
    from laborspace.space.container import Rows, Space

_ALL = 100_000  # answers of `expect`: as many as there are
_LEAST = 1e-9


def aspects(space: Space, sides: tuple[Side, Side]) -> Iterator[Aspect]:
    """Yield what can be compared; what the space knows nothing of is left out."""
    sorts = {each.sort for each in sides}
    jobs = {"occupation", "text"}
    found: list[Callable[[Space, tuple[Side, Side]], Aspect | None]] = []
    if sorts <= jobs:
        found += [_requires, _employed_by]
    if sorts <= {"industry", "text"} and "industry" in sorts:
        found.append(_employs)
    if sorts <= {"firm", "text"} and "firm" in sorts:
        found.append(_operates_in)
    if sorts == {"skill"}:
        found.append(_required_by)
    for make in found:
        try:
            made = make(space, sides)
        except InputError:  # the space has no such relation
            continue
        if made is not None:
            yield made


def _requires(space: Space, sides: tuple[Side, Side]) -> Aspect:
    """Compare the skills two jobs require, as :mod:`laborspace.analysis.transition` reads them."""
    own = [resolve_origin(space, each.argument, None)[1] for each in sides if each.sort != "text"]
    own = own or [resolve_origin(space, sides[0].argument, None, doubt=False)[1]]
    # Of two vocabularies, the one that rates every skill: what is not listed is not known to lack.
    table = min(own, key=lambda each: (each.scale != RATED, each.vocabulary))
    held = [
        resolve_origin(space, each.argument, table.vocabulary, doubt=False)[0].held
        for each in sides
    ]
    need = np.concatenate([table.needed(each) for each in held])
    parts = [np.concatenate([getattr(h, n) for h in held]) for n in ("values", "low", "high")]
    usual = np.asarray(table.have.mean(axis=0)).ravel()
    rated = table.scale == RATED
    scaled = [table.on_scale(part) if rated else part for part in (*parts, usual)]
    seen = tuple(bool(each.observed.all()) for each in held)
    return Aspect(
        "requires",
        "importance of the skill" if rated else "1 if the skill is essential, 0.5 if optional",
        table.targets,
        scaled[0],
        scaled[1],
        scaled[2],
        need > 0,
        scaled[3],
        (seen[0], seen[1]),
        _others(table) if all(seen) else None,
        _importance if rated else partial(_listed, seen),
    )


def _others(table: Profiles) -> csr_matrix:
    """Return what observed occupations require, on the scale shown."""
    need = table.need[np.flatnonzero(table.observed)]
    if table.scale == RATED:
        need = need.copy()
        need.data = table.on_scale(need.data)
    return need


def _importance(_side: int, value: float) -> str:
    return f"importance {value:.1f}"


def _listed(seen: tuple[bool, ...], side: int, value: float) -> str:
    if not seen[side]:
        return f"perhaps listed ({value:.2f})"
    return "essential" if value == 1 else "optional" if value > 0 else "not listed"


def _jobs(_side: int, value: float) -> str:
    return f"{100 * value:.1f}% of the jobs"


def _weight(_side: int, value: float) -> str:
    return f"weight {value:.2f}" if value else "not reported"


def _chance(_side: int, value: float) -> str:
    return f"probability {value:.2f}"


def _employs(space: Space, sides: tuple[Side, Side]) -> Aspect:
    """Compare the jobs of two industries."""
    table = observed(space, "employs")
    places = [_place(space, table.sources, each) for each in sides]
    known = [place for place in places if place is not None]
    levels = space.column("level")
    alike = {levels[table.sources[place]] for place in known}
    if len(known) == 2 and len(alike) == 1:  # sources list the levels in unequal detail
        shares = _shares(_matrix(table))
        others = shares[[i for i, row in enumerate(table.sources) if levels[row] in alike]]
        return _of_shares("employs", table.targets, shares[known].toarray(), others, others)
    return _expected(space, sides, "employs", table)


def _operates_in(space: Space, sides: tuple[Side, Side]) -> Aspect:
    """Compare the industries of two firms."""
    table = observed(space, "operates_in")
    places = [_place(space, table.sources, each) for each in sides]
    if None in places:
        return _expected(space, sides, "operates_in", table)
    whole = _matrix(table)
    values = whole[[place for place in places if place is not None]].toarray()
    return _observed(
        "operates in",
        "weight of the industry",
        table.targets,
        values,
        whole,
        _weight,
        _usual(whole),
    )


def _required_by(space: Space, sides: tuple[Side, Side]) -> Aspect | None:
    """Compare the occupations that require two skills of one vocabulary."""
    names = {prefix(each.term.label) for each in sides}
    if len(names) != 1 or not all(each.one for each in sides):
        return None
    table = observed(space, "requires", names.pop())
    columns = [_place(space, table.targets, each) for each in sides]
    if None in columns:
        return None
    rated = table.scale == RATED
    weight = table.weight if rated else np.where(table.optional, 0.5, 1.0)
    whole = _matrix(table, weight).T.tocsr()
    values = whole[[column for column in columns if column is not None]].toarray()
    words = "importance of the skill" if rated else "1 if the skill is essential, 0.5 if optional"
    say = _importance if rated else partial(_listed, (True, True))
    middle = float(table.weight.min() + table.weight.max()) / 2 if rated else _LEAST
    usual = _usual(whole)
    if rated:
        whole.data[whole.data < middle] = 0
        whole.eliminate_zeros()
    return _observed("required by", words, table.sources, values, whole, say, usual, least=middle)


def _employed_by(space: Space, sides: tuple[Side, Side]) -> Aspect | None:
    """Compare where two occupations work: their jobs by the industries listed in full."""
    if not all(each.one for each in sides):
        return None
    table = observed(space, "employs")
    levels = space.column("level")
    kept = [i for i, row in enumerate(table.sources) if levels[row] == "sector"]
    jobs = _matrix(table)[kept].T.tocsr() if kept else None
    if jobs is None:
        return None
    values = np.stack([_jobs_of(space, table, jobs, each.term.label) for each in sides])
    if not (values.sum(axis=1) > 0).all():
        return None
    values /= values.sum(axis=1, keepdims=True)
    others = _shares(jobs[np.flatnonzero(np.asarray(jobs.sum(axis=1)).ravel() > 0)])
    return _of_shares("employed by", table.sources[kept], values, others, others)


def _jobs_of(space: Space, table: Observed, jobs: csr_matrix, id_: str) -> Floats:
    """Return the jobs of an occupation by industry: its own, its SOC code's or its members'."""
    row = space.index_of(id_)
    above = taxonomy(space).above
    own = {row, *above(row)[:1]} if row not in table.targets else {row}
    columns = [
        j
        for j, target in enumerate(table.targets.tolist())
        if target in own or row in above(target)
    ]
    return np.asarray(jobs[columns].sum(axis=0), dtype=np.float64).ravel()


def _expected(space: Space, sides: tuple[Side, Side], relation: str, table: Observed) -> Aspect:
    """Compare what is observed of either side or, of a text or a mix, estimated."""
    column = {int(row): j for j, row in enumerate(table.targets)}
    name = "share" if relation == "employs" else "probability"
    shape = (2, len(table.targets))
    values, low, high = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    seen = []
    for i, each in enumerate(sides):
        answer = expect(
            space, each.argument, relation, vocabulary=table.prefix.rstrip(":"), top=_ALL
        )
        rows = answer.to_pylist()
        seen.append(each.one and all(row["basis"] == "observed" for row in rows))
        for row in rows:
            j = column.get(space.index_of(row["id"]))
            if j is not None:
                ends = (name, name) if row["basis"] == "observed" else ("low", "high")
                values[i, j], low[i, j], high[i, j] = (row[each] for each in (name, *ends))
    usual = _usual(_shares(_matrix(table)) if relation == "employs" else _matrix(table))
    if relation == "employs":
        return _of_shares(
            "employs", table.targets, values, None, usual, low, high, (seen[0], seen[1])
        )
    return Aspect(
        "operates in", "probability of the industry", table.targets, values, low, high,
        values >= LIKELY, usual, (seen[0], seen[1]), None, _chance,
    )  # fmt: skip


def _of_shares(
    name: str,
    rows: Rows,
    values: Floats,
    others: csr_matrix | None,
    usual: Any,
    low: Floats | None = None,
    high: Floats | None = None,
    seen: tuple[bool, bool] = (True, True),
) -> Aspect:
    """Make an aspect of shares: both have what both have to a similar degree."""
    usual = usual if isinstance(usual, np.ndarray) else _usual(usual)
    most = values.max(axis=0)
    return Aspect(
        name, "share of the jobs", rows, values, values if low is None else low,
        values if high is None else high, (values > 0) & (values >= HALF * most), usual, seen,
        others, _jobs, shares=True,
    )  # fmt: skip


def _observed(
    name: str,
    words: str,
    rows: Rows,
    values: Floats,
    whole: csr_matrix,
    say: Callable[[int, float], str],
    usual: Floats,
    *,
    least: float = _LEAST,
) -> Aspect:
    return Aspect(
        name, words, rows, values, values, values, values >= least, usual, (True, True),
        whole, say,
    )  # fmt: skip


def _place(space: Space, rows: Rows, one: Side) -> int | None:
    if not one.one:
        return None
    found = np.flatnonzero(rows == space.index_of(one.term.label))
    return int(found[0]) if len(found) else None


def _matrix(table: Observed, weight: Floats | None = None) -> csr_matrix:
    """Return the relation, (sources, targets)."""
    from scipy.sparse import csr_matrix

    shape = (len(table.sources), len(table.targets))
    data = table.weight if weight is None else weight
    return csr_matrix((data.astype(np.float64), (table.source, table.target)), shape=shape)


def _shares(jobs: csr_matrix) -> csr_matrix:
    """Return rows that sum to 1."""
    from scipy.sparse import diags

    total = np.asarray(jobs.sum(axis=1)).ravel()
    return (diags(1 / np.maximum(total, 1e-12)) @ jobs).tocsr()


def _usual(whole: csr_matrix) -> Floats:
    return np.asarray(whole.mean(axis=0), dtype=np.float64).ravel()
