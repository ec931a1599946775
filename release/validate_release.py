"""Validate the release and write what is said about it: page, model card, tables, space.json.

    python release/validate_release.py --work WORK --data DATA

WORK holds ``corpus`` and ``spaces/``: ``release`` (with its ``twin`` inside, or beside it as
``release-twin``), the twins of other seeds ``release-twin-1``, ``release-twin-2``, …, and what the
release stands beside (``raw-twin``, ``raw-views-twin``, ``paper-twin``, ``quick-twin``, and
``release-int8``, itself with the int8 encoder); what is not there is left out. DATA is the folder
of official files.

Two runs: the release beside the others, and the twins of all seeds beside each other. Both are kept
in WORK/validation and used again with ``--write-only``, which only writes:

* ``docs/validation.md`` and ``MODEL_CARD.md``
* ``benchmarks/results/validation.csv`` and ``validation_seeds.csv``
* the figures of the release into its ``space.json``, where ``laborspace info`` shows them
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import laborspace
from laborspace.learning.recipe import SpaceViews
from laborspace.learning.vectors import entity_vectors, group_vectors
from laborspace.output import write_table
from laborspace.space.container import Space
from laborspace.storage import replace_file
from laborspace.validation.card import card, first_metrics
from laborspace.validation.report import Report

sys.path.insert(0, str(Path(__file__).parent))
from validation_page import ROOT, missing_targets, page, seeds_table

RESULTS = ROOT / "benchmarks" / "results"
BESIDE = {  # name in the report: folder below WORK/spaces
    "paper": "paper-twin",
    "raw": "raw-twin",
    "raw+views": "raw-views-twin",
    "quick": "quick-twin",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run, unless told to write only, and write."""
    given = parse(arguments)
    folder = given.work / "validation"
    if given.part == "seeds":
        run_seeds(given, folder / "seeds")
        return
    if not given.write_only:
        other = start_seeds(given)
        try:
            run_main(given, folder / "release")
        finally:
            failed = other is not None and other.wait() != 0
        if failed:
            raise SystemExit("the run of the other seeds failed; see above")
    seeds = folder / "seeds"
    write(
        Report.load(folder / "release"),
        Report.load(seeds) if seeds.is_dir() else None,
        space=given.work / "spaces" / "release",
        bundled=given.bundled,
    )


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--corpus", type=Path, help="WORK/corpus by default")
    parser.add_argument("--suite", action="append", help="only this suite; repeatable")
    parser.add_argument(
        "--beside", action="append", default=[], help="one more NAME=FOLDER beside the release"
    )
    parser.add_argument("--write-only", action="store_true", help="use the runs there are")
    parser.add_argument(
        "--bundled", type=Path, default=ROOT / "src" / "laborspace" / "release",
        help="the space whose space.json gets the figures",
    )  # fmt: skip
    parser.add_argument("--part", choices=("all", "seeds"), default="all", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def run_main(given: argparse.Namespace, output: Path) -> None:
    """Score the release and what stands beside it."""
    spaces = given.work / "spaces"
    release = laborspace.load(spaces / "release")
    twin = spaces / "release-twin"
    found = {name: spaces / folder for name, folder in BESIDE.items()}
    found |= {name: Path(folder) for name, _, folder in (b.partition("=") for b in given.beside)}
    beside: dict[str, Space] = {
        name: with_hold_out(laborspace.load(folder), given.work)
        for name, folder in found.items()
        if folder.is_dir()
    }
    corpus = corpus_of(given)
    if corpus is not None:
        beside |= reencoded("static", spaces / "release", corpus, encoder="static")
        beside |= reencoded("int8", spaces / "release-int8", corpus, encoder="onnx")
    report = laborspace.validate(
        release,
        suites=given.suite,
        beside=beside,
        twin=None
        if release.twin is not None or not twin.is_dir()
        else with_hold_out(laborspace.load(twin), given.work),
        seeds={
            f"seed {seed}": with_hold_out(laborspace.load(folder), given.work)
            for seed, folder in seed_twins(spaces).items()
            if seed
        },
        data=given.data,
        corpus=corpus,
        output=output,
        quiet=not sys.stderr.isatty(),
    )
    print(f"{report!r}, {report.seconds:.0f} s → {output}")


def with_hold_out(space: Space, work: Path) -> Space:
    """Return a twin that knows who was held out; one built long ago learns it from the list."""
    listed = work / "holdout.txt"
    if not space.held_out and listed.is_file():
        space.held_out = frozenset(listed.read_text("utf-8").split())
    return space


def reencoded(name: str, folder: Path, corpus: Path, *, encoder: str) -> dict[str, Space]:
    """Return the space as a smaller encoder sees it, every entity encoded anew, without twin."""
    try:
        space = laborspace.load(folder, encoder=encoder)
    except laborspace.LaborSpaceError as error:
        print(f"{name} is left out: {error}")
        return {}
    entities = laborspace.Corpus.load(corpus).entities.set_index("id", drop=False)
    views = SpaceViews(**space.provenance.recipe["space"])
    chosen = entities.loc[space.ids]
    vectors = entity_vectors(chosen, views, space.encode)
    if views.groups == "items":
        vectors = group_vectors(chosen, space.relations.to_pandas(), vectors)
    space.vectors = vectors
    space.twin = None
    return {name: space}


def corpus_of(given: argparse.Namespace) -> Path | None:
    """Return the folder of the corpus, if there is one."""
    folder: Path = given.corpus or given.work / "corpus"
    return folder if folder.is_dir() else None


def seed_twins(spaces: Path) -> dict[int, Path]:
    """Return the twins of the release by seed; that of the release itself is 0."""
    within, beside = spaces / "release" / "twin", spaces / "release-twin"
    first = beside if beside.is_dir() else within  # that beside the space has its encoder
    others = sorted(spaces.glob("release-twin-*"))
    found = {0: first} | {int(folder.name.rpartition("-")[2]): folder for folder in others}
    return {seed: folder for seed, folder in found.items() if folder.is_dir()}


def start_seeds(given: argparse.Namespace) -> subprocess.Popen[bytes] | None:
    """Score the twins of all seeds in a process of its own, if there are several."""
    if len(seed_twins(given.work / "spaces")) < 2:
        return None
    command = [sys.executable, __file__, "--part", "seeds", "--work", str(given.work)]
    command += ["--data", str(given.data)] if given.data else []
    command += ["--corpus", str(given.corpus)] if given.corpus else []
    command += [part for suite in given.suite or () for part in ("--suite", suite)]
    return subprocess.Popen(command)


def run_seeds(given: argparse.Namespace, output: Path) -> None:
    """Score the twins of all seeds, each as a space of its own."""
    twins = seed_twins(given.work / "spaces")
    parent = laborspace.load(given.work / "spaces" / "release")
    opened = {
        f"seed {seed}": with_hold_out(borrowing(folder, parent), given.work)
        for seed, folder in twins.items()
    }
    first, *others = opened.items()
    suites = given.suite or [name for name in suite_names() if name != "stability"]
    report = laborspace.validate(
        first[1],
        suites=suites,
        beside=dict(others),
        data=given.data,
        corpus=corpus_of(given),
        baselines=False,
        output=output,
    )
    print(f"{report!r}, {report.seconds:.0f} s → {output}")


def borrowing(folder: Path, parent: Space) -> Space:
    """Open a twin, which may lack relations, aliases and encoder; its parent lends the first two.

    The encoder is its own or none: a twin must not read with what its parent learned.
    """
    twin = Space.load(folder)
    if not twin.relations.num_rows:
        twin.relations, twin.attributes = parent.relations, parent.attributes
        place = twin.entities.column_names.index("aliases")
        if twin.ids == parent.ids:
            twin.entities = twin.entities.set_column(place, "aliases", parent.entities["aliases"])
    return twin


def suite_names() -> list[str]:
    """Return the names of all suites."""
    from laborspace.validation.validating import SUITES

    return list(SUITES)


def write(report: Report, seeds: Report | None, *, space: Path, bundled: Path) -> None:
    """Write everything that is said about the release."""
    for target in missing_targets(report):
        print(f"no figure for the target {target.what!r}: {target.task}, {target.metric}")
    scored = laborspace.load(space)
    put(ROOT / "docs" / "validation.md", page(report, seeds))
    template = (ROOT / "release" / "model_card.template.md").read_text("utf-8")
    put(ROOT / "MODEL_CARD.md", card(report, scored, template))
    write_table(report.to_pandas().round(5), RESULTS / "validation.csv")
    if seeds is not None:
        write_table(seeds_table(seeds).round(5), RESULTS / "validation_seeds.csv")
    for folder in {space, bundled}:
        if (folder / "space.json").is_file():
            add_figures(report, folder / "space.json")


def add_figures(report: Report, manifest: Path) -> None:
    """Write the first metric of each task into ``space.json``."""
    content = json.loads(manifest.read_text("utf-8"))
    content["validation"].pop("held_out_twin", None)  # of earlier versions
    content["validation"]["figures"] = {
        f"{suite.name}: {task}, {own.metric}" + (" (twin)" if own.scored == "twin" else ""): {
            name: round(float(getattr(own, name)), 4) for name in ("value", "low", "high")
        }
        | {"n": own.n}
        for suite in report.suites
        for task, own, _ in first_metrics(report, suite.name)
        if math.isfinite(own.low)
    }
    put(manifest, json.dumps(content, indent=2, ensure_ascii=False))


def put(path: Path, text: str) -> None:
    """Write a text file, all of it or nothing."""
    with replace_file(path) as fresh:
        fresh.write_text(text.rstrip("\n") + "\n", "utf-8")
    print(f"→ {path}")


if __name__ == "__main__":
    main()
