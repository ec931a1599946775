"""A small space of all four kinds, for the tests of whatever uses a space."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from laborspace.labor_space import LaborSpace
from laborspace.records import KINDS, SourceNote, attribute_table, entity_table, relation_table
from laborspace.space.encoder import Encoder
from laborspace.space.layout import Provenance

ENCODER = Path(__file__).parent / "data" / "space" / "encoder"

ENTITIES = [  # id, kind, title, level, aliases
    ("naics:62", "industry", "Health Care and Social Assistance", "sector", []),
    ("naics:622", "industry", "Hospitals", "subsector", []),
    ("naics:6221", "industry", "General Medical and Surgical Hospitals", "industry group", []),
    ("naics:6222", "industry", "Psychiatric Hospitals", "industry group", []),
    ("naics:31-33", "industry", "Manufacturing", "sector", []),
    ("naics:336", "industry", "Transportation Equipment Manufacturing", "subsector", []),
    ("naics:3361", "industry", "Motor Vehicle Manufacturing", "industry group", []),
    ("naics:3363", "industry", "Motor Vehicle Parts Manufacturing", "industry group", []),
    ("naics:5132", "industry", "Software Publishers", "industry group", []),
    ("naics:99", "industry", "Sector without Members", "sector", []),
    ("soc:29-1141", "occupation", "Registered Nurses", "detailed occupation", []),
    ("onet:29-1141.00", "occupation", "Registered Nurses", "item", ["RN", "Staff Nurse"]),
    ("onet:29-1141.01", "occupation", "Acute Care Nurses", "item", ["Staff Nurse"]),
    ("onet:15-1252.00", "occupation", "Software Developers", "item", ["Programmer"]),
    ("onet:51-4041.00", "occupation", "Machinists", "item", []),
    ("esco:occupation/0f1c", "occupation", "software developer", "item", ["app developer"]),
    ("isco:2512", "occupation", "Software developers", "unit group", []),
    ("onet:2.A.1.a", "skill", "Reading Comprehension", "element", []),
    ("esco:skill/01aa", "skill", "nursing science", "skill", ["science of nursing"]),
    ("esco:skill/02bb", "skill", "debug software", "skill", ["fix bugs"]),
    ("esco:skill/03cc", "skill", "operate metal machines", "skill", []),
    ("esco:skill/04dd", "skill", "empathise with the healthcare user", "skill", []),
    ("firm:TSLA", "firm", "Tesla, Inc.", "firm", []),
    ("firm:HCA", "firm", "HCA Healthcare, Inc.", "firm", []),
    ("firm:MSFT", "firm", "Microsoft Corporation", "firm", ["Microsoft"]),
]
CODES = {"esco:occupation/0f1c": "2512.4", "esco:skill/01aa": ""}
RELATIONS = [  # source, target, relation, weight, detail, origin
    ("naics:6221", "naics:622", "broader", 1, "", "NAICS 2022"),
    ("naics:6222", "naics:622", "broader", 1, "", "NAICS 2022"),
    ("naics:622", "naics:62", "broader", 1, "", "NAICS 2022"),
    ("naics:3361", "naics:336", "broader", 1, "", "NAICS 2022"),
    ("naics:3363", "naics:336", "broader", 1, "", "NAICS 2022"),
    ("naics:336", "naics:31-33", "broader", 1, "", "NAICS 2022"),
    ("onet:29-1141.00", "soc:29-1141", "broader", 1, "", "O*NET 30.2"),
    ("onet:29-1141.01", "soc:29-1141", "broader", 1, "", "O*NET 30.2"),
    ("esco:occupation/0f1c", "isco:2512", "broader", 1, "", "ESCO 1.2.0"),
    ("naics:6221", "soc:29-1141", "employs", 1500000, "", "BLS OEWS May 2022"),
    ("naics:6221", "soc:29-1141", "employs", 1612340, "", "BLS OEWS May 2024"),
    ("onet:29-1141.00", "onet:2.A.1.a", "requires", 4.12, "", "O*NET 30.2"),
    ("esco:occupation/0f1c", "esco:skill/02bb", "requires", 1, "essential", "ESCO 1.2.0"),
    ("firm:TSLA", "naics:3361", "operates_in", 1, "", "SEC EDGAR"),
    ("onet:15-1252.00", "esco:occupation/0f1c", "same_as", 1, "exactMatch", "ESCO crosswalk"),
    ("onet:15-1252.00", "naics:5132", "dreams_of", 0.5, "", ""),
    ("onet:15-1252.00", "esco:skill/gone", "requires", 3, "", "O*NET 30.2"),
]


def make_vectors(dimension: int = 8, seed: int = 3) -> np.ndarray:
    """Return unit vectors, each kind a cloud of its own."""
    rng = np.random.default_rng(seed)
    offsets = {kind: 2 * rng.normal(size=dimension) for kind in KINDS}
    vectors = np.stack([rng.normal(size=dimension) + offsets[row[1]] for row in ENTITIES])
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def make_space(order: list[int] | None = None, **changes: object) -> LaborSpace:
    """Return the space, its rows in the given order, some parts replaced."""
    order = list(range(len(ENTITIES))) if order is None else order
    rows = [
        {
            "id": id_,
            "kind": kind,
            "code": CODES.get(id_, id_.partition(":")[2].rpartition("/")[2]),
            "title": title,
            "description": "left out on disk",
            "aliases": aliases,
            "level": level,
            "source": "made up",
            "vintage": "1",
        }
        for id_, kind, title, level, aliases in ENTITIES
    ]
    names = ("source", "target", "relation", "weight", "detail", "origin")
    parts = {
        "entities": entity_table([rows[place] for place in order]),
        "vectors": make_vectors()[order],
        "relations": relation_table([dict(zip(names, row, strict=True)) for row in RELATIONS]),
        "attributes": attribute_table(
            [{"id": "onet:29-1141.00", "attribute": "job_zone", "value": 3, "unit": "1-5"}]
        ),
        "provenance": Provenance(
            base_model="tiny",
            recipe={"name": "test"},
            corpus_sha256="00ff",
            created="2026-01-02",
            validation={"mrr": 0.5},
            attributions=(SourceNote("Tables", "1", "CC0", "Thanks [to us].", "https://t.test"),),
        ),
        "encoder": Encoder.load(ENCODER),
    }
    parts.update(changes)
    return LaborSpace(parts.pop("entities"), parts.pop("vectors"), **parts)


@pytest.fixture(name="space")
def space_fixture() -> LaborSpace:
    return make_space()


@pytest.fixture(scope="session", name="space_folder")
def space_folder_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved space that no test changes."""
    folder = tmp_path_factory.mktemp("saved") / "space"
    make_space().save(folder)
    return folder
