"""A space whose right answers are known: vectors are planted where groups and sectors are."""

from __future__ import annotations

import numpy as np

from laborspace.labor_space import LaborSpace
from laborspace.records import KINDS, attribute_table, entity_table, relation_table
from laborspace.space.layout import Provenance

SECTORS = {"31-33": "Manufacturing", "62": "Health Care", "72": "Accommodation", "92": "Government"}
PER_SECTOR = 12  # occupations
DIMENSION = 24


def planted_space(
    *, noise: float = 0.1, seed: int = 0, recipe: dict[str, object] | None = None
) -> LaborSpace:
    """Return a space of four sectors with industries, occupations, skills and firms of each.

    Each occupation has most of its jobs in its sector, the later ones the more.
    All vectors point to their sector, to their group within it and away from other kinds.
    """
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    vectors: list[np.ndarray] = []
    relations: list[dict[str, object]] = []

    def add(
        id_: str, kind: str, title: str, level: str, place: np.ndarray, above: str = ""
    ) -> None:
        prefix, code = id_.split(":")
        source = {"onet": "O*NET", "esco": "ESCO"}.get(prefix, "made up")
        rows.append({"id": id_, "kind": kind, "code": code, "title": title})
        rows[-1] |= {"level": level, "source": source, "aliases": []}
        shifted = np.array(place)
        shifted[-1 - KINDS.index(kind)] += 0.5
        vectors.append(shifted + noise * rng.standard_normal(DIMENSION) / np.sqrt(DIMENSION))
        if above:
            relations.append({"source": id_, "target": above, "relation": "broader"})

    for s, (sector, title) in enumerate(SECTORS.items()):
        here = np.eye(DIMENSION)[s]
        first = sector[:2]
        add(f"naics:{sector}", "industry", title, "sector", here)
        add(f"soc:{s}1-0000", "occupation", f"{title} Occupations", "major group", here)
        add(f"esco:skill/S{s}", "skill", f"skills of {title}", "skill group", here)
        for g in range(2):
            place = here + 0.4 * np.eye(DIMENSION)[4 + 2 * s + g]
            subsector, minor = f"naics:{first}{g}", f"soc:{s}1-{g + 1}000"
            add(subsector, "industry", f"{title} {g}", "subsector", place, f"naics:{sector}")
            add(minor, "occupation", f"Kind {g} of {title}", "minor group", place, f"soc:{s}1-0000")
            group = f"esco:skill/S{s}.{g}"
            add(group, "skill", f"skills {g} of {title}", "skill group", place, f"esco:skill/S{s}")
            for i in range(3):
                industry = f"naics:{first}{g}{i}"
                add(industry, "industry", f"{title} {g}.{i}", "industry group", place, subsector)
                add(f"firm:F{s}{g}{i}", "firm", f"Firm {s}{g}{i} of {title}", "firm", place)
                add(f"esco:skill/{s}{g}{i}", "skill", f"do {title} {g}.{i}", "skill", place, group)
            for i in range(PER_SECTOR // 2):
                number = g * PER_SECTOR // 2 + i
                share = 0.5 + 0.04 * number
                soc, item = f"soc:{s}1-{g + 1}0{i + 1:02d}", f"onet:{s}1-{g + 1}0{i + 1:02d}.00"
                mixed = share * here + (1 - share) / 3 * (np.eye(DIMENSION)[:4].sum(0) - here)
                own = f"Occupation {number} in {title}"
                add(soc, "occupation", own, "detailed soc", mixed, minor)
                add(item, "occupation", own, "occupation", mixed, soc)
                for other in SECTORS:
                    part = share if other == sector else (1 - share) / 3
                    job = {"source": f"naics:{other}", "target": soc, "relation": "employs"}
                    relations.append(job | {"weight": 1e6 * part, "origin": "May 2024"})
                if number < 2:
                    job = {"source": f"naics:{first}00", "target": soc, "relation": "employs"}
                    relations.append(job | {"weight": 9e3, "origin": "Matrix"})
    stacked = np.stack(vectors)
    stacked /= np.linalg.norm(stacked, axis=1, keepdims=True)
    return LaborSpace(
        entity_table(rows),
        stacked.astype(np.float32),
        relations=relation_table(relations),
        attributes=attribute_table([]),
        provenance=Provenance(recipe=recipe or {"name": "planted"}),
    )
