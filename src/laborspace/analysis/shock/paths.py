"""The strongest paths of a shock to an entity, in words.

The strength of a path is the product of its steps: shares of jobs or requirements for direct ones,
ρ times the weight of a neighbor for indirect ones. The strongest to each entity are found by
dynamic programming over steps (Viterbi, IEEE Trans. Inf. Theory 1967); since each indirect step
takes away at least 1 - ρ, few rounds are enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from laborspace.analysis.shock.direct import Direct
    from laborspace.analysis.shock.kernel import Kernel
    from laborspace.analysis.shock.system import System
    from laborspace.space.container import Rows, Space

Floats = npt.NDArray[np.float64]

SHOWN = 3
_ROUNDS = 12
_LEAST = 1e-7  # a path weaker than this says nothing
_HERE = -1  # marks where a path begins


class Paths:
    """The strongest paths to the items of a space."""

    def __init__(
        self, space: Space, known: Kernel, first: Direct, system: System, rho: float,
        temperature: float,
    ) -> None:  # fmt: skip
        self._space, self._kernel, self._first = space, known, first
        self._labels = [change.label for change in system.texts]
        size = len(space)
        strength = np.zeros(size)
        previous = np.full(size, _HERE, dtype=np.intp)
        for row, amount in first.origins.items():
            strength[row] = amount
        for row, amount in first.given.items():
            strength[row] = max(strength[row], abs(amount))
        for link in first.links:
            self._relax(strength, previous, link.source, link.target, link.weight)
        self._steps = rho * system.weights(temperature).data
        self._texts = np.abs(system.texts_at(temperature))
        for column in range(len(self._labels)):
            better = self._texts[:, column] > strength[known.rows]
            rows = known.rows[better]
            strength[rows] = self._texts[better, column]
            previous[rows] = -2 - column
        self._spread_out(strength, previous)
        self._strength, self._previous = strength, previous
        self._known: dict[int, tuple[str, frozenset[int]]] = {}
        self._direct = self._incoming()

    @staticmethod
    def _relax(
        strength: Floats, previous: Rows, source: Rows, target: Rows, weight: Floats
    ) -> None:
        """Take one direct step wherever it makes for a stronger path."""
        offered = strength[source] * np.abs(weight)
        order = np.lexsort((source, offered))
        best = np.zeros(len(strength))
        via = np.full(len(strength), _HERE, dtype=np.intp)
        best[target[order]] = offered[order]  # the last, strongest offer stays
        via[target[order]] = source[order]
        better = best > strength
        strength[better], previous[better] = best[better], via[better]

    def _spread_out(self, strength: Floats, previous: Rows) -> None:
        known = self._kernel
        filled = np.flatnonzero(np.diff(known.start) > 0)
        if not len(filled):
            return
        begin, rows = known.start[:-1][filled], known.rows
        for _round in range(_ROUNDS):
            offered = self._steps * strength[rows[known.neighbor]]
            best = np.maximum.reduceat(offered, begin)
            better = best > strength[rows[filled]] * (1 + 1e-12) + _LEAST * 1e-3
            if not better.any():
                return
            for place in filled[better].tolist():
                span = slice(known.start[place], known.start[place + 1])
                via = int(np.argmax(offered[span]))
                row = rows[place]
                strength[row] = offered[span][via]
                previous[row] = rows[known.neighbor[span][via]]

    def _incoming(self) -> dict[int, list[tuple[float, int]]]:
        """Return the direct steps into each entity, strength and row it comes from."""
        found: dict[int, list[tuple[float, int]]] = {}
        for link in self._first.links:
            offered = self._strength[link.source] * np.abs(link.weight)
            keep = np.flatnonzero(offered > _LEAST)
            order = keep[np.lexsort((-offered[keep], link.target[keep]))]
            last, count = -1, 0
            for i in order.tolist():
                target = int(link.target[i])
                count = count + 1 if target == last else 1
                last = target
                if count <= SHOWN:
                    found.setdefault(target, []).append((float(offered[i]), int(link.source[i])))
        return found

    def words(self, places: Rows) -> list[str]:
        """Return the strongest paths to items, in words; ``""`` where nothing arrives."""
        return [self._sentence(int(place)) for place in places]

    def _sentence(self, place: int) -> str:
        known = self._kernel
        row = int(known.rows[place])
        if row in self._first.given:
            return "given"
        steps = list(self._direct.get(row, ()))
        span = slice(known.start[place], known.start[place + 1])
        near = known.rows[known.neighbor[span]]
        offered = self._steps[span] * self._strength[near]
        best = np.argsort(-offered, kind="stable")[: SHOWN + 1]
        steps += [(float(offered[i]), int(near[i])) for i in best]
        steps += [(float(s), -2 - t) for t, s in enumerate(self._texts[place].tolist())]
        found: list[str] = []
        for strength, source in sorted(steps, key=lambda step: (-step[0], step[1])):
            if strength <= _LEAST or len(found) == SHOWN:
                break
            path = self._path(source, row)
            if path and path not in found:
                found.append(path)
        return "; ".join(found)

    def _path(self, source: int, target: int) -> str:
        """Return one path in words; ``""`` for one that runs through its own end."""
        titles = self._space.column("title")
        if source < _HERE:
            return f"{self._quoted(source)} → {titles[target]}"
        if source not in self._known:
            self._known[source] = self._trace(source)
        names, passed = self._known[source]
        if target in passed:
            return ""
        return names if titles[source].lower() == titles[target].lower() else (
            f"{names} → {titles[target]}"
        )  # fmt: skip

    def _trace(self, source: int) -> tuple[str, frozenset[int]]:
        """Return the strongest path to a row in words, and the rows it passes."""
        titles = self._space.column("title")
        passed: list[int] = []
        while source >= 0 and source not in passed:
            passed.append(source)
            source = int(self._previous[source])
        names = [] if source == _HERE else [self._quoted(source)] if source < _HERE else []
        for row in reversed(passed):
            if not names or titles[row].lower() != names[-1].lower():  # one thing, two taxonomies
                names.append(titles[row])
        return " → ".join(names), frozenset(passed)

    def _quoted(self, source: int) -> str:
        return f"“{self._labels[-2 - source].removeprefix('text:').strip()}”"
