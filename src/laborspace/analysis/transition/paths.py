"""The best way from an occupation to another by way of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.tables import result_table
from laborspace.analysis.transition.circumstances import circumstances
from laborspace.analysis.transition.destinations import ONLY, UNMEASURED, Moves
from laborspace.analysis.transition.exposures import exposures
from laborspace.analysis.transition.judging import Thresholds, reachable
from laborspace.analysis.transition.measures import DEFAULT, Exposure
from laborspace.analysis.transition.origin import (
    origin_at,
    resolve_destination,
    resolve_origin,
)
from laborspace.analysis.transition.pairs import Pairs, pairs
from laborspace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from laborspace.analysis.query import Weighted
    from laborspace.space.container import Rows, Space

MOST_STEPS = 6
Floats = npt.NDArray[np.floating]


@dataclass(frozen=True)
class _Way:
    """The places passed, the last one the destination, and the score of the weakest step."""

    places: tuple[int, ...]
    weakest: float


def paths(
    space: Space,
    origin: Weighted | Iterable[Weighted],
    destination: str,
    *,
    max_steps: int = 3,
    only: str = "viable",
    wage: float | None = None,
    exposure: Exposure = DEFAULT,
    thresholds: Thresholds | None = None,
    rng: int | np.random.Generator | None = 0,
) -> pa.Table:
    """Find the paths to a destination whose weakest step is the strongest.

    Only viable steps are taken, and stops on the way are occupations that a source describes.
    For each number of steps the widest path is found (the greatest weakest step: Pollack 1960,
    here by dynamic programming over the number of steps); of equal ones that with the greater
    sum of scores. A longer path is given only if its weakest step beats that of every shorter
    one.

    Parameters
    ----------
    space : Space
    origin : str, array, (argument, weight) pair, or iterable of them
        As for :func:`laborspace.analysis.transition.transitions`.
    destination : str
        An occupation; all occupations on the way are of its vocabulary.
    max_steps : int
        Most moves, at most 6.
    only : {"viable", "desirable", "safe"}
        What every step must be; each of the three includes the ones before.
    wage, exposure, thresholds, rng
        As for :func:`laborspace.analysis.transition.transitions`.

    Returns
    -------
    pyarrow.Table
        One row a step: ``id, kind, code, title`` of where it leads, ``score, low, high, path,
        step, weakest``, then the columns of the transition from the step before, and
        ``wage_from_origin``. `weakest` is the score of the path's weakest step. Shorter paths
        come first.

    Raises
    ------
    UnknownEntityError, AmbiguousEntityError, EmptyTextError, InputError
        If the question cannot be understood, or no path of viable steps leads there.
    """
    whole = isinstance(max_steps, (int, np.integer)) and not isinstance(max_steps, bool)
    if not whole or not 1 <= max_steps <= MOST_STEPS:
        msg = f"max_steps must be a whole number from 1 to {MOST_STEPS}, not {max_steps!r}."
        raise InputError(msg)
    if only not in ONLY:
        msg = f"Steps cannot be confined to {only!r}; choose {', '.join(ONLY)}."
        raise InputError(msg)
    limits = thresholds or Thresholds()
    table, end = resolve_destination(space, destination)
    who, table = resolve_origin(space, origin, table.vocabulary)
    title = space.column("title")[table.rows[end]]
    if who.place == end:
        msg = f"Origin and destination are the same, {title}; choose two."
        raise InputError(msg)
    every = pairs(space, table.vocabulary)
    first = Moves(space, who, every, wage, exposure, limits)
    if only == "safe" and not first.measured:
        raise InputError(UNMEASURED)
    start = np.where(getattr(first.judgment, only), first.score, -1)
    passed = [place for row in who.rows if (place := table.place(row)) is not None]
    start[[place for place in passed if place != end]] = -1  # no way leads through where one is
    steps = _open(space, every, limits, only, exposure)
    ways = _widest(steps, start, passed, end, max_steps)
    if not ways:
        msg = (
            f"No path of at most {max_steps} {only} steps leads from {who.title} to {title};"
            " allow more steps or a lower score."
        )
        raise InputError(msg)
    return _table(space, first, every, ways, (exposure, limits, rng))


def _open(
    space: Space,
    every: Pairs,
    limits: Thresholds,
    only: str,
    exposure: Exposure,
) -> Floats:
    """Return the scores of the steps that may be taken, (n, n); -1 for all others.

    A stop on the way is an occupation that a source describes: nobody trains for "All Other".
    """
    there = circumstances(space, every.profiles.vocabulary)
    zone = there.job_zone
    jump = zone[np.newaxis] - zone[:, np.newaxis]
    own = np.broadcast_to(zone[:, np.newaxis], jump.shape)
    allowed = reachable(jump, own, limits) & (every.steps() >= limits.min_score)
    allowed &= every.profiles.observed[:, np.newaxis]
    if only != "viable":
        both = there.wage[np.newaxis] / there.wage[:, np.newaxis]
        change = np.where(np.isfinite(both[..., 0]), both[..., 0], both[..., 1])
        allowed &= change >= limits.min_wage
    if only == "safe":
        rows = every.profiles.rows.tolist()
        found = exposures(space, exposure, rows[:1], np.ones(1), rows)
        allowed &= found is not None and found.percentile <= limits.max_exposure
    return np.where(allowed, every.steps(), np.float32(-1))


def _widest(
    scores: Floats, start: Floats, passed: list[int], end: int, max_steps: int
) -> list[_Way]:
    """Return the widest way of each length that beats the shorter ones."""
    closed = np.array([place for place in passed if place != end], dtype=np.intp)
    scores = scores.copy()
    scores[:, closed] = -1
    scores[end] = -1  # a way ends where it leads
    width, total = start.copy(), start.copy()
    before: list[Rows] = []
    ways: list[_Way] = []
    for step in range(max_steps):
        if step:
            through = np.minimum(width[:, np.newaxis], scores)
            best = through.max(axis=0)
            sums = np.where(through >= best - 1e-6, total[:, np.newaxis] + scores, -np.inf)
            came = np.argmax(np.round(sums, 6), axis=0)  # of equal ones the first by id
            total = np.where(best > 0, total[came] + scores[came, np.arange(len(best))], -1)
            width = best
            before.append(came)
        if width[end] > max((way.weakest for way in ways), default=0.0) + 1e-6:
            places = [end]
            for came in reversed(before):
                places.append(int(came[places[-1]]))
            ways.append(_Way(tuple(reversed(places)), float(width[end])))
    return ways


def _table(
    space: Space,
    first: Moves,
    every: Pairs,
    ways: list[_Way],
    options: tuple[Exposure, Thresholds, int | np.random.Generator | None],
) -> pa.Table:
    exposure, limits, rng = options
    known: dict[int | None, Moves] = {None: first}
    rows: list[int] = []
    columns: dict[str, list[Any]] = {}
    for number, way in enumerate(ways, start=1):
        origin: int | None = None
        for step, place in enumerate(way.places, start=1):
            if origin not in known:
                assert origin is not None
                left = origin_at(space, every.profiles, origin)
                known[origin] = Moves(space, left, every, None, exposure, limits)
            moves = known[origin]
            told = moves.columns(np.array([place]), rng)
            since = round(float(first.judgment.wage_change[place]), 6)
            lead = {name: told.pop(name) for name in ("score", "low", "high")}
            lead |= {"path": [number], "step": [step], "weakest": [0.0]}
            told["why"] = [f"from {moves.origin.title}: {told['why'][0]}"]
            for name, values in {**lead, **told, "wage_from_origin": [since]}.items():
                columns.setdefault(name, []).append(values[0])
            columns["weakest"][-step:] = [min(columns["score"][-step:])] * step
            rows.append(int(every.profiles.rows[place]))
            origin = place
    texts = ("basis", "why", "to_gain", "wage_of")
    done = {name: list(v) if name in texts else np.array(v) for name, v in columns.items()}
    return result_table(space, np.array(rows, dtype=np.intp), done)
