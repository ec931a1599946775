"""The model card of a space, made from a report on it (Mitchell et al., FAccT 2019)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from laborspace.validation.page import cell
from laborspace.validation.report import Report, against_floor, verdict

if TYPE_CHECKING:
    from laborspace.space.container import Space
    from laborspace.validation.running import Line

BIAS_SUITES = ("geometry",)
"""Suites that measure what a space gets wrong rather than right."""

_SIGNS = {"better": "▲", "worse": "▼", "unclear": "≈", "": ""}


def card(report: Report, space: Space, template: str) -> str:
    """Return the model card as Markdown.

    Parameters
    ----------
    report : Report
        Of a run in which `space` was the main subject.
    space : Space
    template : str
        What only a person can say (intended use, limits), with fields in braces for what is
        read off: ``name, created, about, sources, held_out, training, figures, summary`` and
        ``biases``.
    """
    biases = [suite.name for suite in report.suites if suite.name in BIAS_SUITES]
    suites = [suite.name for suite in report.suites if suite.name not in BIAS_SUITES]
    return template.format(
        name=report.name,
        created=report.created,
        about=_about(space),
        sources="\n".join(_source(note) for note in report.sources),
        held_out=report.held_out,
        training=training(space.provenance.recipe),
        figures=figures(report, suites),
        summary=summary(report),
        biases=figures(report, biases) if biases else "None: the suite `geometry` was not run.",
    )


def training(recipe: Mapping[str, Any]) -> str:
    """Return the stages of a recipe in words."""
    lines = [f"Recipe `{recipe.get('name', '')}`, from `{recipe.get('base', '')}`."]
    context = recipe.get("context")
    if context:
        lines.append(f"* Context learning (masked language modeling): {_settings(context)}.")
    for stage in recipe.get("relation", ()):
        data = ", ".join(_data(each) for each in stage.get("data", ()))
        rest = {key: value for key, value in stage.items() if key in _TOLD}
        lines.append(f"* Relation learning, loss `{stage.get('loss', '')}`: {_settings(rest)}.")
        lines.append(f"  Pairs, with how often each is drawn: {data}.")
    if len(lines) == 1:
        lines.append("* No training: the base model as it comes.")
    views = recipe.get("space", {})
    told = "; ".join(f"{kind}: {_views(views[kind])}" for kind in _KINDS if kind in views)
    lines.append(
        f"* The vector of an entity is the weighted mean of the vectors of its texts ({told})."
    )
    return "\n".join(lines)


_TOLD = ("steps", "batch_size", "learning_rate", "trained_layers", "keep_base", "temperature")
_KINDS = ("industry", "occupation", "skill", "firm")


def figures(report: Report, suites: Sequence[str]) -> str:
    """Return a table of the first metric of each task of some suites."""
    others = [str(s["name"]) for s in report.subjects if s["role"] == "beside"]
    head = ["suite", "task", "metric", "n", "scored", report.name, "floor", "ceiling"]
    lines = ["| " + " | ".join([*head, *(f"against {o}" for o in others)]) + " |"]
    lines.append("|---" * (len(head) + len(others)) + "|")
    for suite in suites:
        for task, own, found in first_metrics(report, suite):
            beside = {line.method: line for line in found if line.role == "beside"}
            floor = _floor(own, found)
            ceiling = f"{own.ceiling:.3f}" if math.isfinite(own.ceiling) else "–"
            row = [suite, task, f"{own.metric} ({own.better} is better)", f"{own.n:,}", own.scored]
            row += [cell(own), floor, ceiling]
            row += [_other(beside[o]) if o in beside else "–" for o in others]
            lines.append("| " + " | ".join(escaped(text) for text in row) + " |")
    return "\n".join(lines)


def summary(report: Report) -> str:
    """Say on how many tasks the space beats its floor and each other space, good and bad."""
    counts: dict[str, dict[str, int]] = {}
    for suite in report.suites:
        if suite.name in BIAS_SUITES:
            continue
        for _task, own, found in first_metrics(report, suite.name):
            said = {"its floor": against_floor(own, found)}
            said |= {line.method: verdict(line) for line in found if line.role == "beside"}
            for name, word in said.items():
                if word:
                    of = counts.setdefault(name, {"better": 0, "unclear": 0, "worse": 0})
                    of[word] += 1
    return "\n".join(
        f"* Against {name}: better on {of['better']}, no clear difference on {of['unclear']}, "
        f"worse on {of['worse']} of {sum(of.values())} tasks."
        for name, of in counts.items()
    )


def first_metrics(report: Report, suite: str) -> list[tuple[str, Line, list[Line]]]:
    """Return each task of a suite that the space answered: name, its line, all lines beside it."""
    found = []
    for task, lines in report.tasks(suite):
        own = next((line for line in lines if line.role == "space"), None)
        if own is not None:
            found.append((task, own, [line for line in lines if line.metric == own.metric]))
    return found


def escaped(text: str) -> str:
    """Return a text fit for a cell of a Markdown table."""
    return text.replace("|", r"\|").replace("*", r"\*").replace("\n", " ")


def _about(space: Space) -> str:
    made = space.provenance
    kinds = {kind: len(space.rows(kind)) for kind in _KINDS}
    counts = ", ".join(f"{count:,} {kind} items" for kind, count in kinds.items())
    encoder = space.encoder
    reads = "It has no text encoder."
    if encoder is not None:
        stored = encoder.config
        reads = f"Its encoder ({stored.precision}) reads up to {stored.max_tokens} tokens."
    return (
        f"Unit vectors of length {space.dimension} for {len(space):,} entities ({counts}), made on "
        f"{made.created} with laborspace {made.package_version} from `{made.base_model}`. {reads} "
        "License of the code and vectors: Apache-2.0; of what they were made from: see below."
    )


def _source(note: Mapping[str, str]) -> str:
    cells = (note["name"], note["vintage"], note["license"], note["attribution"])
    return "| " + " | ".join(escaped(text) for text in cells) + " |"


def _settings(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {value:g}" for key, value in values.items())


def _data(data: Mapping[str, Any]) -> str:
    ends = data.get("source", "") + (f" → {data['target']}" if data.get("target") else "")
    which = " ".join(part for part in (ends, data.get("detail", "")) if part)
    return f"`{data.get('pairs', '')}`{f' ({which})' if which else ''} × {data.get('share', 1):g}"


def _views(texts: Mapping[str, float] | Sequence[str]) -> str:
    if isinstance(texts, Mapping):
        return ", ".join(f"{view} × {weight:g}" for view, weight in texts.items())
    return ", ".join(texts)


def _floor(own: Line, lines: list[Line]) -> str:
    if not math.isfinite(own.floor):
        return "–"
    return f"{_SIGNS[against_floor(own, lines)]} {own.floor:.3f} ({own.floor_name})".strip()


def _other(line: Line) -> str:
    return f"{_SIGNS[verdict(line)]} {line.value:.3f}".strip()
