"""The back-test of shocks: it finds planted changes and no others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from laborspace.analysis.shock.changes import jobs_of
from laborspace.facts import fact
from laborspace.validation import shock as suite
from laborspace.validation.employment_changes import (
    CHOICES,
    changes_between,
    group_means,
    through_industries,
)
from laborspace.validation.evidence import Evidence
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted_sectors import SECTORS, planted_space

EFFECTS = (-0.5, 0.1, -0.1, 0.3)


def evidence_of(*, planted: bool) -> Evidence:
    """The planted space, employment of whose occupations changes with the sector, or at random."""
    evidence = Evidence(planted_space())
    rng = np.random.default_rng(0)
    rows = []
    for id_ in evidence.ids(prefix="soc:", level="detailed soc"):
        effect = EFFECTS[int(id_[4])] if planted else 0.0
        change = effect + 0.05 * rng.standard_normal()
        for first, last in suite.PERIODS:
            rows += [(id_, first, 10_000), (id_, last, round(10_000 * np.exp(change)))]
    table = pd.DataFrame(rows, columns=["id", "year", "jobs"])
    evidence._tables["oews_employment"] = table.drop_duplicates(["id", "year"])
    return evidence


@pytest.fixture(scope="module", name="planted")
def planted_fixture():
    return evidence_of(planted=True)


def figures(measures):
    return {measure.metric: measure.value for measure in measures}


def test_planted_changes_are_found(planted):
    subject = VectorSubject.from_space(planted.space, "planted")
    tasks = suite.SUITE.tasks(planted)
    assert [task.name for task in tasks] == [
        "2019–2020, 10% known", "2019–2020, 30% known", "2019–2020, hard-hit known",
        "2021–2023, 10% known", "2021–2023, 30% known",
    ]  # fmt: skip
    found = figures(tasks[1].measure(subject))
    assert found["Spearman"] > 0.75
    assert found["Spearman, vectors alone"] > 0.75
    assert 0 < found["spread over choices"] < 0.2
    assert found["distance of coverage from 90%"] < 0.1
    hard_hit = figures(tasks[2].measure(subject))
    assert hard_hit["Spearman"] > 0.3
    for task in tasks:
        for reference in task.floors:
            assert {m.metric for m in reference.measure()} <= {
                *found, "spread over choices"
            }  # fmt: skip


def test_where_there_is_nothing_nothing_is_found():
    evidence = evidence_of(planted=False)
    subject = VectorSubject.from_space(evidence.space, "planted")
    for task in suite.SUITE.tasks(evidence):
        assert abs(figures(task.measure(subject))["Spearman"]) < 0.25


def test_random_vectors_know_nothing_alone(planted):
    tasks = suite.SUITE.tasks(planted)
    subject = random_subject(planted.space)
    assert abs(figures(tasks[1].measure(subject))["Spearman, vectors alone"]) < 0.25
    assert abs(figures(tasks[2].measure(subject))["Spearman"]) < 0.3


def test_the_suite_scores_what_the_verb_says(planted):
    changes = changes_between(planted, 2019, 2020)
    rows = planted.space.rows_of(changes.ids).tolist()
    # The verb knows of jobs what the space does, not how many there were in 2019.
    changes = replace(changes, jobs=np.array([jobs_of(planted.space, row) for row in rows]))
    told = changes.revealed(0.3)[:1]
    subject = VectorSubject.from_space(planted.space, "planted")
    scored = suite._spread(subject, changes, told)
    given = {changes.ids[i]: float(np.expm1(changes.change[i])) for i in np.flatnonzero(told[0])}
    frame = planted.space.shock(given).spread("occupation", level="detailed soc").set_index("id")
    others = [i for i in range(len(changes.ids)) if not told[0, i]]
    said = frame.loc[[changes.ids[i] for i in others], ["impact", "low", "high"]].to_numpy()
    ours = np.expm1([[t[0, i] for t in (scored.verb, scored.low, scored.high)] for i in others])
    np.testing.assert_allclose(said, ours, atol=1e-5)


def test_choices_repeat_and_reveal_what_they_say(planted):
    changes = changes_between(planted, 2019, 2020)
    told = changes.revealed(0.25)
    assert told.shape == (CHOICES, 48)
    assert (told.sum(axis=1) == 12).all()
    assert (told == changes.revealed(0.25)).all()
    assert len({row.tobytes() for row in told}) > 25
    hard = changes.hard_hit()
    worst = np.argsort(changes.change)[:5]
    assert set(np.flatnonzero(hard.any(axis=0))) <= set(worst.tolist())


def test_floors_by_hand(planted):
    changes = changes_between(planted, 2019, 2020)
    told = np.zeros((1, 48), dtype=bool)
    told[0, [0, 12]] = True  # one of either of the first two sectors
    major = group_means(changes, told, minor=False)[0]
    assert (major[:12] == changes.change[0]).all()
    assert (major[12:24] == changes.change[12]).all()
    assert major[24:] == pytest.approx(changes.change[[0, 12]].mean())
    minor = group_means(changes, told, minor=True)[0]
    assert (minor[:12] == changes.change[0]).all()  # its only one revealed
    through = through_industries(changes, told)[0]
    assert through[:12].mean() < through[12:24].mean()
    assert len(SECTORS) == changes.mix.shape[1]


def test_a_space_without_the_occupations_is_skipped():
    evidence = Evidence(planted_space())
    with pytest.raises(Skip, match="Needs occupations of SOC 2018"):
        suite.SUITE.tasks(evidence)


def test_the_facts_that_ship():
    table = fact("oews_employment")
    assert list(table.columns) == ["id", "year", "jobs"]
    assert not table.duplicated(["id", "year"]).any()
    assert set(table["year"]) == {2019, 2020, 2021, 2022, 2023}
    jobs = table.pivot_table(index="id", columns="year", values="jobs")
    assert jobs[[2019, 2020]].dropna().shape[0] >= 780
    assert (table["jobs"] > 0).all()
    waiters = jobs.loc["soc:35-3031"]
    assert waiters[2020] < 0.8 * waiters[2019]
