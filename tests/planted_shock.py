"""A small economy whose accounts are known by hand, for shocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from laborspace.labor_space import LaborSpace
from laborspace.records import attribute_table, entity_table, relation_table
from laborspace.space.encoder import Encoder
from laborspace.space.layout import Provenance

ENCODER = Path(__file__).parent / "data" / "space" / "encoder"

AIR, HOTELS, CAMPS, BANKS = "naics:7001", "naics:7002", "naics:7003", "naics:8001"
TRAVEL, MONEY = "naics:70", "naics:80"
PILOTS, MAIDS, CLERKS, TELLERS = (f"onet:10-100{n}.00" for n in range(1, 5))
COPILOTS = "onet:10-1001.01"
STEWARD = "esco:occupation/aa"
FLY, CLEAN, COUNT = (f"onet:2.A.{n}" for n in range(1, 4))
SERVE = "esco:skill/serve"
FIRM, BANK = "firm:FLY", "firm:BNK"

ENTITIES = [  # id, kind, title, level
    (TRAVEL, "industry", "Travel", "sector"),
    (MONEY, "industry", "Money", "sector"),
    ("naics:90", "industry", "Nothing", "sector"),
    (AIR, "industry", "Air Transportation", "industry group"),
    (HOTELS, "industry", "Hotels", "industry group"),
    (CAMPS, "industry", "Camps", "industry group"),
    (BANKS, "industry", "Banks", "industry group"),
    *(
        (f"soc:10-100{n}", "occupation", title, "detailed soc")
        for n, title in enumerate(("Flight Crew", "Maids", "Clerks", "Tellers"), start=1)
    ),
    ("soc:10-0000", "occupation", "All Jobs", "major group"),
    (PILOTS, "occupation", "Pilots", "occupation"),
    (COPILOTS, "occupation", "Copilots", "occupation"),
    (MAIDS, "occupation", "Maids", "occupation"),
    (CLERKS, "occupation", "Clerks", "occupation"),
    (TELLERS, "occupation", "Tellers", "occupation"),
    (STEWARD, "occupation", "steward", "occupation"),
    (FLY, "skill", "Flying", "element"),
    (CLEAN, "skill", "Cleaning", "element"),
    (COUNT, "skill", "Counting", "element"),
    (SERVE, "skill", "serve passengers", "skill"),
    (FIRM, "firm", "Fly High", "firm"),
    (BANK, "firm", "Big Bank", "firm"),
]
RELATIONS = [  # source, target, relation, weight
    *((each, TRAVEL, "broader", 1) for each in (AIR, HOTELS, CAMPS)),
    (BANKS, MONEY, "broader", 1),
    *((each, f"soc:{each[5:12]}", "broader", 1) for each in (PILOTS, COPILOTS, MAIDS, CLERKS,
                                                             TELLERS)),
    *((f"soc:10-100{n}", "soc:10-0000", "broader", 1) for n in range(1, 5)),
    (TRAVEL, "soc:10-1001", "employs", 100),
    (TRAVEL, "soc:10-1002", "employs", 60),
    (TRAVEL, "soc:10-1003", "employs", 40),
    (MONEY, "soc:10-1003", "employs", 60),
    (MONEY, "soc:10-1004", "employs", 200),
    (AIR, "soc:10-1001", "employs", 80),
    (HOTELS, "soc:10-1002", "employs", 60),
    (BANKS, "soc:10-1004", "employs", 200),
    (PILOTS, FLY, "requires", 5),
    (PILOTS, COUNT, "requires", 2),
    (COPILOTS, FLY, "requires", 5),
    (MAIDS, CLEAN, "requires", 5),
    (CLERKS, COUNT, "requires", 4),
    (TELLERS, COUNT, "requires", 5),
    (STEWARD, SERVE, "requires", 1),
    (PILOTS, STEWARD, "same_as", 1),
    (FIRM, AIR, "operates_in", 1),
    (BANK, BANKS, "operates_in", 1),
]  # fmt: skip
ATTRIBUTES = [  # id, attribute, value
    (TRAVEL, "employment", 210),
    (MONEY, "employment", 260),
    ("soc:10-1001", "employment", 100),
    ("soc:10-1002", "employment", 60),
    ("soc:10-1003", "employment", 100),
    ("soc:10-1004", "employment", 250),
    ("soc:10-1001", "wage_mean", 200_000),
    ("soc:10-1003", "wage_mean", 40_000),
]


def economy(*, seed: int = 0, jobs: bool = True, encoder: bool = False) -> LaborSpace:
    """Return the economy; `seed` places its entities, without `jobs` nobody counted any."""
    rng = np.random.default_rng(seed)
    dimension = 384 if encoder else 12
    tiny = Encoder.load(ENCODER) if encoder else None
    if tiny is not None:
        dimension = tiny.dimension
    vectors = rng.standard_normal((len(ENTITIES), dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    names = ("source", "target", "relation", "weight")
    relations = [dict(zip(names, row, strict=True)) for row in RELATIONS]
    facts = [dict(zip(("id", "attribute", "value"), row, strict=True)) for row in ATTRIBUTES]
    rows = [
        {"id": id_, "kind": kind, "title": title, "level": level, "aliases": [],
         "code": id_.partition(":")[2]}
        for id_, kind, title, level in ENTITIES
    ]  # fmt: skip
    return LaborSpace(
        entity_table(rows),
        vectors.astype(np.float32),
        relations=relation_table([r for r in relations if jobs or r["relation"] != "employs"]),
        attributes=attribute_table(facts if jobs else []),
        provenance=Provenance(recipe={"name": "planted"}),
        encoder=tiny,
    )
