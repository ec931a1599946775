"""Destinations and skill gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.transition import Thresholds, gap, paths, transitions
from laborspace.analysis.transition.circumstances import circumstances_of
from laborspace.analysis.transition.measures import published
from laborspace.analysis.transition.origin import PIECE, pieces, resolve_origin
from laborspace.analysis.transition.pairs import Null, _Table, mismatch, pairs
from laborspace.errors import EmptyTextError, InputError, UnknownEntityError
from planted_careers import (
    COUNT,
    LISTED,
    SKILLS,
    UNPAID,
    UNRATED,
    ZONELESS,
    careers,
    element,
    esco,
    importance,
    onet,
    skill,
    soc,
    title_of,
    world_fixture,
)
from synthetic import make_space

__all__ = ["world_fixture"]

HEAD = ["id", "kind", "code", "title"]
WORLD = careers()
numbers = st.integers(0, COUNT - 1)
occupations = st.one_of(numbers.map(onet), st.integers(0, LISTED - 1).map(esco))
everything = {"top": 100}


def rows(table):
    return {row["id"]: row for row in table.to_pylist()}


def test_the_next_in_the_row_are_the_nearest(world):
    table = transitions(world, onet(10), top=4)
    assert table.column_names[:8] == [*HEAD, "score", "low", "high", "similarity"]
    assert set(table["id"].to_pylist()) == {onet(n) for n in (8, 9, 11, 12)}
    scores = table["score"].to_pylist()
    assert scores == sorted(scores, reverse=True)
    assert table["basis"].to_pylist() == ["observed"] * 4


def test_what_a_row_says_follows_from_the_sources(world):
    row = rows(transitions(world, onet(10), **everything))[onet(13)]
    assert row["wage"] == 62_500
    assert row["wage_change"] == pytest.approx(62_500 / 55_000 - 1, abs=1e-6)
    assert row["employment"] == 14_000
    assert row["employment_change"] == pytest.approx(14 / 11 - 1, abs=1e-6)
    assert (row["job_zone"], row["zone_change"]) == (3, 0)
    assert row["wage_of"] == soc(13)
    needed = {m for m in range(SKILLS) if importance(13, m) >= 3}
    short = {m: max(0, importance(13, m) - importance(10, m)) for m in needed}
    assert row["gap"] == pytest.approx(
        sum(short.values()) / sum(importance(13, m) - 1 for m in needed), abs=1e-6
    )
    own = {m for m in range(SKILLS) if importance(10, m) >= 3}
    idle = sum(max(0, importance(10, m) - importance(13, m)) for m in own)
    assert row["unused"] == pytest.approx(idle / sum(importance(10, m) - 1 for m in own), abs=1e-6)
    gained = {m for m in needed if short[m] > 0.5}
    assert (row["gain"], row["kept"]) == (len(gained), len(needed) - len(gained))
    first = max(gained, key=short.__getitem__)
    assert row["to_gain"].startswith(title_of(element(first)))
    assert f"brings {row['kept']} of {len(needed)} requirements" in row["why"]
    assert "same job zone; wage +14%" in row["why"]


def test_the_score_is_the_share_of_moves_that_are_less_near(world):
    every = pairs(world, "onet:")
    totals = []
    for n in range(COUNT):
        table = rows(transitions(world, onet(n), **everything))
        assert len(table) == COUNT - 1
        totals += [row["score"] for row in table.values()]
        for row in table.values():
            assert 0 <= row["low"] <= row["score"] <= row["high"] <= 1
            assert 0 <= row["gap_low"] <= row["gap"] <= row["gap_high"] <= 1
    # The null are these very pairs, so their percentiles are spread evenly.
    assert np.mean(totals) == pytest.approx(0.5, abs=0.01)
    assert np.mean(np.array(totals) >= 0.9) == pytest.approx(0.1, abs=0.02)
    assert len(every.null().sum) == COUNT * (COUNT - 1)


@settings(max_examples=30, deadline=None)
@given(occupations)
def test_the_gap_to_itself_is_empty(id_):
    found = gap(WORLD, id_, id_)
    assert (found.gap, found.low, found.high) == (0, 0, 0)
    assert set(found.skills["status"].to_pylist()) <= {"kept"}
    assert not np.array(found.skills["gap"].to_pylist()).any()


@settings(max_examples=40, deadline=None)
@given(occupations, occupations)
def test_kept_and_gained_make_up_what_the_destination_requires(origin, destination):
    found = gap(WORLD, origin, destination)
    table = found.skills.to_pylist()
    assert set(found.skills["status"].to_pylist()) <= {"kept", "gain"}
    ids = [row["id"] for row in table]
    assert len(ids) == len(set(ids))
    number = int(destination.partition("-")[2][:4] or 0) - 1000 if "onet" in destination else None
    if number is None:
        n = int(destination[-2:])
        assert set(ids) == {skill(2 * n + m) for m in range(4)}
        assert [row["need"] for row in table].count("optional") == 1
    elif number not in UNRATED:
        assert set(ids) == {element(m) for m in range(SKILLS) if importance(number, m) >= 3}
    assert sum(row["gap"] for row in table) == pytest.approx(found.gap, abs=1e-4)
    status = [row["status"] for row in table]
    assert status == sorted(status)  # what is to gain comes first
    if origin.partition(":")[0] == destination.partition(":")[0] and origin != destination:
        row = rows(transitions(WORLD, origin, **everything))[destination]
        assert row["gap"] == pytest.approx(found.gap, abs=1e-6)
        assert (row["gain"], row["kept"]) == (status.count("gain"), status.count("kept"))
        assert (row["gap_low"], row["gap_high"]) == pytest.approx((found.low, found.high), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    numbers,
    st.tuples(*[st.floats(0, 1)] * 2),
    st.tuples(*[st.floats(0, 4)] * 2),
    st.tuples(*[st.floats(0, 2)] * 2),
    st.tuples(*[st.floats(0, 1)] * 2),
)
def test_filters_are_monotone_in_their_thresholds(number, scores, zones, wages, exposures):
    measure = {onet(n): n / COUNT for n in range(0, COUNT, 2)}
    strict = Thresholds(max(scores), min(zones), max(wages), min(exposures))
    loose = Thresholds(min(scores), max(zones), min(wages), max(exposures))
    tables = [
        rows(transitions(WORLD, onet(number), exposure=measure, thresholds=each, **everything))
        for each in (strict, loose)
    ]
    for id_, row in tables[0].items():
        for name in ("viable", "desirable", "safe"):
            assert row[name] <= tables[1][id_][name]
        assert row["safe"] <= row["desirable"] <= row["viable"]


def test_the_words_say_what_the_flags_say(world):
    measure = {onet(n): n / COUNT for n in range(COUNT)}
    limits = Thresholds(min_score=0.8, max_zone_jump=1, min_wage=0.9, max_exposure=0.5)
    table = transitions(world, onet(12), exposure=measure, thresholds=limits, **everything)
    for row in table.to_pylist():
        assert row["viable"] != ("viable" in row["why"])
        assert (row["wage_change"] < -0.1) == ("below 90%: not desirable" in row["why"])
        assert (row["exposure"] > 0.51) == ("above 50%: not safe" in row["why"])
        assert row["desirable"] == (row["viable"] and row["wage_change"] >= -0.1)
    unpaid = rows(table)[onet(UNPAID)]
    assert "wage unknown: not called desirable" in unpaid["why"]
    assert np.isnan(unpaid["wage"])
    assert not unpaid["desirable"]
    assert "job zone unknown: not called viable" in rows(table)[onet(ZONELESS)]["why"]


def test_only_those_asked_for(world):
    options = {"thresholds": Thresholds(0.8, min_wage=1), **everything}
    every = rows(transitions(world, onet(12), **options))
    for name in ("viable", "desirable"):
        some = rows(transitions(world, onet(12), only=name, **options))
        assert some == {id_: row for id_, row in every.items() if row[name]}
        assert 0 < len(some) < len(every)


def test_all_zones_may_be_left_out_of_account(world):
    limits = Thresholds(min_score=0, max_zone_jump=4)
    table = transitions(world, onet(0), thresholds=limits, **everything)
    assert all(table["viable"].to_pylist())


def test_a_measure_of_exposure(world):
    measure = {soc(n): n / 10 for n in range(COUNT)}  # by SOC code, one group above
    row = rows(transitions(world, onet(3), exposure=measure, **everything))[onet(5)]
    assert row["exposure"] == 0.5
    assert row["exposure_change"] == pytest.approx(0.2)
    series = pd.Series(measure)
    assert world.transitions(onet(3), exposure=series).loc[0, "exposure"] > 0
    by_crosswalk = rows(transitions(world, esco(0), exposure=measure, **everything))[esco(1)]
    assert by_crosswalk["exposure"] == pytest.approx(0.2)  # that of the exact match
    assert "exposure" not in transitions(world, onet(3)).column_names


def test_a_measure_that_ships():
    space = make_space()
    known = published(space, "GPTs")
    assert set(known) == {
        "onet:29-1141.00",
        "onet:29-1141.01",
        "onet:15-1252.00",
        "onet:51-4041.00",
    }
    assert all(0 <= value <= 1 for value in known.values())
    assert known["onet:15-1252.00"] > known["onet:51-4041.00"]
    assert set(published(space, "microsoft")) == {"soc:29-1141"}
    table = transitions(space, "onet:29-1141.00", vocabulary="onet")
    assert table["exposure"].to_pylist() == [
        pytest.approx(known[id_], abs=1e-6) for id_ in table["id"].to_pylist()
    ]
    assert "exposure" not in transitions(space, "onet:29-1141.00", exposure=None).column_names


def test_where_wages_and_zones_come_from(world):
    found = circumstances_of(world, [world.index_of(each) for each in (onet(2), esco(1), esco(4))])
    assert found.wage[:, 0].tolist() == [35_000, 35_000, 50_000]
    assert found.wage_of == [soc(2), f"{onet(2)} by crosswalk", f"{onet(8)} by crosswalk"]
    assert found.job_zone.tolist() == [1, 1, 2]
    none = circumstances_of(world, [world.index_of(esco(7))])
    assert np.isnan(none.wage).all()
    assert none.wage_of == [""]


def test_a_median_is_compared_with_a_median_else_a_mean_with_a_mean():
    world = careers()
    facts = world.attributes.to_pandas()
    facts = facts[~((facts["id"] == soc(5)) & (facts["attribute"] == "wage_median"))]
    space = careers()
    space.attributes = world.attributes.from_pandas(facts, preserve_index=False)
    row = rows(transitions(space, onet(4), **everything))[onet(5)]
    assert row["wage"] == pytest.approx(1.1 * 42_500)
    assert row["wage_change"] == pytest.approx(42_500 / 40_000 - 1, abs=1e-6)


def test_what_no_source_describes_is_estimated(world):
    table = rows(transitions(world, onet(8), **everything))
    estimated = {id_ for id_, row in table.items() if row["basis"] == "estimated"}
    assert estimated == {onet(n) for n in UNRATED}
    assert table[onet(7)]["score"] > 0.9
    found = gap(world, onet(8), onet(7)).skills.to_pylist()
    assert {row["basis"] for row in found} == {"estimated"}
    assert any(row["low"] < row["high"] for row in found)
    assert "what is required estimated" in found[0]["why"]


def test_destinations_of_the_other_vocabulary(world):
    table = transitions(world, onet(10), vocabulary="esco", top=3)
    assert all(id_.startswith("esco:") for id_ in table["id"].to_pylist())
    assert table["id"][0].as_py() in {esco(3), esco(4), esco(5)}
    assert set(table["basis"].to_pylist()) == {"estimated"}
    listed = rows(transitions(world, esco(4), top=2))
    assert set(listed) == {esco(3), esco(5)}
    assert {row["basis"] for row in listed.values()} == {"observed"}
    assert listed[esco(5)]["kept"] == 1  # what is optional here is not enough there
    assert listed[esco(5)]["gap"] == pytest.approx(1 - (1 + 0.4) / 3.4, abs=1e-6)


def test_a_text_moves_to_where_wages_are_known(world):
    table = transitions(world, "text:somebody who looks after machines", wage=45_000, **everything)
    assert table.num_rows == COUNT
    row = rows(table)[onet(6)]
    assert row["basis"] == "estimated"
    assert row["wage_change"] == pytest.approx(0)
    assert "own job zone unknown; same wage" in row["why"]
    vector = world.encode("somebody who looks after machines")
    same = transitions(world, vector, wage=45_000, **everything)
    assert same.to_pandas().equals(table.to_pandas())


@pytest.mark.filterwarnings("ignore::laborspace.TruncationWarning")
def test_a_long_text_is_cut_at_sentences_and_read_whole(world):
    assert pieces("One two. Three four five! Six", most=3) == [
        "One two.",
        "Three four five!",
        "Six",
    ]
    assert pieces("a b c d e\nf", most=2) == ["a b", "c d", "e f"]
    assert pieces("One two. Three", most=150) == ["One two. Three"]
    long = ". ".join(f"line {n} tells of machines and nurses" for n in range(60))
    cut = pieces(long)
    assert " ".join(cut).split() == long.split()
    assert len(cut) > 1
    assert max(len(piece.split()) for piece in cut) <= PIECE
    who, _ = resolve_origin(world, f"text:{long}", "onet")
    mean = world.encode(cut).T @ np.array([len(piece.split()) for piece in cut])
    center = world.vectors_of(world.rows("occupation")).mean(axis=0)
    expected = mean / np.linalg.norm(mean) - center
    assert who.direction == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)


def test_a_mix_is_between_its_members(world):
    mix = [(onet(4), 30.0), (onet(6), 10.0)]
    table = rows(transitions(world, mix, **everything))
    assert onet(4) not in table
    assert onet(6) not in table
    assert table[onet(9)]["wage_change"] == pytest.approx(52_500 / 41_250 - 1, abs=1e-6)
    scaled = transitions(world, [(id_, 5 * w) for id_, w in mix], **everything).to_pandas()
    assert scaled.equals(transitions(world, mix, **everything).to_pandas())
    for same in (dict(mix), pd.Series(dict(mix))):
        assert transitions(world, same, **everything).to_pandas().equals(scaled)
    have = {m: 0.75 * importance(4, m) + 0.25 * importance(6, m) for m in range(SKILLS)}
    for row in gap(world, mix, onet(9)).skills.to_pylist():
        number = int(row["id"].rpartition(".")[2])
        assert row["held_importance"] == pytest.approx(have[number], abs=1e-6)


def test_a_group_is_a_mix_of_its_members(world):
    group = rows(transitions(world, soc(5), **everything))
    alone = rows(transitions(world, onet(5), **everything))
    assert {id_: row["score"] for id_, row in group.items()} == {
        id_: row["score"] for id_, row in alone.items()
    }


def test_twice_the_same_and_in_any_order(world):
    one = transitions(world, onet(9), **everything)
    assert one.to_pandas().equals(transitions(careers(), onet(9), **everything).to_pandas())
    other = transitions(careers(order=np.random.default_rng(3)), onet(9), **everything)
    turned, straight = rows(other), rows(one)
    for id_, row in turned.items():
        assert row["gap"] == pytest.approx(straight[id_]["gap"], abs=1e-4)
    seeded = transitions(world, onet(9), rng=1, **everything)
    assert seeded["score"].equals(one["score"])
    assert not seeded["low"].equals(one["low"])


def test_a_twin_widens_the_interval():
    bare, noisy = careers(), careers(twin=careers(seed=5))
    assert pairs(bare, "onet:").noise() == 0
    assert pairs(noisy, "onet:").noise() > 0
    widths = []
    for space in (bare, noisy):
        table = transitions(space, onet(9), top=5).to_pandas()
        widths.append((table["high"] - table["low"]).mean())
    assert widths[0] < widths[1]


def test_the_quick_ways_to_a_mismatch_agree_with_the_plain_ones(world):
    for vocabulary, ids in (("onet:", [onet(n) for n in range(COUNT)]),
                            ("esco:", [esco(n) for n in range(LISTED)])):  # fmt: skip
        every = pairs(world, vocabulary)
        held = every.profiles.held(ids)
        plain = mismatch(every.gaps(held), every.unused(held))
        assert every.mismatches(np.arange(len(ids))) == pytest.approx(plain, abs=1e-5)


def test_a_tabulated_null_is_as_good():
    rng = np.random.default_rng(0)
    similarity, lack = rng.normal(0, 0.2, (300, 300)), rng.beta(2, 5, (300, 300))
    lack[3] = np.nan
    null = Null.of(similarity, lack)
    exact = null.score(null.normal(similarity, lack))
    off = np.abs(_Table(null).scores(similarity, lack) - exact)
    assert off.max() < 0.01
    assert (off < 1e-3).mean() > 0.999
    assert exact.mean() == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize(
    ("question", "options", "error", "message"),
    [
        (esco(99), {}, UnknownEntityError, "No entity is called"),
        (skill(1), {}, InputError, "of the kind skill; a transition leads from an occupation"),
        ("firm:ACME", {}, InputError, "of the kind firm"),
        ("text: ", {}, EmptyTextError, "empty|no words"),
        ([], {}, InputError, "Nobody was named"),
        ([(onet(1), -1.0)], {}, InputError, "weights above zero"),
        (onet(1), {"vocabulary": "rome"}, InputError, "no occupations of 'rome'; choose onet or"),
        (onet(1), {"only": "nice"}, InputError, "confined to 'nice'; choose viable, desirable"),
        (onet(1), {"only": "safe"}, InputError, "without a measure of exposure"),
        (onet(1), {"top": 0}, InputError, "at least 1"),
        (onet(1), {"wage": -5}, InputError, "wage must be a number above 0"),
        (
            onet(1),
            {"exposure": "doom"},
            InputError,
            "no measure of exposure 'doom'",
        ),
        (onet(1), {"exposure": {}}, InputError, "measure of exposure is empty"),
        (onet(1), {"exposure": {"nobody": 1.0}}, UnknownEntityError, "No entity is called"),
        (onet(1), {"exposure": {onet(1): np.nan}}, InputError, "not a finite number"),
    ],
)
def test_a_question_that_cannot_be_understood(world, question, options, error, message):
    with pytest.raises(error, match=message):
        transitions(world, question, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_score": 1.2}, "min_score must be a share between 0 and 1, not 1.2"),
        ({"max_exposure": -0.1}, "max_exposure must be a share"),
        ({"min_wage": float("nan")}, "min_wage must be a number of at least 0"),
        ({"max_zone_jump": "two"}, "max_zone_jump must be a number"),
    ],
)
def test_thresholds_that_cannot_be_used(options, message):
    with pytest.raises(InputError, match=message):
        Thresholds(**options)


@pytest.mark.parametrize(
    ("destination", "error", "message"),
    [
        ("text:some job", InputError, "must be an occupation of the space"),
        (skill(1), InputError, "of the kind skill; the destination must be one"),
        (soc(3), InputError, "a group; the destination must be one occupation"),
        ("nowhere at all", UnknownEntityError, "No entity is called"),
    ],
)
def test_a_destination_that_is_none(world, destination, error, message):
    with pytest.raises(error, match=message):
        gap(world, onet(1), destination)


def test_a_space_without_wages_or_zones():
    space = careers(attributes=False)
    table = transitions(space, onet(9), thresholds=Thresholds(0.8), **everything).to_pylist()
    assert np.isnan([row["wage"] for row in table]).all()
    assert not any(row["desirable"] for row in table)
    assert any(row["viable"] for row in table)  # zones are left out of account
    assert rows(transitions(space, "text:a job", top=3))


def test_a_space_of_few():
    space = make_space()
    assert transitions(space, "esco:occupation/0f1c").num_rows == 0
    assert transitions(space, "text:a job", vocabulary="esco").num_rows == 1
    with pytest.raises(InputError, match="No path of at most 3 viable steps"):
        paths(space, "onet:29-1141.00", "esco:occupation/0f1c", thresholds=Thresholds(1.0))


def test_a_space_without_requirements():
    relations = make_space().relations.to_pandas()
    bare = make_space(relations=relations[relations["relation"] != "requires"])
    with pytest.raises(InputError, match="no relation 'requires' to learn from"):
        transitions(bare, "onet:29-1141.00")


def test_the_methods_give_frames_that_know_what_was_asked(world):
    frame = world.transitions(onet(9), top=3, min_score=0.5)
    table = transitions(world, onet(9), top=3, thresholds=Thresholds(0.5))
    assert frame.to_dict("records") == table.to_pylist()
    assert frame["viable"].dtype == bool
    assert frame.attrs["min_score"] == 0.5
    assert frame.attrs["origin"] == [onet(9)]
    skills = world.gap(onet(9), onet(12))
    found = gap(world, onet(9), onet(12))
    assert skills.to_dict("records") == found.skills.to_pylist()
    assert (skills.attrs["gap"], skills.attrs["low"]) == (found.gap, found.low)
