"""Exposure to a concept: what is scored, its interval, its null, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.axis import axis
from laborspace.analysis.exposure import exposure, workforce_exposure
from laborspace.analysis.exposure.concept import WORDINGS, Concept, End, concept_of
from laborspace.analysis.exposure.through import jobs_of
from laborspace.errors import (
    AmbiguousEntityError,
    EmptyTextError,
    InputError,
    UnknownEntityError,
    UnknownKindError,
)
from planted import field_of, planted_space
from synthetic import ENTITIES, make_space

IDS = [entity[0] for entity in ENTITIES]
NURSE, MACHINIST = "onet:29-1141.00", "onet:51-4041.00"
COLUMNS = [
    "id", "kind", "code", "title", "score", "low", "high", "percentile", "p_value", "basis", "why",
]  # fmt: skip


def unit(vector):
    return vector / np.linalg.norm(vector)


def rows_of(answer):
    return {row["id"]: row for row in answer.table.to_pylist()}


def offset(space, id_):
    row = space.index_of(id_)
    kind = space.column("kind")[row]
    return unit(space.vectors[row] - space.vectors[space.rows(kind)].mean(axis=0))


def text_offset(space, text):
    kinds = ("industry", "occupation", "skill", "firm")
    center = np.mean([space.vectors[space.rows(kind)].mean(axis=0) for kind in kinds], axis=0)
    return unit(space.encode(text) - center)


def test_columns_kinds_and_order(space):
    answer = exposure(space, "text:care of patients")
    assert answer.table.column_names == COLUMNS
    kinds = answer.table["kind"].to_pylist()
    assert list(dict.fromkeys(kinds)) == ["industry", "occupation", "skill", "firm"]
    firms = [row["score"] for row in answer.table.to_pylist() if row["kind"] == "firm"]
    assert firms == sorted(firms, reverse=True)
    assert set(answer.table["basis"].to_pylist()) == {"estimated"}


def test_a_text_is_the_mean_of_its_wordings(space):
    found = rows_of(exposure(space, "text:night care", kind="occupation"))
    wordings = [wording.format("night care") for wording in WORDINGS]
    direction = unit(np.mean([text_offset(space, text) for text in wordings], axis=0))
    for id_ in (NURSE, MACHINIST):
        assert found[id_]["score"] == pytest.approx(direction @ offset(space, id_), abs=1e-5)
        assert found[id_]["low"] <= found[id_]["score"] <= found[id_]["high"]


def test_sentences_are_the_wordings_of_a_longer_text(space):
    asked = concept_of(space, "text:We care. We cure")
    assert len(asked.positive.vectors) == 3


def test_several_texts_are_taken_as_they_are(space):
    found = rows_of(exposure(space, ["text:night care", "text:metal work"], kind="occupation"))
    direction = unit(text_offset(space, "night care") + text_offset(space, "metal work"))
    assert found[NURSE]["score"] == pytest.approx(direction @ offset(space, NURSE), abs=1e-5)


def test_weights_count(space):
    mix = {"firm:HCA": 3.0, MACHINIST: 1.0}
    found = rows_of(exposure(space, mix, kind="skill"))
    direction = unit(3 * offset(space, "firm:HCA") + offset(space, MACHINIST))
    id_ = "esco:skill/02bb"
    assert found[id_]["score"] == pytest.approx(direction @ offset(space, id_), abs=1e-5)
    pairs = rows_of(exposure(space, [("firm:HCA", 3.0), (MACHINIST, 1.0)], kind="skill"))
    assert pairs == found


def test_a_group_stands_for_its_items(space):
    group = concept_of(space, "naics:62").positive
    assert len(group.vectors) == 2
    np.testing.assert_allclose(group.weights, [0.5, 0.5])


def test_an_axis_and_its_poles_give_the_same(space):
    line = axis(space, "naics:31-33", "naics:62")
    by_axis = rows_of(exposure(space, line, kind="occupation"))
    by_poles = rows_of(exposure(space, "naics:62", against="naics:31-33", kind="occupation"))
    projected = {row["id"]: row["score"] for row in line.to_arrow("occupation").to_pylist()}
    for id_, row in by_axis.items():
        assert row["score"] == pytest.approx(by_poles[id_]["score"], abs=1e-5)
        assert row["score"] == pytest.approx(projected[id_], abs=1e-5)


poles = st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True)


@settings(max_examples=25, deadline=None)
@given(ends=st.tuples(poles, poles))
def test_the_opposite_has_the_opposite_scores(ends):
    space = make_space(encoder=None)
    try:
        there = exposure(space, ends[0], against=ends[1], kind="firm", resamples=3)
    except InputError:
        return
    back = exposure(space, ends[1], against=ends[0], kind="firm", resamples=3)
    scores = {id_: row["score"] for id_, row in rows_of(there).items()}
    assert scores == pytest.approx(
        {id_: -row["score"] for id_, row in rows_of(back).items()}, abs=1e-5
    )


@settings(max_examples=15, deadline=None)
@given(asked=poles, factor=st.sampled_from([0.5, 2.0, 10.0]))
def test_the_unit_of_weights_makes_no_difference(asked, factor):
    space = make_space(encoder=None)
    one = exposure(space, dict.fromkeys(asked, 1.0), kind="skill")
    other = exposure(space, dict.fromkeys(asked, factor), kind="skill")
    assert one.table["score"].to_pylist() == pytest.approx(other.table["score"].to_pylist())


def test_the_same_seed_gives_the_same_answer_and_another_another():
    def ask(rng):
        return exposure(make_space(), "text:night care", rng=rng).table

    assert ask(0).equals(ask(0))
    assert not ask(0).equals(ask(5))


def test_the_null_kept_on_a_space_does_not_change_the_answer(space):
    first = exposure(space, "text:night care").table
    exposure(space, "text:metal work")
    assert exposure(space, "text:night care").table.equals(first)


def test_p_values_are_shares_of_random_concepts(space):
    found = rows_of(exposure(space, "text:night care", kind="occupation"))
    skills = np.stack([offset(space, space.ids[row]) for row in space.rows("skill")])
    for id_ in (NURSE, MACHINIST):
        nearer = (skills @ offset(space, id_) >= found[id_]["score"]).mean()
        assert found[id_]["p_value"] == pytest.approx(nearer, abs=0.07)
        assert 0 < found[id_]["p_value"] <= 1


def test_random_concepts_are_unremarkable():
    """The p-values of random concepts are uniform: the null is as wide as it says."""
    space = planted_space(vectors=np.random.default_rng(0).standard_normal((144, 12)))
    values = []
    for id_ in [space.ids[row] for row in space.rows("skill")]:
        table = exposure(space, space.vectors[space.index_of(id_)], kind="firm").table
        values += table["p_value"].to_pylist()
    assert np.mean(values) == pytest.approx(0.5, abs=0.1)
    assert np.mean(np.array(values) < 0.2) == pytest.approx(0.2, abs=0.1)


def test_percentiles_are_among_the_kind_even_if_few_are_asked_for(space):
    every = rows_of(exposure(space, "text:night care", kind="occupation"))
    some = rows_of(exposure(space, "text:night care", entities=[NURSE, "firm:HCA"]))
    assert set(some) == {NURSE, "firm:HCA"}
    assert some[NURSE] == every[NURSE]
    first = exposure(space, "text:night care", kind="occupation", top=2).table
    assert first.num_rows == 2
    ranked = sorted(every.values(), key=lambda row: -row["score"])
    assert first["id"].to_pylist() == [row["id"] for row in ranked[:2]]


def test_a_single_vector_has_no_interval(space):
    table = exposure(space, space.vectors[3], kind="firm").table
    assert np.isnan(table["low"].to_pylist()).all()


def test_a_single_entity_is_read_with_its_names(space):
    asked = concept_of(space, NURSE)
    assert len(asked.positive.vectors) == 1 + 3  # title and two aliases
    assert asked.positive.weights[0] == pytest.approx(0.5)


def test_bare_words_that_can_only_be_text(space):
    answer = exposure(space, "renewable energy for all", kind="firm")
    assert answer.facts["read_as_text"] == ["renewable energy for all"]
    assert "taken for text" in answer.notes[0]
    same = exposure(space, "text:renewable energy for all", kind="firm")
    assert same.table.equals(answer.table)
    assert not same.facts["read_as_text"]


@pytest.mark.parametrize("name", ["Regstred Nurss", "naics:0000", "12345", "-"])
def test_what_may_be_a_misspelled_entity_is_not_taken_for_text(space, name):
    with pytest.raises((UnknownEntityError, EmptyTextError)):
        exposure(space, name)


def test_why_names_what_is_observed_near_the_concept():
    space = planted_space()
    skill = space.vectors[space.index_of("esco:skill/10")]
    found = rows_of(exposure(space, skill, entities=["esco:occupation/10", "esco:occupation/20"]))
    assert found["esco:occupation/10"]["why"].startswith("requires: esco:skill/1")
    assert "(essential)" in found["esco:occupation/10"]["why"]
    assert found["esco:occupation/20"]["why"] in ("far from it", "similar text")
    industry = rows_of(exposure(space, skill, entities=["naics:1000"]))["naics:1000"]
    assert industry["why"].startswith("employs: soc:10-100")
    assert "% of jobs" in industry["why"]
    firms = rows_of(exposure(space, skill, kind="firm"))
    said = {id_: row["why"] for id_, row in firms.items() if "operates" in row["why"]}
    assert said
    assert all(said[id_] == f"operates in: naics:100{id_[-1]}" for id_ in said)
    other = rows_of(exposure(space, skill, kind="skill"))["esco:skill/11"]
    assert other["why"].startswith("required by: ")


def test_exposure_through_jobs_is_the_mean_of_the_occupations():
    space = planted_space()
    concept = space.vectors[space.index_of("esco:skill/10")]
    occupations = rows_of(exposure(space, concept, kind="occupation"))
    found = rows_of(exposure(space, concept, through="employs"))
    assert {row["kind"] for row in found.values()} == {"industry", "firm"}
    for field in range(4):
        jobs = {f"onet:{field}0-100{m}.00": 10 * (m + 1) for m in range(4)}
        mean = sum(occupations[id_]["score"] * n for id_, n in jobs.items()) / 100
        industry = found[f"naics:{field}000"]
        assert industry["score"] == pytest.approx(mean, abs=1e-5)
        assert industry["shares"] == "observed"
        firm = found[f"firm:{'ABCD'[field]}0"]
        assert firm["score"] == pytest.approx(mean, abs=1e-5)
        assert firm["shares"] == "estimated"
    sector = rows_of(exposure(space, concept, through="employs", kind="industry", level="sector"))
    assert field_of(max(sector, key=lambda id_: sector[id_]["score"])) == 1


def test_expected_jobs_stand_in_where_none_are_observed():
    space = planted_space()
    relations = space.relations.to_pandas()
    kept = ~((relations["source"] == "naics:1000") & (relations["relation"] == "employs"))
    space = planted_space(relations=relations[kept].to_dict("records"))
    rows = space.rows("industry")
    jobs = jobs_of(space, "industry", rows)
    place = [space.ids[row] for row in rows].index("naics:1000")
    assert jobs.basis[place] == "estimated"
    assert jobs.basis.count("estimated") == 1
    np.testing.assert_allclose(jobs.shares.sum(axis=1), 1, atol=1e-5)
    none = jobs_of(space, "industry", rows, expected=False)
    assert none.shares[place].sum() == 0


def test_a_job_mix():
    space = planted_space()
    concept = space.vectors[space.index_of("esco:skill/10")]
    scores = rows_of(exposure(space, concept, kind="occupation"))
    mix = {"onet:10-1000.00": 30, "onet:20-1000.00": 10}
    answer = workforce_exposure(space, concept, mix)
    top, *members = answer.table.to_pylist()
    expected = 0.75 * scores["onet:10-1000.00"]["score"] + 0.25 * scores["onet:20-1000.00"]["score"]
    assert top["id"] == top["kind"] == "mix"
    assert top["score"] == pytest.approx(expected, abs=1e-5)
    assert [row["id"] for row in members] == ["onet:10-1000.00", "onet:20-1000.00"]
    assert [row["share"] for row in members] == [0.75, 0.25]
    assert sum(row["contribution"] for row in members) == pytest.approx(
        top["contribution"], abs=1e-5
    )
    group = workforce_exposure(space, concept, {"soc:10-0000": 1}).table
    assert group.num_rows == 1 + 4
    with pytest.raises(InputError, match="made of occupations"):
        workforce_exposure(space, concept, {"naics:1000": 3})
    with pytest.raises(InputError, match="weights are 0"):
        workforce_exposure(space, concept, {"onet:10-1000.00": 0})
    with pytest.raises(InputError, match="by itself"):
        workforce_exposure(space, concept, mix, alone=("occupation",))


def test_a_concept_that_nothing_is_near(space):
    far = -space.vectors[space.rows("occupation")].mean(axis=0)
    answer = exposure(space, far, kind="occupation")
    assert answer.facts["reach"]["occupation"] <= 1


def test_the_method_is_the_function(space):
    frame = space.exposure("text:night care", kind="occupation", top=3)
    table = exposure(space, "text:night care", kind="occupation", top=3).table
    pd.testing.assert_frame_equal(frame, table.to_pandas())
    assert frame.attrs["concept"] == "text:night care"
    assert frame.attrs["notes"] == []
    mix = space.exposure("text:night care", workforce={NURSE: 2, MACHINIST: 1})
    assert mix["kind"].tolist() == ["mix", "occupation", "occupation"]


def test_questions_that_make_no_sense(space):
    with pytest.raises(EmptyTextError):
        exposure(space, "text:  ")
    with pytest.raises(EmptyTextError):
        exposure(space, "")
    with pytest.raises(InputError, match="Nothing was asked"):
        exposure(space, [])
    with pytest.raises(AmbiguousEntityError):
        exposure(space, "Staff Nurse")
    with pytest.raises(InputError, match="must be positive"):
        exposure(space, [(NURSE, -1.0)])
    with pytest.raises(UnknownKindError):
        exposure(space, NURSE, kind="job")
    with pytest.raises(InputError, match="no employment"):
        exposure(space, NURSE, kind="skill", through="employs")
    with pytest.raises(InputError, match="goes through 'employs' only"):
        exposure(space, NURSE, through="requires")
    with pytest.raises(InputError, match="lie in the same"):
        exposure(space, NURSE, against=NURSE)
    with pytest.raises(InputError, match="two ends already"):
        exposure(space, axis(space, NURSE, MACHINIST), against=NURSE)
    with pytest.raises(InputError, match="top must be"):
        exposure(space, NURSE, top=0)
    with pytest.raises(InputError, match="resamples"):
        exposure(space, NURSE, resamples=0)
    with pytest.raises(InputError, match="No entities were given"):
        exposure(space, NURSE, entities=[])


def test_members_that_cancel_out():
    vectors = np.array([[1.0, 0.0], [-1.0, 0.0]], dtype=np.float32)
    end = End(("a", "b"), vectors, np.array([0.5, 0.5]), (None, None), single=True)
    with pytest.raises(InputError, match="cancel out"):
        Concept(end, None).direction()
    drawn = Concept(end, None).draws(50, np.random.default_rng(0))
    assert np.isfinite(drawn).all()
