"""The files of the O*NET database that link occupations to something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import Dropped, attribute_table
from laborspace.sources.tidy import clean, distinct, numbers, optional_table

if TYPE_CHECKING:
    import pandas as pd

    from laborspace.sources.files import SourceFiles

CODE = "O*NET-SOC Code"
"""Column of the occupation in every file."""

_SCALES = {"IM": (1, 5), "LV": (0, 7)}


def ratings(files: SourceFiles, name: str, dropped: list[Dropped]) -> pd.DataFrame | None:
    """Make ``requires`` of one file of ratings: importance as weight, level beside it.

    Parameters
    ----------
    files : SourceFiles
    name : str
        ``Skills.txt``, ``Knowledge.txt`` or ``Abilities.txt``.
    dropped : list of Dropped
        Told if there is no such file.

    Returns
    -------
    pandas.DataFrame or None
        One row per occupation and element. Values that O*NET flags are kept, as it publishes
        them, and ``detail`` repeats the flag: ``"not relevant"`` (most raters found the element
        unimportant, so the level means little), ``"suppress recommended"`` (few raters, or
        they disagree).
    """
    import pandas as pd

    keys = [CODE, "Element ID"]
    found = optional_table(
        files,
        name,
        required=[*keys, "Scale ID", "Data Value"],
        sep="\t",
        dropped=dropped,
        without=f"ratings of {name.removesuffix('.txt').lower()}",
    )
    if not found:
        return None
    name, table = found
    table = table[table["Scale ID"].isin(_SCALES)]
    repeated = table.index[table.duplicated([*keys, "Scale ID"])]
    if len(repeated):
        raise SourceError(
            f"{table.loc[repeated[0], CODE]!s} is rated twice on this element and scale.",
            file=files.locate(name),
            row=int(repeated[0]),
            id=str(table.loc[repeated[0], "Element ID"]),
        )
    values = [
        numbers(table[table["Scale ID"] == scale], "Data Value", files, name, low=low, high=high)
        for scale, (low, high) in _SCALES.items()
    ]
    table = table.assign(
        value=pd.concat(values),
        irrelevant=_flag(table, "Not Relevant"),
        suppress=_flag(table, "Recommend Suppress"),
    )
    by_pair = table.set_index(keys)
    importance = by_pair.loc[by_pair["Scale ID"] == "IM", "value"]
    flags = by_pair[["irrelevant", "suppress"]].groupby(level=keys).any().reindex(importance.index)
    words = flags["irrelevant"].map({True: "not relevant", False: ""})
    words += (flags["irrelevant"] & flags["suppress"]).map({True: ", ", False: ""})
    words += flags["suppress"].map({True: "suppress recommended", False: ""})
    both = pd.DataFrame(
        {
            "weight": importance,
            "level": by_pair.loc[by_pair["Scale ID"] == "LV", "value"].reindex(importance.index),
            "detail": words,
        }
    ).reset_index()
    return both.assign(
        source="onet:" + both[CODE], target="onet:" + both["Element ID"], relation="requires"
    )


def technology(
    files: SourceFiles, dropped: list[Dropped]
) -> tuple[list[dict[str, object]], pd.DataFrame | None]:
    """Read technologies by commodity, and the occupations that require them.

    Parameters
    ----------
    files : SourceFiles
    dropped : list of Dropped
        Told if there is no such file.

    Returns
    -------
    rows : list of dict
        Entities; the example products are their aliases.
    uses : pandas.DataFrame or None
        ``requires``, ``detail`` being ``"in demand"`` (frequent in the occupation's own job
        postings), else ``"hot technology"`` (frequent in postings overall), else empty.
    """
    found = optional_table(
        files,
        "Technology Skills.txt",
        required=[CODE, "Example", "Commodity Code", "Commodity Title"],
        sep="\t",
        dropped=dropped,
        without="technology skills",
    )
    if not found:
        return [], None
    table = found[1]
    rows: list[dict[str, object]] = []
    for code, products in table.groupby("Commodity Code"):
        title = clean(products["Commodity Title"].iloc[0])
        rows.append(
            {
                "id": f"onet:tech/{code}",
                "kind": "skill",
                "code": code,
                "title": title,
                "aliases": distinct(products["Example"], title),
                "level": "technology",
            }
        )
    flags = table.assign(hot=_flag(table, "Hot Technology"), demand=_flag(table, "In Demand"))
    uses = flags.groupby([CODE, "Commodity Code"], as_index=False)[["hot", "demand"]].any()
    hot = uses["hot"].map({True: "hot technology", False: ""})
    return rows, uses.assign(
        source="onet:" + uses[CODE],
        target="onet:tech/" + uses["Commodity Code"],
        relation="requires",
        detail=hot.mask(uses["demand"], "in demand"),
    )


def related(files: SourceFiles, dropped: list[Dropped]) -> pd.DataFrame | None:
    """Read ``related`` occupations, weighted 1 / rank, with O*NET's tier as detail."""
    other = "Related O*NET-SOC Code"
    found = optional_table(
        files,
        "Related Occupations.txt",
        required=[CODE, other, "Relatedness Tier", "Index"],
        sep="\t",
        dropped=dropped,
        without="related occupations",
    )
    if not found:
        return None
    name, table = found
    return table.assign(
        source="onet:" + table[CODE],
        target="onet:" + table[other],
        relation="related",
        weight=1 / numbers(table, "Index", files, name, low=1, high=100),
        detail=table["Relatedness Tier"],
    )


def job_zones(files: SourceFiles, origin: str, dropped: list[Dropped]) -> pd.DataFrame:
    """Read attribute ``job_zone``: how much preparation an occupation needs, 1 (little) to 5."""
    found = optional_table(
        files,
        "Job Zones.txt",
        required=[CODE, "Job Zone"],
        sep="\t",
        dropped=dropped,
        without="job zones",
    )
    if not found:
        return attribute_table([])
    name, table = found
    zones = numbers(table, "Job Zone", files, name, low=1, high=5)
    rows: list[dict[str, object]] = [
        {"id": f"onet:{code}", "attribute": "job_zone", "value": zone, "unit": "1-5"}
        for code, zone in zip(table[CODE], zones, strict=True)
    ]
    return attribute_table([row | {"origin": origin} for row in rows])


def _flag(table: pd.DataFrame, column: str) -> pd.Series[bool]:
    """Whether a column, which older versions lack, says Y."""
    import pandas as pd

    if column not in table.columns:
        return pd.Series(data=False, index=table.index)
    return table[column] == "Y"
