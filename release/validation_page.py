"""The page docs/validation.md, from a report on the release and tables of benchmarks/results."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from laborspace.validation.card import escaped, first_metrics
from laborspace.validation.page import cell, difference, gathered
from laborspace.validation.report import Report, SuiteNote, against_floor, verdict
from laborspace.validation.running import Line

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
TEMPLATE = Path(__file__).parent / "validation.template.md"

COLUMNS = ("paper", "raw", "raw+views", "tfidf", "bm25")
"""What stands beside the release in the tables of the suites."""

OPPONENTS = ("raw", "raw+views", "paper", "quick", "tfidf", "bm25")
GUARD = 0.01
"""No figure may be lower than that of the raw base by more than this."""


@dataclass(frozen=True)
class Target:
    """What the release was to reach, set before it was trained.

    Attributes
    ----------
    what : str
    suite, task, metric : str
        Which figure of the report.
    bound : float
    """

    what: str
    suite: str
    task: str
    metric: str
    bound: float


_FIT = "GPTs are GPTs β: "
TARGETS = (
    Target("essential skills, similarity", "skills", "essential skills", "MAP", 0.20),
    Target("essential skills, estimated", "skills", "essential skills, estimated", "MAP", 0.40),
    Target(
        "jobs of an industry, estimated",
        "employment",
        "occupations by jobs, estimated",
        "nDCG@10",
        0.58,
    ),
    Target("firm to NAICS-4", "firms", "industry", "accuracy, 4 digits", 0.55),
    Target("firm to GICS sub-industry", "firms", "GICS sub-industry", "1-NN accuracy", 0.62),
    Target("O*NET to ESCO", "crosswalk", "O*NET to ESCO", "MRR", 0.82),
    Target("vacancy titles", "titles", "vacancy titles", "MRR", 0.42),
    Target("GPT β, ridge by group", "exposure", _FIT + "ridge, grouped folds", "Spearman", 0.85),
    Target("GPT β, axis", "exposure", _FIT + "axis", "Spearman", 0.80),
    Target(
        "ISCO group of the nearest, held out",
        "hierarchy",
        "ISCO sub-major groups, held out",
        "same group nearest",
        0.62,
    ),
    Target("SOC group of the nearest", "hierarchy", "SOC major groups", "same group nearest", 0.72),
    Target(
        "axis, manufacturing to health care",
        "axis",
        "manufacturing to health care",
        "Spearman",
        0.863,
    ),
    Target("axes, all pairs of sectors", "axis", "all pairs of sectors", "Spearman", 0.66),
    Target("hubs, occupation to skill", "geometry", "hubs, occupation → skill", "skewness", 3),
)


def page(report: Report, seeds: Report | None) -> str:
    """Return the page as Markdown."""
    return TEMPLATE.read_text("utf-8").format(
        created=report.created,
        held_out=f"{report.held_out:,}",
        seconds=f"{report.seconds / 60:.0f}",
        notes="".join(f"\n* {note}" for note in report.notes),
        findings=findings(report),
        targets=targets(report),
        hubs=hubs(),
        guards=guards(report),
        suites="\n\n".join(suite_section(report, suite) for suite in report.suites),
        others=others(report),
        seeds=seeds_section(seeds),
        curves=csv("paper_curves.csv"),
        correction=csv("correction.csv"),
        corrections=corrections(),
        compression=compression(),
        speed=csv("speed.csv"),
        verbs=csv("verbs.csv"),
        serving=csv("serving.csv"),
    )


def suite_section(report: Report, suite: SuiteNote) -> str:
    """Return the section of a suite: how it is scored, its figures, what was skipped."""
    parts = [f"### {suite.title}", f"`{suite.name}`. {escaped(suite.about)}"]
    table = figures(report, suite.name)
    if table:
        parts.append(table)
    skipped = [s for s in report.skipped if s["suite"] == suite.name]
    lines = [
        f"* {escaped(', '.join(one['what']) or 'everything')}: {escaped(one['why'])}"
        for one in gathered(skipped)
    ]
    if lines:
        parts.append("Skipped:\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def figures(report: Report, suite: str) -> str:
    """Return every metric of a suite, one row each; empty if there is none."""
    present = {line.method for line in report.lines if line.suite == suite}
    present -= {report.name}
    columns = [name for name in COLUMNS if name in present]
    gains = [name for name in ("raw", "paper") if name in present]
    head = ["task", "metric", "n", report.name, *columns, "floor", "ceiling"]
    rows = []
    for task, lines in report.tasks(suite):
        for metric in dict.fromkeys(line.metric for line in lines):
            of = {line.method: line for line in lines if line.metric == metric}
            own = next((line for line in of.values() if line.role == "space"), None)
            if own is None:
                continue
            row = [task + (" †" if own.scored == "twin" else ""), _metric(own), f"{own.n:,}"]
            row += [f"**{cell(own)}**", *(cell(of[c]) if c in of else "–" for c in columns)]
            row += [_bound(own.floor, own.floor_name), _bound(own.ceiling, own.ceiling_name)]
            row += [difference(of[g]) or "–" if g in of else "–" for g in gains]
            rows.append(row)
    if not rows:
        return ""
    return markdown([*head, *(f"gain over {g}" for g in gains)], rows)


def findings(report: Report) -> str:
    """Say of every opponent what the release does better, as well, and worse."""
    said: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for suite in report.suites:
        for task, own, lines in first_metrics(report, suite.name):
            name = suite.name, task
            words = {line.method: verdict(line) for line in lines if line.method in OPPONENTS}
            words["its floor"] = against_floor(own, lines)
            for opponent, word in words.items():
                if word:
                    said.setdefault(opponent, {}).setdefault(word, []).append(name)
    rows, worse = [], []
    for opponent in ("its floor", *OPPONENTS):
        if opponent not in said:
            continue
        of = said[opponent]
        counts = [str(len(of.get(word, ()))) for word in ("better", "unclear", "worse")]
        rows.append([opponent, *counts])
        if of.get("worse"):
            worse.append(f"* Worse than **{opponent}**: {_list(of['worse'])}.")
    table = markdown(["against", "better", "no clear difference", "worse"], rows)
    return table + "\n\n" + escaped_lines(worse or ["Worse on nothing."])


def targets(report: Report) -> str:
    """Return what was to be reached and whether it was."""
    rows = []
    for target in TARGETS:
        own = _line(report, target.suite, target.task, target.metric, "space")
        raw = _line(report, target.suite, target.task, target.metric, "raw")
        higher = own is None or own.better == "higher"
        bound = f"{'≥' if higher else '≤'} {target.bound:g}"
        if own is None:
            rows.append([target.what, bound, "–", "–", "not scored"])
            continue
        reached = own.value >= target.bound if higher else own.value <= target.bound
        within = own.low <= target.bound <= own.high
        word = "reached" if reached else "not reached"
        word += "; the target lies within the interval" if within else ""
        rows.append([target.what, bound, cell(raw) if raw else "–", cell(own), word])
    return markdown(["", "target", "raw", report.name, ""], rows)


def missing_targets(report: Report) -> list[Target]:
    """Return the targets the report has no figure for."""
    return [t for t in TARGETS if _line(report, t.suite, t.task, t.metric, "space") is None]


def guards(report: Report) -> str:
    """List first metrics that fell below raw by more than the guard, and count the others."""
    fallen, more = [], 0
    first = [own for suite in report.suites for _, own, _ in first_metrics(report, suite.name)]
    for line in report.of("space"):
        raw = _line(report, line.suite, line.task, line.metric, "raw")
        if raw is None:
            continue
        lost = (raw.value - line.value) * (1 if line.better == "higher" else -1)
        if lost > GUARD and line.better in ("higher", "lower"):
            if line not in first:
                more += 1
                continue
            name = f"{line.suite}: {line.task}, {line.metric}"
            fallen.append(f"* {name}: {line.value:.3f}, raw {raw.value:.3f}")
    if not fallen and not more:
        return f"No figure is worse than that of the raw base by more than {GUARD}."
    told = (
        f"Worse than the raw base by more than {GUARD} (in the metric's own unit) by the first "
        f"metric of a task; {more} further metrics are too, in the tables below:\n\n"
    )
    return told + escaped_lines(fallen or ["* none"])


def others(report: Report) -> str:
    """Return the figures of spaces and encoders that have no column of their own."""
    names = [
        str(s["name"])
        for s in report.subjects
        if s["role"] == "beside" and s["name"] not in COLUMNS
    ]
    if not names:
        return "None was scored."
    rows = []
    for suite in report.suites:
        for task, own, lines in first_metrics(report, suite.name):
            of = {line.method: line for line in lines}
            row = [f"{suite.name}: {task}", _metric(own), cell(own)]
            for name in names:
                row.append(cell(of[name]) if name in of else "–")
                row.append(difference(of[name]) or "–" if name in of else "–")
            rows.append(row)
    head = ["task", "metric", report.name]
    head += [text for name in names for text in (name, f"gain over {name}")]
    return markdown(head, rows)


def seeds_table(seeds: Report) -> pd.DataFrame:
    """Return mean and standard deviation over seeds of every metric."""
    spaces = [s["name"] for s in seeds.subjects if s["role"] in ("space", "beside")]
    table = seeds.to_pandas()
    table = table[table["method"].isin(spaces)]
    groups = table.groupby(["suite", "task", "metric", "better"], sort=False)["value"]
    found = groups.agg(["count", "mean", "std", "min", "max"]).reset_index()
    return found[found["count"] == len(spaces)].rename(columns={"count": "seeds"})


def seeds_section(seeds: Report | None) -> str:
    """Return the table over seeds, the first metric of each task."""
    if seeds is None:
        return "No other seeds were trained."
    rows = [
        [
            f"{row['suite']}: {row['task']}",
            str(row["metric"]),
            str(row["seeds"]),
            f"{row['mean']:.3f} ± {row['std']:.3f}",
            f"{row['min']:.3f}",
            f"{row['max']:.3f}",
        ]
        for row in seeds_table(seeds).drop_duplicates(["suite", "task"]).to_dict("records")
    ]
    return markdown(["task", "metric", "seeds", "mean ± sd", "least", "most"], rows)


def corrections() -> str:
    """Say which correction is best by merit and which has the fewest hubs, pair by pair."""
    table = pd.read_csv(RESULTS / "correction.csv")
    best = table.dropna(subset=["merit"])
    lines = []
    for title, rows, column, least in (
        ("Most of what is right is found with", best, "merit", False),
        ("The hubs are fewest with", table, "hub_skewness", True),
    ):
        chosen = rows.sort_values(column, ascending=least).drop_duplicates("pair")
        told = [
            f"`{name}` for {', '.join(chosen['pair'][chosen['correction'] == name])}"
            for name in ("none", "center", "csls", "sinkhorn")
            if (chosen["correction"] == name).any()
        ]
        lines.append(f"* {title} {'; '.join(told)}.")
    return "\n".join(lines)


def hubs() -> str:
    """Say what the correction against hubs does where they are worst."""
    table = pd.read_csv(RESULTS / "correction.csv").set_index(["pair", "correction"])
    told = [
        f"`{name}` {row['hub_skewness']:.1f} (merit {row['merit']:.3f}, "
        f"{row['never_in_top10']:.0%} never listed)"
        for name, row in table.loc["occupation → skill"].iterrows()
    ]
    return "Hubs from occupation to skill by the correction asked for: " + "; ".join(told) + "."


def compression() -> str:
    """Return what storing vectors and encoder small costs, from the release itself."""
    import laborspace

    space = laborspace.load()
    encoder = space.encoder
    if encoder is None or space.storage is None:
        raise SystemExit("the release has no encoder")
    agreement = encoder.config.agreement
    keys = list(dict.fromkeys(key for row in agreement.values() for key in row))
    rows = [[name, *(str(row.get(key, "–")) for key in keys)] for name, row in agreement.items()]
    cost = space.storage.cost
    return (
        f"Entity vectors are stored as {space.storage.dtype}: {cost['neighbors_kept']:.1%} of the "
        f"ten nearest neighbors stay, the least cosine with the full vector is "
        f"{cost['cosine_min']:.4f}.\n\nThe encoder against PyTorch in float32, on official "
        f"descriptions; the release ships `{encoder.config.precision}`:\n\n"
        + markdown(["encoder stored as", *keys], rows)
    )


def csv(name: str) -> str:
    """Return a table of benchmarks/results as Markdown."""
    table = pd.read_csv(RESULTS / name)
    rows = [["–" if pd.isna(v) else str(v) for v in row] for row in table.itertuples(index=False)]
    return markdown([str(column) for column in table.columns], rows)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(map(_cell, head)) + " |", "|---" * len(head) + "|"]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def escaped_lines(lines: Sequence[str]) -> str:
    """Join lines whose O*NET would else begin italics."""
    return "\n".join(line.replace("O*NET", r"O\*NET") for line in lines)


def _cell(text: str) -> str:
    bold = text.startswith("**") and text.endswith("**") and len(text) > 4
    return f"**{escaped(text[2:-2])}**" if bold else escaped(text)


def _metric(line: Line) -> str:
    return line.metric + (" (lower is better)" if line.better == "lower" else "")


def _bound(value: float, name: str) -> str:
    return f"{value:.3f} ({name})" if math.isfinite(value) else "–"


def _list(names: Sequence[tuple[str, str]] | None) -> str:
    """Return tasks by suite: ``skills (essential skills); geometry (…)``."""
    by_suite: dict[str, list[str]] = {}
    for suite, task in names or ():
        by_suite.setdefault(suite, []).append(task)
    told = (f"`{suite}` ({'; '.join(tasks)})" for suite, tasks in by_suite.items())
    return ", ".join(told) or "nothing"


def _line(report: Report, suite: str, task: str, metric: str, method: str) -> Line | None:
    """Return one line, of a role (`space`) or of a method."""
    for line in report.lines:
        if (line.suite, line.task, line.metric) != (suite, task, metric):
            continue
        if method in (line.method, line.role):
            return line
    return None
