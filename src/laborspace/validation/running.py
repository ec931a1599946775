"""Run suites on a space, its twin and what stands beside them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from laborspace.validation.measure import Measure, gain
from laborspace.validation.task import Reference, Skip, Suite, Task

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject


@dataclass(frozen=True)
class Line:
    """One line of the report.

    Attributes
    ----------
    suite, task, metric : str
    method : str
        Name of the subject, floor or ceiling.
    role : str
        ``"space"``, ``"beside"`` (another space), ``"baseline"`` (random, tfidf, bm25),
        ``"floor"`` or ``"ceiling"``.
    scored : str
        ``"twin"`` if the twin stood in for the space, ``"itself"`` otherwise.
    value, low, high : float
        Figure and 95% interval.
    n : int
        Items scored.
    units : int
        Units drawn in the bootstrap.
    unit : str
    better : str
        ``"higher"`` or ``"lower"``.
    floor, ceiling : float
        Best floor and least ceiling of the task; NaN without.
    floor_name, ceiling_name : str
    gain, gain_low, gain_high : float
        The space minus this method, paired; NaN for the space itself.
    held_out : str
        What training did not see; ``""`` where the relation is never trained on.
    question : str
    """

    suite: str
    task: str
    metric: str
    method: str
    role: str
    scored: str
    value: float
    low: float
    high: float
    n: int
    units: int
    unit: str
    better: str
    floor: float
    floor_name: str
    ceiling: float
    ceiling_name: str
    gain: float
    gain_low: float
    gain_high: float
    held_out: str
    question: str


@dataclass
class Outcome:
    """What running the suites gave.

    Attributes
    ----------
    lines : list of Line
    skipped : list of dict
        ``suite, task, method, why``.
    seconds : dict of str to float
        Wall time of each suite.
    """

    lines: list[Line] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """Return the lines as a table."""
        import pandas as pd

        names = list(Line.__dataclass_fields__)
        return pd.DataFrame([asdict(line) for line in self.lines], columns=names)


@dataclass(frozen=True)
class Contender:
    """A subject, and the held-out twin that stands in for it where it learned the answers.

    Attributes
    ----------
    subject : Subject
    twin : Subject, optional
        A space built with entities held out is its own twin.
    trained : bool
        False for what learned from no relation, which needs no twin.
    role : str
        ``"space"``, ``"beside"`` or ``"baseline"``.
    """

    subject: Subject
    twin: Subject | None = None
    trained: bool = True
    role: str = "beside"


def run(
    suites: Sequence[Suite],
    evidence: Evidence,
    contenders: Sequence[Contender],
    *,
    report: Callable[[str], Any] = lambda _text: None,
) -> Outcome:
    """Run suites.

    Parameters
    ----------
    suites : sequence of Suite
    evidence : Evidence
    contenders : sequence of Contender
        The first, of role ``"space"``, is the one the others are compared with.
    report : callable
        Told what is being done, for progress.
    """
    outcome = Outcome()
    for suite in suites:
        started = time.perf_counter()
        try:
            tasks = suite.tasks(evidence)
        except Skip as reason:
            outcome.skipped.append(_skipped(suite, "", "", reason))
            continue
        for task in tasks:
            report(f"{suite.name}: {task.name}")
            _run_task(suite, task, contenders, outcome)
        outcome.seconds[suite.name] = round(time.perf_counter() - started, 2)
    return outcome


def _run_task(suite: Suite, task: Task, contenders: Sequence[Contender], outcome: Outcome) -> None:
    measured: list[tuple[str, str, str, dict[str, Measure]]] = []
    for contender in contenders:
        subject, scored = contender.subject, "itself"
        name = subject.name
        if contender.role == "baseline" and not task.lexical:
            continue
        try:
            if task.twin and contender.trained:
                subject, scored = _twin_of(contender), "twin"
            found = {m.metric: m for m in task.measure(subject)}
        except Skip as reason:
            outcome.skipped.append(_skipped(suite, task.name, name, reason))
            continue
        measured.append((name, contender.role, scored, found))
    if not measured:
        return
    floors = _references(suite, task, task.floors, outcome)
    ceilings = _references(suite, task, task.ceilings, outcome)
    rows = [*measured]
    rows += [(name, "floor", "itself", found) for name, found in floors]
    rows += [(name, "ceiling", "itself", found) for name, found in ceilings]
    space = next((found for _, role, _, found in measured if role == "space"), None)
    for name, role, scored, found in rows:
        for metric, measure in found.items():
            own = None if space is None or role == "space" else space.get(metric)
            better, bounds = measure.higher_is_better, {}
            bounds["floor"] = _bound(floors, metric, highest=better)
            bounds["ceiling"] = _bound(ceilings, metric, highest=not better)
            outcome.lines.append(_line(suite, task, (name, role, scored), measure, bounds, own))


def _twin_of(contender: Contender) -> Subject:
    if contender.twin is None:
        msg = (
            "It learned this relation itself and has no held-out twin: build one with "
            "laborspace build --twin."
        )
        raise Skip(msg)
    return contender.twin


def _references(
    suite: Suite, task: Task, references: Sequence[Reference], outcome: Outcome
) -> list[tuple[str, dict[str, Measure]]]:
    found = []
    for reference in references:
        try:
            found.append((reference.name, {m.metric: m for m in reference.measure()}))
        except Skip as reason:
            outcome.skipped.append(_skipped(suite, task.name, reference.name, reason))
    return found


def _bound(
    references: Sequence[tuple[str, Mapping[str, Measure]]], metric: str, *, highest: bool
) -> tuple[float, str]:
    values = [(found[metric].value, name) for name, found in references if metric in found]
    if not values:
        return math.nan, ""
    return max(values) if highest else min(values)


def _line(
    suite: Suite,
    task: Task,
    who: tuple[str, str, str],
    measure: Measure,
    bounds: Mapping[str, tuple[float, str]],
    own: Measure | None,
) -> Line:
    low, high = measure.interval()
    difference = (math.nan, math.nan, math.nan)
    if own is not None and own.groups == measure.groups:
        difference = gain(own, measure)
    name, role, scored = who
    return Line(
        suite=suite.name,
        task=task.name,
        metric=measure.metric,
        method=name,
        role=role,
        scored=scored,
        value=measure.value,
        low=low,
        high=high,
        n=measure.n,
        units=len(set(measure.groups)),
        unit=measure.unit,
        better="higher" if measure.higher_is_better else "lower",
        floor=bounds["floor"][0],
        floor_name=bounds["floor"][1],
        ceiling=bounds["ceiling"][0],
        ceiling_name=bounds["ceiling"][1],
        gain=difference[0],
        gain_low=difference[1],
        gain_high=difference[2],
        held_out=task.held_out,
        question=task.question,
    )


def _skipped(suite: Suite, task: str, method: str, reason: Skip) -> dict[str, str]:
    return {"suite": suite.name, "task": task, "method": method, "why": str(reason)}
