"""What older official texts would change: NAICS of 2017 and of 2022."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from laborspace.analysis.statistics.alignment import overlap, top
from laborspace.errors import TruncationWarning
from laborspace.validation.drawing import check
from laborspace.validation.measure import Measure
from laborspace.validation.task import Reference, Skip, Task

if TYPE_CHECKING:
    from laborspace.validation.evidence import Evidence
    from laborspace.validation.subject import Subject

LISTED = 10

TEXTS = "{year}_NAICS_Descriptions.xlsx"


def vintages(evidence: Evidence) -> Task:
    """Make the task what the 2017 texts of NAICS would change, where they differ."""

    def asked() -> tuple[list[str], dict[str, list[str]], list[str], list[str]]:
        codes, old, new = _texts(evidence)
        space, changed = evidence.space, set(codes)
        kinds = ("occupation", "industry", "skill")
        listed = {
            k: [i for r in space.rows(k) if (i := space.ids[r]) not in changed] for k in kinds
        }
        return codes, {k: ids for k, ids in listed.items() if len(ids) > LISTED}, old, new

    def of_codes(kind: str, values: npt.ArrayLike, codes: list[str]) -> Measure:
        units = [evidence.ancestor(code, "subsector") or code for code in codes]
        return Measure.mean(f"industry → {kind}", values, units, "NAICS subsector")

    def measure(subject: Subject) -> list[Measure]:
        codes, listed, old, new = asked()
        found = []
        for kind, ids in listed.items():
            check(subject, ids)
            lists = [top(_read(subject, texts, ids), LISTED) for texts in (old, new)]
            found.append(of_codes(kind, overlap(*lists), codes))
        return found

    def chance() -> list[Measure]:
        codes, listed, _, _ = asked()
        return [
            of_codes(kind, np.full(len(codes), LISTED / len(ids)), codes)
            for kind, ids in listed.items()
        ]

    return Task(
        "texts of 2017 and 2022",
        "How many of the ten nearest stay where an industry group's official text changed?",
        measure,
        floors=[Reference("lists drawn at random", chance)],
    )


def _read(subject: Subject, texts: list[str], listed: list[str]) -> npt.NDArray[np.floating]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TruncationWarning)
        scores = subject.text_similarity(texts, listed)
    if scores is None:
        msg = "It reads no text."
        raise Skip(msg)
    return scores


def _texts(evidence: Evidence) -> tuple[list[str], list[str], list[str]]:
    """Return the industry groups of both vintages whose texts differ, and those texts."""
    from laborspace.sources.naics import read_naics

    tables = []
    for year in (2017, 2022):
        path = evidence.file(TEXTS.format(year=year), home="https://www.census.gov/naics")
        table = read_naics(path).entities
        table = table[table["level"] == "industry group"]
        text = table["title"] + ". " + table["description"]
        tables.append(dict(zip(table["id"], text, strict=True)))
    old, new = tables
    known = set(evidence.ids(kind="industry"))
    codes = sorted(id_ for id_ in old.keys() & new.keys() & known if old[id_] != new[id_])
    if not codes:
        msg = "No industry group of the space has another text in the other vintage."
        raise Skip(msg)
    return codes, [old[code] for code in codes], [new[code] for code in codes]
