"""Two things side by side: near, shared, apart; the same whichever comes first."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import laborspace
from laborspace.analysis.contrast import contrast
from laborspace.analysis.estimate.observed import observed
from laborspace.analysis.neighbors import neighbors
from laborspace.errors import EmptyTextError, InputError, UnknownEntityError
from planted_careers import COUNT, careers, element, importance, onet
from planted_shock import economy
from synthetic import ENTITIES

COLUMNS = [
    "id",
    "kind",
    "code",
    "title",
    "aspect",
    "side",
    "a",
    "b",
    "difference",
    "low",
    "high",
    "usual",
    "p_value",
    "basis",
    "why",
]
SWAP = {"a": "b", "b": "a", "both": "both"}
QUICK = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
IDS = [row[0] for row in ENTITIES]


@pytest.fixture(scope="module")
def world():
    return careers()


def rows(found):
    return found.table.to_pylist()


def exchanged(row):
    """What a row should be once a and b have changed places, without the words."""
    return {
        **row,
        "side": SWAP[row["side"]],
        "a": row["b"],
        "b": row["a"],
        "difference": 0.0 - row["difference"],
        "low": 0.0 - row["high"],
        "high": 0.0 - row["low"],
        "why": "",
    }


def key(row):
    return row["aspect"], row["side"], row["id"]


@QUICK
@given(
    pair=st.lists(
        st.sampled_from([*IDS, "text:heals people", "text:builds software"]),
        min_size=2,
        max_size=2,
        unique=True,
    )
)
def test_exchanging_the_two_exchanges_the_columns(space, pair):
    a, b = pair
    one, other = contrast(space, a, b), contrast(space, b, a)
    turned = sorted((exchanged(row) for row in rows(one)), key=key)
    for mine, theirs in zip(turned, sorted(rows(other), key=key), strict=True):
        np.testing.assert_equal(mine, theirs | {"why": ""})
    swapped = {"rank_of_a": "rank_of_b", "among_a": "among_b"}
    for name, value in one.nearness.items():
        back = swapped.get(name) or {v: k for k, v in swapped.items()}.get(name, name)
        if name != "why":
            assert other.nearness[back] == value
    assert one.overlaps == other.overlaps
    assert (one.a, one.b) == (other.b, other.a)


@pytest.mark.parametrize("id_", IDS)
def test_something_beside_itself_has_nothing_apart(space, id_):
    found = contrast(space, id_, id_)
    assert {row["side"] for row in rows(found)} <= {"both"}
    assert all(each["overlap"] in (1.0, None) for each in found.overlaps)
    assert found.nearness["rank_of_a"] in (1, None)
    assert "the same" in found.notes[0]


def test_columns_and_order(world):
    found = contrast(world, onet(3), onet(5), top=4)
    assert found.table.column_names == COLUMNS
    aspects = [row["aspect"] for row in rows(found)]
    assert aspects == sorted(aspects, key=list(dict.fromkeys(aspects)).index)
    per = {}
    for row in rows(found):
        per[row["aspect"], row["side"]] = per.get((row["aspect"], row["side"]), 0) + 1
    assert max(n for (aspect, _), n in per.items() if aspect != "part of") <= 4
    json.dumps(found.about, allow_nan=False)


@QUICK
@given(
    pair=st.lists(
        st.sampled_from([n for n in range(COUNT) if n not in (7, 15)]),
        min_size=2, max_size=2, unique=True,
    )
)  # fmt: skip
def test_requirements_are_those_planted(world, pair):
    one, other = pair
    found = contrast(world, onet(one), onet(other), top=100)
    said = {row["id"]: row for row in rows(found) if row["aspect"] == "requires"}
    smaller = greater = 0.0
    rated = observed(world, "requires", "onet:").weight
    middle = (rated.min() + rated.max()) / 2
    for number in range(12):
        a, b = importance(one, number), importance(other, number)
        has = [value >= middle for value in (a, b)]
        amounts = [v if h else 0 for v, h in zip((a, b), has, strict=True)]
        smaller, greater = smaller + min(amounts), greater + max(amounts)
        row = said.pop(element(number), None)
        if not any(has):
            assert row is None
            continue
        assert row["side"] == ("both" if all(has) else "a" if has[0] else "b")
        assert (row["a"], row["b"]) == (pytest.approx(a), pytest.approx(b))
        assert row["difference"] == pytest.approx(a - b)
        assert row["basis"] == "observed"
        assert np.isnan(row["low"])
    assert not said
    (own,) = (each for each in found.overlaps if each["aspect"] == "requires")
    assert own["overlap"] == pytest.approx(smaller / greater, abs=1e-6)


def test_near_occupations_overlap_more_than_far_ones(world):
    near, far = (contrast(world, onet(3), onet(n)).overlaps[0] for n in (4, 20))
    assert near["overlap"] > far["overlap"]
    assert near["percentile"] > 80 > far["percentile"]


def test_what_is_not_observed_has_an_interval(world):
    found = contrast(world, onet(7), onet(8))  # the first is rated by no source
    own = [row for row in rows(found) if row["aspect"] == "requires"]
    assert {row["basis"] for row in own} == {"estimated"}
    assert all(row["low"] <= row["difference"] <= row["high"] for row in own)
    assert found.overlaps[0]["percentile"] is None
    assert any("estimated" in note for note in found.notes)


def test_jobs_of_industries_and_industries_of_jobs():
    space = economy()
    table = observed(space, "employs")
    levels = [space.column("level")[row] for row in table.sources]
    pair = next(pair for pair in combinations(range(len(levels)), 2)
                if levels[pair[0]] == levels[pair[1]])  # fmt: skip
    found = contrast(space, *(space.ids[table.sources[place]] for place in pair), top=50)
    jobs = {"a": {}, "b": {}}
    for side, place in zip("ab", pair, strict=True):
        mine = table.source == place
        total = table.weight[mine].sum()
        for column, weight in zip(table.target[mine], table.weight[mine], strict=True):
            jobs[side][space.ids[table.targets[column]]] = weight / total
    everything = {*jobs["a"], *jobs["b"]}
    shared = sum(min(jobs["a"].get(x, 0), jobs["b"].get(x, 0)) for x in everything)
    assert found.overlaps[0]["overlap"] == pytest.approx(shared, abs=1e-6)
    said = {row["id"]: row for row in rows(found) if row["aspect"] == "employs"}
    assert said.keys() == everything
    for id_, row in said.items():
        pair = jobs["a"].get(id_, 0), jobs["b"].get(id_, 0)
        assert (row["a"], row["b"]) == pytest.approx(pair, abs=1e-6)
        assert (row["side"] == "both") == (min(pair) >= 0.5 * max(pair))


def test_nearness_is_that_of_neighbors(space):
    found = contrast(space, "onet:29-1141.00", "firm:HCA").nearness
    listed = neighbors(space, "onet:29-1141.00", kind="firm", top=10).to_pylist()
    place = next(i for i, row in enumerate(listed) if row["id"] == "firm:HCA")
    assert found["score"] == pytest.approx(listed[place]["score"], abs=2e-6)
    assert (found["rank_of_b"], found["among_b"]) == (place + 1, 3)
    listed = neighbors(space, "firm:HCA", kind="occupation", top=10).to_pylist()
    place = next(i for i, row in enumerate(listed) if row["id"] == "onet:29-1141.00")
    assert found["rank_of_a"] == place + 1


def test_random_pairs_are_the_yardstick(world):
    shares = [contrast(world, *pair).nearness["percentile"]
              for pair in combinations([onet(n) for n in range(0, COUNT, 2)], 2)]  # fmt: skip
    assert 35 < np.median(shares) < 65
    assert min(shares) < 10 < 90 < max(shares)
    assert all(0 <= share <= 100 for share in shares)


def test_groups_in_common_come_before_those_apart(space):
    found = contrast(space, "naics:6221", "naics:6222")
    groups = [row for row in rows(found) if row["aspect"] == "part of"]
    assert [(row["id"], row["side"]) for row in groups] == [
        ("naics:622", "both"), ("naics:62", "both"),
    ]  # fmt: skip
    apart = contrast(space, "naics:6221", "naics:3361")
    sides = {row["id"]: row["side"] for row in rows(apart) if row["aspect"] == "part of"}
    assert sides == {"naics:622": "a", "naics:62": "a", "naics:336": "b", "naics:31-33": "b"}


def test_what_leans_is_nearer_to_its_side_and_not_asked_about(space):
    found = contrast(space, "esco:skill/01aa", "onet:15-1252.00")
    near = [row for row in rows(found) if row["aspect"] == "near"]
    assert near
    assert "esco:skill/01aa" not in {row["id"] for row in near}
    for row in near:
        assert row["kind"] == "skill"
        assert row["basis"] == "estimated"
        assert 0 < row["p_value"] <= 1
        assert row["side"] == "both" or (row["side"] == "a") == (row["a"] > row["b"])
    two = contrast(space, "esco:skill/01aa", "esco:skill/02bb")
    assert {row["kind"] for row in rows(two) if row["aspect"] == "near"} == {"occupation"}


def test_the_seed_decides(world):
    one, again = (contrast(world, onet(2), onet(9), rng=5) for _ in range(2))
    np.testing.assert_equal(rows(one), rows(again))
    assert one.nearness == again.nearness


def test_a_mix_of_one_member_has_what_the_member_has(world):
    alone = contrast(world, onet(2), onet(9), top=20)
    mixed = contrast(world, {onet(2): 3.0}, onet(9), top=20)
    for aspect in ("requires", "near"):
        mine, theirs = (
            {(row["id"], row["side"]): row["a"] for row in rows(each) if row["aspect"] == aspect}
            for each in (alone, mixed)
        )
        assert mine == pytest.approx(theirs, abs=1e-5)
    assert mixed.nearness["rank_of_a"] is None


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [
        ("RN", "no such thing", UnknownEntityError),
        ("text: ", "RN", EmptyTextError),
        (["RN", "Programmer"], "Machinists", InputError),
        ({}, "RN", InputError),
    ],
)
def test_what_cannot_be_understood_is_refused(space, a, b, error):
    with pytest.raises(error):
        contrast(space, a, b)
    with pytest.raises(InputError):
        contrast(space, "RN", "Programmer", top=0)


def test_the_released_space_tells_close_jobs_from_far_ones():
    space = laborspace.load()
    nurse = "onet:29-1141.00"
    close = space.contrast(nurse, "onet:29-1171.00")
    far = space.contrast(nurse, "onet:53-3032.00")
    assert close.attrs["nearness"]["percentile"] > 99 > 75 > far.attrs["nearness"]["percentile"]
    for one, other in zip(close.attrs["overlaps"], far.attrs["overlaps"], strict=True):
        assert one["overlap"] > other["overlap"]
    facts = {each["fact"]: each for each in close.attrs["facts"]}
    assert facts["wage_median"]["b"] > facts["wage_median"]["a"] > 0
    assert set(close.columns) == set(COLUMNS)
    assert all(sentence.endswith(".") for sentence in close.attrs["summary"])
