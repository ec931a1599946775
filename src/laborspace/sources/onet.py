"""O*NET: occupations, and the skills, knowledge, abilities and technology they require.

Reads the text database, ``db_XX_Y_text.zip`` of https://www.onetcenter.org/database.html.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import Dropped, Records, SourceNote, entity_table
from laborspace.sources.files import SourceFiles
from laborspace.sources.onet_relations import CODE, job_zones, ratings, related, technology
from laborspace.sources.soc import SocGroup, complete, read_soc_structure
from laborspace.sources.tidy import (
    check_filled,
    check_ids,
    clean,
    distinct,
    optional_table,
    report_empty,
    stack_relations,
)

if TYPE_CHECKING:
    from pathlib import Path

ATTRIBUTION = (
    "This product includes information from the O*NET {vintage} Database by the U.S. Department "
    "of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 "
    "license. O*NET® is a trademark of USDOL/ETA. Laborspace has modified all or some of this "
    "information. USDOL/ETA has not approved, endorsed, or tested these modifications."
)

_OCCUPATION_CODE = re.compile(r"\d\d-\d{4}\.\d\d")
# Rating file → where its elements lie in the content model.
_DOMAINS = {"Skills.txt": ("2.A.", "2.B."), "Knowledge.txt": ("2.C.",), "Abilities.txt": ("1.A.",)}
_ABBREVIATED = re.compile(r"(.+?) \(([^()]+)\)")


def read_onet(
    path: str | Path, *, vintage: str = "30.2", soc_structure: str | Path | None = None
) -> Records:
    """Read the O*NET text database.

    Occupations get ids ``onet:29-1141.00``; the elements of the content model that occupations
    are rated on (35 skills, 33 knowledge, 52 abilities) ``onet:2.A.1.a``; technology, by
    commodity, ``onet:tech/43232202`` with its example products as aliases; SOC groups
    ``soc:29-1141``.

    Parameters
    ----------
    path : str or Path
        The unpacked folder or the official zip. ``Occupation Data.txt`` and ``Content Model
        Reference.txt`` must be there; other files are reported when missing.
    vintage : str
        Version of the database.
    soc_structure : str or Path, optional
        O*NET's ``SOC_Structure.csv``, if it is not in the folder. Without it SOC groups are
        derived from the codes, and those above the detailed occupations have no title.

    Returns
    -------
    Records
        ``requires`` has the importance (1-5) as weight and the level (0-7) beside it, and says
        where O*NET flags one of them as not relevant or recommends to suppress it; for
        technology the weight is 1. ``related`` weighs 1 / rank. Attribute ``job_zone``, 1-5.

    Raises
    ------
    SourceError
        If a file is missing or malformed.
    """
    import pandas as pd

    files = SourceFiles(path)
    origin = f"O*NET {vintage}"
    dropped: list[Dropped] = []
    occupations = _occupations(files, dropped)
    elements = _elements(files)
    technologies, uses = technology(files, dropped)
    structure = files if soc_structure is None else SourceFiles(soc_structure)
    groups = _soc_groups(structure, occupations, needed=soc_structure is not None)

    broader = [(row["id"], f"soc:{str(row['code'])[:7]}") for row in occupations]
    broader += [(f"soc:{c}", f"soc:{group.parent}") for c, group in groups.items() if group.parent]
    relations = [
        *(ratings(files, name, dropped) for name in _DOMAINS),
        uses,
        related(files, dropped),
        pd.DataFrame(broader, columns=["source", "target"]).assign(relation="broader"),
    ]
    rows = [*occupations, *elements, *technologies, *map(_soc_row, groups, groups.values())]
    attributes = job_zones(files, origin, dropped)
    return Records(
        note=SourceNote(
            name="O*NET",
            vintage=vintage,
            license="CC BY 4.0",
            attribution=ATTRIBUTION.format(vintage=vintage),
            url="https://www.onetcenter.org/database.html",
            files=files.hashes | structure.hashes,
        ),
        entities=entity_table([row | {"source": "O*NET", "vintage": vintage} for row in rows]),
        relations=stack_relations(relations, origin),
        attributes=attributes,
        dropped=dropped,
    )


def _occupations(files: SourceFiles, dropped: list[Dropped]) -> list[dict[str, object]]:
    name = files.find("Occupation Data.txt")
    table = files.table(name, required=[CODE, "Title", "Description"], sep="\t")
    check_ids(table, CODE, files, name)
    check_filled(table, "Title", files, name)
    malformed = table.index[~table[CODE].str.fullmatch(_OCCUPATION_CODE)]
    if len(malformed):
        raise SourceError(
            "is not an O*NET-SOC code such as 29-1141.00.",
            file=files.locate(name),
            row=int(malformed[0]),
            column=CODE,
            id=str(table.loc[malformed[0], CODE]),
        )
    descriptions = [clean(text) for text in table["Description"]]
    report_empty(descriptions, "occupations", dropped)
    titles = _job_titles(files, dropped)
    tasks = _task_statements(files, dropped)
    return [
        {
            "id": f"onet:{code}",
            "kind": "occupation",
            "code": code,
            "title": clean(title),
            "description": description,
            "aliases": distinct(titles.get(code, []), clean(title)),
            "statements": distinct(tasks.get(code, []), ""),
            "level": "occupation",
            "url": f"https://www.onetonline.org/link/summary/{code}",
        }
        for code, title, description in zip(table[CODE], table["Title"], descriptions, strict=True)
    ]


def _job_titles(files: SourceFiles, dropped: list[Dropped]) -> dict[str, list[str]]:
    """Titles people use, by occupation: alternate ones, then those reported by incumbents."""
    given: dict[str, list[str]] = defaultdict(list)
    short: dict[str, set[str]] = defaultdict(set)
    alternate = optional_table(
        files,
        "Alternate Titles.txt",
        required=[CODE, "Alternate Title", "Short Title"],
        sep="\t",
        dropped=dropped,
        without="alternate titles",
    )
    if alternate:
        columns = alternate[1][[CODE, "Alternate Title", "Short Title"]]
        for code, title, abbreviation in columns.itertuples(index=False):
            given[code].append(title)
            if abbreviation not in {"", "n/a"}:
                short[code].add(abbreviation)
    reported = optional_table(
        files,
        "Sample of Reported Titles.txt",
        required=[CODE, "Reported Job Title"],
        sep="\t",
        dropped=dropped,
        without="reported titles",
    )
    if reported:
        for code, title in reported[1][[CODE, "Reported Job Title"]].itertuples(index=False):
            given[code].append(title)
    return {
        code: [part for title in titles for part in _unabbreviated(title, short[code])]
        for code, titles in given.items()
    }


def _task_statements(files: SourceFiles, dropped: list[Dropped]) -> dict[str, list[str]]:
    """Sentences that say what is done, by occupation, in the order of the file."""
    found = optional_table(
        files,
        "Task Statements.txt",
        required=[CODE, "Task"],
        sep="\t",
        dropped=dropped,
        without="task statements",
    )
    given: dict[str, list[str]] = defaultdict(list)
    if found:
        for code, task in found[1][[CODE, "Task"]].itertuples(index=False):
            given[code].append(task)
    return given


def _unabbreviated(title: str, short: set[str]) -> list[str]:
    """Split ``"Registered Nurse (RN)"`` in two if one of them is a known short title."""
    match = _ABBREVIATED.fullmatch(title)
    return list(match.groups()) if match and short.intersection(match.groups()) else [title]


def _elements(files: SourceFiles) -> list[dict[str, object]]:
    name = files.find("Content Model Reference.txt")
    columns = ["Element ID", "Element Name", "Description"]
    table = files.table(name, required=columns, sep="\t")
    check_ids(table, "Element ID", files, name)
    check_filled(table, "Element Name", files, name)
    inner = {element.rpartition(".")[0] for element in table["Element ID"]}
    domains = tuple(prefix for prefixes in _DOMAINS.values() for prefix in prefixes)
    return [
        {
            "id": f"onet:{element}",
            "kind": "skill",
            "code": element,
            "title": clean(title),
            "description": clean(description),
            "level": "element",
            "url": f"https://www.onetonline.org/find/descriptor/result/{element}",
        }
        for element, title, description in table[columns].itertuples(index=False)
        if element.startswith(domains) and element not in inner
    ]


def _soc_groups(
    structure: SourceFiles, occupations: list[dict[str, object]], *, needed: bool
) -> dict[str, SocGroup]:
    """SOC groups by code, from a structure file if there is one, else from the codes."""
    pattern = "*SOC_Structure*.csv"
    known = {}
    if needed or structure.has(pattern):
        known = read_soc_structure(structure, structure.find(pattern, "*.csv"))
    titles: dict[str, str] = {}
    # Sorted: the title of 29-1141 is that of 29-1141.00, the first occupation below it.
    for code, title in sorted((str(row["code"]), str(row["title"])) for row in occupations):
        titles.setdefault(code[:7], title)
    return complete(known, titles)


def _soc_row(code: str, group: SocGroup) -> dict[str, object]:
    return {
        "id": f"soc:{code}",
        "kind": "occupation",
        "code": code,
        "title": clean(group.title),
        "level": group.level,
    }
