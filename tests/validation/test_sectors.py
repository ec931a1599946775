from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from laborspace.validation.evidence import Evidence
from laborspace.validation.paired_ranks import PairedRanks
from laborspace.validation.sector_jobs import jobs_by_sector
from laborspace.validation.sectors import PAPER, SUITE, _scores
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted_sectors import planted_space


@pytest.fixture(scope="module", name="evidence")
def evidence_fixture() -> Evidence:
    return Evidence(planted_space(), held_out=frozenset({"naics:310", "naics:3100", "naics:6200"}))


def figures(task, subject):
    return {measure.metric: measure.value for measure in task.measure(subject)}


def test_a_planted_space_orders_occupations_by_their_jobs(evidence):
    subject = VectorSubject.from_space(evidence.space, "planted")
    for task in SUITE.tasks(evidence):
        found = figures(task, subject)
        assert found["Spearman"] > 0.85, task.name
        assert found["AUC"] > 0.95, task.name


def test_chance(evidence):
    for task in SUITE.tasks(evidence)[:2]:
        found = figures(task, random_subject(evidence.space))
        assert abs(found["Spearman"]) < 0.35
        assert abs(found["AUC"] - 0.5) < 0.2


def test_an_axis_turned_around_has_the_opposite_figure(evidence):
    task = SUITE.tasks(evidence)[0]
    subject = VectorSubject.from_space(evidence.space, "planted")
    place = subject.rows
    turned = dict(place)
    for one, other in zip(evidence.members(PAPER[0]), evidence.members(PAPER[1]), strict=True):
        turned[one], turned[other] = place[other], place[one]
    subject.rows = turned
    assert figures(task, subject)["Spearman"] < -0.8


def test_the_order_is_that_of_the_verb(evidence):
    subject = VectorSubject.from_space(evidence.space, "planted")
    jobs = jobs_by_sector(evidence)
    one, other = (jobs.sectors.index(sector) for sector in PAPER)
    scores = _scores(subject, jobs)
    ours = dict(zip((items[0] for items in jobs.items), scores[other] - scores[one], strict=True))
    axis = evidence.space.axis([PAPER[0]], [PAPER[1]])
    theirs = axis.project("occupation").set_index("id")["score"]
    assert sorted(ours, key=ours.__getitem__) == theirs.sort_values().index.tolist()


def test_what_training_saw_decides_who_is_scored(evidence):
    by_name = {task.name: task for task in SUITE.tasks(evidence)}
    assert by_name["all pairs of sectors"].twin
    clean = by_name["all pairs, new occupations"]
    assert not clean.twin
    subject = VectorSubject.from_space(evidence.space, "planted")
    counts = {name: task.measure(subject)[0].n for name, task in by_name.items()}
    assert counts["all pairs of sectors"] == 48
    assert counts["all pairs, new occupations"] == 40  # two of each sector are in the matrix
    held = by_name["held-out poles, new occupations"]
    assert held.twin
    assert "poles" in held.held_out


def test_a_recipe_that_teaches_the_sectors_is_not_scored():
    lesson = {"pairs": "employs", "source_level": ""}
    space = planted_space(recipe={"name": "mine", "relation": [{"data": [lesson]}]})
    evidence = Evidence(space)
    with pytest.raises(Skip, match="teaches"):
        SUITE.tasks(evidence)[0].measure(VectorSubject.from_space(space, "mine"))


def test_floors_and_missing_ceiling(evidence):
    task = SUITE.tasks(evidence)[1]
    words, group = (floor.measure() for floor in task.floors)
    assert [m.metric for m in words] == [m.metric for m in group] == ["Spearman", "AUC"]
    assert group[1].value > 0.95  # neighbors in the taxonomy work in the same sector
    assert words[1].value > 0.95  # titles name the sector
    with pytest.raises(Skip, match="natsector_M2022"):
        task.ceilings[0].measure()


def test_it_needs_employment_by_sector():
    space = planted_space()
    rows = space.relations.to_pandas().astype({"relation": object})
    space.relations = space.relations.filter((rows["relation"] != "employs").to_numpy())
    with pytest.raises(Skip, match="employs"):
        SUITE.tasks(Evidence(space))


def test_half_known_vectors_are_refused(evidence):
    few = {id_: evidence.space.vectors[i] for i, id_ in enumerate(evidence.space.ids[:40])}
    subject = VectorSubject.from_mapping(few, "few", like=evidence.space)
    with pytest.raises(Skip, match="no vector for any item"):
        SUITE.tasks(evidence)[0].measure(subject)


def test_paired_ranks_agree_with_scipy():
    from scipy.stats import spearmanr

    rng = np.random.default_rng(4)
    scores = rng.integers(0, 6, (3, 50)).astype(float)  # with ties
    truths = scores + rng.normal(size=(3, 50)).round(1)
    counted = rng.random((3, 50)) < 0.8
    ranks = PairedRanks(scores, truths - 2, counted)
    rows = rng.integers(0, 50, 50)
    kept = [rows[counted[q][rows]] for q in range(3)]
    expected = [spearmanr(scores[q, k], truths[q, k])[0] for q, k in enumerate(kept)]
    assert ranks.spearman(rows) == pytest.approx(np.mean(expected))
    areas = []
    for q, k in enumerate(kept):
        up, down = (scores[q, k[side]] for side in (truths[q, k] > 2, truths[q, k] <= 2))
        wins = (up[:, None] > down).mean() + 0.5 * (up[:, None] == down).mean()
        areas.append(wins)
    assert ranks.auc(rows) == pytest.approx(np.mean(areas))


def test_nobody_on_one_side_has_no_auc():
    ranks = PairedRanks(np.ones((1, 3)), np.ones((1, 3)), np.ones((1, 3), dtype=bool))
    assert np.isnan(ranks.auc(np.arange(3)))
    assert ranks.spearman(np.arange(3)) == 0


@pytest.mark.shared
def test_employment_two_years_before_is_nearly_the_same(shared_data: Path):
    import laborspace

    evidence = Evidence(laborspace.load(), data=shared_data)
    task = next(t for t in SUITE.tasks(evidence) if t.name == "manufacturing to health care")
    assert task.ceilings[0].measure()[0].value > 0.9
