"""How ``data/sic_naics.csv`` was made: SIC codes and the NAICS 2022 industry groups they are.

A public list of SIC codes describes each by the NAICS titles it went into. The titles are
looked up in NAICS 2022, then 2017 (carried over by the Census concordance). Codes that only
the SEC uses take the groups of the codes they begin, or those written by hand in
``data/sic_naics_written.csv``.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib.resources import files as package_files
from typing import TYPE_CHECKING

from laborspace.sources.files import SourceFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

BRIDGE_COLUMNS = ("sic", "naics4", "share", "basis")
"""``share`` is 1 over the number of groups; ``basis`` is title, prefix or written."""

_PREFIX_SHARE = 0.1
"""Least share of a group code's members that must lead to a NAICS group for it to count."""

_ABBREVIATIONS = {
    "mfg.": "manufacturing",
    "misc.": "miscellaneous",
    "cos.": "companies",
    "&": "and",
}


def build_sic_bridge(crosswalks: str | Path, naics: str | Path) -> list[tuple[str, str, str, str]]:
    """Make the bridge anew from the public lists.

    Parameters
    ----------
    crosswalks : str or Path
        Folder with ``SIC_code_list.txt`` (SIC, Description), ``industry_code_list.csv`` (the
        SEC's SIC codes) and ``2017_to_2022_NAICS.csv``.
    naics : str or Path
        Folder with ``2022_NAICS_Descriptions.xlsx`` and ``2017_NAICS_Descriptions.xlsx``.

    Returns
    -------
    list of tuple
        Rows of :data:`BRIDGE_COLUMNS`, sorted.

    Raises
    ------
    SourceError
        A file is missing or malformed.
    """
    lists, descriptions = SourceFiles(crosswalks), SourceFiles(naics)
    successors = _successors(lists)
    old = _titles(descriptions, "2017_NAICS_Descriptions.xlsx")
    groups_of: dict[str, set[str]] = {
        title: {new[:4] for new in successors.get(code, {code})} for title, code in old.items()
    }
    new = _titles(descriptions, "2022_NAICS_Descriptions.xlsx")
    groups_of |= {title: {code[:4]} for title, code in new.items()}
    titled: dict[str, set[str]] = {}
    table = lists.table(lists.find("SIC_code_list.txt"), required=("SIC", "Description"), sep="\t")
    for sic, title in zip(table["SIC"], table["Description"], strict=True):
        titled.setdefault(sic, set()).update(groups_of.get(_key(title), ()))
    titled = {sic: groups for sic, groups in titled.items() if groups}
    sec = lists.table(lists.find("industry_code_list.csv"), required=("SIC Code",))
    written = _written()
    rows: list[tuple[str, str, str, str]] = []
    for sic in sorted({*titled, *written, *(code.zfill(4) for code in sec["SIC Code"])}):
        if sic in written:
            groups, basis = written[sic], "written"
        elif sic in titled:
            groups, basis = titled[sic], "title"
        else:
            groups, basis = _by_prefix(sic, titled), "prefix"
        share = f"{1 / len(groups):.4f}" if groups else ""
        rows += [(sic, group, share, basis) for group in sorted(groups)]
    return rows


def _by_prefix(sic: str, titled: Mapping[str, Iterable[str]]) -> set[str]:
    """Find the groups of the codes within a group code such as 2030 or 2000, rare ones aside."""
    stem = sic[:2] if sic.endswith("00") else sic[:3] if sic.endswith("0") else sic
    members = [groups for code, groups in titled.items() if code.startswith(stem)]
    votes = Counter(group for groups in members for group in groups)
    enough = max(1.0, min(_PREFIX_SHARE * len(members), max(votes.values(), default=0)))
    return {group for group, count in votes.items() if count >= enough}


def _key(title: str) -> str:
    """Strip a title of case, punctuation, remarks in parentheses and abbreviations."""
    text = re.sub(r"\(.*?\)", "", title.lower())
    for short, word in _ABBREVIATIONS.items():
        text = text.replace(short, word)
    return re.sub(r"[^a-z0-9]", "", text)


def _titles(files: SourceFiles, name: str) -> dict[str, str]:
    """Title → the longest NAICS code that bears it, of at least four digits."""
    table = files.sheet(files.find(name), required=("Code", "Title"))
    titles: dict[str, str] = {}
    for code, title in zip(table["Code"].astype(str), table["Title"].astype(str), strict=True):
        digits = code.strip().removesuffix(".0")
        # Census marks titles shared with Canada and Mexico by a raised T, here a plain one.
        key = _key(re.sub(r"(?<=[a-z)])T$", "", title.strip()))
        if len(digits) >= 4 and digits.isdigit() and len(digits) > len(titles.get(key, "")):
            titles[key] = digits
    return titles


def _successors(files: SourceFiles) -> dict[str, set[str]]:
    """NAICS 2017 code → the 2022 codes it went into."""
    table = files.table(
        files.find("2017_to_2022_NAICS.csv"),
        required=("2017 NAICS Code", "2022 NAICS Code"),
        skip_rows=2,
    )
    successors: dict[str, set[str]] = {}
    for old, new in zip(table["2017 NAICS Code"], table["2022 NAICS Code"], strict=True):
        successors.setdefault(old.strip(), set()).add(new.strip())
    return successors


def _written() -> dict[str, set[str]]:
    source = package_files("laborspace.sources") / "data" / "sic_naics_written.csv"
    groups: dict[str, set[str]] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        groups.setdefault(row["sic"], set()).add(row["naics4"])
    return groups
