"""What transferred estimates are worth: cross-validated, beside the mean of an entity's group."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from laborspace.analysis.statistics.association import leave_one_out, r_squared, spearman
from laborspace.analysis.statistics.ridge import cross_validated

if TYPE_CHECKING:
    from collections.abc import Callable

    from laborspace.analysis.transfer.model import Groups
    from laborspace.space.vectors import Vector

DRAWS = 200
"""Bootstrap draws."""
LEAST_GROUPS = 5
"""Groups below which nothing is said of entities whose group is unknown."""
FLOOR, VECTORS, BOTH = "group mean", "vectors", "vectors and groups"
SIBLINGS, STRANGERS = "others of the group scored", "nobody of the group scored"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """How well one method foretells scores it did not see.

    Attributes
    ----------
    setting : str
        :data:`SIBLINGS`: entities left out at random; :data:`STRANGERS`: whole groups left out.
    method : str
        :data:`FLOOR`, the mean of the others of the group (of the wider group, where nobody of
        the group is scored); :data:`VECTORS`; :data:`BOTH`.
    n : int
    r2, r2_low, r2_high : float
        Share of the variance foretold, and its 95% interval (bootstrap over groups).
    spearman, spearman_low, spearman_high : float
    gain, gain_low, gain_high : float
        R² above that of the floor, draws paired; NaN for the floor.
    """

    setting: str
    method: str
    n: int
    r2: float
    r2_low: float
    r2_high: float
    spearman: float
    spearman_low: float
    spearman_high: float
    gain: float
    gain_low: float
    gain_high: float

    def as_json(self) -> dict[str, Any]:
        """Return the fields, NaN as None."""
        return {
            name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Judgment:
    """Fits of all methods, and what they come to.

    Attributes
    ----------
    fits : tuple of Fit
    held_out : ndarray, (n,)
        Cross-validated estimate of each scored entity, by vectors and groups.
    """

    fits: tuple[Fit, ...]
    held_out: Floats

    def fit(self, setting: str, method: str) -> Fit | None:
        """Return one of the fits, None if it was not made."""
        found = [f for f in self.fits if (f.setting, f.method) == (setting, method)]
        return found[0] if found else None


def judge(vectors: Vector, scores: Floats, groups: Groups) -> Judgment:
    """Cross-validate.

    Five folds, the penalty chosen inside the training folds. Without groups the floor is the mean
    of all others, which foretells nothing.

    Parameters
    ----------
    vectors : ndarray, (n, d)
    scores : ndarray, (n,)
    groups : Groups
    """
    x = np.asarray(vectors, dtype=np.float64)
    both = np.hstack([x, _indicators(groups)]) if groups.names[0] else x
    alone = [str(i) for i in range(len(scores))]
    blocks = groups.blocks()
    held_out = cross_validated(both, scores, alone)
    siblings = {
        FLOOR: leave_one_out(scores, blocks, _filled(groups.wide)),
        VECTORS: cross_validated(x, scores, alone),
    }
    if groups.names[0]:
        siblings[BOTH] = held_out
    fits = _fits(SIBLINGS, scores, siblings, blocks)
    if groups.names[0] and len(set(blocks)) >= LEAST_GROUPS:
        strangers = {
            FLOOR: leave_one_out(scores, blocks, _filled(groups.wide), whole_group=True),
            VECTORS: cross_validated(x, scores, blocks),
            BOTH: cross_validated(both, scores, blocks),
        }
        fits += _fits(STRANGERS, scores, strangers, blocks)
    return Judgment(tuple(fits), held_out)


def bootstrap(
    statistics: dict[str, Callable[[npt.NDArray[np.intp]], float]], groups: list[str]
) -> dict[str, Floats]:
    """Return each statistic in the same draws of whole groups, (DRAWS,) each."""
    _, codes = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    order = np.argsort(codes, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(members), size=(DRAWS, len(members)))
    rows = [np.concatenate([members[unit] for unit in draw]) for draw in drawn]
    return {name: np.array([each(some) for some in rows]) for name, each in statistics.items()}


def central(draws: Floats, share: float = 0.95) -> tuple[float, float]:
    """Return the central interval of the finite draws; NaN if there are none."""
    finite = draws[np.isfinite(draws)]
    if not len(finite):
        return float("nan"), float("nan")
    low, high = np.percentile(finite, [50 * (1 - share), 50 * (1 + share)])
    return float(low), float(high)


def _fits(setting: str, scores: Floats, guesses: dict[str, Floats], blocks: list[str]) -> list[Fit]:
    every = np.arange(len(scores))
    made = []
    statistics = {}
    for name, guess in guesses.items():
        statistics[f"{name} r2"] = r_squared(scores, guess)
        statistics[f"{name} rho"] = spearman(scores, guess)
    draws = bootstrap(statistics, blocks)
    floor = statistics[f"{FLOOR} r2"](every)
    for name in guesses:
        r2, rho = (statistics[f"{name} {what}"](every) for what in ("r2", "rho"))
        gain = (float("nan"),) * 3
        if name != FLOOR:
            paired = draws[f"{name} r2"] - draws[f"{FLOOR} r2"]
            gain = (r2 - floor, *central(paired))
        values = (r2, *central(draws[f"{name} r2"]), rho, *central(draws[f"{name} rho"]), *gain)
        made.append(Fit(setting, name, len(scores), *(round(v, 4) for v in values)))
    return made


def _filled(names: tuple[str, ...]) -> list[str]:
    return [name or "none" for name in names]


def _indicators(groups: Groups) -> Floats:
    from laborspace.analysis.transfer.model import GROUP_SCALE

    tables = []
    for names in (groups.narrow, groups.wide):
        known = np.array(sorted(set(names) - {""}), dtype=str)
        tables.append(GROUP_SCALE * (np.array(names, dtype=str)[:, np.newaxis] == known))
    return np.hstack(tables)
