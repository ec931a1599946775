"""The library call: run suites on a space and what stands beside it, and report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from laborspace.errors import InputError, MissingExtraError
from laborspace.validation.contending import Given, gather
from laborspace.validation.report import Report, SuiteNote, versions
from laborspace.validation.running import run
from laborspace.validation.task import Suite

if TYPE_CHECKING:
    from laborspace.corpus import Corpus

SUITES = {
    "skills": "laborspace.validation.skills",
    "employment": "laborspace.validation.employment",
    "firms": "laborspace.validation.firms",
    "crosswalk": "laborspace.validation.crosswalk",
    "titles": "laborspace.validation.titles",
    "related": "laborspace.validation.related",
    "exposure": "laborspace.validation.exposure",
    "axis": "laborspace.validation.sectors",
    "shock": "laborspace.validation.shock",
    "hierarchy": "laborspace.validation.hierarchy",
    "geometry": "laborspace.validation.geometry",
    "stability": "laborspace.validation.stability",
}
"""Where each suite is, in the order of the report; imported when it is run."""


def validate(
    space: Given | None = None,
    *,
    suites: str | Iterable[str] | None = None,
    beside: Mapping[str, Given] | None = None,
    twin: Given | None = None,
    seeds: Mapping[str, Given] | None = None,
    data: str | os.PathLike[str] | None = None,
    corpus: str | os.PathLike[str] | Corpus | None = None,
    baselines: bool = True,
    output: str | os.PathLike[str] | None = None,
    quiet: bool = True,
) -> Report:
    """Say how good a space is, against what floor.

    Parameters
    ----------
    space : Space, mapping, str or Path, optional
        What is scored: a space, its folder or Hub id; or one vector, (d,), for each id, as a
        mapping, a word2vec ``.txt`` or a ``.parquet`` file. By default the bundled space.
    suites : iterable of str, optional
        Names of :data:`SUITES`; all by default.
    beside : mapping of str to Space, mapping, str or Path, optional
        What stands beside it in the report, by name.
    twin : Space, str or Path, optional
        The held-out twin of `space`, if it is not in the folder of the space. Relations that a
        space learned from are scored by its twin.
    seeds : mapping of str to Space, str or Path, optional
        The space made once more with another seed or vintage, for the suite ``stability``.
    data : str or Path, optional
        Folder of official files that may not ship with the package.
    corpus : Corpus, str or Path, optional
        Official texts for the lexical baselines, which else compare titles and aliases.
    baselines : bool
        Whether chance, TF-IDF and BM25 are scored too.
    output : str or Path, optional
        Folder for ``validation.csv``, ``validation.json`` and ``report.html``.
    quiet : bool
        No progress on stderr.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If there is no such suite, or a name or twin cannot be used.
    FormatError, SourceError
        If a space, a corpus or a file of vectors cannot be read.
    MissingExtraError
        Without the extra ``validate``.
    StorageError
        If writing fails; what was there before is intact.
    """
    names = chosen_suites(suites)
    _check_extra("sklearn" if baselines else None, *(("jinja2", "matplotlib") if output else ()))
    if output is not None:
        check_folder(Path(output))
    entered = gather(
        space,
        beside=beside or {},
        twin=twin,
        seeds=seeds or {},
        data=None if data is None else Path(data),
        corpus=_corpus(corpus),
        baselines=baselines,
    )
    loaded = load_suites(names)
    with _progress(len(loaded), quiet=quiet) as tell:
        outcome = run(loaded, entered.evidence, entered.contenders, report=tell)
    report = Report(
        lines=tuple(outcome.lines),
        skipped=tuple(outcome.skipped),
        suites=tuple(
            SuiteNote(suite.name, suite.title, suite.about, outcome.seconds.get(suite.name, 0.0))
            for suite in loaded
        ),
        subjects=tuple(entered.subjects),
        notes=tuple(entered.notes),
        held_out=len(entered.evidence.held_out),
        sources=tuple(_source(note) for note in entered.evidence.space.provenance.attributions),
        versions=versions(),
        created=datetime.now(timezone.utc).date().isoformat(),
    )
    if output is not None:
        report.save(output)
    return report


def chosen_suites(names: str | Iterable[str] | None) -> list[str]:
    """Return names of suites in the order of the report, without repetition.

    Raises
    ------
    InputError
        If there is no such suite.
    """
    wanted = [names] if isinstance(names, str) else list(names or SUITES)
    unknown = [name for name in wanted if name not in SUITES]
    if unknown:
        msg = f"There is no suite {unknown[0]!r}; the suites are {', '.join(SUITES)}."
        raise InputError(msg)
    return [name for name in SUITES if name in wanted]


def load_suites(names: Iterable[str]) -> list[Suite]:
    """Import suites by name."""
    found: list[Suite] = [import_module(SUITES[name]).SUITE for name in names]
    return found


def check_folder(folder: Path) -> None:
    """Refuse a folder that may not be replaced before the work is done, not after."""
    from laborspace.storage import check_replaceable

    check_replaceable(folder, Report.MARKER)


def _check_extra(*modules: str | None) -> None:
    if any(name is not None and find_spec(name) is None for name in modules):
        raise MissingExtraError("Validation", "validate")


def _corpus(given: str | os.PathLike[str] | Corpus | None) -> Corpus | None:
    from laborspace.corpus import Corpus

    return given if given is None or isinstance(given, Corpus) else Corpus.load(Path(given))


def _source(note: Any) -> dict[str, str]:
    keys = ("name", "vintage", "license", "attribution", "url")
    return {key: str(getattr(note, key)) for key in keys}


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield what is told of each task, ``"suite: task"``, and shows it on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet, transient=True) as bar:
        row = bar.add_task("", total=total)
        seen: list[str] = []

        def tell(what: str) -> None:
            suite = what.partition(":")[0]
            if suite not in seen:
                seen.append(suite)
            bar.update(row, description=what, completed=len(seen) - 1)

        yield tell
