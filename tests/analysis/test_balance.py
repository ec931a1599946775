"""The correction "sinkhorn": hubs demoted, one number a candidate, the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import skew

from laborspace.analysis import balance as module
from laborspace.analysis.balance import balance, corrections
from laborspace.analysis.composition import compose
from laborspace.analysis.neighbors import neighbors
from laborspace.records import KINDS
from laborspace.space.vectors import unit
from synthetic import ENTITIES, make_space

NURSE = "onet:29-1141.00"


def scores(table):
    return dict(zip(table["id"].to_pylist(), table["score"].to_pylist(), strict=True))


def cloud(questions: int = 300, candidates: int = 200):
    """Cosines of random vectors in which the first ten candidates are near to everything."""
    rng = np.random.default_rng(0)
    common = rng.normal(size=16)
    asked = unit(rng.normal(size=(questions, 16)) + 0.5 * common)
    answers = rng.normal(size=(candidates, 16))
    answers[:10] += common
    return asked @ unit(answers).T


def often(cosines):
    top = np.argpartition(-cosines, 9, axis=1)[:, :10]
    return np.bincount(top.ravel(), minlength=cosines.shape[1])


def apart(cosines):
    return np.arange(len(cosines)) + 10_000, np.arange(cosines.shape[1])


def test_every_candidate_collects_the_same(monkeypatch):
    monkeypatch.setattr(module, "ROUNDS", 300)
    cosines = cloud()
    attention = np.exp(module.SHARPNESS * (cosines + corrections(cosines, *apart(cosines))))
    attention /= attention.sum(axis=1, keepdims=True)  # each question has one unit
    collected = attention.sum(axis=0)
    np.testing.assert_allclose(collected, len(cosines) / cosines.shape[1], rtol=0.01)


def test_hubs_are_demoted():
    cosines = cloud()
    fitted = corrections(cosines, *apart(cosines))
    before, after = often(cosines), often(cosines + fitted)
    assert fitted[:10].max() < np.median(fitted)
    assert skew(after) < 0.5 * skew(before)
    assert (after == 0).mean() <= (before == 0).mean()
    assert fitted.mean() == pytest.approx(0, abs=1e-6)


def test_an_entity_does_not_count_as_its_own_neighbor():
    cosines = cloud(30, 30)
    rows = np.arange(30)
    np.fill_diagonal(cosines, 1)
    high = corrections(cosines, rows, rows)
    np.fill_diagonal(cosines, -1)
    np.testing.assert_allclose(corrections(cosines, rows, rows), high, atol=1e-6)


def test_scores_are_the_centered_cosine_and_the_correction(space):
    plain = scores(neighbors(space, NURSE, kind="skill", top=100))
    found = scores(neighbors(space, NURSE, kind="skill", top=100, correction="sinkhorn"))
    added = balance(space, "skill", None, {"occupation"})
    ids = [space.ids[row] for row in space.rows("skill")]
    assert set(found) == set(plain)
    for id_, correction in zip(ids, added, strict=True):
        assert found[id_] == pytest.approx(plain[id_] + correction, abs=2e-6)


@settings(max_examples=20, deadline=None)
@given(asked=st.sampled_from([e[0] for e in ENTITIES if e[1] == "occupation"]))
def test_it_hangs_on_the_candidate_alone(asked):
    space = make_space()
    plain = scores(neighbors(space, asked, kind="firm", top=100))
    found = scores(neighbors(space, asked, kind="firm", top=100, correction="sinkhorn"))
    other = balance(make_space(), "firm", None, {"occupation"})
    ids = [space.ids[row] for row in space.rows("firm")]
    for id_, correction in zip(ids, other, strict=True):
        assert found[id_] - plain[id_] == pytest.approx(correction, abs=3e-6)


def test_text_counts_as_every_kind(space):
    each = [balance(space, "skill", None, {kind}) for kind in KINDS]
    np.testing.assert_allclose(
        balance(space, "skill", None, {None}), np.mean(each, axis=0), atol=1e-6
    )
    assert neighbors(space, "text:software", correction="sinkhorn").num_rows > 0


def test_levels_and_compositions(space):
    table = neighbors(space, NURSE, kind="industry", level="sector", correction="sinkhorn")
    assert table.num_rows == 3
    found = compose(space, [NURSE, "firm:TSLA"], ["naics:6221"], correction="sinkhorn")
    assert found.vector == pytest.approx(
        compose(space, [NURSE, "firm:TSLA"], ["naics:6221"]).vector
    )


def test_only_a_minus(space):
    assert neighbors(space, [], NURSE, kind="skill", correction="sinkhorn").num_rows == 5


def test_a_kind_of_one_entity():
    kept = [r for r, e in enumerate(ENTITIES) if e[0] not in ("firm:HCA", "firm:MSFT")]
    space = make_space(kept)
    assert balance(space, "firm", None, {"firm"}) == pytest.approx([0])
    assert neighbors(space, NURSE, kind="firm", correction="sinkhorn").num_rows == 1


def test_it_is_computed_once(space, monkeypatch):
    first = neighbors(space, NURSE, kind="skill", correction="sinkhorn")
    monkeypatch.setattr(module, "corrections", None)
    assert neighbors(space, NURSE, kind="skill", correction="sinkhorn") == first
