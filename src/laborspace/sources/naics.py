"""NAICS: the industries of North America, from sectors to national industries.

Reads the workbook of descriptions, ``2022_NAICS_Descriptions.xlsx`` of
https://www.census.gov/naics.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from laborspace.errors import InputError, SourceError
from laborspace.records import (
    Dropped,
    Records,
    SourceNote,
    attribute_table,
    entity_table,
    relation_table,
)
from laborspace.sources.files import SourceFiles
from laborspace.sources.tidy import clean, report_empty

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECTOR_RANGES = {"31-33": ("31", "32", "33"), "44-45": ("44", "45"), "48-49": ("48", "49")}
"""Sectors that span several two-digit codes."""

SECTORS = (
    *("11", "21", "22", "23", "31-33", "42", "44-45", "48-49", "51", "52", "53", "54"),
    *("55", "56", "61", "62", "71", "72", "81", "92"),
)
"""Codes of the 20 sectors."""

ATTRIBUTION = "Industry titles and texts: U.S. Census Bureau, NAICS {vintage}."

_SECTOR_BY_DIGITS = {s: s for s in SECTORS} | {d: r for r, ds in SECTOR_RANGES.items() for d in ds}
_LEVELS = {
    2: "sector",
    3: "subsector",
    4: "industry group",
    5: "NAICS industry",
    6: "national industry",
}
_YEAR = re.compile(r"(?:19|20)\d\d")
# A superscript T marks what Canada, Mexico and the United States share; it comes as a plain
# letter. No title ends in one of its own: acronyms have a capital before the T.
_TRILATERAL = re.compile(r"(?<=[a-z)])\s*T$")
_SEE = re.compile(r"See industry description for (\d+)\.?", re.IGNORECASE)
_CROSS_REFERENCES = re.compile(
    r"^\s*Cross-References\..*", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_SECTOR_HEADING = re.compile(r"^\s*The Sector as a Whole\s*$", re.MULTILINE)
_EXAMPLES = re.compile(r"^(\s*Illustrative Examples:)\s*\n(.*)", re.MULTILINE | re.DOTALL)


def sector_of(code: str) -> str:
    """Return the sector of an industry.

    Parameters
    ----------
    code : str
        Two to six digits, or a range such as ``"31-33"``.

    Returns
    -------
    str
        One of :data:`SECTORS`, e.g. ``"31-33"`` for ``"3361"``.

    Raises
    ------
    InputError
        If the code belongs to no sector.
    """
    sector = _SECTOR_BY_DIGITS.get(code if "-" in code else code[:2])
    if sector is None or not re.fullmatch(r"\d{2,6}|\d\d-\d\d", code):
        raise InputError(f"{code!r} is not a NAICS code; the sectors are {', '.join(SECTORS)}.")
    return sector


def read_naics(path: str | Path, *, vintage: str | None = None) -> Records:
    """Read the workbook of NAICS descriptions.

    Ids are ``naics:6221``, and ``naics:31-33`` for a sector that spans codes; such a sector has
    its codes as aliases.

    Parameters
    ----------
    path : str or Path
        The workbook, or a folder or zip with ``2022_NAICS_Descriptions.xlsx``.
    vintage : str, optional
        Year of the classification; by default the newest in the folder, as its name says.

    Returns
    -------
    Records
        Every code is described: by its own text, else by that of its only child, else by that
        of the group above. ``broader`` links each code to the one above.

    Raises
    ------
    SourceError
        If the workbook is missing or malformed, or its year is not to be told from its name.
    """
    files = SourceFiles(path)
    name = _workbook(files, vintage)
    if vintage is None:
        year = _YEAR.search(PurePosixPath(name).name)
        if year is None:
            raise SourceError(
                "the name does not say the year of the classification; give vintage=.",
                file=files.locate(name),
            )
        vintage = year[0]
    dropped: list[Dropped] = []
    titles, texts = _read(files, name, dropped)
    descriptions = {code: _describe(code, texts) for code in titles}
    report_empty(descriptions.values(), "industries", dropped)
    entities: list[dict[str, object]] = [
        {
            "id": f"naics:{code}",
            "kind": "industry",
            "code": code,
            "title": title,
            "description": descriptions[code],
            "aliases": list(SECTOR_RANGES.get(code, ())),
            "level": _LEVELS[_digits(code)],
            "source": "NAICS",
            "vintage": vintage,
            "url": f"https://www.census.gov/naics/?input={code}&year={vintage}&details={code}",
        }
        for code, title in titles.items()
    ]
    broader: list[dict[str, object]] = [
        {
            "source": f"naics:{code}",
            "target": f"naics:{_above(code)}",
            "relation": "broader",
            "origin": f"NAICS {vintage}",
        }
        for code in titles
        if _digits(code) > 2
    ]
    return Records(
        note=SourceNote(
            name="NAICS",
            vintage=vintage,
            license="public domain",
            attribution=ATTRIBUTION.format(vintage=vintage),
            url="https://www.census.gov/naics/",
            files=files.hashes,
        ),
        entities=entity_table(entities),
        relations=relation_table(broader),
        attributes=attribute_table([]),
        dropped=dropped,
    )


def _workbook(files: SourceFiles, vintage: str | None) -> str:
    """Name of the workbook of a year, or of the newest."""
    if files.path.is_file() and len(files.names()) == 1:
        return files.names()[0]
    found = {}
    for name in files.names():
        base = PurePosixPath(name).name
        year = _YEAR.search(base)
        if year and fnmatch(base.lower(), "*naics*desc*.xlsx"):
            found[year[0]] = name
    wanted = vintage or max(found, default="2022")
    return found.get(wanted) or files.find(f"{wanted}_NAICS_Descriptions.xlsx")


def _read(
    files: SourceFiles, name: str, dropped: list[Dropped]
) -> tuple[dict[str, str], dict[str, str]]:
    """Titles and raw texts by code."""
    columns = ["Code", "Title", "Description"]
    titles: dict[str, str] = {}
    texts: dict[str, str] = {}
    rows: dict[str, int] = {}
    notes = 0
    for row, *cells in files.sheet(name, required=columns)[columns].itertuples():
        code, title, text = (str(cell).strip() for cell in cells)
        if not re.fullmatch(r"\d{2,6}|\d\d-\d\d", code):
            notes += 1
            continue
        problem = ""
        if code in titles:
            problem = f"the code is already on row {rows[code]}; a code may appear once."
        elif (code if "-" in code else code[:2]) not in _SECTOR_BY_DIGITS:
            problem = "the code belongs to no NAICS sector."
        elif not title:
            problem = "the title is empty."
        if problem:
            raise SourceError(problem, file=files.locate(name), row=row, id=code)
        titles[code] = _TRILATERAL.sub("", clean(title))
        texts[code] = "" if text == "NULL" else text
        rows[code] = row
    if notes:
        dropped.append(Dropped("rows", notes, "no NAICS code: notes of the workbook"))
    if not titles:
        raise SourceError("has no row with a NAICS code.", file=files.locate(name))
    return titles, texts


def _describe(code: str, texts: Mapping[str, str]) -> str:
    """Text of a code: its own or its only child's, else that of the code above."""
    text = _own_or_child(code, texts)
    if text or _digits(code) == 2:
        return text
    return _describe(_above(code), texts)


def _own_or_child(code: str, texts: Mapping[str, str]) -> str:
    text = texts.get(code, "")
    see = _SEE.fullmatch(text)
    # Only downwards, so that two codes cannot send us back and forth.
    if see and see[1].startswith(code) and len(see[1]) > len(code):
        return _own_or_child(see[1], texts)
    if text and not see:
        return _tidy(text)
    children = [c for c in texts if len(c) == len(code) + 1 and c.startswith(code)]
    return _own_or_child(children[0], texts) if len(children) == 1 else ""


def _tidy(text: str) -> str:
    """Drop the heading and the cross-references; put lists of examples into a sentence."""
    text = _SECTOR_HEADING.sub("", _CROSS_REFERENCES.sub("", text))
    return clean(_EXAMPLES.sub(_examples, text))


def _examples(match: re.Match[str]) -> str:
    examples = [line.strip() for line in match[2].splitlines() if line.strip()]
    return f"{match[1]} {'; '.join(examples)}."


def _above(code: str) -> str:
    return sector_of(code) if len(code) == 3 else code[:-1]


def _digits(code: str) -> int:
    return 2 if "-" in code else len(code)
