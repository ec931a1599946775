"""Small spaces whose right answers are known by hand, for the suites on learned relations."""

from __future__ import annotations

import numpy as np

from laborspace.records import attribute_table, entity_table, relation_table
from laborspace.space.container import Space
from laborspace.space.layout import Provenance
from laborspace.validation.subject import VectorSubject

FIELDS = 4
"""Fields of work; an entity of one is at home there and nowhere else."""

EACH = 4
"""Occupations, skills, industries and firms of a field."""


def rows_of_entities() -> list[dict[str, object]]:
    """Four fields; per field three groups of ESCO occupations, O*NET occupations, skills, …"""
    rows = []

    def add(id_: str, kind: str, level: str) -> None:
        rows.append({"id": id_, "kind": kind, "title": id_, "level": level, "code": id_})

    for field in range(FIELDS):
        add(f"isco:{field}{field}{field}1", "occupation", "isco 4")
        add(f"isco:{field}{field}{field}2", "occupation", "isco 4")
        add(f"isco:{field}{field}{field}3", "occupation", "isco 4")
        add(f"esco:occupation/{field}4", "occupation", "occupation")
        add(f"esco:occupation/{field}5", "occupation", "occupation")
        add(f"soc:{field}0-0000", "occupation", "minor group")
        add(f"naics:{field}0", "industry", "sector")
        add(f"naics:{field}00", "industry", "subsector")
        for n in range(EACH):
            add(f"esco:occupation/{field}{n}", "occupation", "occupation")
            add(f"onet:{field}0-100{n}.00", "occupation", "occupation")
            add(f"soc:{field}0-100{n}", "occupation", "detailed soc")
            add(f"esco:skill/{field}{n}", "skill", "skill")
            add(f"onet:1.A.{field}.{n}", "skill", "element")
            add(f"naics:{field}00{n}", "industry", "industry group")
            add(f"firm:{'ABCD'[field]}{n}", "firm", "firm")
    return rows


def rows_of_relations() -> list[dict[str, object]]:
    """What is of a field requires, employs and operates in what is of the same field."""
    rows = []

    def add(source: str, relation: str, target: str, weight: float = 1, detail: str = "") -> None:
        pair = {"source": source, "target": target, "relation": relation}
        rows.append({**pair, "weight": weight, "detail": detail})

    for field in range(FIELDS):
        add(f"naics:{field}00", "broader", f"naics:{field}0")
        for n in range(EACH + 2):  # what is told of a group must be learned from another
            add(f"esco:occupation/{field}{n}", "broader", f"isco:{field}{field}{field}{1 + n // 2}")
            for m in range(EACH):
                skill = f"esco:skill/{field}{m}"
                add(f"esco:occupation/{field}{n}", "requires", skill, 1, "essential")
        for n in range(EACH):
            add(f"onet:{field}0-100{n}.00", "broader", f"soc:{field}0-100{n}")
            add(f"soc:{field}0-100{n}", "broader", f"soc:{field}0-0000")
            add(f"naics:{field}00{n}", "broader", f"naics:{field}00")
            add(f"firm:{'ABCD'[field]}{n}", "operates_in", f"naics:{field}00{n}")
            add(f"naics:{field}0", "employs", f"soc:{field}0-100{n}", 100)
            for m in range(EACH):
                add(f"naics:{field}00{n}", "employs", f"soc:{field}0-100{m}", 10 * (m + 1))
            for other in range(FIELDS):
                for m in range(EACH):
                    add(
                        f"onet:{field}0-100{n}.00", "requires", f"onet:1.A.{other}.{m}",
                        4 + m / 10 if other == field else 1 + m / 10,
                    )  # fmt: skip
    optional = {"source": "esco:occupation/00", "target": "esco:skill/33", "relation": "requires"}
    rows.append({**optional, "weight": 1.0, "detail": "optional"})
    return rows


def held_out() -> frozenset[str]:
    """One ISCO group, one industry and all firms of each field."""
    held = set()
    for field in range(FIELDS):
        held |= {f"esco:occupation/{field}0", f"esco:occupation/{field}1", f"naics:{field}003"}
        held |= {f"firm:{'ABCD'[field]}{n}" for n in range(EACH)}
    return frozenset(held)


def field_of(id_: str) -> int:
    """Return the field an entity is of."""
    word = id_.partition(":")[2].removeprefix("occupation/").removeprefix("skill/")
    word = word.removeprefix("1.A.")
    return "ABCD".index(word[0]) if word[0] in "ABCD" else int(word[0])


def planted_vectors(ids: list[str], *, noise: float = 0.01) -> np.ndarray:
    """Return the direction of each entity's field, a little off."""
    rng = np.random.default_rng(0)
    directions = np.eye(FIELDS + 8)[:FIELDS]
    near = noise * rng.standard_normal((len(ids), FIELDS + 8))
    return directions[[field_of(id_) for id_ in ids]] + near


def planted_space(
    *,
    vectors: np.ndarray | None = None,
    relations: list[dict[str, object]] | None = None,
    recipe: dict[str, object] | None = None,
    held: frozenset[str] = frozenset(),
) -> Space:
    """Return the space in which nearness is being of one field."""
    entities = entity_table(rows_of_entities())
    ids = entities["id"].tolist()
    return Space(
        entities,
        planted_vectors(ids) if vectors is None else vectors,
        relations=relation_table(rows_of_relations() if relations is None else relations),
        attributes=attribute_table([]),
        provenance=Provenance("tiny", recipe or {}, "00", "2026-01-01"),
        held_out=held,
    )


def planted_subject(space: Space) -> VectorSubject:
    """Return the space as a subject."""
    return VectorSubject.from_space(space, "planted")


def figures(task, subject) -> dict[str, float]:
    """Return what a task measures of a subject, by metric."""
    return {measure.metric: measure.value for measure in task.measure(subject)}


def floor(task, name: str) -> dict[str, float]:
    """Return what a floor of a task measures, by metric."""
    found = next(each for each in [*task.floors, *task.ceilings] if each.name == name)
    return {measure.metric: measure.value for measure in found.measure()}
