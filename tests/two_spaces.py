"""Two makings of one space, turned against each other, some entities moved, renamed or gone."""

from __future__ import annotations

import numpy as np

from laborspace.labor_space import LaborSpace
from laborspace.records import KINDS, attribute_table, entity_table, relation_table
from laborspace.space.layout import Provenance

EACH, DIMENSION = 60, 12


def entity(kind: str, number: int) -> str:
    return f"made:{kind[0]}{number:03d}"


def making(
    *,
    noise: float = 0.0,
    seed: int = 1,
    turned: bool = False,
    dimension: int = DIMENSION,
    moved: dict[str, int] | None = None,
    renamed: dict[str, str] | None = None,
    without: frozenset[str] = frozenset(),
    extra: tuple[str, ...] = (),
    crosswalk: bool = True,
    order: list[int] | None = None,
) -> LaborSpace:
    """Return a space; `moved` puts an entity where another of its kind is."""
    base = np.random.default_rng(0)
    rng = np.random.default_rng(seed)
    renamed = renamed or {}
    ids, kinds, vectors = [], [], []
    for kind in KINDS:
        for number in range(EACH):
            ids.append(entity(kind, number))
            kinds.append(kind)
            vectors.append(base.standard_normal(DIMENSION))
    stacked = np.stack(vectors)
    for id_, number in (moved or {}).items():
        row = ids.index(id_)
        stacked[row] = stacked[ids.index(entity(kinds[row], number))] + 0.05
    stacked /= np.linalg.norm(stacked, axis=1, keepdims=True)
    stacked += noise * rng.standard_normal(stacked.shape) / np.sqrt(DIMENSION)
    stacked = np.pad(stacked, ((0, 0), (0, dimension - DIMENSION)))
    if turned:
        matrix, _ = np.linalg.qr(rng.standard_normal((dimension, dimension)))
        stacked = stacked @ matrix
    kept = [i for i, id_ in enumerate(ids) if id_ not in without]
    rows = [
        {"id": renamed.get(ids[i], ids[i]), "kind": kinds[i], "title": f"Title {ids[i]}"}
        for i in kept
    ]
    rows += [{"id": id_, "kind": "skill", "title": id_} for id_ in extra]
    stacked = np.concatenate([stacked[kept], rng.standard_normal((len(extra), dimension))])
    order = list(range(len(rows))) if order is None else order
    same = [
        {"source": old, "target": new, "relation": "same_as", "detail": "exactMatch"}
        for old, new in renamed.items()
        if crosswalk
    ]
    return LaborSpace(
        entity_table([rows[i] | {"level": "item"} for i in order]),
        stacked[order],
        relations=relation_table(same),
        attributes=attribute_table([]),
        provenance=Provenance("tiny", {"name": "made"}, "00", "2026-01-02"),
    )
