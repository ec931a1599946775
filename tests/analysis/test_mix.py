"""Weighted sets wherever an entity is accepted."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.blocks import center_of
from laborspace.analysis.composition import compose
from laborspace.analysis.mix import mix_of, plain, read_mix
from laborspace.analysis.neighbors import neighbors
from laborspace.analysis.query import centered, labels, terms
from laborspace.errors import EmptyTextError, InputError, MixWarning, SourceError
from laborspace.output import write_table
from planted_sectors import planted_space
from synthetic import ENTITIES, make_space

NURSE, MACHINIST, TESLA = "onet:29-1141.00", "onet:51-4041.00", "firm:TSLA"
IDS = [entity[0] for entity in ENTITIES]


def unit(vector):
    return vector / np.linalg.norm(vector)


def vector_of(space, id_):
    return space.vectors[space.index_of(id_)].astype(np.float64)


def test_a_mix_is_one_term_at_the_weighted_mean(space):
    (term,) = terms(space, {"rn": 3, TESLA: 1.0})
    assert term.kind is None
    assert term.label == "mix of 2"
    assert [(m.label, m.kind, m.weight) for m in term.members] == [
        (TESLA, "firm", 0.25), (NURSE, "occupation", 0.75),
    ]  # fmt: skip
    mean = 0.75 * vector_of(space, NURSE) + 0.25 * vector_of(space, TESLA)
    np.testing.assert_allclose(term.vector, unit(mean), atol=1e-6)
    assert term.kinds == {"firm", "occupation"}
    assert term.entities == [NURSE, TESLA]


def test_each_member_is_centered_on_its_own_kind(space):
    (term,) = terms(space, {NURSE: 3, TESLA: 1})
    offsets = [unit(vector_of(space, i) - center_of(space, k)) for i, k in
               ((NURSE, "occupation"), (TESLA, "firm"))]  # fmt: skip
    expected = unit(0.75 * offsets[0] + 0.25 * offsets[1])
    np.testing.assert_allclose(centered(space, term), expected, atol=1e-6)


def test_a_mix_of_one_is_that_one(space):
    (alone,), (mixed,) = terms(space, NURSE), terms(space, {NURSE: 17})
    np.testing.assert_allclose(mixed.vector, alone.vector, atol=1e-6)
    np.testing.assert_allclose(centered(space, mixed), centered(space, alone), atol=1e-6)


def test_texts_are_members_too(space):
    (term,) = terms(space, {"text:care of patients": 1, NURSE: 1})
    text = space.encode(["care of patients"])[0]
    np.testing.assert_allclose(term.vector, unit(text + vector_of(space, NURSE)), atol=1e-6)
    assert term.entities == [NURSE]


mixes = st.dictionaries(
    st.sampled_from(IDS), st.floats(0.01, 1e6), min_size=1, max_size=6
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(mix=mixes, factor=st.floats(0.001, 1000))
def test_scaling_and_order_make_no_difference(mix, factor):
    space = make_space()
    (one,) = terms(space, mix)
    (other,) = terms(space, {id_: factor * mix[id_] for id_ in reversed(mix)})
    np.testing.assert_allclose(one.vector, other.vector, atol=1e-6)
    np.testing.assert_allclose(centered(space, one), centered(space, other), atol=1e-5)


FRAMES = {
    "series": pd.Series({"rn": 3.0, "51-4041.00": 1.0}),
    "named columns": pd.DataFrame(
        {"title": ["x", "y"], "jobs": [3, 1], "code": ["29-1141.00", "51-4041.00"]}
    ),
    "any two columns": pd.DataFrame({"job": ["rn", "machinist"], "n": ["3,000", "1,000"]}),
    "capitals": pd.DataFrame({"Occupation": ["rn", "machinist"], "TOT_EMP": [3, 1]}),
    "twice the same": pd.DataFrame(
        {"id": ["rn", MACHINIST, NURSE], "weight": [1, 1, 2], "other": ["", "", ""]}
    ),
    "a weight of 0": pd.DataFrame({"id": ["rn", MACHINIST, TESLA], "weight": [3, 1, 0]}),
}


@pytest.mark.parametrize("name", FRAMES)
def test_pandas_objects(space, name):
    mix = mix_of(space, FRAMES[name])
    assert mix.names == (NURSE, MACHINIST)
    np.testing.assert_allclose(mix.shares, [0.75, 0.25])


def test_codes_of_a_classification_are_read_as_its_codes(space):
    soc = pd.DataFrame({"soc": ["29-1141", "15-1252.00"], "jobs": [1, 2], "x": 0})
    assert mix_of(space, soc).names == ("onet:15-1252.00", "soc:29-1141")
    naics = pd.DataFrame({"naics": [6221.0, 31.0], "jobs": [1, 2], "x": 0})
    assert mix_of(space, naics).names == ("naics:31-33", "naics:6221")
    assert mix_of(space, {"29-1141": 1}).names == ("soc:29-1141",)


def test_texts_in_a_column_of_that_name(space):
    table = pd.DataFrame({"text": ["rn"], "weight": [1]})
    assert mix_of(space, table).names == ("text:rn",)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx", ".dta"])
def test_files(space, tmp_path, suffix):
    file = tmp_path / f"jobs{suffix}"
    table = pd.DataFrame({"code": ["29-1141.00", "3361"], "employment": [30, 10], "year": 2024})
    write_table(table, file)
    mix = read_mix(space, file)
    assert mix.label == f"jobs{suffix}"
    assert mix.names == ("naics:3361", NURSE)
    np.testing.assert_allclose(mix.weights, [10, 30])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["29-1141.00,5", "29-1141.09,2"], "row 3, column 'code': no entity is called '29-1141.09"),
        (["naics:6229,1"], "did you mean .*naics:6221"),
        (["29-1141.00,-1"], "row 2, column 'jobs': the weight '-1' is not a number of 0 or more"),
        (["29-1141.00,1", "3361,many"], "row 3, column 'jobs': the weight 'many'"),
        (["29-1141.00,inf"], "row 2, column 'jobs'"),
        (["29-1141.00,"], "row 2, column 'jobs': the weight ''"),
        (["29-1141.00,1", ",4"], "row 3, column 'code': the code is empty"),
        (["software developer,1"], "row 2, column 'code': 'software developer' could be .*use the"),
        (["29-1141.00,0"], "all weights are 0"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_place(space, tmp_path, rows, message):
    file = tmp_path / "w.csv"
    file.write_text("\n".join(["code,jobs", *rows]) + "\n")
    with pytest.raises(SourceError, match=message) as caught:
        read_mix(space, file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_without_the_columns(space, tmp_path):
    file = tmp_path / "w.csv"
    file.write_text("a,b,c\n1,2,3\n")
    with pytest.raises(SourceError, match=r"no column of codes .* among a, b, c"):
        read_mix(space, file)
    file.write_text("code,b,c\n1,2,3\n")
    with pytest.raises(SourceError, match=r"no column of weights .*employment, jobs"):
        read_mix(space, file)
    with pytest.raises(SourceError, match="no such file"):
        read_mix(space, tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "A weighted set has no members"),
        ({NURSE: 0}, "All weights are 0"),
        ({NURSE: -1}, "'onet:29-1141.00': the weight -1 is not"),
        ({NURSE: float("nan")}, "the weight nan"),
        ({NURSE: True}, "the weight True"),
        ({NURSE: "x"}, "the weight 'x'"),
        ({"": 1}, "the code is empty"),
        ({"naics:0000": 1}, "no entity is called 'naics:0000'"),
        (pd.DataFrame({"id": [NURSE, None], "jobs": [1, 1]}), "row 3, column 'id'"),
    ],
)
def test_what_is_wrong_in_python(space, given, message):
    with pytest.raises(InputError, match=message):
        terms(space, given)


def test_an_empty_text_in_a_mix(space):
    with pytest.raises(EmptyTextError):
        terms(space, {"text: ": 1})


def test_neighbors_of_a_mix(space):
    mixed = neighbors(space, {NURSE: 1, "firm:HCA": 1}, kind="occupation")
    assert NURSE in mixed["id"].to_pylist()  # members are answers too
    summed = neighbors(space, [NURSE, "firm:HCA"], kind="occupation")
    rest = {row["id"]: row["score"] for row in mixed.to_pylist()}
    for row in summed.to_pylist():
        assert row["score"] == pytest.approx(rest[row["id"]], abs=2e-6)
    for correction in ("csls", "sinkhorn", "none"):
        assert neighbors(space, {NURSE: 1, TESLA: 2}, correction=correction).num_rows == 18


def test_why_looks_at_the_members(space):
    table = neighbors(space, {TESLA: 1, "firm:MSFT": 0.1}, kind="industry")
    why = dict(zip(table["id"].to_pylist(), table["why"].to_pylist(), strict=True))
    assert "operates in" in why["naics:3361"]


def test_a_mix_in_arithmetic(space):
    found = compose(space, [({NURSE: 1, MACHINIST: 1}, 2.0), TESLA], [{"firm:MSFT": 4}], top=3)
    (mix,), (tesla,), (microsoft,) = (
        terms(space, each) for each in ({NURSE: 1, MACHINIST: 1}, TESLA, "firm:MSFT")
    )
    total = 2 * centered(space, mix) + centered(space, tesla) - centered(space, microsoft)
    np.testing.assert_allclose(found.vector, unit(total), atol=1e-5)


def test_what_was_asked_is_kept_in_a_form_for_json(space):
    frame = space.most_similar({"rn": 2, TESLA: 1}, top=1)
    assert frame.attrs["positive"] == [{"rn": 2.0, TESLA: 1.0}]
    assert labels([(pd.Series({"rn": 2}), 0.5)]) == [[{"rn": 2.0}, 0.5]]
    assert plain(mix_of(space, {"rn": 2})) == {NURSE: 2.0}


def test_what_a_mix_is_expected_to_require():
    space = planted_space()
    jobs = {"soc:11-1001": 3, "onet:11-1002.00": 1}
    with pytest.raises(InputError, match="of the kind occupation"):
        space.expect(jobs, "employs")
    frame = space.expect({"naics:6200": 1, "naics:6201": 1}, "employs")
    assert frame["basis"].eq("estimated").all()
    assert frame.attrs["entity"] == {"naics:6200": 1.0, "naics:6201": 1.0}


OFFICIAL = pd.DataFrame(
    {"occ_code": ["00-0000", "29-1141", "15-1299"], "tot_emp": [600, 300, 100], "x": ["", "", ""]}
)


def test_what_is_unknown_can_be_left_out_and_is_said(space):
    with pytest.warns(MixWarning, match=r"2 names not in .* 70% of the weight, .*00-0000, 15-1299"):
        mix = space.mix(OFFICIAL, unknown="skip")
    assert mix.names == ("soc:29-1141",)
    assert mix.skipped == ("00-0000", "15-1299")
    assert mix.skipped_share == pytest.approx(0.7)
    assert space.most_similar(mix, top=1).attrs["positive"] == [{"soc:29-1141": 300.0}]


def test_a_weight_that_cannot_be_read_matters_only_where_it_counts(space):
    suppressed = OFFICIAL.assign(tot_emp=["**", 300, "**"])
    with pytest.warns(MixWarning, match="2 names not in this space, with 0%"):
        assert space.mix(suppressed, unknown="skip").names == ("soc:29-1141",)
    with pytest.raises(SourceError, match=r"row 3, column 'tot_emp': the weight '\*\*'"):
        space.mix(OFFICIAL.assign(tot_emp=[1, "**", 1]), unknown="skip")


def test_a_table_of_unknown_codes_alone(space):
    with pytest.raises(InputError, match="at least one known member"):
        space.mix(OFFICIAL.head(1), unknown="skip")
    with pytest.raises(InputError, match="unknown is 'raise' or 'skip'"):
        space.mix(OFFICIAL, unknown="drop")


def test_an_unknown_code_brings_its_nearest(space):
    with pytest.raises(SourceError, match=r"did you mean .*soc:29-1141.* left out with unknown="):
        space.mix(OFFICIAL.assign(occ_code=["29-1142", "", ""]))
    with pytest.raises(InputError, match=r"did you mean .*naics:6221"):
        space.mix({"6223": 1})


def test_groups_beside_what_they_contain_are_warned_of(space, tmp_path):
    file = tmp_path / "jobs.csv"
    file.write_text("naics,jobs\n622,10\n6221,7\n5132,3\n")
    with pytest.warns(MixWarning, match="such as naics:622 beside naics:6221.*counts twice"):
        space.mix(file)
    file.write_text("naics,jobs\n622,10\n5132,3\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error", MixWarning)
        space.mix(file)
        terms(space, {"naics:622": 1, "naics:6221": 1})  # meant so, when written by hand
