"""The Standard Occupational Classification (2018) above O*NET occupations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from laborspace.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from laborspace.sources.files import SourceFiles

SOC_LEVELS = ("major group", "minor group", "broad group", "detailed soc")
"""Levels of SOC groups, the widest first."""

_COLUMNS = ("Major Group", "Minor Group", "Broad Occupation", "Detailed Occupation")
# A code tells the group it is in, but for these: minor groups otherwise end in 000, and broad
# groups otherwise share six characters with their detailed occupations.
_OTHER_MINOR = {"15-12": "15-1200", "31-11": "31-1100", "51-51": "51-5100"}
_OTHER_BROAD = {"29-122": "29-1210"}


class SocGroup(NamedTuple):
    """One group of the SOC.

    Attributes
    ----------
    title : str
    level : str
        One of :data:`SOC_LEVELS`.
    parent : str
        Code of the group above, ``""`` for a major group.
    """

    title: str
    level: str
    parent: str


def read_soc_structure(files: SourceFiles, name: str) -> dict[str, SocGroup]:
    """Read O*NET's ``SOC_Structure.csv``, where each row names one group in its level's column.

    Parameters
    ----------
    files : SourceFiles
    name : str
        As returned by ``files.find``.

    Returns
    -------
    dict of str to SocGroup
        By SOC code.
    """
    table = files.table(name, required=_COLUMNS)
    titles = [column for column in table.columns if column.endswith("Title")]
    if not titles:
        raise SourceError("no column is named '… Title'.", file=files.locate(name), row=1)
    groups: dict[str, SocGroup] = {}
    above = [""] * len(_COLUMNS)
    for row, cells in table[[*_COLUMNS, titles[0]]].iterrows():
        *codes, title = cells.str.strip()
        level = next((i for i, code in enumerate(codes) if code), None)
        if level is None:  # an O*NET occupation below the SOC
            continue
        code = codes[level]
        if code in groups:
            raise SourceError(
                "the group is listed twice.", file=files.locate(name), row=int(str(row)), id=code
            )
        groups[code] = SocGroup(title, SOC_LEVELS[level], above[level - 1] if level else "")
        above[level] = code
    return groups


def complete(groups: Mapping[str, SocGroup], detailed: Mapping[str, str]) -> dict[str, SocGroup]:
    """Add the groups above detailed occupations where a structure lacks them.

    Parameters
    ----------
    groups : mapping of str to SocGroup
        As read by :func:`read_soc_structure`; may be empty.
    detailed : mapping of str to str
        SOC code → title of detailed occupations, e.g. ``{"29-1141": "Registered Nurses"}``.

    Returns
    -------
    dict of str to SocGroup
        With all of ``groups``. A group derived from its code alone is titled by the code.
    """
    completed = dict(groups)
    for code, title in detailed.items():
        if code in completed:
            continue
        chain = [f"{code[:2]}-0000", _minor_group(code), _broad_group(code), code]
        for depth, (member, level) in enumerate(zip(chain, SOC_LEVELS, strict=True)):
            if member not in completed:
                name = title if member == code else f"SOC {member}"
                completed[member] = SocGroup(name, level, chain[depth - 1] if depth else "")
    return completed


def _minor_group(code: str) -> str:
    return _OTHER_MINOR.get(code[:5], f"{code[:4]}000")


def _broad_group(code: str) -> str:
    return _OTHER_BROAD.get(code[:6], f"{code[:6]}0")
