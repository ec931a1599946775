"""Joining records into a corpus: what is refused, what is dropped and counted."""

from __future__ import annotations

import math

import pytest

from laborspace.corpus import Corpus
from laborspace.errors import SourceError, UnknownKindError
from laborspace.records import (
    Dropped,
    Records,
    SourceNote,
    attribute_table,
    entity_table,
    relation_table,
)


def entity(id_, kind="skill", title="Welding", **more):
    return {"id": id_, "kind": kind, "title": title, "description": "Joining metal.", **more}


def make(
    entities=(),
    relations=(),
    attributes=(),
    name="First",
    strict=False,
    dropped=(),
):
    return Records(
        SourceNote(name, "1", "CC0", "", ""),
        entity_table(list(entities)),
        relation_table(list(relations)),
        attribute_table(list(attributes)),
        list(dropped),
        strict,
    )


def relation(source, target, weight=1.0, relation="requires", **more):
    return {"source": source, "target": target, "relation": relation, "weight": weight, **more}


def test_tables_of_all_sources_are_joined_in_order():
    corpus = Corpus.from_records(
        [
            make([entity("a:1")], [relation("a:1", "b:1", 0.5, origin="First")]),
            make([entity("b:1")], attributes=[{"id": "a:1", "attribute": "x", "value": 2}]),
        ]
    )
    assert corpus.entities["id"].tolist() == ["a:1", "b:1"]
    assert corpus.relations[["source", "target", "weight"]].to_numpy().tolist() == [
        ["a:1", "b:1", 0.5]
    ]
    assert corpus.attributes["value"].tolist() == [2.0]
    assert corpus.dropped == []


def test_duplicate_id_names_both_sources():
    with pytest.raises(SourceError, match=r"both First 1 and Second 1") as caught:
        Corpus.from_records([make([entity("a:1")]), make([entity("a:1")], name="Second")])
    assert caught.value.id == "a:1"


def test_duplicate_id_within_one_source():
    with pytest.raises(SourceError, match="First 1 defines this id twice"):
        Corpus.from_records([make([entity("a:1"), entity("a:1")])])


def test_unknown_kind():
    with pytest.raises(UnknownKindError, match="'planet'"):
        Corpus.from_records([make([entity("a:1", kind="planet")])])


@pytest.mark.parametrize("title", ["", "  "])
def test_empty_title(title):
    with pytest.raises(SourceError, match="no title") as caught:
        Corpus.from_records([make([entity("a:1", title=title)])])
    assert caught.value.id == "a:1"


def test_id_without_prefix():
    with pytest.raises(SourceError, match="prefix:code"):
        Corpus.from_records([make([entity("1")])])


@pytest.mark.parametrize("weight", [math.nan, math.inf])
def test_weight_that_is_not_finite_names_both_ends(weight):
    records = make(
        [entity("a:1"), entity("a:2")],
        [relation("a:1", "a:2"), relation("a:2", "a:1", weight)],
    )
    with pytest.raises(SourceError, match=r"a:2 requires a:1.*entry 2") as caught:
        Corpus.from_records([records])
    assert caught.value.column == "weight"


def test_attribute_that_is_not_finite():
    records = make([entity("a:1")], [], [{"id": "a:1", "attribute": "x", "value": math.nan}])
    with pytest.raises(SourceError, match="the value of a:1 x is nan"):
        Corpus.from_records([records])


@pytest.mark.parametrize(
    ("source", "target", "column"), [("a:1", "z:9", "target"), ("z:9", "a:1", "source")]
)
def test_strict_relation_to_unknown_id(source, target, column):
    with pytest.raises(SourceError, match="no source read defines") as caught:
        Corpus.from_records([make([entity("a:1")], [relation(source, target)], strict=True)])
    assert (caught.value.id, caught.value.column) == ("z:9", column)


def test_lenient_relations_to_unknown_ids_are_counted_by_relation():
    records = make(
        [entity("a:1"), entity("a:2")],
        [
            relation("a:1", "z:9"),
            relation("a:1", "z:8"),
            relation("a:1", "z:8", relation="related"),
            relation("a:1", "a:2"),
        ],
        [{"id": "z:7", "attribute": "employment", "value": 1}],
    )
    corpus = Corpus.from_records([records])
    assert corpus.relations["target"].tolist() == ["a:2"]
    assert corpus.attributes.empty
    assert [(line.what, line.count) for line in corpus.dropped] == [
        ("First 1: related", 1),
        ("First 1: requires", 2),
        ("First 1: employment", 1),
    ]
    assert "z:8, z:9" in corpus.dropped[1].why


def test_relations_given_twice_are_merged_to_the_larger_weight():
    records = make(
        [entity("a:1"), entity("a:2")],
        [
            relation("a:1", "a:2", 0.5, origin="X"),
            relation("a:1", "a:2", 1.0, origin="X"),
            relation("a:1", "a:2", 0.2, origin="Y"),
        ],
    )
    corpus = Corpus.from_records([records])
    assert corpus.relations[["weight", "origin"]].to_numpy().tolist() == [[1.0, "X"], [0.2, "Y"]]
    assert corpus.dropped[0].count == 1
    assert "merged" in corpus.dropped[0].why


def test_empty_descriptions_are_kept_and_counted():
    corpus = Corpus.from_records([make([entity("a:1", description=""), entity("a:2")])])
    assert len(corpus.entities) == 2
    assert corpus.dropped == [
        Dropped(
            "First 1: entities without description",
            1,
            "kept: they have only their title and aliases",
        )
    ]


def test_what_a_reader_dropped_is_told_with_its_source():
    corpus = Corpus.from_records([make([entity("a:1")], dropped=[Dropped("rows", 3, "broken")])])
    assert corpus.dropped == [Dropped("First 1: rows", 3, "broken")]


def test_select_and_counts():
    corpus = Corpus.from_records(
        [
            make(
                [
                    entity("a:1", level="skill", source="X", aliases=["weld", "solder"]),
                    entity("a:2", level="element", source="X", description=""),
                    entity("a:3", kind="firm", level="firm", source="Y"),
                ]
            )
        ]
    )
    assert corpus.select("skill")["id"].tolist() == ["a:1", "a:2"]
    assert corpus.select(level="firm")["id"].tolist() == ["a:3"]
    assert corpus.select("skill", "element")["id"].tolist() == ["a:2"]
    with pytest.raises(UnknownKindError):
        corpus.select("planet")
    assert corpus.counts().to_numpy().tolist() == [
        ["firm", "firm", "Y", 1, 1, 0],
        ["skill", "element", "X", 1, 0, 0],
        ["skill", "skill", "X", 1, 1, 2],
    ]


def test_sha256_ignores_the_order_of_rows_but_not_their_content():
    first, second = entity("a:1"), entity("a:2", title="Brazing")
    one = Corpus.from_records([make([first, second], [relation("a:1", "a:2")])])
    other = Corpus.from_records([make([second, first], [relation("a:1", "a:2")])])
    changed = Corpus.from_records([make([first, second], [relation("a:1", "a:2", 0.5)])])
    assert one.sha256 == other.sha256
    assert one.sha256 != changed.sha256


def test_repr_says_what_it_is():
    assert repr(Corpus.from_records([make([entity("a:1")])])) == (
        "Corpus(1 entities, 0 relations, 0 attributes; First 1)"
    )


def test_files_of_one_source_share_a_note():
    def part(id_, file):
        note = SourceNote("BLS", "2024", "public domain", "BLS.", "", {file: "0" * 64})
        entity = {"id": id_, "kind": "skill", "title": id_, "description": "x"}
        return Records(note, entity_table([entity]), relation_table([]), attribute_table([]))

    notes = Corpus.from_records([part("x:a", "a.csv"), part("x:b", "b.csv")]).notes
    assert len(notes) == 1
    assert sorted(notes[0].files) == ["a.csv", "b.csv"]
