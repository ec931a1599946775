"""Vector arithmetic: the sum, its neighbors, what each term does to them, what rose and fell."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from laborspace.analysis.arithmetic import percentiles
from laborspace.analysis.changes import changes
from laborspace.analysis.composition import compose, ranks
from laborspace.analysis.neighbors import neighbors
from laborspace.errors import InputError
from synthetic import ENTITIES, make_space

IDS = [entity[0] for entity in ENTITIES]
weights = st.floats(0.1, 10)
COLUMNS = [
    *("id", "kind", "code", "title", "score", "rank_before", "percentile"),
    *("survives", "depends_on", "basis", "why"),
]


@settings(max_examples=40, deadline=None)
@given(
    plus=st.lists(st.tuples(st.sampled_from(IDS), weights), min_size=1, max_size=4),
    minus=st.lists(st.tuples(st.sampled_from(IDS), weights), max_size=3),
)
def test_the_sum_is_linear(plus, minus):
    space = make_space()
    vector = {id_: space.vectors[space.index_of(id_)].astype(float) for id_ in IDS}
    total = sum(w * vector[id_] for id_, w in plus) - sum(w * vector[id_] for id_, w in minus)
    assume(np.linalg.norm(total) > 0.01)
    found = compose(space, plus, minus, correction="none")
    np.testing.assert_allclose(found.vector, total / np.linalg.norm(total), atol=1e-4)


@settings(max_examples=20, deadline=None)
@given(scale=weights, correction=st.sampled_from(["center", "none"]))
def test_a_common_factor_changes_nothing(scale, correction):
    space = make_space()
    once = compose(space, ["firm:TSLA", ("naics:62", 0.5)], ["naics:3361"], correction=correction)
    scaled = compose(
        space,
        [("firm:TSLA", scale), ("naics:62", 0.5 * scale)],
        [("naics:3361", scale)],
        correction=correction,
    )
    np.testing.assert_allclose(scaled.vector, once.vector, atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(
    plus=st.lists(st.tuples(st.sampled_from(IDS), weights), min_size=2, max_size=4, unique=True),
    seed=st.integers(0, 99),
    correction=st.sampled_from(["center", "csls", "sinkhorn", "none"]),
)
def test_the_order_of_terms_changes_nothing(plus, seed, correction):
    space = make_space()
    mixed = [plus[i] for i in np.random.default_rng(seed).permutation(len(plus))]
    answers = [
        compose(space, each, "naics:5132", start="firm:HCA", correction=correction)
        for each in (plus, mixed)
    ]
    assert answers[0].neighbors == answers[1].neighbors
    assert answers[0].terms == answers[1].terms


@pytest.mark.parametrize("correction", ["center", "csls", "sinkhorn", "none"])
def test_neighbors_are_those_of_the_same_question(space, correction):
    question = ["firm:TSLA", "text:renewable energy"], ["naics:3361"]
    found = compose(space, *question, top=3, correction=correction).neighbors
    asked = neighbors(space, *question, top=3, correction=correction)
    assert found.column_names == COLUMNS
    assert found["id"] == asked["id"]
    np.testing.assert_allclose(found["score"], asked["score"], atol=3e-6)


def test_what_went_in_is_left_out_unless_asked(space):
    question = ["firm:TSLA", "firm:HCA"], ["naics:3361"]
    assert not {"firm:TSLA", "firm:HCA"} & set(
        compose(space, *question).neighbors["id"].to_pylist()
    )
    kept = compose(space, *question, include_inputs=True).neighbors["id"].to_pylist()
    assert {"firm:TSLA", "firm:HCA", "naics:3361"} <= set(kept)
    risen = changes(space, *question, include_inputs=True)["id"].to_pylist()
    assert {"firm:TSLA", "firm:HCA"} <= set(risen)


def test_an_answer_survives_where_it_is_among_the_answers_without_the_term(space):
    plus, minus = ["firm:TSLA", "naics:6221"], ["naics:3361"]
    found = compose(space, plus, minus, kind="occupation", top=2)
    shown = found.neighbors["id"].to_pylist()
    without = {
        "Tesla, Inc.": (["naics:6221"], minus),
        "General Medical and Surgical Hospitals": (["firm:TSLA"], minus),
        "Motor Vehicle Manufacturing": (plus, []),
    }
    stays = {
        title: {
            row["id"] for row in neighbors(space, *question, kind="occupation", top=2).to_pylist()
        }
        for title, question in without.items()
    }
    assert not all(set(shown) <= ids for ids in stays.values()), "the test tells nothing"
    for row in found.neighbors.to_pylist():
        left = {title for title, ids in stays.items() if row["id"] not in ids}
        assert set(filter(None, row["depends_on"].split("; "))) == left
        assert row["survives"] == pytest.approx(1 - len(left) / 3, abs=1e-4)
    for term in found.terms:
        assert term["kept"] == np.mean([id_ in stays[term["title"]] for id_ in shown])
    assert [term["weight"] for term in found.terms] == [1, -1, 1]  # by label


def test_the_reasons_add_up_to_the_score(space):
    found = compose(space, ["firm:TSLA", ("naics:6221", 2.0)], ["onet:2.A.1.a"]).neighbors
    for row in found.to_pylist():
        told = row["why"].replace("−", "-").rpartition("; ")[2].split(": ")[-1].split(", ")
        parts = [float(part.rpartition(" ")[2]) for part in told if part[-3] == "."]
        assert len(parts) == 3, row["why"]
        assert sum(parts) == pytest.approx(row["score"], abs=0.016)


def test_a_single_term_is_compared_with_nothing(space):
    found = compose(space, "firm:TSLA")
    rows = found.neighbors.to_pylist()
    assert all(np.isnan(row["percentile"]) and np.isnan(row["survives"]) for row in rows)
    assert [row["rank_before"] for row in rows if row["kind"] == "skill"] == [1, 2, 3, 4, 5]
    assert found.terms == [
        {"term": "firm:TSLA", "title": "Tesla, Inc.", "weight": 1.0, "kept": None}
    ]
    assert found.start == "Tesla, Inc."


def test_only_what_is_taken_away_has_no_start(space):
    found = compose(space, [], ["naics:3361", "firm:TSLA"])
    assert found.start == ""
    assert np.isnan(found.neighbors["rank_before"].to_numpy()).all()
    assert np.isfinite(found.neighbors["percentile"].to_numpy()).all()


def test_percentiles_are_those_of_random_terms(space):
    found = compose(space, ["firm:TSLA", "naics:6221"], kind="occupation", rng=1).neighbors
    again = compose(space, ["firm:TSLA", "naics:6221"], kind="occupation", rng=1).neighbors
    other = compose(space, ["firm:TSLA", "naics:6221"], kind="occupation", rng=2).neighbors
    assert found == again
    assert found["percentile"] != other["percentile"]
    vector = {id_: space.vectors[space.index_of(id_)].astype(float) for id_ in space.ids}
    center = {
        kind: space.vectors[space.rows(kind)].astype(float).mean(0)
        for kind in ("industry", "occupation", "firm")
    }

    def ray(id_, kind):
        offset = vector[id_] - center[kind]
        return offset / np.linalg.norm(offset)

    items = [space.ids[row] for row in space.rows("industry")]
    for row in found.to_pylist():
        mine = ray(row["id"], "occupation")
        sums = [ray("firm:TSLA", "firm") + ray(each, "industry") for each in items]
        scores = np.array([mine @ each / np.linalg.norm(each) for each in sums])
        below = (scores < row["score"] - 1e-5).mean() + np.isclose(scores, row["score"]).mean() / 2
        # 200 draws of five industries, each as likely
        assert row["percentile"] == pytest.approx(100 * below, abs=16)


def test_ties_count_half():
    null = np.array([[1.0, 2.0, 2.0, 3.0]])
    assert percentiles(np.array([2.0]), null).tolist() == [50.0]
    assert percentiles(np.array([9.0]), null).tolist() == [100.0]


def test_ranks_begin_with_the_greatest():
    scores = np.array([0.1, 0.9, 0.5, 0.5])
    assert ranks(scores, scores).tolist() == [4, 1, 2, 2]


def test_a_sum_of_nothing(space):
    for verb in (compose, changes):
        with pytest.raises(InputError, match="cancel out"):
            verb(space, ["firm:TSLA", "firm:HCA"], ["firm:HCA", "firm:TSLA"])
        with pytest.raises(InputError, match="Nothing was asked"):
            verb(space, [])


# What rose and fell


def test_changes_are_differences_of_scores(space):
    found = changes(space, ["firm:TSLA", "naics:6221"], ["naics:3361"], top=50)
    after = {
        row["id"]: row["score"]
        for row in compose(space, ["firm:TSLA", "naics:6221"], ["naics:3361"], top=99)
        .neighbors.to_pylist()
    }  # fmt: skip
    before = {row["id"]: row["score"] for row in neighbors(space, "firm:TSLA", top=99).to_pylist()}
    rows = found.to_pylist()
    assert {row["id"] for row in rows} == set(after)
    for row in rows:
        assert row["score"] == pytest.approx(after[row["id"]], abs=3e-6)
        assert row["before"] == pytest.approx(before[row["id"]], abs=3e-6)
        assert row["change"] == pytest.approx(row["score"] - row["before"], abs=3e-6)
    for _, own in itertools.groupby(rows, key=lambda row: row["kind"]):
        column = [row["change"] for row in own]
        assert column == sorted(column, reverse=True)


def test_risers_and_fallers_are_as_many_as_asked_and_on_their_side(space):
    found = changes(space, ["firm:TSLA", "naics:6221"], kind="skill", top=1).to_pylist()
    assert len(found) == 2
    assert found[0]["change"] > 0 > found[1]["change"]
    assert found[0]["rank"] <= found[0]["rank_before"]


@settings(max_examples=25, deadline=None)
@given(pair=st.lists(st.sampled_from(IDS), min_size=2, max_size=2, unique=True))
def test_going_back_undoes_the_changes(pair):
    space = make_space()
    there = changes(space, pair[0], start=pair[1], top=99).to_pylist()
    back = changes(space, pair[1], start=pair[0], top=99).to_pylist()
    assert {r["id"]: -r["change"] for r in there} == pytest.approx(
        {r["id"]: r["change"] for r in back}, abs=3e-6
    )


def test_the_reasons_add_up_to_the_change(space):
    for start in ("firm:TSLA", "firm:MSFT"):
        found = changes(space, ["firm:TSLA", "naics:6221"], ["onet:2.A.1.a"], start=start)
        for row in found.to_pylist():
            told = row["why"].replace("−", "-").rpartition("; ")[2].split(": ")[-1].split(", ")
            parts = [float(part.rpartition(" ")[2]) for part in told if part[-3] == "."]
            assert len(parts) == (3 if start == "firm:TSLA" else 4)
            assert sum(parts) == pytest.approx(row["change"], abs=0.021)


def test_changes_of_nothing(space):
    with pytest.raises(InputError, match="nothing rose or fell"):
        changes(space, ("firm:TSLA", 2.0))
    with pytest.raises(InputError, match="no start"):
        changes(space, [], "firm:TSLA")
    with pytest.raises(InputError, match="choose center or none"):
        changes(space, ["firm:TSLA", "naics:62"], correction="csls")


def test_a_mix_is_one_term(space):
    mix = {"onet:29-1141.00": 3.0, "onet:15-1252.00": 1.0}
    found = compose(space, [mix, "naics:5132"], ["naics:6221"])
    assert len(found.terms) == 3
    assert np.isfinite(found.neighbors["percentile"].to_numpy()).all()
    assert changes(space, [mix, "naics:5132"]).num_rows
