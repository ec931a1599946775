"""The invented economy that ships with the package."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest

from laborspace.records import ITEM_LEVELS, KINDS, Records, is_curie
from laborspace.sample import SAMPLE_NAME, sample_records

if TYPE_CHECKING:
    import pandas as pd

ENDS = {
    "employs": ("industry", "occupation"),
    "requires": ("occupation", "skill"),
    "operates_in": ("firm", "industry"),
}
GROUP_LEVEL = {
    "industry group": "sector",
    "occupation": "job family",
    "skill": "skill group",
}


@pytest.fixture(scope="module")
def records() -> Records:
    return sample_records()


@pytest.fixture(scope="module")
def entities(records: Records) -> pd.DataFrame:
    return records.entities.set_index("id")


def targets(records: Records, relation: str) -> pd.Series:
    """How many targets each source of a relation has."""
    rows = records.relations[records.relations["relation"] == relation]
    return rows.groupby("source")["target"].nunique()


@pytest.mark.parametrize(
    ("level", "least"),
    [
        ("sector", 8),
        ("industry group", 28),
        ("job family", 8),
        ("occupation", 60),
        ("skill", 80),
        ("firm", 24),
    ],
)
def test_every_level_is_well_filled(entities: pd.DataFrame, level: str, least: int) -> None:
    assert (entities["level"] == level).sum() >= least


def test_sizes_that_the_documentation_promises(records: Records) -> None:
    assert len(records.entities) > 250
    assert len(records.relations) > 1000
    assert set(records.entities["kind"]) == set(KINDS)
    assert records.strict
    assert not records.dropped


def test_ids_are_unique_and_say_their_kind_and_code(records: Records) -> None:
    table = records.entities
    assert table["id"].is_unique
    assert table["id"].map(is_curie).all()
    assert (table["id"] == "demo-" + table["kind"] + ":" + table["code"]).all()


def test_titles_and_aliases_name_one_entity_of_a_kind(records: Records) -> None:
    for kind, rows in records.entities.groupby("kind"):
        names = [n.lower() for n in chain(rows["title"], *rows["aliases"])]
        assert all(names), kind
        assert len(names) == len(set(names)), kind


def test_descriptions_are_25_to_60_words(entities: pd.DataFrame) -> None:
    words = entities["description"].str.split().str.len()
    assert words.between(25, 60).all()
    assert entities["description"].is_unique


def test_occupations_and_many_skills_have_aliases(entities: pd.DataFrame) -> None:
    number = entities["aliases"].str.len()
    assert number[entities["level"] == "occupation"].between(1, 3).all()
    assert (number[entities["level"] == "skill"] > 0).mean() >= 1 / 3


def test_relations_resolve_to_the_right_kinds_and_are_not_repeated(
    records: Records, entities: pd.DataFrame
) -> None:
    rows = records.relations
    assert set(rows["source"]) | set(rows["target"]) <= set(entities.index)
    assert not rows.duplicated(["source", "target", "relation"]).any()
    for relation, (source, target) in ENDS.items():
        part = rows[rows["relation"] == relation]
        assert set(part["source"].map(entities["kind"])) == {source}
        assert set(part["target"].map(entities["kind"])) == {target}
    assert set(rows["relation"]) == {*ENDS, "broader"}


def test_weights_have_the_documented_units(records: Records) -> None:
    rows = records.relations
    weight = rows["weight"].groupby(rows["relation"])
    assert (rows["weight"] > 0).all()
    requires = rows[rows["relation"] == "requires"]
    assert requires["detail"].map({"essential": 1.0, "optional": 0.5}).eq(requires["weight"]).all()
    assert weight.get_group("employs").mod(1).eq(0).all()
    assert weight.get_group("broader").eq(1).all()
    firms = rows[rows["relation"] == "operates_in"]
    assert firms.groupby("source")["weight"].sum().eq(1).all()


def test_every_item_has_the_relations_of_its_kind(records: Records, entities: pd.DataFrame) -> None:
    level = entities["level"]
    requires, employs = targets(records, "requires"), targets(records, "employs")
    assert set(requires.index) == set(entities.index[level == "occupation"])
    assert requires.between(5, 9).all()
    assert set(employs.index) == set(entities.index[level == "industry group"])
    assert employs.between(4, 8).all()
    assert set(targets(records, "operates_in").index) == set(entities.index[level == "firm"])


def test_every_occupation_is_employed_and_every_skill_required(
    records: Records, entities: pd.DataFrame
) -> None:
    reached = set(records.relations["target"])
    asked_for = entities.index[entities["level"].isin(["occupation", "skill"])]
    assert set(asked_for) <= reached


def test_every_item_but_a_firm_has_one_group(records: Records, entities: pd.DataFrame) -> None:
    rows = records.relations[records.relations["relation"] == "broader"]
    assert rows["source"].is_unique
    grouped = entities.index[entities["level"].isin(list(GROUP_LEVEL))]
    assert set(rows["source"]) == set(grouped)
    expected = rows["source"].map(entities["level"]).map(GROUP_LEVEL)
    assert (rows["target"].map(entities["level"]) == expected).all()
    assert not set(GROUP_LEVEL.values()) & ITEM_LEVELS
    assert set(GROUP_LEVEL) <= ITEM_LEVELS


def test_source_and_origin_say_that_it_is_the_sample(records: Records) -> None:
    assert set(records.entities["source"]) == {SAMPLE_NAME}
    assert set(records.relations["origin"]) == {SAMPLE_NAME}
    assert records.note.license == "Apache-2.0"
    assert "invented" in records.note.attribution.lower()
