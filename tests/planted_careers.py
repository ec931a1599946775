"""A small world of careers: occupations in a row, each near to the next, better paid up the row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from laborspace.labor_space import LaborSpace
from laborspace.records import attribute_table, entity_table, relation_table
from laborspace.space.encoder import Encoder
from laborspace.space.layout import Provenance

ENCODER = Path(__file__).parent / "data" / "space" / "encoder"
COUNT, SKILLS, LISTED, LISTED_SKILLS = 24, 12, 10, 30
UNRATED = (7, 15)
"""Occupations that no source rates."""
UNPAID, ZONELESS = 20, 21
"""One without a wage, one without a job zone."""


def onet(number: int) -> str:
    return f"onet:98-{1000 + number}.00"


def soc(number: int) -> str:
    return f"soc:98-{1000 + number}"


def esco(number: int) -> str:
    return f"esco:occupation/{number:02d}"


def element(number: int) -> str:
    return f"onet:2.A.{number}"


def skill(number: int) -> str:
    return f"esco:skill/{number:02d}"


def importance(occupation: int, skill_: int) -> float:
    """Each element matters most in one stretch of the row."""
    return round(1 + 4 * float(np.exp(-(((occupation - 2 * skill_) / 5) ** 2))), 2)


def careers(
    *,
    seed: int = 0,
    order: np.random.Generator | None = None,
    attributes: bool = True,
    twin: LaborSpace | None = None,
) -> LaborSpace:
    """Return the world; `order` shuffles rows and relations, `seed` moves the vectors a little."""
    rows: list[dict[str, object]] = []
    places: list[np.ndarray] = []
    relations: list[dict[str, object]] = []
    facts: list[dict[str, object]] = []
    rng = np.random.default_rng(seed)

    def add(id_: str, kind: str, level: str, place: np.ndarray) -> None:
        code = id_.partition(":")[2].rpartition("/")[2]
        rows.append({"id": id_, "kind": kind, "code": code, "title": title_of(id_), "level": level})
        places.append(place + 0.02 * rng.standard_normal(8))

    def arc(share: float, offset: int = 0) -> np.ndarray:
        place = np.zeros(8)
        angle = 0.9 * np.pi * share
        place[0], place[1], place[2 + offset] = np.cos(angle), np.sin(angle), 0.5
        return place

    def link(source: str, target: str, relation: str, **rest: object) -> None:
        relations.append({"source": source, "target": target, "relation": relation, **rest})

    add("soc:98-1000.g", "occupation", "broad group", arc(0.5))
    for n in range(COUNT):
        add(onet(n), "occupation", "occupation", arc(n / COUNT))
        add(soc(n), "occupation", "detailed soc", arc(n / COUNT))
        link(onet(n), soc(n), "broader")
        link(soc(n), "soc:98-1000.g", "broader")
        if n not in UNRATED:
            for m in range(SKILLS):
                link(onet(n), element(m), "requires", weight=importance(n, m), origin="O*NET 30.2")
        if n != UNPAID:
            wage = 30_000.0 + 2_500 * n
            facts.append({"id": soc(n), "attribute": "wage_median", "value": wage})
            facts.append({"id": soc(n), "attribute": "wage_mean", "value": 1.1 * wage})
        facts.append({"id": soc(n), "attribute": "employment", "value": 1000.0 * (n + 1)})
        if n != ZONELESS:
            zone = float(1 + n // 5)
            facts.append({"id": onet(n), "attribute": "job_zone", "value": zone})
    for m in range(SKILLS):
        add(element(m), "skill", "element", arc(2 * m / COUNT, 1))
    for n in range(LISTED):
        add(esco(n), "occupation", "occupation", arc(n / LISTED))
        for m in range(4):
            detail = "optional" if m == 3 else "essential"
            weight = 0.5 if m == 3 else 1.0
            link(esco(n), skill(2 * n + m), "requires", weight=weight, detail=detail)
    for m in range(LISTED_SKILLS):
        add(skill(m), "skill", "skill", arc(m / LISTED_SKILLS, 2))
    link(onet(2), esco(1), "same_as", detail="exactMatch")
    link(onet(4), esco(1), "same_as", detail="broadMatch")
    link(onet(8), esco(4), "same_as", detail="broadMatch")
    add("naics:6221", "industry", "industry group", arc(0.2, 3))
    add("firm:ACME", "firm", "firm", arc(0.4, 4))
    shuffled = np.arange(len(rows)) if order is None else order.permutation(len(rows))
    pairs = np.arange(len(relations)) if order is None else order.permutation(len(relations))
    return LaborSpace(
        entity_table([rows[i] for i in shuffled]),
        np.stack(places)[shuffled],
        relations=relation_table([relations[i] for i in pairs]),
        attributes=attribute_table(facts if attributes else []),
        provenance=Provenance("tiny", {"name": "careers"}, "00", "2026-01-02"),
        encoder=Encoder.load(ENCODER),
        twin=twin,
    )


def title_of(id_: str) -> str:
    """Return a title that no other entity has."""
    prefix, _, code = id_.partition(":")
    return f"{prefix.title()} {code.replace('/', ' ')}"


@pytest.fixture(scope="session", name="world")
def world_fixture() -> LaborSpace:
    return careers()


@pytest.fixture(scope="session", name="world_folder")
def world_folder_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("careers") / "space"
    careers().save(folder)
    return folder
