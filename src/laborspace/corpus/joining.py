"""Joining the records of several sources, and the checks that guard a corpus."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from laborspace.errors import SourceError
from laborspace.records import (
    ATTRIBUTE_COLUMNS,
    ENTITY_COLUMNS,
    KINDS,
    RELATION_COLUMNS,
    Dropped,
    Records,
    SourceNote,
    attribute_table,
    check_kind,
    entity_table,
    is_curie,
    relation_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_EXAMPLES = 3


def join(records: Sequence[Records]) -> dict[str, Any]:
    """Join records into the fields of a :class:`~laborspace.corpus.Corpus`, checked."""
    entities = _entities(records)
    known = set(entities["id"])
    dropped = [
        Dropped(f"{_name(part.note)}: {line.what}", line.count, line.why)
        for part in records
        for line in part.dropped
    ]
    relations, attributes = [relation_table([])], [attribute_table([])]
    for part in records:
        _check_finite(part.relations, "weight", ["source", "relation", "target"], part.note)
        _check_finite(part.attributes, "value", ["id", "attribute"], part.note)
        kept, lines = _resolved(part, known)
        relations.append(kept)
        dropped += lines
        relevant = part.attributes["id"].isin(known)
        attributes.append(part.attributes[relevant])
        dropped += _unknown_lines(part.attributes[~relevant], "id", "attribute", part.note)
        dropped += _without_description(part)
    return {
        "entities": entities,
        "relations": _stack(relations, RELATION_COLUMNS),
        "attributes": _stack(attributes, ATTRIBUTE_COLUMNS),
        "notes": _notes(records),
        "dropped": dropped,
    }


def _notes(records: Sequence[Records]) -> list[SourceNote]:
    """One note a source: files of the same source and vintage stand in one."""
    merged: dict[tuple[str, ...], SourceNote] = {}
    for note in (part.note for part in records):
        key = (note.name, note.vintage, note.license, note.attribution, note.url)
        files = merged[key].files if key in merged else {}
        merged[key] = replace(note, files={**files, **note.files})
    return list(merged.values())


def _stack(tables: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True)[list(columns)]


def _name(note: SourceNote) -> str:
    return f"{note.name} {note.vintage}".strip()


def _entities(records: Sequence[Records]) -> pd.DataFrame:
    tables = [entity_table([])]
    owner: dict[str, str] = {}
    for part in records:
        name = _name(part.note)
        for id_, kind, title in zip(
            part.entities["id"], part.entities["kind"], part.entities["title"], strict=True
        ):
            if not is_curie(id_):
                raise SourceError(
                    f"{name} has an id that is not of the form prefix:code, without blanks.", id=id_
                )
            if id_ in owner:
                raise SourceError(_twice(owner[id_], name), id=id_)
            if kind not in KINDS:
                check_kind(kind)
            if not title.strip():
                raise SourceError(f"{name} gives this entity no title; add one.", id=id_)
            owner[id_] = name
        tables.append(part.entities)
    return _stack(tables, ENTITY_COLUMNS)


def _twice(first: str, second: str) -> str:
    if first == second:
        return f"{first} defines this id twice; ids are unique: remove or rename one."
    return (
        f"both {first} and {second} define this id; ids are unique: "
        "leave one source out or rename it."
    )


def _check_finite(table: pd.DataFrame, column: str, name: list[str], note: SourceNote) -> None:
    import numpy as np

    wrong = ~np.isfinite(table[column].to_numpy(dtype=float))
    if wrong.any():
        row = int(wrong.argmax())
        raise SourceError(
            f"{_name(note)}: the {column} of {' '.join(table[name].iloc[row])} is "
            f"{table[column].iloc[row]}, not a finite number (entry {row + 1} of the table); "
            "correct or remove it.",
            column=column,
            id=str(table[name[0]].iloc[row]),
        )


def _resolved(part: Records, known: set[str]) -> tuple[pd.DataFrame, list[Dropped]]:
    """Relations between known entities, without repetitions, and what was left out."""
    table, lines = part.relations, []
    for end in ("source", "target"):
        found = table[end].isin(known)
        if part.strict and not found.all():
            missing = table[~found].iloc[0]
            raise SourceError(
                f"{_name(part.note)} relates {missing['source']} to {missing['target']}, but no "
                "source read defines this id; add the entity or remove the relation.",
                column=end,
                id=missing[end],
            )
        lines += _unknown_lines(table[~found], end, "relation", part.note)
        table = table[found]
    strongest = table.sort_values("weight", ascending=False, kind="stable")
    unique = strongest.drop_duplicates(["source", "target", "relation", "origin"]).sort_index()
    if len(unique) < len(table):
        lines.append(
            Dropped(
                f"{_name(part.note)}: relations",
                len(table) - len(unique),
                "given twice by the source: merged, the larger weight kept",
            )
        )
    return unique, lines


def _unknown_lines(table: pd.DataFrame, end: str, group: str, note: SourceNote) -> list[Dropped]:
    """One line per relation or attribute whose entities no source read defines."""
    lines = []
    for name, rows in table.groupby(group, sort=True):
        ids = sorted(rows[end].unique())
        examples = ", ".join(ids[:_EXAMPLES]) + (", …" if len(ids) > _EXAMPLES else "")
        lines.append(
            Dropped(
                f"{_name(note)}: {name}",
                len(rows),
                f"no source read defines the {end} ({len(ids)} ids: {examples})",
            )
        )
    return lines


def _without_description(part: Records) -> list[Dropped]:
    bare = int((part.entities["description"].str.strip() == "").sum())
    if not bare:
        return []
    return [
        Dropped(
            f"{_name(part.note)}: entities without description",
            bare,
            "kept: they have only their title and aliases",
        )
    ]
