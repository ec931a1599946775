"""Crosswalks: ESCO ↔ O*NET, and the bridges from SIC and GICS to NAICS."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files as package_files
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import (
    Dropped,
    Records,
    SourceNote,
    attribute_table,
    entity_table,
    relation_table,
)
from laborspace.sources.files import SourceFiles

if TYPE_CHECKING:
    from pathlib import Path

MATCHES = {
    "exactMatch": 1.0,
    "exactISCO": 1.0,
    "closeMatch": 0.8,
    "narrowMatch": 0.5,
    "broadMatch": 0.5,
}
"""Type of match (SKOS) → closeness, the weight of ``same_as``."""

PREAMBLE_LINES = 16
"""Lines above the header of the crosswalk as the Commission publishes it."""

_COLUMNS = ("O*NET Id", "ESCO or ISCO URI", "Type of Match")
_ESCO = "http://data.europa.eu/esco/"


def read_crosswalk(path: str | Path) -> Records:
    """Read the official crosswalk between O*NET and ESCO occupations.

    Parameters
    ----------
    path : str or Path
        The CSV, or a folder or zip with it (``esco_onet.csv`` or a name with "O*NET").

    Returns
    -------
    Records
        Relations ``same_as`` from O*NET to ESCO occupations (or ISCO groups), with the type of
        match as detail and its closeness as weight (:data:`MATCHES`).

    Raises
    ------
    SourceError
        The file is missing or damaged, lacks a column, or has an unknown type of match.
    """
    files = SourceFiles(path)
    name = (
        files.names()[0]
        if files.path.is_file() and len(files.names()) == 1
        else files.find("esco_onet.csv", "*onet*esco*.csv", "*esco*onet*.csv", "*ONET*.csv")
    )
    table = files.table(name, required=_COLUMNS, skip_rows=PREAMBLE_LINES)
    rows: list[dict[str, object]] = []
    unmatched = 0
    for row, onet, uri, match in zip(table.index, *(table[c] for c in _COLUMNS), strict=True):
        kind = match.strip()
        if not uri.strip():
            unmatched += 1
            continue
        if kind not in MATCHES:
            raise SourceError(
                f"{kind!r} is not a type of match; they are {', '.join(MATCHES)}.",
                file=files.locate(name),
                row=int(row),
                column="Type of Match",
                id=f"onet:{onet}",
            )
        rows.append(
            {
                "source": f"onet:{onet.strip()}",
                "target": _target(uri.strip()),
                "relation": "same_as",
                "weight": MATCHES[kind],
                "detail": kind,
                "origin": "ESCO–O*NET crosswalk 2022",
            }
        )
    note = SourceNote(
        name="ESCO–O*NET crosswalk",
        vintage="ESCO 1.1 × O*NET-SOC 2019",
        license="free reuse with acknowledgement",
        attribution="European Commission in collaboration with the U.S. Department of "
        "Labor/Employment and Training Administration.",
        url="https://esco.ec.europa.eu/en/about-esco/data-science-and-esco/crosswalk-between-esco-and-onet",
        files=files.hashes,
    )
    dropped = [Dropped("rows", unmatched, "O*NET occupation without a match")] if unmatched else []
    return Records(note, entity_table([]), relation_table(rows), attribute_table([]), dropped)


def _target(uri: str) -> str:
    path = uri.removeprefix(_ESCO)
    group = path.removeprefix("isco/C").removeprefix("isco/c")
    return f"isco:{group}" if group != path else f"esco:{path}"


@cache
def sic_to_naics() -> dict[str, tuple[str, ...]]:
    """SIC code (four digits) → NAICS 2022 industry groups it may be.

    Facts, made by :func:`laborspace.sources.sic_bridge.build_sic_bridge`.
    """
    return _bridge("sic_naics.csv", "sic")


@cache
def gics_to_naics() -> dict[str, tuple[str, ...]]:
    """GICS sub-industry, by name → NAICS 2022 industry groups its firms mostly belong to."""
    return _bridge("gics_naics.csv", "gics_sub_industry")


def _bridge(file: str, key: str) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    source = package_files("laborspace.sources") / "data" / file
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        groups[row[key]] = (*groups.get(row[key], ()), row["naics4"])
    return groups
