from __future__ import annotations

import pytest

from laborspace.analysis.links import links, members
from laborspace.analysis.why import explain
from laborspace.records import relation_table
from synthetic import RELATIONS, make_space

NURSE, DEVELOPER = "onet:29-1141.00", "onet:15-1252.00"


@pytest.mark.parametrize(
    ("asked", "answer", "sentence"),
    [
        (NURSE, "onet:2.A.1.a", "requires: importance 4.12 (O*NET 30.2)"),
        ("onet:2.A.1.a", NURSE, "required by: importance 4.12 (O*NET 30.2)"),
        ("esco:occupation/0f1c", "esco:skill/02bb", "requires: essential (ESCO 1.2.0)"),
        # Industries employ SOC groups; the newer of two years is told.
        (NURSE, "naics:6221", "employed by: 1,612,340 jobs as 29-1141 (BLS OEWS May 2024)"),
        ("naics:6221", NURSE, "employs: 1,612,340 jobs as 29-1141 (BLS OEWS May 2024)"),
        ("naics:6221", "soc:29-1141", "employs: 1,612,340 jobs (BLS OEWS May 2024)"),
        ("firm:TSLA", "naics:3361", "operates in (SEC EDGAR)"),
        ("naics:3361", "firm:TSLA", "industry of (SEC EDGAR)"),
        (DEVELOPER, "esco:occupation/0f1c", "same as: exactMatch (ESCO crosswalk)"),
        ("naics:6221", "naics:622", "part of (NAICS 2022)"),
        ("naics:622", "naics:6221", "contains (NAICS 2022)"),
        (NURSE, "onet:29-1141.01", "both in 29-1141 Registered Nurses"),
        ("naics:6221", "naics:6222", "both in 622 Hospitals"),
        (DEVELOPER, "naics:5132", "dreams_of: 0.5"),
        ("naics:5132", DEVELOPER, "dreams_of of: 0.5"),
        (NURSE, "esco:skill/02bb", "similar text"),
    ],
)
def test_what_is_observed_is_told(space, asked, answer, sentence):
    assert explain(space, [asked], [answer]) == [sentence]


def test_of_several_questions_the_one_meant_is_named(space):
    found = explain(space, [NURSE, DEVELOPER], ["naics:6221", "esco:occupation/0f1c"])
    assert found[0].startswith("Registered Nurses: employed by")
    assert found[1] == "Software Developers: same as: exactMatch (ESCO crosswalk)"


def test_free_text_has_no_relations(space):
    assert explain(space, [], [NURSE, "naics:6221"]) == ["similar text"] * 2
    assert explain(space, [NURSE], []) == []


def test_a_space_without_relations():
    space = make_space(relations=relation_table([]))
    assert explain(space, [NURSE], ["naics:6221"]) == ["similar text"]


def test_a_relation_to_an_entity_that_is_not_there(space):
    known = links(space)
    assert len(known.source) == len(RELATIONS)
    assert -1 in known.target


def test_members_are_items_at_any_depth(space):
    def named(group):
        return [space.ids[row] for row in members(space, space.index_of(group))]

    assert named("naics:62") == ["naics:6221", "naics:6222"]
    assert named("naics:31-33") == ["naics:3361", "naics:3363"]
    assert named("naics:99") == []
    assert named("soc:29-1141") == [NURSE, "onet:29-1141.01"]


def test_a_circle_of_groups_ends():
    names = ("source", "target", "relation", "weight", "detail", "origin")
    circle = ("naics:62", "naics:622", "broader", 1, "", "")
    rows = [dict(zip(names, row, strict=True)) for row in [*RELATIONS, circle]]
    space = make_space(relations=relation_table(rows))
    assert len(members(space, space.index_of("naics:62"))) == 2


def test_without_a_relation_what_both_share_is_told():
    dev, skill = "esco:occupation/0f1c", "onet:2.A.1.a"
    names = ("source", "target", "relation", "detail")
    rows = [
        (NURSE, skill, "requires", ""),
        (dev, skill, "requires", ""),
        (DEVELOPER, dev, "same_as", "exactMatch"),
    ]
    table = relation_table([dict(zip(names, row, strict=True)) for row in rows])
    space = make_space(relations=table)
    title = dict(zip(space.ids, space.column("title"), strict=True))
    assert explain(space, [NURSE], [dev]) == [f"both require: {title[skill]}"]
    assert explain(space, [skill], [DEVELOPER]) == [f"required by its counterpart {title[dev]}"]
    assert explain(space, [DEVELOPER], [skill]) == [f"its counterpart {title[dev]} requires it"]
    assert explain(space, [DEVELOPER], [NURSE]) == ["similar text"]
