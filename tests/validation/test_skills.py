from __future__ import annotations

import numpy as np
import pytest

from laborspace.validation.evidence import Evidence
from laborspace.validation.importance import group_mean, others_mean, rank_correlations
from laborspace.validation.lexical import Lexical
from laborspace.validation.running import Contender, run
from laborspace.validation.skills import SUITE
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted import (
    figures,
    floor,
    held_out,
    planted_space,
    planted_subject,
    rows_of_relations,
)

RATED = {"relation": [{"data": [{"pairs": "requires", "source": "", "target": "", "detail": ""}]}]}


def tasks_of(space, held=None):
    evidence = Evidence(space=space, held_out=held_out() if held is None else held)
    return {task.name: task for task in SUITE.tasks(evidence)}, evidence


def test_a_planted_space_ranks_essential_skills_without_a_fault():
    space = planted_space()
    tasks, _ = tasks_of(space)
    for name in ("essential skills", "essential skills by vote"):
        found = figures(tasks[name], planted_subject(space))
        assert found == pytest.approx({"MAP": 1, "R@10": 1, "R@50": 1, "MRR": 1})


def test_what_is_taught_is_asked_of_the_twin_on_held_out_occupations_alone():
    tasks, _ = tasks_of(planted_space())
    task = tasks["essential skills"]
    assert task.twin
    measure = task.measure(planted_subject(planted_space()))[0]
    assert measure.n == 8
    assert set(measure.groups) == {"isco:0001", "isco:1111", "isco:2221", "isco:3331"}
    assert measure.unit == "ISCO unit group"


def test_chance_and_popularity_are_far_from_it():
    space = planted_space()
    tasks, _ = tasks_of(space)
    task = tasks["essential skills"]
    assert figures(task, random_subject(space))["MAP"] < 0.6
    # Every skill is needed by four training occupations: popularity knows nothing.
    assert floor(task, "popularity")["MAP"] < 0.5


def test_popularity_counts_training_occupations_only():
    rows = rows_of_relations()
    rows = [r for r in rows if (r["source"], r["relation"]) != ("esco:occupation/02", "requires")]
    for skill in ("00", "01", "02", "03"):  # each training occupation needs those of field 0
        rows += [
            {
                "source": f"esco:occupation/{field}{n}", "target": f"esco:skill/{skill}",
                "relation": "requires", "weight": 1.0, "detail": "essential",
            }
            for field in range(1, 4) for n in (2, 3, 4, 5)
        ]  # fmt: skip
    tasks, _ = tasks_of(planted_space(relations=rows))
    # Right for the two held out of field 0 (1), wrong at first for the six others.
    popular = floor(tasks["essential skills"], "popularity")
    assert 0.25 < popular["MAP"] < 0.6
    assert popular["R@50"] == 1


def test_votes_find_what_similarity_cannot():
    space = planted_space()
    blind = np.array(space.vectors)
    skills = [row for row, id_ in enumerate(space.ids) if id_.startswith("esco:skill/")]
    blind[skills] = np.random.default_rng(1).standard_normal((len(skills), blind.shape[1]))
    space = planted_space(vectors=blind)
    tasks, _ = tasks_of(space)
    subject = planted_subject(space)
    assert figures(tasks["essential skills"], subject)["MAP"] < 0.7
    # All sixteen training occupations vote: every skill has a quarter of the votes.
    assert figures(tasks["essential skills by vote"], subject)["MAP"] < 1


def test_estimates_leave_out_what_was_held_out():
    space = planted_space()
    tasks, _ = tasks_of(space)
    task = tasks["essential skills, estimated"]
    assert task.twin
    found = figures(task, planted_subject(space))
    assert found["MAP"] == pytest.approx(1)
    assert found["Brier"] < 0.2
    assert found["ECE"] < 0.2
    blind = floor(task, "estimate from random vectors")
    assert "ECE" not in blind
    assert blind["Brier"] > found["Brier"]
    # The relations of the occupations held out are not what it reads them from.
    rows = rows_of_relations()
    asked = [r for r in rows if r["relation"] == "requires" and r["source"] in held_out()]
    wrong = [{**r, "target": "esco:skill/33"} for r in asked]
    lies = planted_space(relations=[r for r in rows if r not in asked] + wrong)
    assert (
        figures(tasks_of(lies)[0]["essential skills, estimated"], planted_subject(lies))["MAP"]
        < 0.6
    )


def test_estimates_of_importance_leave_the_occupation_out():
    space = planted_space()
    task = tasks_of(space)[0]["O*NET importance, estimated"]
    found = figures(task, planted_subject(space))
    assert found["Spearman across occupations"] > 0.6
    assert found["mean absolute error"] < floor(task, "mean of others")["mean absolute error"]
    error = task.measure(planted_subject(space))[-1]
    assert (error.metric, error.higher_is_better) == ("mean absolute error", False)


def test_what_has_no_vectors_is_not_estimated():
    class Words:
        name = "words"
        ids = frozenset(planted_space().ids)

    tasks, _ = tasks_of(planted_space())
    for name in ("essential skills, estimated", "O*NET importance, estimated"):
        with pytest.raises(Skip, match="no vectors"):
            tasks[name].measure(Words())


def test_a_skill_without_a_vector_comes_last():
    space = planted_space()
    vectors = dict(zip(space.ids, space.vectors, strict=True))
    del vectors["esco:skill/00"]
    subject = VectorSubject.from_mapping(vectors, "partial", like=space)
    tasks, _ = tasks_of(space)
    measure = tasks["essential skills"].measure(subject)[0]
    assert measure.n == 8
    # Two of eight occupations have their fourth skill at rank 16 of 16.
    assert measure.value == pytest.approx((6 + 2 * (3 + 4 / 16) / 4) / 8)


def test_a_subject_without_occupations_is_skipped_with_a_reason():
    space = planted_space()
    subject = VectorSubject.from_mapping({"firm:A0": np.ones(3)}, "one", like=space)
    tasks, _ = tasks_of(space)
    for task in tasks.values():
        with pytest.raises(Skip, match="It has no vector of any of the"):
            task.measure(subject)


def test_estimates_of_a_partial_mapping():
    space = planted_space()
    vectors = dict(zip(space.ids, space.vectors, strict=True))
    for gone in ("esco:skill/00", "esco:occupation/12", "esco:occupation/00", "isco:0001"):
        del vectors[gone]
    subject = VectorSubject.from_mapping(vectors, "partial", like=space)
    measure = tasks_of(space)[0]["essential skills, estimated"].measure(subject)[0]
    assert measure.n == 7
    assert measure.value > 0.9


def test_nothing_held_out_is_a_reason_with_a_remedy():
    tasks, _ = tasks_of(planted_space(), frozenset())
    with pytest.raises(Skip, match="--hold-out"):
        tasks["essential skills"].measure(planted_subject(planted_space()))


def test_a_space_without_the_relation_is_skipped():
    relations = [row for row in rows_of_relations() if row["relation"] == "employs"]
    space = planted_space(relations=relations)
    outcome = run([SUITE], Evidence(space=space), [Contender(planted_subject(space), role="space")])
    assert not outcome.lines
    assert {line["task"] for line in outcome.skipped} == {"essential skills", "O*NET importance"}


def test_importance_is_ranked_for_each_occupation_and_across_them():
    space = planted_space()
    tasks, _ = tasks_of(space)
    task = tasks["O*NET importance"]
    assert not task.twin
    near = figures(task, planted_subject(space))
    assert near["nDCG@10"] > 0.9
    assert near["Spearman"] > 0.5
    assert near["Spearman across occupations"] > 0.6
    chance = figures(task, random_subject(space))
    assert abs(chance["Spearman"]) < 0.25
    by_vote = figures(tasks["O*NET importance by vote"], planted_subject(space))
    # Three of a field and everyone else: twenty voters are all there are.
    assert by_vote["Spearman across occupations"] < near["Spearman across occupations"]


def test_floors_of_importance_leave_the_occupation_out():
    from laborspace.validation.importance import Ratings

    ratings = Ratings.of(Evidence(space=planted_space()))
    assert ratings.table.shape == (16, 16)
    first = ratings.table[0]
    assert others_mean(ratings)[0] == pytest.approx(ratings.table[1:].mean(0))
    # The group has the same profile throughout.
    assert group_mean(ratings)[0] == pytest.approx(first)
    alone = Ratings(
        ratings.table, ratings.occupations, ratings.elements, tuple("abcdefghijklmnop"), ("x",) * 16
    )
    assert group_mean(alone)[0] == pytest.approx(others_mean(ratings)[0])


def test_rank_correlations_by_hand():
    guess = np.array([[1.0, 2, 3, 4], [4, 3, 2, 1], [1, 1, 1, 1]])
    truth = np.array([[1.0, 2, 3, 5], [1, 2, 3, 5], [1, 2, 3, 5]])
    assert rank_correlations(guess, truth) == pytest.approx([1, -1, 0])


def test_who_learned_the_ratings_is_asked_about_what_was_held_out():
    learned = planted_space(recipe=RATED)
    tasks, _ = tasks_of(learned)
    task = tasks["O*NET importance"]
    assert task.twin
    with pytest.raises(Skip, match="learned from the O\\*NET ratings"):
        task.measure(planted_subject(learned))
    held = frozenset({"onet:00-1000.00", "onet:10-1000.00"})
    twin = planted_space(recipe=RATED, held=held)
    assert task.measure(planted_subject(twin))[0].n == 2
    # The paper's and the release's recipes teach essential skills only.
    esco = {"pairs": "requires", "source": "esco:occupation", "target": "", "detail": "essential"}
    other = planted_space(recipe={"relation": [{"data": [esco]}]})
    assert not tasks_of(other)[0]["O*NET importance"].twin
    assert task.measure(planted_subject(other))[0].n == 16


@pytest.mark.train
def test_words_vote_too():
    pytest.importorskip("sklearn")
    space = planted_space()
    tasks, evidence = tasks_of(space)
    named = floor(tasks["essential skills"], "vote of the 20 nearest by TF-IDF")
    assert set(named) == {"MAP", "R@10", "R@50", "MRR"}
    assert figures(tasks["essential skills by vote"], Lexical(evidence, "tfidf")) == named


@pytest.mark.shared
def test_the_released_relations_are_scored(shared_data):
    import laborspace

    space = laborspace.load()
    groups = {i: i for i in space.ids if i.startswith("esco:occupation/")}
    held = frozenset(sorted(groups)[::40])
    tasks, _ = tasks_of(space, held)
    assert floor(tasks["essential skills"], "popularity")["MAP"] < 0.1
    assert floor(tasks["O*NET importance"], "mean of others")["Spearman"] == pytest.approx(
        0.754, abs=0.02
    )
