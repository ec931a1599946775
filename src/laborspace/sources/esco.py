"""ESCO: European occupations and skills, and which occupation requires which skill.

Reads the CSVs of the classification, of https://esco.ec.europa.eu/en/use-esco/download.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from laborspace.errors import SourceError
from laborspace.records import Dropped, Records, SourceNote, attribute_table, entity_table
from laborspace.sources.files import SourceFiles
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
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

ATTRIBUTION = "This product uses the ESCO classification of the European Commission."

_URI = re.compile(r"https?://data\.europa\.eu/esco/(?:isco/C(?P<isco>\d{1,4})|(?P<path>\S+))")
_LABEL_BREAK = re.compile(r"[\n|]")
_WEIGHTS = {"essential": 1.0, "optional": 0.5}


def read_esco(path: str | Path, *, vintage: str = "1.2.0") -> Records:
    """Read the CSVs of the ESCO classification.

    Ids are what follows ``http://data.europa.eu/esco/`` in a concept's URI:
    ``esco:occupation/<uuid>``, ``esco:skill/<uuid>`` (skills and skill groups), ``esco:isced-f/00``
    (fields of education, which group knowledge); ISCO groups are ``isco:2221``.

    Parameters
    ----------
    path : str or Path
        The folder or the official zip. ``occupations_en.csv``, ``skills_en.csv`` and
        ``occupationSkillRelations_en.csv`` must be there, in any one language; the other files
        are reported when missing.
    vintage : str
        Version of the classification.

    Returns
    -------
    Records
        ``requires`` weighs 1 if essential, .5 if optional; a pair that is both counts as
        essential. ``related`` links a skill to one that is essential or optional to it, weighed
        alike. ``broader`` links an occupation to its ISCO unit group and, where it has one, to
        the wider occupation.

    Raises
    ------
    SourceError
        If a file is missing or malformed.
    """
    files = SourceFiles(path)
    dropped: list[Dropped] = []
    occupations = _concepts(files, "occupations", dropped, columns=["iscoGroup", "code"])
    skills = _concepts(files, "skills", dropped)
    skill_groups = _concepts(files, "skillGroups", dropped, columns=["code"], optional=True)
    isco_groups = _concepts(files, "ISCOGroups", dropped, columns=["code"], optional=True)
    rows = [
        *_entities(occupations, "occupation", "occupation"),
        *_entities(skills, "skill", "skill"),
        *_entities(skill_groups, "skill", "skill group"),
        *_entities(isco_groups, "occupation", "isco {digits}"),
    ]
    relations = [
        _requires(files, dropped),
        _related(files, dropped),
        _unit_groups(occupations),
        _broader(files, "broaderRelationsOccPillar", dropped),
        _broader(files, "broaderRelationsSkillPillar", dropped),
    ]
    stacked = stack_relations(relations, f"ESCO {vintage}")
    return Records(
        note=SourceNote(
            name="ESCO",
            vintage=vintage,
            license="free reuse (Commission Decision 2011/833/EU)",
            attribution=ATTRIBUTION,
            url="https://esco.ec.europa.eu",
            files=files.hashes,
        ),
        entities=entity_table([row | {"source": "ESCO", "vintage": vintage} for row in rows]),
        # The unit group of most occupations is given both with them and among the broader ones.
        relations=stacked.drop_duplicates(["source", "target", "relation"], ignore_index=True),
        attributes=attribute_table([]),
        dropped=dropped,
    )


def _concepts(
    files: SourceFiles,
    stem: str,
    dropped: list[Dropped],
    *,
    columns: Sequence[str] = (),
    optional: bool = False,
) -> pd.DataFrame | None:
    """Read a file of concepts: its released rows, with their ids in a column ``id``."""
    required = ["conceptUri", "preferredLabel", "altLabels", "description", *columns]
    names = _names(stem)
    if optional:
        found = optional_table(files, *names, required=required, dropped=dropped, without=stem)
        if not found:
            return None
        name, table = found
    else:
        name = files.find(*names)
        table = files.table(name, required=required)
    check_ids(table, "conceptUri", files, name)
    check_filled(table, "preferredLabel", files, name)
    if "status" in table.columns:
        released = table["status"] == "released"
        if not released.all():
            dropped.append(Dropped(stem, int((~released).sum()), "not released, or obsolete"))
        table = table[released]
    table = table.assign(
        id=_ids(table, "conceptUri", files, name), description=table["description"].map(clean)
    )
    report_empty(table["description"], stem, dropped)
    return table


def _entities(table: pd.DataFrame | None, kind: str, level: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for concept in [] if table is None else table.to_dict("records"):
        title = clean(concept["preferredLabel"])
        labels = [concept["altLabels"], concept.get("hiddenLabels", "")]
        code = concept.get("code", "")
        rows.append(
            {
                "id": concept["id"],
                "kind": kind,
                "code": code,
                "title": title,
                "description": concept["description"],
                "aliases": distinct(_LABEL_BREAK.split("\n".join(labels)), title),
                "level": level.format(digits=len(code)),
                "url": concept["conceptUri"],
            }
        )
    return rows


def _requires(files: SourceFiles, dropped: list[Dropped]) -> pd.DataFrame:
    import pandas as pd

    name = files.find(*_names("occupationSkillRelations"))
    table = files.table(name, required=["occupationUri", "relationType", "skillUri"])
    table = table.assign(
        source=_ids(table, "occupationUri", files, name),
        target=_ids(table, "skillUri", files, name),
        relation="requires",
        weight=_weights(table, files, name),
        detail=table["relationType"],
    )
    essential = table["relationType"] == "essential"
    kept = pd.concat([table[essential], table[~essential]]).drop_duplicates(["source", "target"])
    if len(kept) < len(table):
        dropped.append(
            Dropped(
                "requires", len(table) - len(kept), "also optional: the pair is kept as essential"
            )
        )
    return kept


def _related(files: SourceFiles, dropped: list[Dropped]) -> pd.DataFrame | None:
    found = optional_table(
        files,
        *_names("skillSkillRelations"),
        required=["originalSkillUri", "relationType", "relatedSkillUri"],
        dropped=dropped,
        without="skill-skill relations",
    )
    if not found:
        return None
    name, table = found
    table = table.assign(
        source=_ids(table, "originalSkillUri", files, name),
        target=_ids(table, "relatedSkillUri", files, name),
        relation="related",
        weight=_weights(table, files, name),
        detail=table["relationType"],
    )
    loops = table["source"] == table["target"]
    if loops.any():
        dropped.append(Dropped("related", int(loops.sum()), "a skill related to itself"))
    return table[~loops]


def _unit_groups(occupations: pd.DataFrame | None) -> pd.DataFrame | None:
    """``broader`` from every occupation to its ISCO unit group."""
    if occupations is None:
        return None
    return occupations.assign(
        source=occupations["id"], target="isco:" + occupations["iscoGroup"], relation="broader"
    )


def _broader(files: SourceFiles, stem: str, dropped: list[Dropped]) -> pd.DataFrame | None:
    found = optional_table(
        files,
        *_names(stem),
        required=["conceptUri", "broaderUri"],
        dropped=dropped,
        without=f"broader relations of {stem.removeprefix('broaderRelations')}",
    )
    if not found:
        return None
    name, table = found
    return table.assign(
        source=_ids(table, "conceptUri", files, name),
        target=_ids(table, "broaderUri", files, name),
        relation="broader",
    )


def _weights(table: pd.DataFrame, files: SourceFiles, name: str) -> pd.Series[float]:
    unknown = table.index[~table["relationType"].isin(_WEIGHTS)]
    if len(unknown):
        raise SourceError(
            f"{table.loc[unknown[0], 'relationType']!r} is neither essential nor optional.",
            file=files.locate(name),
            row=int(unknown[0]),
            column="relationType",
        )
    return table["relationType"].map(_WEIGHTS)


def _ids(table: pd.DataFrame, column: str, files: SourceFiles, name: str) -> pd.Series[str]:
    """Turn a column of ESCO URIs into entity ids."""
    known = {uri: _id(uri) for uri in table[column].unique()}
    ids = table[column].map(known)
    wrong = table.index[ids == ""]
    if len(wrong):
        raise SourceError(
            f"{table.loc[wrong[0], column]!r} is not the URI of an ESCO concept.",
            file=files.locate(name),
            row=int(wrong[0]),
            column=column,
        )
    return ids


def _id(uri: str) -> str:
    match = _URI.fullmatch(uri)
    if not match:
        return ""
    return f"isco:{match['isco']}" if match["isco"] else f"esco:{match['path']}"


def _names(stem: str) -> tuple[str, str]:
    """Names of a file in the order they are looked for: English, then any language."""
    return f"{stem}_en.csv", f"{stem}_??.csv"
