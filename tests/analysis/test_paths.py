"""Paths by way of other occupations."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest

from laborspace.analysis.transition import Thresholds, paths, transitions
from laborspace.errors import InputError
from planted_careers import COUNT, UNRATED, careers, esco, onet, soc, world_fixture

__all__ = ["world_fixture"]

LOOSE = Thresholds(min_score=0.7, max_zone_jump=4, min_wage=0.75)


def ways(table):
    """The ids of each path, in order, and its weakest step."""
    found = {}
    for row in table.to_pylist():
        found.setdefault(row["path"], []).append(row)
    return [
        ([row["id"] for row in steps], {row["weakest"] for row in steps}, steps)
        for _, steps in sorted(found.items())
    ]


def test_a_path_leads_there_by_linked_steps(world):
    table = paths(world, onet(5), onet(13), max_steps=4, thresholds=LOOSE)
    for ids, weakest, steps in ways(table):
        assert ids[-1] == onet(13)
        assert [row["step"] for row in steps] == list(range(1, len(ids) + 1))
        assert weakest == {min(row["score"] for row in steps)}
        before = onet(5)
        for row in steps:
            every = transitions(world, before, thresholds=LOOSE, top=100).to_pylist()
            direct = next(each for each in every if each["id"] == row["id"])
            same = ("score", "low", "high", "gap", "wage", "wage_change", "viable", "kept")
            assert [row[name] for name in same] == [direct[name] for name in same]
            assert row["viable"]
            before = row["id"]
    assert table["wage_from_origin"].to_pylist()[-1] == pytest.approx(62_500 / 42_500 - 1, abs=1e-6)


def test_each_path_is_the_widest_of_its_length(world):
    """Against all ways there are, tried one by one."""
    score = {}
    for n in range(COUNT):
        for row in transitions(world, onet(n), thresholds=LOOSE, top=100).to_pylist():
            if row["viable"]:
                score[onet(n), row["id"]] = row["score"]
    start, end = onet(4), onet(12)
    stops = [onet(n) for n in range(COUNT) if n not in (4, 12, *UNRATED)]
    best = {}
    for moves in (1, 2, 3):
        widths = [0.0]
        for middle in permutations(stops, moves - 1):
            line = [start, *middle, end]
            steps = [score.get(pair, 0.0) for pair in pairwise(line)]
            widths.append(min(steps))
        best[moves] = max(widths)
    found = ways(paths(world, start, end, thresholds=LOOSE))
    assert found
    shown = {len(ids): weakest.pop() for ids, weakest, _ in found}
    for moves, width in shown.items():
        assert width == pytest.approx(best[moves], abs=0.02)  # steps are chosen to some digits
    for moves in set(best) - set(shown):  # no better than a shorter one
        assert best[moves] <= max([0.7, *(w for m, w in shown.items() if m < moves)]) + 0.02


def test_a_longer_path_is_given_only_if_it_is_wider(world):
    found = ways(paths(world, onet(2), onet(14), max_steps=6, thresholds=LOOSE))
    widths = [weakest.pop() for _, weakest, _ in found]
    lengths = [len(ids) for ids, _, _ in found]
    assert lengths == sorted(set(lengths))
    assert widths == sorted(widths)


def test_nobody_stops_where_no_source_describes_the_work(world):
    table = paths(world, onet(5), onet(17), max_steps=6, thresholds=LOOSE)
    stops = {row["id"] for row in table.to_pylist() if row["id"] != onet(17)}
    assert not stops & {onet(n) for n in UNRATED}


def test_a_mix_passes_none_of_its_members(world):
    mix = [onet(5), onet(9)]
    table = paths(world, mix, onet(16), max_steps=5, thresholds=LOOSE)
    assert not {onet(5), onet(9)} & set(table["id"].to_pylist())
    assert paths(world, mix, onet(9), thresholds=LOOSE)["id"].to_pylist()[-1] == onet(9)


def test_steps_that_keep_the_wage(world):
    strict = Thresholds(min_score=0.7, max_zone_jump=4, min_wage=1.0)
    up = paths(world, onet(5), onet(11), only="desirable", thresholds=strict)
    assert (np.array(up["wage_change"].to_pylist()) >= 0).all()
    with pytest.raises(InputError, match="No path of at most 3 desirable steps"):
        paths(world, onet(11), onet(5), only="desirable", thresholds=strict)


def test_steps_that_are_safe(world):
    measure = {onet(n): 0.0 for n in range(COUNT)} | {onet(n): 1.0 for n in (8, 9)}
    exposed = Thresholds(min_score=0.3, max_zone_jump=4, max_exposure=0.6)
    table = paths(
        world, onet(6), onet(12), only="safe", exposure=measure, thresholds=exposed, max_steps=4
    )
    assert not {onet(8), onet(9)} & set(table["id"].to_pylist())
    assert all(table["safe"].to_pylist())


def test_listed_skills_and_texts_find_paths_too(world):
    loose = Thresholds(min_score=0.3, max_zone_jump=4)
    table = paths(world, esco(1), esco(5), max_steps=4, thresholds=loose)
    assert all(id_.startswith("esco:") for id_ in table["id"].to_pylist())
    text = paths(world, "text:a job", onet(10), max_steps=6, thresholds=Thresholds(0.01, 4))
    assert text["id"].to_pylist()[-1] == onet(10)
    assert np.isnan(text["wage_from_origin"].to_pylist()).all()


def test_twice_the_same(world):
    one = paths(world, onet(5), onet(13), max_steps=4, thresholds=LOOSE)
    two = paths(careers(), onet(5), onet(13), max_steps=4, thresholds=LOOSE)
    assert one.to_pandas().equals(two.to_pandas())


@pytest.mark.parametrize(
    ("question", "options", "message"),
    [
        ((onet(1), onet(1)), {}, "Origin and destination are the same"),
        ((onet(1), onet(23)), {"max_steps": 1}, "No path of at most 1 viable steps leads from"),
        ((onet(1), onet(3)), {"max_steps": 0}, "whole number from 1 to 6"),
        ((onet(1), onet(3)), {"max_steps": 2.5}, "whole number from 1 to 6"),
        ((onet(1), onet(3)), {"only": "safe"}, "without a measure of exposure"),
        ((onet(1), onet(3)), {"only": "short"}, "confined to 'short'"),
        ((onet(1), soc(3)), {}, "must be one occupation"),
        (("firm:ACME", onet(3)), {}, "of the kind firm"),
    ],
)
def test_a_question_that_cannot_be_answered(world, question, options, message):
    with pytest.raises(InputError, match=message):
        paths(world, *question, **options)


def test_the_method_gives_a_frame_that_knows_what_was_asked(world):
    frame = world.paths(onet(5), onet(9), min_score=0.7, max_zone_jump=4)
    assert frame.to_dict("records") == paths(world, onet(5), onet(9), thresholds=LOOSE).to_pylist()
    assert frame.attrs["destination"] == onet(9)
