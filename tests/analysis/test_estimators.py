"""Estimators on a planted world: six crafts whose members need and employ the same things."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laborspace.analysis.estimate.calibration import (
    Band,
    Curve,
    Logistic,
    expit,
    logit,
    pooled,
    shift,
)
from laborspace.analysis.estimate.observed import observed, vocabularies
from laborspace.analysis.estimate.ridge import BANDWIDTH, Smoother
from laborspace.analysis.estimators import Estimator
from laborspace.analysis.expectation import expect
from laborspace.errors import InputError, UnknownEntityError
from laborspace.labor_space import LaborSpace
from laborspace.records import attribute_table, entity_table, relation_table
from laborspace.space.layout import Provenance

CRAFTS, EACH, SKILLS = 6, 8, 5
PROVENANCE = Provenance("none", {}, "00", "2026-01-01", {}, ())


def world(seed=0, shuffle=None, drop=(), noise=0.5):
    """A space whose relations follow its vectors, and the craft of each entity."""
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(CRAFTS, 12))
    entities, vectors, relations, craft = [], [], [], {}

    def add(id_, kind, level, place, spread=noise):
        entities.append({"id": id_, "kind": kind, "code": id_, "title": id_, "level": level})
        vectors.append(centers[place] + spread * rng.normal(size=12))
        craft[id_] = place

    for c in range(CRAFTS):
        add(f"isco:{c}", "occupation", "isco 3", c)
        for half in range(2):  # a craft has two unit groups: one is told of from the other
            add(f"isco:{c}{half}", "occupation", "isco 4", c)
            relations.append((f"isco:{c}{half}", f"isco:{c}", "broader", 1, ""))
        add(f"naics:{c}", "industry", "sector", c)
        for i in range(EACH):
            add(f"esco:occupation/{c}{i}", "occupation", "occupation", c)
            add(f"naics:{c}{i}", "industry", "industry group", c)
            add(f"firm:{c}{i}", "firm", "firm", c)
            relations.append((f"esco:occupation/{c}{i}", f"isco:{c}{i % 2}", "broader", 1, ""))
            relations.append((f"naics:{c}{i}", f"naics:{c}", "broader", 1, ""))
            relations.append((f"firm:{c}{i}", f"naics:{c}{i}", "operates_in", 1, ""))
        for i in range(SKILLS):
            add(f"esco:skill/{c}{i}", "skill", "skill", c)
            add(f"onet:{c}{i}", "skill", "element", c)
    for c in range(CRAFTS):
        for i in range(EACH):
            occupation = f"esco:occupation/{c}{i}"
            for k in range(SKILLS):
                if rng.random() < 0.8:
                    detail = "essential" if rng.random() < 0.7 else "optional"
                    weight = 1 if detail == "essential" else 0.5
                    relations.append((occupation, f"esco:skill/{c}{k}", "requires", weight, detail))
                for other in range(CRAFTS):
                    rating = 1.5 + 3 * (other == c) + 0.3 * rng.random()
                    relations.append((occupation, f"onet:{other}{k}", "requires", rating, ""))
                jobs = float(rng.integers(10, 1000))
                target = f"esco:occupation/{c}{k}"
                relations.append((f"naics:{c}{i}", target, "employs", jobs, ""))
    relations = [row for row in relations if row[0] not in drop or row[2] == "broader"]
    if shuffle is not None:
        np.random.default_rng(shuffle).shuffle(relations)
    names = ("source", "target", "relation", "weight", "detail")
    table = [{**dict(zip(names, row, strict=True)), "origin": "planted"} for row in relations]
    order = np.arange(len(entities))
    if shuffle is not None:
        np.random.default_rng(shuffle).shuffle(order)
    space = LaborSpace(
        entity_table([entities[i] for i in order]),
        np.array(vectors, dtype=np.float32)[order],
        relations=relation_table(table),
        attributes=attribute_table([]),
        provenance=PROVENANCE,
    )
    return space, craft


@pytest.fixture(scope="module", name="planted")
def planted_fixture():
    return world()


HELD = frozenset(f"esco:occupation/{c}0" for c in range(CRAFTS))


@pytest.mark.parametrize(
    ("relation", "prefix", "source"),
    [
        ("requires", "esco:", "esco:occupation/"),
        ("requires", "onet:", "esco:occupation/"),
        ("employs", "", "naics:"),
        ("operates_in", "", "firm:"),
    ],
)
def test_what_is_held_out_is_found(planted, relation, prefix, source):
    space, craft = planted
    held = [f"{source}{c}0" for c in range(CRAFTS)]
    estimator = Estimator.fit(space, relation, prefix=prefix, leave_out=frozenset(held))
    assert not set(held) & set(estimator.known)
    scores = estimator.scores(held)
    assert scores.shape == (CRAFTS, len(estimator.targets))
    right = np.array([[craft[t] == craft[h] for t in estimator.targets] for h in held])
    inside = np.array([s[r].mean() for s, r in zip(scores, right, strict=True)])
    outside = np.array([s[~r].mean() for s, r in zip(scores, right, strict=True)])
    assert (inside > outside).all()
    best = np.take_along_axis(right, scores.argmax(axis=1)[:, np.newaxis], axis=1)
    assert best.all()


def test_learning_without_whole_unit_groups(planted, monkeypatch):
    space, craft = planted
    monkeypatch.setattr("laborspace.analysis.estimators.LEAST_GROUPS", 2)
    estimator = Estimator.fit(space, "requires", prefix="esco:", leave_out=HELD)
    held = sorted(HELD)
    best = [estimator.targets[j] for j in estimator.scores(held).argmax(axis=1)]
    assert [craft[id_] for id_ in best] == [craft[id_] for id_ in held]


def test_rows_of_what_is_left_out_make_no_difference(planted):
    space, _ = planted
    without, _ = world(drop=HELD)
    ids = sorted(HELD)
    full = Estimator.fit(space, "requires", prefix="esco:", leave_out=HELD)
    bare = Estimator.fit(without, "requires", prefix="esco:")
    np.testing.assert_allclose(full.scores(ids), bare.scores(ids), atol=1e-4)


def test_the_order_of_relations_and_entities_makes_no_difference(planted):
    space, _ = planted
    other, _ = world(shuffle=3)
    for relation in ("requires", "employs", "operates_in"):
        one = Estimator.fit(space, relation)
        two = Estimator.fit(other, relation)
        assert one.targets == two.targets
        assert one.known == two.known
        values = one.probabilities(one.known[:5]), two.probabilities(one.known[:5])
        np.testing.assert_allclose(*values, atol=1e-4)


def test_twice_the_same(planted):
    space, _ = planted
    ids = sorted(HELD)
    one, two = (Estimator.fit(space, "requires", prefix="esco:").scores(ids) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_asked_together_or_alone(planted):
    space, _ = planted
    estimator = Estimator.fit(space, "requires", prefix="esco:", leave_out=HELD)
    ids = [*sorted(HELD), "isco:3", estimator.known[4]]
    together = estimator.estimate(ids)
    for i, id_ in enumerate(ids):
        alone = estimator.estimate([id_])
        for name in ("scores", "values", "optional", "low", "high", "weights"):
            np.testing.assert_allclose(
                getattr(together, name)[i], getattr(alone, name)[0], atol=1e-4
            )


def test_a_known_entity_is_estimated_without_itself(planted):
    space, _ = planted
    estimator = Estimator.fit(space, "requires", prefix="esco:")
    estimate = estimator.estimate(estimator.known[:3])
    assert (estimate.weights[[0, 1, 2], [0, 1, 2]] == 0).all()


def test_other_vectors_can_stand_in(planted):
    space, _ = planted
    estimator = Estimator.fit(space, "requires", prefix="esco:", vectors=space.vectors[:, ::-1])
    plain = Estimator.fit(space, "requires", prefix="esco:")
    ids = sorted(HELD)
    np.testing.assert_allclose(estimator.scores(ids), plain.scores(ids), atol=1e-3)


def test_a_text_is_answered_wherever_it_lies(planted):
    space, _ = planted
    estimator = Estimator.fit(space, "requires", prefix="esco:")
    far = -space.vectors.mean(axis=0)
    found = estimator.estimate_of(far)
    assert np.isfinite(found.values).all()
    assert found.values.shape == (1, len(estimator.targets))
    near = estimator.estimate_of(space.vectors_of(space.rows_of(["esco:occupation/30"]))[0])
    assert near.values.max() > found.values.max()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 1000), st.floats(0.05, 3.0))
def test_values_keep_their_ranges(seed, noise):
    space, _ = world(seed, noise=noise)
    for relation, prefix in (
        ("requires", "esco:"),
        ("requires", "onet:"),
        ("employs", ""),
        ("operates_in", ""),
    ):
        estimator = Estimator.fit(space, relation, prefix=prefix)
        found = estimator.estimate(estimator.known[::7])
        lowest, highest = (1.5, 4.8) if estimator.scale == "rated" else (0, 1)
        assert found.values.min() >= lowest - 1e-6
        assert found.values.max() <= highest + 1e-6
        assert (found.low <= found.values + 1e-9).all()
        assert (found.high >= found.values - 1e-9).all()
        if estimator.scale == "share":
            assert (found.values.sum(axis=1) <= 1 + 1e-9).all()
        if found.optional is not None:
            assert (found.values + found.optional <= 1 + 1e-9).all()


def test_the_best_score_has_the_greatest_value(planted):
    space, _ = planted
    for relation in ("requires", "employs", "operates_in"):
        estimator = Estimator.fit(space, relation)
        found = estimator.estimate(estimator.known[:4])
        order = np.argsort(found.scores, axis=1)
        values = np.take_along_axis(found.values, order, axis=1)
        assert (np.diff(values, axis=1) >= -1e-9).all()


def test_who_speaks_for_an_estimate(planted):
    space, craft = planted
    estimator = Estimator.fit(space, "requires", prefix="esco:", leave_out=HELD)
    found = estimator.estimate(["esco:occupation/20"])
    column = estimator.targets.index("esco:skill/21")
    voices = estimator.voices(found.weights[0], column)
    assert 0 < len(voices) <= 3
    assert {craft[voice] for voice in voices} == {2}
    needs = observed(space, "requires", "esco:")
    for voice in voices:
        row = list(needs.sources).index(space.index_of(voice))
        assert column in needs.target[needs.source == row]


def test_vocabularies(planted):
    space, _ = planted
    assert vocabularies(space, "requires") == ["onet:", "esco:"]
    assert Estimator.fit(space, "requires").prefix == "onet:"
    assert observed(space, "requires", "esco:").scale == "listed"
    assert observed(space, "requires", "onet:").scale == "rated"
    assert len(Estimator.fit(space, "requires", prefix="esco:").targets) == CRAFTS * SKILLS


def test_what_cannot_be_learned(planted):
    space, _ = planted
    with pytest.raises(InputError, match="'related' cannot be estimated; choose one of requires"):
        Estimator.fit(space, "related")
    with pytest.raises(InputError, match="comes from 'rome'; choose onet or esco"):
        Estimator.fit(space, "requires", prefix="rome:")
    with pytest.raises(InputError, match="No firm is left to learn"):
        Estimator.fit(space, "operates_in", leave_out=set(space.ids))
    with pytest.raises(UnknownEntityError):
        Estimator.fit(space, "operates_in").scores(["firm:none"])
    bare, _ = world(drop={f"firm:{c}{i}" for c in range(CRAFTS) for i in range(EACH)})
    with pytest.raises(InputError, match="no relation 'operates_in' to learn from"):
        Estimator.fit(bare, "operates_in")


def test_leaving_out_is_fitting_again_without():
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(20, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    groups = (rng.random((20, 3)) < 0.4).astype(np.float32)
    smoother = Smoother(vectors, groups, ridge=0.3, group_weight=0.2)
    sets = [np.array([0]), np.array([3, 7, 8])]
    for left, weights in zip(sets, smoother.without(sets), strict=True):
        rest = np.setdiff1d(np.arange(20), left)
        again = Smoother(vectors[rest], groups[rest], ridge=0.3, group_weight=0.2)
        expected = again.weights(vectors[left], groups[left])
        np.testing.assert_allclose(weights[:, rest], expected, atol=1e-5)
        assert (weights[:, left] == 0).all()


def test_weights_are_those_of_kernel_ridge_regression():
    rng = np.random.default_rng(2)
    known = rng.normal(size=(9, 4)).astype(np.float32)
    known /= np.linalg.norm(known, axis=1, keepdims=True)
    kernel = np.exp(BANDWIDTH * (known @ known.T - 1))
    smoother = Smoother(known, ridge=0.5)
    expected = np.linalg.solve(kernel + 0.5 * np.eye(9), kernel).T
    np.testing.assert_allclose(smoother.weights(known), expected, atol=1e-5)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30))
def test_pooling_gives_the_nearest_rising_sequence(values):
    found = pooled(np.array(values), np.ones(len(values)))
    assert (np.diff(found) >= -1e-12).all()
    assert found.sum() == pytest.approx(sum(values), abs=1e-9)
    kept = pooled(np.sort(values), np.ones(len(values)))
    np.testing.assert_array_equal(kept, np.sort(values))


def test_pooling_weighs():
    np.testing.assert_allclose(pooled(np.array([1.0, 0.0]), np.array([3.0, 1.0])), [0.75, 0.75])


def test_a_curve_is_calibrated():
    rng = np.random.default_rng(0)
    scores = rng.normal(size=20_000)
    outcomes = (rng.random(20_000) < expit(scores)).astype(float)
    curve = Curve.fit(scores, outcomes)
    grid = np.array([-2.0, -1, 0, 1, 2])
    np.testing.assert_allclose(curve(grid), expit(grid), atol=0.06)


def test_a_long_tail_of_low_scores_is_one_bin():
    scores = np.linspace(0, 1, 300_000)
    curve = Curve.fit(scores, (scores > 0.9).astype(float))
    assert curve(np.array([0.1]))[0] == 0
    assert curve(np.array([0.99]))[0] == 1


def test_a_band_holds_nine_in_ten():
    rng = np.random.default_rng(0)
    scores = rng.random(5000)
    outcomes = scores + rng.normal(size=5000) * scores
    low, high = Band.fit(scores, outcomes)(scores)
    assert 0.87 < ((low <= outcomes) & (outcomes <= high)).mean() < 0.93


def test_logistic_regression_finds_the_coefficients():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(20_000, 2)) * [1, 10] + [0, 5]
    odds = 0.5 + 1.5 * table[:, 0] - 0.1 * table[:, 1]
    labels = rng.random(20_000) < expit(odds)
    model = Logistic.fit(table, labels, np.ones(20_000))
    np.testing.assert_allclose(model.coefficients, [1.5, -0.1], atol=0.07)
    np.testing.assert_allclose(model.predict(list(table.T)), odds, atol=0.5)


def test_a_shift_reaches_the_number_of_hits():
    odds = np.linspace(-3, 3, 50)
    assert expit(odds + shift(odds, 10)).sum() == pytest.approx(10, abs=1e-6)
    assert shift(odds, 0) == pytest.approx(-6, abs=1e-6)
    np.testing.assert_allclose(logit(expit(odds)), odds)


def memorized(space, held_out):
    """Vectors of an encoder that has learned by heart what the occupations not held out need."""
    vectors = np.array(space.vectors)
    needed = {}
    for row in space.relations.to_pylist():
        if row["detail"] == "essential" and row["source"] not in held_out:
            needed.setdefault(row["source"], []).append(space.index_of(row["target"]))
    for occupation, skills in needed.items():
        row = space.index_of(occupation)
        vectors[row] = 0.2 * vectors[row] + vectors[skills].mean(axis=0)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_what_a_score_means_is_learned_where_the_encoder_knew_nothing(monkeypatch):
    space, _ = world(noise=0.9)
    held_out = [f"esco:occupation/{c}{i}" for c in range(CRAFTS) for i in (1, 3, 5, 7)]
    judged, unseen = held_out[::2], held_out[1::2]
    vectors = memorized(space, set(held_out))
    truth = {(r["source"], r["target"]) for r in space.relations.to_pylist() if r["detail"]}
    errors = {}
    for enough in (len(unseen), len(unseen) + 1):
        monkeypatch.setattr("laborspace.analysis.estimators.ENOUGH", enough)
        learned = Estimator.fit(
            space, "requires", prefix="esco:", leave_out=held_out, vectors=vectors, unseen=unseen
        )
        listed = np.array([[(o, t) in truth for t in learned.targets] for o in judged])
        errors[enough] = float(((learned.probabilities(judged) - listed) ** 2).mean())
    assert errors[len(unseen)] < 0.8 * errors[len(unseen) + 1]


def test_unseen_entities_that_are_known_are_left_out_of_their_own_estimate(monkeypatch):
    space, _ = world()
    monkeypatch.setattr("laborspace.analysis.estimators.ENOUGH", 10)
    unseen = [f"firm:{c}{i}" for c in range(CRAFTS) for i in range(4)]
    one = Estimator.fit(space, "operates_in", unseen=unseen)
    assert one.scores(unseen[:1]).shape == (1, len(one.targets))
    every = Estimator.fit(space, "operates_in")
    assert not np.allclose(one.probabilities(["firm:07"]), every.probabilities(["firm:07"]))


def test_a_lender_says_how_parts_combine():
    space, _ = world()
    half = {f"esco:occupation/{c}{i}" for c in range(CRAFTS) for i in range(4)}
    lender = Estimator.fit(space, "requires", prefix="esco:", leave_out=half)
    own = Estimator.fit(space, "requires", prefix="esco:")
    alone = own.probabilities(["esco:occupation/00"])
    borrowed = Estimator.fit(space, "requires", prefix="esco:").borrow(lender)
    found = borrowed.probabilities(["esco:occupation/00"])
    assert not np.array_equal(found, alone)
    assert np.array_equal(borrowed.borrow(own).probabilities(["esco:occupation/00"]), alone)


def test_expect_learns_what_scores_mean_from_the_held_out_of_the_twin(monkeypatch):
    space, _ = world(noise=0.9)
    twin, _ = world(noise=0.9)
    space.twin = twin
    twin.held_out = frozenset(
        [f"esco:occupation/{c}{i}" for c in range(CRAFTS) for i in (1, 3, 5, 7)]
        + [f"firm:{c}{i}" for c in range(CRAFTS) for i in range(EACH)]
    )
    monkeypatch.setattr("laborspace.analysis.estimators.ENOUGH", 10)
    alone, _ = world(noise=0.9)
    for id_, relation in (("esco:occupation/00", "requires"), ("firm:00", "operates_in")):
        mine, theirs = (
            expect(each, id_, relation, vocabulary=None, basis="estimated", top=3)
            for each in (space, alone)
        )
        assert mine["basis"].to_pylist() == ["estimated"] * mine.num_rows
        if relation == "requires":  # of the firms all are held out: they judge either way
            assert mine["probability"].to_pylist() != theirs["probability"].to_pylist()
