"""Ridge regression of scores on vectors and groups, with conformal intervals.

Saunders, Gammerman & Vovk, ICML 1998 (ridge in dual form); the penalty is the one of least squared
error when items are left out (closed form: Cook & Weisberg 1982). The interval is that of the
jackknife (Barber, Candès, Ramdas & Tibshirani, Annals of Statistics 49, 2021) with residuals scaled
by √(1 + leverage) (Lei et al., JASA 113, 2018, section 5.2: locally weighted conformal inference):
an entity unlike those scored gets a wider one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.statistics.ridge import Ridge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from laborspace.space.vectors import Vector

COVERAGE = 0.9
"""Share of scores that intervals aim to cover."""
GROUP_SCALE = 0.5
"""Length of a group in the features, beside vectors of length 1: as in the estimator of shares."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """The groups of entities on two levels, ``""`` where there is none.

    Attributes
    ----------
    narrow, wide : tuple of str, (n,)
        E.g. SOC minor and major groups.
    names : (str, str)
        What the levels are called; empty if there are no groups.
    """

    narrow: tuple[str, ...]
    wide: tuple[str, ...]
    names: tuple[str, str]

    def some(self, places: npt.NDArray[np.intp]) -> Groups:
        """Return the groups of some of the entities."""
        narrow, wide = (tuple(each[i] for i in places) for each in (self.narrow, self.wide))
        return Groups(narrow, wide, self.names)

    def blocks(self) -> list[str]:
        """Return what is left out together: narrow groups, and each entity that has none."""
        return [name or f"only {i}" for i, name in enumerate(self.narrow)]


@dataclass(frozen=True)
class Estimates:
    """Estimates of m entities, and their 90% intervals, (m,) each."""

    score: Floats
    low: Floats
    high: Floats


class Model:
    """Scores learned from vectors and, if given, groups.

    Parameters
    ----------
    vectors : ndarray, (n, d)
        Unit vectors from the center of the kind.
    scores : ndarray, (n,)
    groups : Groups
        Of the scored entities.
    with_groups : bool
        Whether groups are learned from too; if not, the penalty is the one that does best for
        entities of whose group none is scored.
    """

    def __init__(
        self, vectors: Vector, scores: Floats, groups: Groups, *, with_groups: bool
    ) -> None:
        self._with_groups = with_groups
        self._columns = [
            {name: j for j, name in enumerate(sorted(set(names) - {""}))}
            for names in (groups.narrow, groups.wide)
        ]
        features = self._features(vectors, groups)
        alone = [str(i) for i in range(len(scores))]
        blocks = groups.blocks()
        self.ridge = Ridge.fit(features, scores, alone if with_groups else blocks)
        self._known = set(groups.narrow) - {""}
        among = self.ridge if with_groups else Ridge.fit(
            features, scores, alone, [self.ridge.penalty])  # fmt: skip
        strangers = self.ridge if not with_groups else Ridge.fit(
            features, scores, blocks, [self.ridge.penalty])  # fmt: skip
        self.residuals = [
            np.abs(scores - each.left_out) / each.spread for each in (among, strangers)
        ]

    def estimate(self, vectors: Vector, groups: Groups | None = None) -> Estimates:
        """Estimate new entities.

        Parameters
        ----------
        vectors : ndarray, (m, d)
        groups : Groups, optional
            Without them, and for those of whose group none is scored, the interval is that of
            entities left out together with their group.
        """
        features = self._features(vectors, groups)
        score = self.ridge.predict(features)
        known = np.zeros(len(score), dtype=bool)
        if groups is not None:
            known = np.array([name in self._known for name in groups.narrow], dtype=bool)
        widths = [conformal(residuals) for residuals in self.residuals]
        half = np.where(known, widths[0], widths[1]) * self.ridge.spread_of(features)
        return Estimates(score, score - half, score + half)

    def _features(self, vectors: Vector, groups: Groups | None) -> Floats:
        parts = [np.asarray(vectors, dtype=np.float64)]
        if self._with_groups:
            levels = ((), ()) if groups is None else (groups.narrow, groups.wide)
            for columns, names in zip(self._columns, levels, strict=True):
                table = np.zeros((len(vectors), len(columns)))
                for i, name in enumerate(names):
                    if name in columns:
                        table[i, columns[name]] = GROUP_SCALE
                parts.append(table)
        return np.hstack(parts)


def conformal(residuals: Floats, coverage: float = COVERAGE) -> float:
    """Return the ⌈(n + 1) coverage⌉-th smallest residual; the greatest if there are too few."""
    n = len(residuals)
    place = min(int(np.ceil((n + 1) * coverage)), n) - 1
    return float(np.partition(residuals, place)[place])


def coverage_across(residuals: Floats, fold: Sequence[int] | npt.NDArray[np.intp]) -> float:
    """Return the share of residuals within the interval that those of other folds make."""
    folds = np.asarray(fold)
    inside = np.zeros(len(residuals), dtype=bool)
    for number in np.unique(folds):
        test = folds == number
        if (~test).any():
            inside[test] = residuals[test] <= conformal(residuals[~test])
    return float(inside.mean())
