"""Firms: any table of firms with their industry codes (SIC, NAICS or GICS)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from laborspace.errors import SourceError
from laborspace.records import (
    Dropped,
    Records,
    attribute_table,
    entity_table,
    relation_table,
)
from laborspace.sources.crosswalks import gics_to_naics, sic_to_naics
from laborspace.sources.tabular import read_tabular, source_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "ticker", "symbol"),
    "name": ("name", "company", "company name", "security", "title"),
    "description": ("description", "summary", "business summary"),
    "sic": ("sic", "sic code"),
    "naics": ("naics", "naics code"),
    "gics_sub_industry": ("gics sub industry", "gics"),
    "cik": ("cik", "cik code"),
    "url": ("url", "website"),
}
"""What is read of a firm → names its column may have, whatever the case, ``_`` or ``-``."""

UNLISTED = "unlisted firm"
"""Level of firms that serve learning but are not offered in answers."""

_REQUIRED = ("id", "name")
_FALSE = {"", "0", "false", "no", "nan"}
_NAICS = re.compile(r"\d{2}-\d{2}|\d{2,6}")
_EDGAR = "https://www.sec.gov/edgar/browse/?CIK="


def read_firms(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    where: str | None = None,
    item_column: str | None = None,
    name: str = "firms",
) -> Records:
    """Read firms and the industries they operate in.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, Parquet or Excel with a firm per row.
    columns : mapping of str to str, optional
        Field (a key of :data:`FIELDS`) → its column; fields left out are found by name.
    where : str, optional
        Column that must be true, or not empty, for a firm to be read.
    item_column : str, optional
        Column that is true for firms to be offered in answers (level ``firm``); the others get
        the level ``unlisted firm``. By default all are offered.
    name : str
        What to call this source.

    Returns
    -------
    Records
        Entities ``firm:<ticker>`` and, for firms known by GICS, ``gics:<sub-industry>``;
        relations ``operates_in`` to NAICS industry groups, by the table's own NAICS code, else
        its SIC, else its GICS sub-industry (the origin says which), weighing 1 over the number
        of groups; relations ``broader`` to the GICS sub-industry.

    Raises
    ------
    SourceError
        The file is missing or damaged, lacks a column, repeats an id or has an empty name.

    Notes
    -----
    Securities of one firm (same CIK, e.g. GOOG and GOOGL) become one entity; the other
    tickers are its aliases. A firm whose description repeats that of another is left out.
    """
    path = Path(path)
    table, hashes = read_tabular(path)
    found = _columns(table, columns or {}, path)
    dropped: list[Dropped] = []
    is_item = [True] * len(table) if item_column is None else _true(table, item_column, path)
    frame = table.rename(columns={column: field for field, column in found.items()})
    frame = frame.reindex(columns=list(FIELDS), fill_value="")
    frame = frame.apply(lambda column: column.str.strip()).assign(item=is_item)
    if where is not None:
        chosen = _true(table, where, path)
        _count(dropped, len(frame) - sum(chosen), f"{where} is empty or false")
        frame = frame[chosen]
    _check(frame, path)
    firms = _merged(frame, dropped)
    entities: list[dict[str, object]] = []
    relations: list[dict[str, object]] = []
    groups: dict[str, str] = {}
    uncoded = 0
    for line in firms.to_dict("records"):
        firm: dict[str, Any] = {str(field): value for field, value in line.items()}
        id_ = f"firm:{firm['id']}"
        entities.append(_entity(id_, firm, name))
        industries, origin, detail = _industries(firm)
        uncoded += not industries
        relations += [
            {
                "source": id_,
                "target": f"naics:{industry}",
                "relation": "operates_in",
                "weight": 1 / len(industries),
                "detail": detail,
                "origin": origin,
            }
            for industry in industries
        ]
        if firm["gics_sub_industry"]:
            slug = "gics:" + _slug(firm["gics_sub_industry"])
            groups[slug] = firm["gics_sub_industry"]
            relations.append(
                {"source": id_, "target": slug, "relation": "broader", "origin": "GICS"}
            )
    entities += [
        {
            "id": slug,
            "kind": "industry",
            "code": slug.removeprefix("gics:"),
            "title": title,
            "level": "gics sub-industry",
            "source": "GICS",
        }
        for slug, title in sorted(groups.items())
    ]
    _count(dropped, uncoded, "no industry code a bridge knows: kept, without industry")
    note = source_note(name, [Path(path)], hashes)
    return Records(
        note, entity_table(entities), relation_table(relations), attribute_table([]), dropped
    )


def _columns(table: pd.DataFrame, given: Mapping[str, str], path: Path) -> dict[str, str]:
    """Field → column of the file, as given or found by name."""
    unknown = set(given) - set(FIELDS)
    if unknown:
        raise SourceError(
            f"there is no field {sorted(unknown)[0]!r} of a firm; the fields are "
            f"{', '.join(FIELDS)}."
        )
    plain = {
        re.sub(r"[\s_-]+", " ", str(c)).strip().lower(): str(c) for c in reversed(table.columns)
    }
    found = {}
    for field, names in FIELDS.items():
        if field in given:
            if given[field] not in table:
                raise SourceError("is missing.", file=path, column=given[field])
            found[field] = given[field]
        elif match := next((plain[n] for n in names if n in plain), None):
            found[field] = match
        elif field in _REQUIRED:
            raise SourceError(
                f"no column holds the {field} of the firms ({' or '.join(names)}); "
                f"name it with columns={{{field!r}: …}}.",
                file=path,
            )
    return found


def _true(table: pd.DataFrame, column: str, path: Path) -> list[bool]:
    if column not in table:
        raise SourceError("is missing.", file=path, column=column)
    return [value.strip().lower() not in _FALSE for value in table[column]]


def _check(frame: pd.DataFrame, path: Path) -> None:
    for wrong, field, problem in (
        (frame["id"] == "", "id", "the id is empty."),
        (frame["id"].str.contains(r"\s"), "id", "an id must not contain blanks."),
        (frame["id"].duplicated(), "id", "this id stands twice; ids are unique."),
        (frame["name"] == "", "name", "the name is empty."),
    ):
        if wrong.any():
            place = int(wrong.to_numpy().argmax())
            row, id_ = int(frame.index[place]), frame["id"].iloc[place] or None
            raise SourceError(problem, file=path, row=row, column=field, id=id_)


def _merged(frame: pd.DataFrame, dropped: list[Dropped]) -> pd.DataFrame:
    """One row per firm: securities of one CIK merged, repeated descriptions left out."""
    # The common stock of a listed firm stands for it: tickers of preferred stock and notes
    # are longer and bear a suffix.
    order = frame.assign(
        offered=~frame["item"], suffixed=frame["id"].str.contains(r"\W"), size=frame["id"].str.len()
    ).sort_values(["offered", "suffixed", "size", "id"], kind="stable")
    key = order["cik"].where(order["cik"] != "", "ticker " + order["id"])
    tickers = order.groupby(key, sort=False)["id"].agg(list)
    firms = order[~key.duplicated()]
    firms = firms.assign(aliases=[tickers[k][1:] for k in key[firms.index]])
    _count(dropped, len(order) - len(firms), "another security of the same firm (CIK): merged")
    repeated = (firms["description"] != "") & firms["description"].duplicated()
    _count(dropped, int(repeated.sum()), "the description repeats that of another firm")
    return firms[~repeated].sort_index()


def _entity(id_: str, firm: Mapping[str, object], source: str) -> dict[str, object]:
    cik = str(firm["cik"])
    return {
        "id": id_,
        "kind": "firm",
        "code": firm["id"],
        "title": firm["name"],
        "description": firm["description"],
        "aliases": firm["aliases"],
        "level": "firm" if firm["item"] else UNLISTED,
        "source": source,
        "url": firm["url"] or (f"{_EDGAR}{cik.zfill(10)}" if cik else ""),
    }


def _industries(firm: Mapping[str, str]) -> tuple[tuple[str, ...], str, str]:
    """NAICS industries of a firm, how they are known, and the code they come from."""
    own = tuple(dict.fromkeys(_group(code) for code in _NAICS.findall(firm["naics"])))
    if own:
        return own, "NAICS of the firm", f"NAICS {firm['naics']}"
    sic = firm["sic"].zfill(4) if firm["sic"] else ""
    if by_sic := sic_to_naics().get(sic, ()):
        return by_sic, "SIC of the firm, SIC–NAICS bridge", f"SIC {sic}"
    gics = firm["gics_sub_industry"]
    if by_gics := gics_to_naics().get(gics, ()):
        return by_gics, "GICS of the firm, GICS–NAICS bridge", f"GICS {gics}"
    return (), "", ""


def _group(code: str) -> str:
    return code if "-" in code else code[:4]


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _count(dropped: list[Dropped], count: int, why: str) -> None:
    if count:
        dropped.append(Dropped("firms", count, why))
