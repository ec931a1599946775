"""Analogies by 3CosAdd and 3CosMul."""

from __future__ import annotations

import numpy as np
import pytest

from laborspace.analysis.analogy import EPSILON, analogy
from laborspace.analysis.composition import compose
from laborspace.errors import InputError
from laborspace.records import relation_table
from synthetic import make_space, make_vectors

A, B, C = "naics:6221", "onet:29-1141.00", "naics:5132"


def parallel():
    """A space in which software developers are to publishers as nurses are to hospitals."""
    rng = np.random.default_rng(8)
    vectors = rng.normal(size=make_vectors().shape)
    space = make_space(vectors=vectors)
    rows = {id_: space.index_of(id_) for id_ in (A, B, C, "onet:15-1252.00")}
    step = rng.normal(size=vectors.shape[1])
    vectors[rows[B]] = vectors[rows[A]] + step
    vectors[rows["onet:15-1252.00"]] = vectors[rows[C]] + step
    return make_space(vectors=vectors)


@pytest.mark.parametrize("method", ["add", "mul"])
@pytest.mark.parametrize("correction", ["center", "none"])
def test_a_parallel_pair_is_found(method, correction):
    found = analogy(parallel(), A, B, C, method=method, correction=correction).to_pylist()
    assert found[0]["id"] == "onet:15-1252.00"
    assert {row["kind"] for row in found} == {"occupation"}  # the kind of b
    assert B not in {row["id"] for row in found}


def test_addition_is_a_composition_that_starts_from_c(space):
    added = analogy(space, A, B, C, kind="firm")
    assert added == compose(space, [B, C], [A], start=C, kind="firm").neighbors


def test_multiplication_is_that_of_the_paper(space):
    found = analogy(space, A, B, C, method="mul", correction="none", include_inputs=True, top=99)
    vector = {id_: space.vectors[space.index_of(id_)].astype(float) for id_ in space.ids}
    for row in found.to_pylist():
        near = {x: (vector[row["id"]] @ vector[x] + 1) / 2 for x in (A, B, C)}
        assert row["score"] == pytest.approx(near[B] * near[C] / (near[A] + EPSILON), rel=1e-4)


def test_an_answer_needs_the_terms_without_which_it_is_no_answer(space):
    found = analogy(space, A, B, C, method="mul", kind="skill", top=2, correction="none")
    vector = {id_: space.vectors[space.index_of(id_)].astype(float) for id_ in space.ids}
    skills = [space.ids[row] for row in space.rows("skill")]
    near = {
        s: np.array([(vector[s] @ vector[x] + 1) / 2 + EPSILON * (x == A) for x in (A, B, C)])
        for s in skills
    }
    signs = np.array([-1, 1, 1])
    for row in found.to_pylist():
        needs = []
        for place in range(3):
            rest = [i for i in range(3) if i != place]
            score = {s: np.prod(near[s][rest] ** signs[rest]) for s in skills}
            if row["id"] not in sorted(skills, key=lambda s: -score[s])[:2]:
                needs.append(space.column("title")[space.index_of([A, B, C][place])])
        assert row["depends_on"] == "; ".join(needs)
        assert row["survives"] == pytest.approx(1 - len(needs) / 3, abs=1e-4)
        assert 0 <= row["percentile"] <= 100


@pytest.mark.parametrize("method", ["add", "mul"])
def test_the_same_question_has_the_same_answer(space, method):
    answers = [analogy(space, A, B, C, method=method, rng=seed) for seed in (0, 0, 1)]
    assert answers[0] == answers[1]
    assert answers[0]["id"] == answers[2]["id"]


def test_a_text_for_b_is_answered_by_all_kinds(space):
    found = analogy(space, A, "text:care of patients", C, method="mul", top=1)
    assert found["kind"].to_pylist() == ["industry", "occupation", "skill", "firm"]


@pytest.mark.parametrize("method", ["add", "mul"])
def test_why_names_an_observed_relation(method):
    rows = [{"source": C, "target": "onet:15-1252.00", "relation": "employs", "weight": 7}]
    space = make_space(relations=relation_table(rows))
    why = {row["id"]: row["why"] for row in analogy(space, A, B, C, method=method).to_pylist()}
    assert why["onet:15-1252.00"].startswith("Software Publishers: employs: 7 jobs; ")
    assert why["onet:51-4041.00"].startswith("similar text: ")


def test_bad_analogies(space):
    with pytest.raises(InputError, match="choose add or mul"):
        analogy(space, A, B, C, method="divide")
    with pytest.raises(InputError, match="choose center or none"):
        analogy(space, A, B, C, correction="csls")
    with pytest.raises(InputError, match="are the same"):
        analogy(space, A, "6221", C)
    with pytest.raises(InputError, match="without weights"):
        analogy(space, A, (B, 2.0), C)
