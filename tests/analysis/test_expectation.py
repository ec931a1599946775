from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from laborspace.analysis.expectation import expect
from laborspace.errors import (
    AmbiguousEntityError,
    EmptyTextError,
    InputError,
    UnknownEntityError,
)
from laborspace.records import attribute_table
from synthetic import make_space

HEAD = ["id", "kind", "code", "title"]
TAIL = ["low", "high", "basis", "why", "origin"]


def rows(table):
    return table.to_pylist()


def same(one, two):
    """Whether two tables are equal; empty is equal to empty."""
    return one.to_pandas().equals(two.to_pandas())


def by_basis(table, basis):
    return [row for row in rows(table) if row["basis"] == basis]


def test_an_occupation_requires(space):
    table = expect(space, "onet:29-1141.00", "requires")
    assert table.column_names == [*HEAD, "probability", "importance", *TAIL]
    observed = by_basis(table, "observed")
    assert [row["id"] for row in observed] == ["onet:2.A.1.a"]
    assert observed[0]["importance"] == 4.12
    assert observed[0]["why"] == "requires: importance 4.12"
    assert observed[0]["origin"] == "O*NET 30.2"
    assert np.isnan([observed[0][name] for name in ("low", "high", "probability")]).all()
    estimated = by_basis(table, "estimated")
    assert {row["id"] for row in estimated} == {
        "esco:skill/01aa",
        "esco:skill/02bb",
        "esco:skill/03cc",
        "esco:skill/04dd",
    }
    for row in estimated:
        assert 0 <= row["low"] <= row["probability"] <= row["high"] <= 1
        assert np.isnan(row["importance"])
        assert row["origin"] == ""
        assert row["why"] == "similar text" or row["why"].startswith("like ")


def test_observed_rows_are_those_of_the_relations():
    space = make_space()
    for id_, kind in zip(space.ids, space.column("kind"), strict=True):
        for relation, source in (
            ("requires", "occupation"),
            ("employs", "industry"),
            ("operates_in", "firm"),
        ):
            if kind != source:
                continue
            found = expect(space, id_, relation, basis="observed", top=1000)
            newest = {
                row["target"]: row
                for row in sorted(space.relations.to_pylist(), key=lambda row: row["origin"])
                if (row["source"], row["relation"]) == (id_, relation) and row["target"] in space
            }
            assert {row["id"]: row["origin"] for row in rows(found)} == {
                target: row["origin"] for target, row in newest.items()
            }
            for row in rows(found):
                weight = newest[row["id"]]["weight"]
                names = [n for n in ("importance", "jobs", "probability") if row.get(n, np.nan) > 0]
                assert row[names[0]] == weight


def test_an_industry_employs(space):
    table = expect(space, "naics:6221", "employs")
    assert table.column_names == [*HEAD, "share", "jobs", *TAIL]
    (row,) = rows(table)
    assert (row["id"], row["share"], row["jobs"]) == ("soc:29-1141", 1, 1612340)
    assert row["why"] == "employs: 1,612,340 jobs"
    assert row["origin"] == "BLS OEWS May 2024"  # not that of 2022


def test_what_is_left_of_the_jobs_is_estimated():
    jobs = {"id": "naics:6221", "attribute": "employment", "value": 3224680, "unit": "jobs"}
    entities = make_space().entities.to_pandas()
    other = entities[entities["id"] == "soc:29-1141"].assign(id="soc:00-0001", title="Porters")
    vectors = np.vstack([make_space().vectors, make_space().vectors[:1]])
    space = make_space(
        entities=pd.concat([entities, other]),
        vectors=vectors,
        attributes=attribute_table([jobs]),
    )
    observed, estimated = rows(expect(space, "naics:6221", "employs"))
    assert (observed["share"], observed["basis"]) == (0.5, "observed")
    assert (estimated["title"], estimated["basis"]) == ("Porters", "estimated")
    assert 0 <= estimated["share"] <= 0.5


def test_a_firm_operates_in(space):
    table = expect(space, "firm:TSLA", "operates_in", top=3)
    first, *others = rows(table)
    assert (first["id"], first["probability"], first["basis"]) == ("naics:3361", 1, "observed")
    assert [row["basis"] for row in others] == ["estimated"] * 2
    assert "naics:3361" not in [row["id"] for row in others]
    new = expect(space, "firm:HCA", "operates_in")
    assert {row["basis"] for row in rows(new)} == {"estimated"}


def test_an_optional_skill_is_not_required():
    relations = make_space().relations.to_pandas().astype(object)
    source = "esco:occupation/0f1c"
    optional = {"source": source, "target": "esco:skill/03cc", "relation": "requires"}
    optional |= {"weight": 0.5, "detail": "optional", "level": np.nan, "origin": "ESCO 1.2.0"}
    relations.loc[len(relations)] = optional
    relations = relations.astype({"weight": float, "level": float})
    space = make_space(relations=relations)
    table = expect(space, source, "requires", vocabulary="esco")
    first, second, *others = rows(table)
    assert (first["probability"], first["optional"]) == (1, 0)
    assert first["why"] == "requires: essential"
    assert (second["probability"], second["optional"]) == (0, 1)
    assert second["why"] == "requires: optional"
    assert {row["basis"] for row in others} == {"estimated"}
    assert "optional" in table.column_names


def test_what_was_observed_comes_first(space):
    software = expect(space, "esco:occupation/0f1c", "requires")
    assert rows(software)[0]["id"] == "esco:skill/02bb"  # ESCO before O*NET
    nurse = expect(space, "onet:29-1141.00", "requires")
    assert rows(nurse)[0]["id"] == "onet:2.A.1.a"


def test_a_text_and_its_vector(space):
    text = "text:somebody who looks after machines"
    table = expect(space, text, "requires", top=2)
    assert {row["basis"] for row in rows(table)} == {"estimated"}
    vector = space.encode(["somebody who looks after machines"])[0]
    assert same(expect(space, vector, "requires", top=2), table)


def test_one_basis_one_vocabulary_so_many(space):
    nurse = "onet:29-1141.00"
    assert not by_basis(expect(space, nurse, "requires", basis="estimated"), "observed")
    assert not by_basis(expect(space, nurse, "requires", basis="observed"), "estimated")
    only = expect(space, nurse, "requires", vocabulary="esco", top=2)
    assert [row["id"][:5] for row in rows(only)] == ["esco:"] * 2
    assert same(only, expect(space, nurse, "requires", vocabulary="esco:", top=2))
    assert "importance" not in only.column_names


def test_the_order_of_everything_makes_no_difference(space):
    turned = make_space(
        order=list(range(len(space)))[::-1], relations=space.relations.to_pandas()[::-1]
    )
    for question in (
        ("onet:29-1141.00", "requires"),
        ("naics:6222", "employs"),
        ("firm:HCA", "operates_in"),
    ):
        here, there = (rows(expect(each, *question)) for each in (space, turned))
        assert [row["id"] for row in here] == [row["id"] for row in there]
        for one, two in zip(here, there, strict=True):
            assert one.keys() == two.keys()
            for name, value in one.items():
                assert two[name] == (
                    pytest.approx(value, abs=1e-4, nan_ok=True)
                    if isinstance(value, float)
                    else value
                )


def test_twice_the_same(space):
    question = ("text:night nurse", "requires")
    assert same(expect(space, *question), expect(make_space(), *question))


@pytest.mark.parametrize(
    ("question", "error", "message"),
    [
        (("naics:6221", "hires"), InputError, "'hires' cannot be estimated; choose one of req"),
        (("naics:6221", "related"), InputError, "cannot be estimated"),
        (("esco:skill/02bb", "employs"), InputError, "of the kind skill, but 'employs' is asked"),
        (("firm:TSLA", "requires"), InputError, "asked of the kind occupation"),
        (("onet:99-9999.00", "requires"), UnknownEntityError, "No entity is called"),
        (("staff nurse", "requires"), AmbiguousEntityError, "could be"),
        (("text: ", "requires"), EmptyTextError, "empty|no words"),
        ((["firm:TSLA", "firm:HCA"], "operates_in"), InputError, "one entity or text at a time"),
    ],
)
def test_a_question_that_cannot_be_understood(space, question, error, message):
    with pytest.raises(error, match=message):
        expect(space, *question)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"vocabulary": "rome"}, "No skill of a relation 'requires' comes from 'rome'"),
        ({"basis": "guessed"}, "no basis 'guessed'; choose observed or estimated"),
        ({"top": 0}, "at least 1"),
    ],
)
def test_an_option_that_cannot_be_used(space, options, message):
    with pytest.raises(InputError, match=message):
        expect(space, "onet:29-1141.00", "requires", **options)


def test_a_space_without_the_relation(space):
    relations = space.relations.to_pandas()
    bare = make_space(relations=relations[relations["relation"] != "operates_in"])
    with pytest.raises(InputError, match="no relation 'operates_in' to learn from; build it from"):
        expect(bare, "firm:TSLA", "operates_in")


def test_the_method_gives_a_frame_that_knows_what_was_asked(space):
    frame = space.expect("onet:29-1141.00", relation="requires", top=2)
    table = expect(space, "onet:29-1141.00", "requires", top=2)
    assert list(frame.columns) == table.column_names
    assert frame.attrs["relation"] == "requires"
    assert frame.attrs["entity"] == "onet:29-1141.00"
    assert len(frame) == table.num_rows
