"""What a cosine is worth: beside the nearest of others, and as seen from the answer."""

from __future__ import annotations

import numpy as np
import pytest

from laborspace.analysis import nearness
from laborspace.analysis.neighbors import neighbors
from laborspace.records import KINDS
from synthetic import ENTITIES, make_space, make_vectors

NURSE = "onet:29-1141.00"


def cosines(space, one, other, *, centered=True):
    """Return the cosines between the items of two kinds, by hand; NaN with itself."""
    rows = [space.rows(kind) for kind in (one, other)]
    ends = []
    for some in rows:
        vectors = space.vectors[some].astype(float)
        vectors = vectors - vectors.mean(axis=0) if centered else vectors
        ends.append(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    found = ends[0] @ ends[1].T
    found[rows[0][:, np.newaxis] == rows[1]] = np.nan
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("correction", ["center", "none"])
def test_percentile_and_rank_equal_those_computed_by_hand(space, kind, correction):
    table = neighbors(space, NURSE, kind=kind, top=100, correction=correction)
    similar = cosines(space, "occupation", kind, centered=correction == "center")
    best = np.nanmax(similar, axis=1)
    candidates = space.rows(kind).tolist()
    for row in table.to_pylist():
        less, same = best < row["score"] - 1e-6, np.abs(best - row["score"]) <= 1e-6
        assert row["percentile"] == pytest.approx(100 * (less + same / 2).mean(), abs=0.01)
        column = similar[:, candidates.index(space.index_of(row["id"]))]
        assert row["rank_back"] == 1 + np.nansum(column > row["score"] + 2e-6)


def test_who_has_nothing_near_scores_low_and_who_has_a_twin_high():
    space = make_space()
    best = {
        row: neighbors(space, space.ids[row], kind="skill", top=1).to_pylist()[0]
        for row in space.rows("occupation")
    }
    by_score = sorted(best.values(), key=lambda answer: answer["score"])
    # Five stand-ins, of which one is the occupation itself and counts half.
    assert [answer["percentile"] for answer in by_score] == [10, 30, 50, 70, 90]


def test_a_hub_has_one_first_place_to_give():
    vectors = make_vectors()
    space = make_space(vectors=vectors)
    occupations, skills = space.rows("occupation"), space.rows("skill")
    toward = (vectors[occupations] - vectors[occupations].mean(axis=0))[:3].sum(axis=0)
    hub = vectors[skills].mean(axis=0) + 0.3 * toward / np.linalg.norm(toward)
    vectors[skills[0]] = hub / np.linalg.norm(hub)
    space = make_space(vectors=vectors)
    ranks = []
    for row in occupations:
        table = neighbors(space, space.ids[row], kind="skill", top=100).to_pylist()
        ranks += [r["rank_back"] for r in table if r["id"] == space.ids[skills[0]]]
    assert sorted(ranks) == [1, 2, 3, 4, 5]


def test_texts_and_vectors_have_a_percentile_and_no_rank(space):
    for question in (
        "text:medical care of patients",
        space.vectors[3],
        {"text:nursing": 1, "RN": 2},
    ):
        table = neighbors(space, question, kind="skill", top=2)
        assert np.isfinite(table["percentile"].to_numpy()).all()
        assert np.isnan(table["rank_back"].to_numpy()).all()
    assert np.isfinite(neighbors(space, {"RN": 2, "firm:HCA": 1})["rank_back"].to_numpy()).all()


def test_what_is_only_taken_away_has_nothing_to_be_compared_with(space):
    table = neighbors(space, [], NURSE, kind="skill")
    assert np.isnan(table["percentile"].to_numpy()).all()
    assert np.isnan(table["rank_back"].to_numpy()).all()


@pytest.mark.parametrize("correction", ["csls", "sinkhorn"])
def test_corrections_change_the_order_and_not_what_a_cosine_is_worth(space, correction):
    plain = {"csls": "none", "sinkhorn": "center"}[correction]
    columns = ["percentile", "rank_back"]
    tables = [
        neighbors(space, NURSE, kind="skill", top=9, correction=c) for c in (correction, plain)
    ]
    told = [{row["id"]: [row[c] for c in columns] for row in t.to_pylist()} for t in tables]
    assert told[0] == told[1]


def test_the_order_within_a_kind_is_that_of_the_percentile(space):
    for kind in KINDS:
        column = neighbors(space, NURSE, kind=kind, top=100)["percentile"].to_pylist()
        assert column == sorted(column, reverse=True)


def test_a_kind_of_one_has_no_other_to_compare_with():
    kept = [r for r, e in enumerate(ENTITIES) if e[0] not in ("firm:HCA", "firm:MSFT")]
    table = neighbors(make_space(kept), "firm:TSLA", kind="firm", level="all")
    assert table.num_rows == 0
    table = neighbors(make_space(kept), "firm:TSLA", kind="skill")
    assert table["rank_back"].to_pylist() == [1.0] * 5


def test_stand_ins_are_spread_over_the_codes_and_few(monkeypatch):
    monkeypatch.setattr(nearness, "STAND_INS", 2)
    space = make_space()
    column = neighbors(space, NURSE, kind="skill", top=100)["percentile"].to_pylist()
    assert set(column) <= {0, 25, 50, 75, 100}
    ids = [space.ids[row] for row in space.rows("occupation")]
    places = nearness._sample(space, space.rows("occupation"), 2)
    assert [ids[place] for place in places] == [min(ids), max(ids)]


def test_far_answers_are_not_looked_back_from_and_pieces_make_no_difference(monkeypatch):
    whole = neighbors(make_space(), NURSE, top=100)
    monkeypatch.setattr(nearness, "_AT_ONCE", 2)
    assert neighbors(make_space(), NURSE, top=100) == whole
    monkeypatch.setattr(nearness, "RANKED", 3)
    ranks = neighbors(make_space(), NURSE, kind="skill", top=100)["rank_back"].to_numpy()
    assert np.isfinite(ranks[:3]).all()
    assert np.isnan(ranks[3:]).all()
