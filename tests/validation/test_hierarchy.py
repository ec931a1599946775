from __future__ import annotations

import numpy as np
import pytest

from laborspace.validation.agreement import (
    mutual_information,
    nearest_right,
    silhouettes,
    triplets_right,
)
from laborspace.validation.drawing import some
from laborspace.validation.evidence import Evidence
from laborspace.validation.hierarchy import SUITE
from laborspace.validation.lexical import Lexical
from laborspace.validation.measure import Measure
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted_sectors import planted_space

HELD = frozenset(
    f"naics:{sector}{i}{j}"
    for sector in ("31", "62", "72", "92")
    for i in range(2)
    for j in range(3)
)


@pytest.fixture(scope="module", name="evidence")
def evidence_fixture() -> Evidence:
    return Evidence(planted_space())


def named(evidence):
    return {task.name: task for task in SUITE.tasks(evidence)}


def figures(task, subject):
    return {measure.metric: measure.value for measure in task.measure(subject)}


def test_planted_groups_are_found(evidence):
    subject = VectorSubject.from_space(evidence.space, "planted")
    for name in ("SOC major groups", "NAICS sectors", "ESCO skill fields"):
        found = figures(named(evidence)[name], subject)
        assert found["same group nearest"] == 1, name
        assert found["triplet accuracy"] > 0.97, name
        assert found["NMI"] > 0.8, name


def test_random_directions_are_near_the_floor(evidence):
    task = named(evidence)["SOC major groups"]
    found = figures(task, random_subject(evidence.space))
    chance = {m.metric: m.value for m in task.floors[0].measure()}
    assert chance["same group nearest"] == pytest.approx(11 / 47)
    assert chance["triplet accuracy"] == 0.5
    assert found["same group nearest"] == pytest.approx(chance["same group nearest"], abs=0.2)
    assert found["triplet accuracy"] == pytest.approx(0.5, abs=0.05)
    assert found["NMI"] < 0.25
    assert task.floors[1].measure()[0].value == 0.25


def test_words_have_no_clusters(evidence):
    found = figures(named(evidence)["NAICS sectors"], Lexical(evidence, "tfidf"))
    assert set(found) == {"same group nearest", "triplet accuracy"}
    assert found["same group nearest"] == 1  # titles name the sector


def test_floors_and_subjects_are_of_the_same_items(evidence):
    subject = VectorSubject.from_space(evidence.space, "planted")
    for task in SUITE.tasks(evidence):
        groups = {m.metric: m.groups for m in task.measure(subject)}
        for floor in task.floors:
            for measure in floor.measure():
                assert measure.groups == groups[measure.metric]


def test_a_recipe_that_teaches_groups_is_scored_on_held_out_items_only():
    lesson = {"pairs": "broader", "source": "naics:"}
    space = planted_space(recipe={"name": "mine", "relation": [{"data": [lesson]}]})
    tasks = named(Evidence(space, held_out=HELD))
    subject = VectorSubject.from_space(space, "mine")
    with pytest.raises(Skip, match="teaches which group"):
        tasks["NAICS sectors"].measure(subject)
    assert tasks["NAICS sectors, held out"].twin
    assert tasks["NAICS sectors, held out"].measure(subject)[0].n == 24
    assert tasks["SOC major groups"].measure(subject)  # not what it teaches


def test_held_out_items_are_scored_by_the_twin_even_where_groups_are_not_taught():
    most = frozenset(sorted(HELD)[:20])
    tasks = named(Evidence(planted_space(), held_out=most))
    assert tasks["NAICS sectors, held out"].twin
    assert not tasks["NAICS sectors"].twin
    assert "NAICS sectors, held out" not in named(Evidence(planted_space(), held_out=HELD))


def test_kinds_lie_apart_until_they_are_centered(evidence):
    task = named(evidence)["kinds"]
    found = figures(task, VectorSubject.from_space(evidence.space, "planted"))
    chance = {m.metric: m.value for m in task.floors[0].measure()}
    assert found["same kind nearest"] == 1
    assert found["same kind nearest, centered"] < 0.9
    assert found["silhouette"] > found["silhouette, centered"]
    assert chance["same kind nearest"] == pytest.approx(
        np.average([23, 23, 23, 47], weights=[24, 24, 24, 48]) / 119
    )


def test_vectors_of_some_items_only_are_refused(evidence):
    few = {id_: evidence.space.vectors[i] for i, id_ in enumerate(evidence.space.ids[:60])}
    subject = VectorSubject.from_mapping(few, "few", like=evidence.space)
    with pytest.raises(Skip, match="no vector for"):
        named(evidence)["SOC major groups"].measure(subject)


def test_nearest_and_triplets_by_hand():
    scores = np.array([[9, 0.8, 0.8, 0.1], [0.2, 9, 0.5, 0.4]])
    same = np.array([[True, True, False, False], [False, True, False, True]])
    places = np.array([0, 1])
    assert nearest_right(scores, same, places) == pytest.approx([0.5, 0])  # a tie is half right
    assert triplets_right(scores, same, places) == pytest.approx([0.75, 0.5])


def test_mutual_information_agrees_with_scikit_learn():
    from sklearn.metrics import normalized_mutual_info_score

    rng = np.random.default_rng(2)
    groups = rng.integers(0, 6, 300)
    clusters = np.where(rng.random(300) < 0.6, groups, rng.integers(0, 6, 300))
    expected = normalized_mutual_info_score(groups, clusters)
    measure = Measure.mean("NMI", mutual_information(clusters, groups), ["x"] * 300, "none")
    assert measure.value == pytest.approx(expected)
    spread = Measure.mean("NMI", mutual_information(clusters, groups), range(300), "item")
    low, high = spread.interval()
    assert low < expected < high  # drawn anew with repetition, it would lie below both
    assert mutual_information(groups, groups).mean() == pytest.approx(1)
    assert mutual_information(groups * 0, groups * 0).mean() == 1


def test_silhouettes_agree_with_scikit_learn():
    from sklearn.metrics import silhouette_samples

    vectors = np.random.default_rng(0).normal(size=(40, 5))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = np.arange(40) % 3
    expected = silhouette_samples(vectors, labels, metric="cosine")
    assert silhouettes(vectors @ vectors.T, labels) == pytest.approx(expected)


def test_a_draw_repeats():
    ids = [str(i) for i in range(100)]
    assert some(ids, 10) == some(ids, 10)
    assert len(set(some(ids, 10))) == 10
    assert some(ids, 200) == ids
