"""Any table of the user's: entities and relations of their own."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import (
    KINDS,
    Records,
    attribute_table,
    entity_table,
    is_curie,
    relation_table,
)
from laborspace.sources.tabular import read_tabular, source_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

ENTITY_FIELDS = ("id", "kind", "title", "description")
"""Columns an entity table must have; ``code``, ``aliases``, ``level``, ``url`` may follow."""

RELATION_FIELDS = ("source", "target", "relation", "weight")
"""Columns a relation table must have; ``detail``, ``level``, ``origin`` may follow."""

ALIAS_SEPARATOR = "|"


def read_table(
    entities: str | Path | None = None,
    relations: str | Path | None = None,
    *,
    name: str = "user table",
    columns: Mapping[str, str] | None = None,
    strict: bool = True,
) -> Records:
    """Read tables of the user's own: CSV, TSV, Parquet or Excel.

    Parameters
    ----------
    entities : str or Path, optional
        Columns ``id, kind, title, description``, and if wanted ``code``, ``aliases``
        (separated by ``|``), ``level`` (``item`` if not given) and ``url``.
    relations : str or Path, optional
        Columns ``source, target, relation, weight``, and if wanted ``detail``, ``level`` and
        ``origin`` (the file's name if not given). Ids may be those of other sources.
    name : str
        What to call this source. A file ``TABLE.source.json`` beside a table may state its
        name, vintage, license, attribution and url, which go with the corpus and its spaces.
    columns : mapping of str to str, optional
        The name above → the name in the file, where they differ.
    strict : bool
        If True, a relation to an id no source defines is an error when the corpus is joined;
        if False it is dropped and counted.

    Returns
    -------
    Records

    Raises
    ------
    SourceError
        Naming file, row, column and id: a missing column, an id used twice or not of the form
        ``prefix:code``, an unknown kind, an empty title, a weight that is negative, not finite
        or no number, a file in another encoding or with another delimiter.
    """
    if entities is None and relations is None:
        raise SourceError("give a table of entities, of relations, or both.")
    renamed = dict(columns or {})
    hashes: dict[str, str] = {}
    found = entity_table([])
    related = relation_table([])
    if entities is not None:
        found = _entities(Path(entities), renamed, name, hashes)
    if relations is not None:
        related = _relations(Path(relations), renamed, hashes)
    note = source_note(name, [Path(p) for p in (entities, relations) if p is not None], hashes)
    return Records(note, found, related, attribute_table([]), strict=strict)


def _read(
    path: Path, fields: tuple[str, ...], renamed: Mapping[str, str], hashes: dict[str, str]
) -> pd.DataFrame:
    required = [renamed.get(field, field) for field in fields]
    table, read = read_tabular(path, required=required)
    hashes.update(read)
    present = {theirs: ours for ours, theirs in renamed.items() if theirs in table}
    return table.rename(columns=present)


def _entities(
    path: Path, renamed: Mapping[str, str], name: str, hashes: dict[str, str]
) -> pd.DataFrame:
    table = _read(path, ENTITY_FIELDS, renamed, hashes)
    rows: list[dict[str, object]] = []
    first: dict[str, int] = {}
    for row, line in zip(table.index, table.to_dict("records"), strict=True):
        cell = {str(column): value.strip() for column, value in line.items()}
        _check_entity(cell, path, int(row), first)
        first[cell["id"]] = int(row)
        aliases = [alias.strip() for alias in cell.get("aliases", "").split(ALIAS_SEPARATOR)]
        rows.append(
            {
                **cell,
                "code": cell.get("code", "") or cell["id"].split(":", 1)[1],
                "aliases": [a for a in dict.fromkeys(aliases) if a and a != cell["title"]],
                "level": cell.get("level", "") or "item",
                "source": name,
            }
        )
    return entity_table(rows)


def _check_entity(cell: dict[str, str], path: Path, row: int, first: Mapping[str, int]) -> None:
    id_ = cell["id"]
    if not is_curie(id_):
        raise SourceError(
            f"{id_!r} is not of the form prefix:code without blanks, e.g. 'own:17'.",
            file=path,
            row=row,
            column="id",
            id=id_ or None,
        )
    if id_ in first:
        raise SourceError(
            f"this id stands already in row {first[id_]}; ids are unique.",
            file=path,
            row=row,
            column="id",
            id=id_,
        )
    if cell["kind"] not in KINDS:
        raise SourceError(
            f"there is no kind {cell['kind']!r}; the kinds are {', '.join(KINDS)}.",
            file=path,
            row=row,
            column="kind",
            id=id_,
        )
    if not cell["title"]:
        raise SourceError("the title is empty.", file=path, row=row, column="title", id=id_)


def _relations(path: Path, renamed: Mapping[str, str], hashes: dict[str, str]) -> pd.DataFrame:
    table = _read(path, RELATION_FIELDS, renamed, hashes)
    rows: list[dict[str, object]] = []
    for row, line in zip(table.index, table.to_dict("records"), strict=True):
        cell = {str(column): value.strip() for column, value in line.items()}
        for end in ("source", "target"):
            if not is_curie(cell[end]):
                raise SourceError(
                    f"{cell[end]!r} is not an id of the form prefix:code without blanks.",
                    file=path,
                    row=int(row),
                    column=end,
                    id=cell[end] or None,
                )
        if not cell["relation"]:
            raise SourceError(
                "the relation is empty; name it, e.g. 'requires'.",
                file=path,
                row=int(row),
                column="relation",
                id=cell["source"],
            )
        rows.append(
            {
                **cell,
                "weight": _number(cell["weight"], path, int(row), "weight", cell["source"]),
                "level": _number(cell["level"], path, int(row), "level", cell["source"])
                if cell.get("level")
                else math.nan,
                "origin": cell.get("origin", "") or path.name,
            }
        )
    return relation_table(rows)


def _number(text: str, path: Path, row: int, column: str, id_: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise SourceError(
            f"{text!r} is not a finite number of 0 or more.",
            file=path,
            row=row,
            column=column,
            id=id_,
        )
    return number
