from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.neighbors import neighbors
from laborspace.analysis.scaling import scaling
from laborspace.errors import (
    AmbiguousEntityError,
    EmptyTextError,
    FormatError,
    InputError,
    UnknownEntityError,
    UnknownKindError,
)
from laborspace.records import KINDS
from synthetic import ENTITIES, make_space, make_vectors

COLUMNS = ["id", "kind", "code", "title", "score", "percentile", "rank_back", "basis", "why"]
NURSE = "onet:29-1141.00"


def centers(space):
    return {kind: space.vectors[space.rows(kind)].mean(axis=0) for kind in KINDS}


def direction(space, id_):
    row = space.index_of(id_)
    offset = space.vectors[row] - centers(space)[space.column("kind")[row]]
    return offset / np.linalg.norm(offset)


def scores(table):
    return dict(zip(table["id"].to_pylist(), table["score"].to_pylist(), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_centered_cosines_equal_those_computed_by_hand(space, kind):
    found = scores(neighbors(space, NURSE, kind=kind, top=100))
    items = [space.ids[row] for row in space.rows(kind) if space.ids[row] != NURSE]
    expected = {id_: direction(space, id_) @ direction(space, NURSE) for id_ in items}
    assert found == pytest.approx(expected, abs=2e-6)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_plain_cosines(space):
    found = scores(neighbors(space, NURSE, kind="skill", top=100, correction="none"))
    query = space.vectors[space.index_of(NURSE)]
    for id_, score in found.items():
        assert score == pytest.approx(query @ space.vectors[space.index_of(id_)], abs=2e-6)


def test_csls_equals_its_definition(space):
    # Conneau et al.: 2 cos(x, y) - r(x) - r(y), r the mean cosine with the ten nearest.
    found = scores(neighbors(space, NURSE, kind="skill", top=100, correction="csls"))
    query, vectors = space.vectors[space.index_of(NURSE)], space.vectors
    skills, occupations = space.rows("skill"), space.rows("occupation")
    r_query = (vectors[skills] @ query).mean()  # fewer than ten skills
    for id_, score in found.items():
        target = vectors[space.index_of(id_)]
        r_target = (vectors[occupations] @ target).mean()
        assert score == pytest.approx(2 * target @ query - r_query - r_target, abs=2e-6)


def test_scaling_is_the_mean_of_the_ten_nearest():
    rng = np.random.default_rng(0)
    vectors = make_vectors()
    space = make_space(vectors=vectors + rng.normal(scale=0.01, size=vectors.shape))
    row = space.index_of("firm:HCA")
    place = space.rows("firm").tolist().index(row)
    for kind in KINDS:
        others = [r for r in space.rows(kind) if r != row]
        expected = np.sort(space.vectors[others] @ space.vectors[row])[-10:].mean()
        found = scaling(space, "firm", None, {kind})[place]
        assert found == pytest.approx(expected, abs=1e-6)


def test_columns_and_basis(space):
    table = neighbors(space, NURSE)
    assert table.column_names == COLUMNS
    assert set(table["basis"].to_pylist()) == {"estimated"}


def test_the_best_of_each_kind_by_default(space):
    table = neighbors(space, NURSE, top=2)
    assert table["kind"].to_pylist() == [kind for kind in KINDS for _ in range(2)]


def test_groups_and_inputs_are_left_out(space):
    ids = neighbors(space, NURSE, "naics:6221", top=100)["id"].to_pylist()
    levels = dict(zip(space.ids, space.column("level"), strict=True))
    assert {levels[id_] for id_ in ids} <= {"item", "element", "skill", "industry group", "firm"}
    assert NURSE not in ids
    assert "naics:6221" not in ids
    assert len(ids) == 16


def test_sectors_on_request(space):
    table = neighbors(space, NURSE, kind="industry", level="sector")
    assert set(table["id"].to_pylist()) == {"naics:62", "naics:31-33", "naics:99"}
    assert neighbors(space, NURSE, level="sector")["id"].to_pylist() == table["id"].to_pylist()
    everything = neighbors(space, NURSE, kind="industry", level="all", top=100)
    assert everything.num_rows == 10


def test_groups_can_be_asked_about(space):
    assert neighbors(space, "naics:62", kind="skill").num_rows == 5


def test_free_text_is_encoded_and_centered_by_the_mean_of_the_centers(space):
    found = scores(neighbors(space, "text:medical care of patients", kind="skill"))
    query = space.encoder.encode("medical care of patients")
    query = query - np.mean(list(centers(space).values()), axis=0)
    query /= np.linalg.norm(query)
    expected = {id_: direction(space, id_) @ query for id_ in found}
    assert found == pytest.approx(expected, abs=2e-6)


def test_names_and_vectors_are_understood(space):
    by_id = neighbors(space, NURSE, kind="skill", correction="none")
    assert neighbors(space, "rn", kind="skill", correction="none") == by_id
    vector = space.vectors[space.index_of(NURSE)]
    by_vector = neighbors(space, vector, kind="skill", correction="none")
    assert scores(by_vector) == pytest.approx(scores(by_id), abs=1e-6)


def test_weights_pull(space):
    heavy = neighbors(space, [(NURSE, 1000.0), "firm:TSLA"], kind="skill")
    assert scores(heavy) == pytest.approx(scores(neighbors(space, NURSE, kind="skill")), abs=0.01)
    pair = neighbors(space, (NURSE, 2.0), kind="skill")
    assert scores(pair) == pytest.approx(scores(neighbors(space, NURSE, kind="skill")))


def test_a_vector_times_minus_one_turns_the_order_around(space):
    vector = space.vectors[0]
    there = scores(neighbors(space, vector, kind="skill", correction="none"))
    back = scores(neighbors(space, [], vector, kind="skill", correction="none"))
    assert there == pytest.approx({id_: -score for id_, score in back.items()}, abs=1e-6)


ids = st.lists(st.sampled_from([e[0] for e in ENTITIES]), min_size=1, max_size=5, unique=True)


@settings(max_examples=40, deadline=None)
@given(
    names=ids, data=st.data(), correction=st.sampled_from(["center", "csls", "sinkhorn", "none"])
)
def test_the_order_of_the_question_makes_no_difference(names, data, correction):
    space = make_space()
    shuffled = data.draw(st.permutations(names))
    first = neighbors(space, names, correction=correction)
    assert neighbors(space, shuffled, correction=correction).drop_columns("why") == (
        first.drop_columns("why")
    )
    assert neighbors(space, names, correction=correction) == first


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(len(ENTITIES))))
def test_the_order_of_the_space_makes_no_difference(order):
    asked = [NURSE, "naics:6221"]
    there = neighbors(make_space(), asked, top=3)
    back = neighbors(make_space(list(order)), asked, top=3)
    assert back["id"].to_pylist() == there["id"].to_pylist()
    for column in ("score", "percentile", "rank_back"):
        assert back[column].to_pylist() == pytest.approx(there[column].to_pylist(), abs=2e-6)


@pytest.mark.parametrize("top", [1, 2, 3])
def test_ties_are_broken_by_id(top):
    vectors = make_vectors()
    firms = [row for row, entity in enumerate(ENTITIES) if entity[1] == "firm"]
    vectors[firms] = vectors[firms[0]]
    table = neighbors(make_space(vectors=vectors), NURSE, kind="firm", top=top)
    assert table["id"].to_pylist() == ["firm:HCA", "firm:MSFT", "firm:TSLA"][:top]


def test_a_loaded_space_answers_like_the_one_saved(space, space_folder):
    from laborspace.labor_space import LaborSpace

    opened = LaborSpace.load(space_folder)
    for question in (NURSE, "text:software", "naics:62"):
        there, back = neighbors(space, question), neighbors(opened, question)
        assert back["id"].to_pylist() == there["id"].to_pylist()
        assert back["why"].to_pylist() == there["why"].to_pylist()
        assert back["score"].to_pylist() == pytest.approx(there["score"].to_pylist(), abs=1e-3)


def test_a_kind_of_one_entity(tmp_path):
    kept = [r for r, e in enumerate(ENTITIES) if e[0] not in ("firm:HCA", "firm:MSFT")]
    space = make_space(kept)
    assert neighbors(space, "firm:TSLA", kind="skill").num_rows == 5
    assert neighbors(space, NURSE, kind="firm")["score"].to_pylist() == [0.0]


def test_a_kind_the_space_lacks():
    space = make_space([r for r, e in enumerate(ENTITIES) if e[1] != "firm"])
    with pytest.raises(InputError, match="no firm to rank"):
        neighbors(space, NURSE, kind="firm")
    assert set(neighbors(space, NURSE)["kind"].to_pylist()) == set(KINDS) - {"firm"}


@pytest.mark.parametrize(
    ("question", "error", "message"),
    [
        ("onet:29-1141.09", UnknownEntityError, r"Did you mean Registered Nurses"),
        ("Software Developers", AmbiguousEntityError, "could be"),
        ("text:", EmptyTextError, "no words"),
        ("text:  !", EmptyTextError, "no words"),
        ([], InputError, "Nothing was asked"),
        ((NURSE, float("nan")), InputError, "its weight"),
        (np.zeros(8), InputError, "vector of 8 finite numbers"),
        (np.ones(7), InputError, "vector of 8 finite numbers"),
        ([None], InputError, "neither a name nor a vector"),
        ([{"id": 1}], InputError, "no entity is called 'id'"),
        ([3.5], InputError, "neither a name nor a vector"),
        (291141, InputError, "291141 is no entity or text"),
        (None, InputError, "None is no entity or text"),
    ],
)
def test_questions_that_make_no_sense(space, question, error, message):
    with pytest.raises(error, match=message):
        neighbors(space, question)


def test_a_question_that_cancels_itself_out(space):
    with pytest.raises(InputError, match="cancel out"):
        neighbors(space, [NURSE], [NURSE])


@pytest.mark.parametrize("top", [0, -1, 2.5, True, "ten"])
def test_top_must_count_something(space, top):
    with pytest.raises(InputError, match="top must be"):
        neighbors(space, NURSE, top=top)


def test_unknown_kind_correction_and_level(space):
    with pytest.raises(UnknownKindError, match="'skills'"):
        neighbors(space, NURSE, kind="skills")
    with pytest.raises(InputError, match="center, csls, sinkhorn, none"):
        neighbors(space, NURSE, correction="zca")
    with pytest.raises(InputError, match="'sektor'"):
        neighbors(space, NURSE, kind="industry", level="sektor")
    with pytest.raises(InputError, match="'sektor'"):
        neighbors(space, NURSE, level="sektor")


def test_text_without_an_encoder():
    with pytest.raises(FormatError, match="no encoder"):
        neighbors(make_space(encoder=None), "text:nurse")
