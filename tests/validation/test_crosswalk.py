from __future__ import annotations

import numpy as np
import pytest

from laborspace.validation.crosswalk import SUITE
from laborspace.validation.evidence import Evidence
from laborspace.validation.running import Contender, run
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted import (
    EACH,
    FIELDS,
    figures,
    floor,
    planted_space,
    planted_subject,
    rows_of_relations,
)

MOST = EACH + 2  # ESCO occupations of a field: two more than O*NET has, which match nothing
ESCO = FIELDS * MOST
TYPES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")
RECIPE = {"relation": [{"data": [{"pairs": "same_as"}]}]}


def pairs():
    """The n-th O*NET and ESCO occupation of a field are the same; the type goes by n."""
    return [
        {
            "source": f"onet:{field}0-100{n}.00",
            "target": f"esco:occupation/{field}{n}",
            "relation": "same_as",
            "weight": 1.0,
            "detail": TYPES[n],
        }
        for field in range(FIELDS)
        for n in range(EACH)
    ]


def own_vectors(ids):
    """A direction for each pair, shared by its two ends."""
    basis = np.eye(ESCO + 1)
    rows = []
    for id_ in ids:
        word = id_.partition(":")[2].removeprefix("occupation/")
        occupation = id_.startswith(("onet:", "esco:occupation/")) and not word.startswith("1.A")
        place = ESCO
        if occupation:
            field, n = (word[0], word[6]) if "-" in word else (word[0], word[1])
            place = int(field) * MOST + int(n)
        rows.append(basis[place])
    return np.array(rows)


def space_with(extra, **changes):
    space = planted_space(relations=[*rows_of_relations(), *extra], **changes)
    return planted_space(
        vectors=own_vectors(space.ids), relations=[*rows_of_relations(), *extra], **changes
    )


def tasks_of(space):
    return {task.name: task for task in SUITE.tasks(Evidence(space=space))}


def test_a_space_that_shares_vectors_finds_every_match():
    space = space_with(pairs())
    for task in tasks_of(space).values():
        assert not task.twin
        assert figures(task, planted_subject(space)) == {"MRR": 1, "hit@1": 1, "hit@10": 1}


def test_exact_and_close_matches_are_the_main_figure():
    tasks = tasks_of(space_with(pairs()))
    forward, back = tasks["O*NET to ESCO"], tasks["ESCO to O*NET"]
    subject = random_subject(planted_space())
    assert forward.measure(subject)[0].n == back.measure(subject)[0].n == 2 * FIELDS
    assert forward.measure(subject)[0].unit == "SOC minor group"
    assert back.measure(subject)[0].unit == "ISCO unit group"
    assert set(back.measure(subject)[0].groups) == {
        "isco:0001",
        "isco:1111",
        "isco:2221",
        "isco:3331",
    }
    assert figures(forward, subject)["hit@1"] < 0.6  # chance is 1 in 16


def test_a_match_of_another_type_is_no_wrong_answer():
    # The broad match of 00 is 13; its exact match, of the same vector, is not ranked.
    extra = {**pairs()[0], "target": "esco:occupation/13", "detail": "broadMatch"}
    space = space_with([pairs()[0], extra])
    vectors = dict(zip(space.ids, np.array(space.vectors), strict=True))
    vectors["esco:occupation/13"] = vectors["esco:occupation/13"] + vectors["onet:00-1000.00"]
    subject = VectorSubject.from_mapping(vectors, "two", like=space)
    tasks = tasks_of(space)
    assert figures(tasks["O*NET to ESCO, broad"], subject)["MRR"] == 1
    assert figures(tasks["O*NET to ESCO"], subject)["MRR"] == 1


def test_an_unmatched_type_is_skipped_by_name():
    tasks = tasks_of(space_with(pairs()[:1]))
    with pytest.raises(Skip, match="closeMatch"):
        tasks["O*NET to ESCO, close"].measure(planted_subject(planted_space()))


def test_floors_compare_names():
    rows = pairs()
    space = space_with(rows)
    task = tasks_of(space)["O*NET to ESCO"]
    # Titles are ids here: nothing is spelled the same, so that all answers tie at 0.
    assert floor(task, "a name in common")["MRR"] == pytest.approx(1 / (1 + 0.5 * (ESCO - 1)))
    assert 0 < floor(task, "fuzzy match of names")["MRR"] < 1


def test_a_space_that_learned_it_is_not_scored():
    space = space_with(pairs(), recipe=RECIPE)
    outcome = run([SUITE], Evidence(space=space), [Contender(planted_subject(space), role="space")])
    assert not [line for line in outcome.lines if line.role == "space"]
    assert "same_as" in outcome.skipped[0]["why"]


def test_without_a_crosswalk_the_suite_is_skipped():
    with pytest.raises(Skip, match="same_as"):
        SUITE.tasks(Evidence(space=planted_space()))


def test_plain_vectors_of_some_occupations_are_scored_on_these():
    space = space_with(pairs())
    vectors = dict(zip(space.ids, np.array(space.vectors), strict=True))
    del vectors["onet:00-1000.00"], vectors["esco:occupation/11"]
    subject = VectorSubject.from_mapping(vectors, "partial", like=space)
    measure = tasks_of(space)["O*NET to ESCO"].measure(subject)[0]
    assert measure.n == 2 * FIELDS - 1
    assert measure.value == pytest.approx((6 + 1 / ESCO) / 7)  # what has no vector comes last
