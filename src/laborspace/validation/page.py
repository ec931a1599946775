"""The report as one HTML file that needs nothing else: no network, no script."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from laborspace.errors import MissingExtraError
from laborspace.validation.figures import dots
from laborspace.validation.report import Report, SuiteNote, against_floor, verdict
from laborspace.validation.running import Line

_TEMPLATES = Path(__file__).parent / "templates"

ROLES = {
    "space": "scored",
    "beside": "beside it",
    "baseline": "baseline",
    "floor": "floor",
    "ceiling": "ceiling",
}
"""What a reader is told of each role."""

VERDICTS = {
    "better": "better",
    "worse": "worse",
    "unclear": "no clear difference",
    "": "not compared",
}


def page(report: Report) -> str:
    """Return the report as an HTML page.

    Raises
    ------
    MissingExtraError
        Without the extra ``validate``.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ModuleNotFoundError as error:
        raise MissingExtraError("Writing a report", "validate") from error
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    suites = [_suite(report, suite) for suite in report.suites]
    return environment.get_template("report.html").render(
        report=report,
        suites=suites,
        glance=any(suite["glance"] for suite in suites),
        others=[s["name"] for s in report.subjects if s["role"] == "beside"],
        subjects=[_subject(subject) for subject in report.subjects],
        verdicts=VERDICTS,
    )


def cell(line: Line) -> str:
    """Return a figure as ``0.195 [0.183, 0.206]``."""
    if not math.isfinite(line.value):
        return "–"
    if not math.isfinite(line.low):
        return f"{line.value:.3f}".replace("-", "−")
    return f"{line.value:.3f} [{line.low:.3f}, {line.high:.3f}]".replace("-", "−")


def difference(line: Line) -> str:
    """Return the paired gain of the space over a method as ``+0.025 [+0.020, +0.030]``."""
    if not math.isfinite(line.gain):
        return ""
    return f"{line.gain:+.3f} [{line.gain_low:+.3f}, {line.gain_high:+.3f}]".replace("-", "−")


def _suite(report: Report, suite: SuiteNote) -> dict[str, Any]:
    tasks = [_task(suite.name, name, lines) for name, lines in report.tasks(suite.name)]
    return {
        "name": suite.name,
        "title": suite.title,
        "about": suite.about,
        "seconds": suite.seconds,
        "tasks": tasks,
        "glance": [task["glance"] for task in tasks if task["glance"]],
        "skipped": gathered([s for s in report.skipped if s["suite"] == suite.name]),
    }


def _task(suite: str, name: str, lines: list[Line]) -> dict[str, Any]:
    metrics = list(dict.fromkeys(line.metric for line in lines))
    by_metric = {m: [line for line in lines if line.metric == m] for m in metrics}
    first = next((line for line in lines if line.role == "space"), lines[0])
    key = "".join(c if c.isalnum() else "-" for c in f"{suite}-{name}".lower())
    return {
        "name": name,
        "key": key,
        "question": first.question,
        "held_out": first.held_out,
        "metrics": [
            {
                "name": metric,
                "better": own[0].better,
                "figure": dots(own, f"{key}-{place}"),
            }
            for place, (metric, own) in enumerate(by_metric.items())
        ],
        "rows": _rows(lines, metrics),
        "drawn": _drawn(lines),
        "glance": _glance(name, key, lines),
    }


def _drawn(lines: Sequence[Line]) -> str:
    """Say how many items of which units there are, if all methods have the same."""
    if len({(line.n, line.units, line.unit) for line in lines}) > 1:
        return ""
    first = lines[0]
    return f"n = {first.n:,}; drawn by {first.units:,} × {first.unit}."


def _rows(lines: Sequence[Line], metrics: Sequence[str]) -> list[dict[str, Any]]:
    """Return one row a method of the task's table, one cell a metric."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.method, []).append(line)
    rows = []
    for method, own in found.items():
        of = {line.metric: line for line in own}
        first = own[0]
        cells = [
            None
            if m not in of
            else {"value": cell(of[m]), "gain": difference(of[m]), "verdict": verdict(of[m])}
            for m in metrics
        ]
        rows.append(
            {
                "method": method,
                "role": first.role,
                "role_name": ROLES[first.role],
                "scored": first.scored,
                "n": first.n,
                "units": first.units,
                "unit": first.unit,
                "cells": cells,
            }
        )
    return rows


def _glance(task: str, key: str, lines: Sequence[Line]) -> dict[str, Any] | None:
    """Return the row of a task's first metric; None if the space was not scored."""
    own = next((line for line in lines if line.role == "space"), None)
    if own is None:
        return None
    of_metric = [line for line in lines if line.metric == own.metric]
    return {
        "task": task,
        "key": key,
        "metric": own.metric,
        "better": own.better,
        "value": cell(own),
        "scored": own.scored,
        "floor": f"{own.floor:.3f} {own.floor_name}" if math.isfinite(own.floor) else "",
        "above": against_floor(own, of_metric),
        "ceiling": f"{own.ceiling:.3f}".replace("-", "−") if math.isfinite(own.ceiling) else "–",
        "against": {
            line.method: {"verdict": verdict(line), "gain": difference(line)}
            for line in of_metric
            if line.role == "beside"
        },
        "n": own.n,
    }


def gathered(skipped: Sequence[Mapping[str, str]], *, suites: bool = False) -> list[dict[str, Any]]:
    """Return what was skipped, a reason a line: ``why``, and ``what`` as a list.

    Parameters
    ----------
    skipped : sequence of dict
    suites : bool
        Whether to name the suite of each.
    """
    found: dict[str, dict[str, None]] = {}
    for one in skipped:
        what = " by ".join(part for part in (one["task"], one["method"]) if part)
        if suites:
            what = ": ".join(part for part in (one["suite"], what) if part)
        found.setdefault(one["why"], {})[what] = None
    return [{"why": why, "what": list(filter(None, what))} for why, what in found.items()]


def _subject(subject: Mapping[str, Any]) -> dict[str, Any]:
    recipe = subject.get("recipe") or {}
    twin = subject.get("twin")
    if subject["role"] == "baseline":
        scored = ""
    elif not subject.get("trained", True):
        scored = "itself: it learned from no relation"
    elif twin is None:
        scored = "nothing: it has no held-out twin"
    elif twin == "itself":
        scored = f"itself: {subject['held_out']:,} entities were held out of its training"
    else:
        scored = f"its twin, {twin['held_out']:,} entities held out"
    return {
        "name": subject["name"],
        "role": ROLES[subject["role"]],
        "entities": f"{subject['entities']:,}" if "entities" in subject else "",
        "recipe": recipe.get("name", ""),
        "created": subject.get("created", ""),
        "scored": scored,
    }
