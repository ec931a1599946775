"""What is given as a shock, and what is said of what cannot be one."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laborspace.analysis.shock import read_changes, shock
from laborspace.analysis.shock.changes import parse
from laborspace.errors import EmptyTextError, InputError, SourceError, UnknownEntityError
from planted_shock import AIR, CLERKS, FIRM, MAIDS, MONEY, TELLERS, TRAVEL, economy

SPACE = economy()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (-0.3, (-0.3, False)),
        ("-0.3", (-0.3, False)),
        ("−30 %", (-0.3, False)),
        ("-30%", (-0.3, False)),
        ("+5%", (0.05, False)),
        ("-12000jobs", (-12000, True)),
        ("-12,000 jobs", (-12000, True)),
        ("1 job", (1, True)),
        ("-.5", (-0.5, False)),
        ("1e-3", (0.001, False)),
    ],
)
def test_ways_to_write_a_change(written, read):
    value, in_jobs = parse(written, absolute=False)
    assert value == pytest.approx(read[0])
    assert in_jobs == read[1]


@given(st.floats(-1, 10))
def test_any_number_is_read_as_it_is(number):
    assert parse(number, absolute=False) == (number, False)
    assert parse(number, absolute=True) == (number, True)


@pytest.mark.parametrize("written", ["", "much", "-30 percent", None, True, math.inf, math.nan, []])
def test_what_is_no_change(written):
    with pytest.raises(InputError, match="is not a change; write it as"):
        shock(SPACE, {AIR: written})


def test_relative_and_absolute_are_two_ways_to_say_it():
    (relative,) = shock(SPACE, {TELLERS: -0.1}).changes
    (absolute,) = shock(SPACE, {TELLERS: -25}, absolute=True).changes
    assert absolute.relative == pytest.approx(relative.relative)
    assert absolute.jobs == pytest.approx(relative.jobs)
    (firm,) = shock(SPACE, {FIRM: "-8jobs"}).changes
    assert math.isnan(firm.relative)
    assert shock(SPACE, {FIRM: "-8jobs"}).asked == {FIRM: "-8 jobs"}


def test_a_sector_and_a_group_have_the_jobs_of_their_own():
    travel, everyone = shock(SPACE, {TRAVEL: -0.1, "soc:10-0000": 0.1}).changes
    assert travel.jobs == pytest.approx(-21)
    assert everyone.jobs == pytest.approx(0.1 * 510)


def test_names_series_frames_and_pairs():
    expected = {AIR: -0.3, CLERKS: 0.1}
    series = pd.Series(expected)
    frame = pd.DataFrame({"id": list(expected), "change": list(expected.values())})
    titles = {"Air Transportation": "-30%", CLERKS: 0.1}
    for given_ in (titles, series, frame, list(expected.items())):
        assert shock(SPACE, given_).asked == pytest.approx(expected)
    counted = pd.DataFrame({"onet": ["10-1003.00"], "jobs": [-10]})
    assert shock(SPACE, counted).changes[0].relative == pytest.approx(-0.1)


def test_a_weighted_set_changes_its_jobs():
    mix = {CLERKS: 50, MAIDS: 30}
    changes = {c.label: c for c in shock(SPACE, [(mix, -0.2)]).changes}
    assert changes[CLERKS].jobs == pytest.approx(-10)
    assert changes[CLERKS].relative == pytest.approx(-0.1)
    assert changes[MAIDS].relative == pytest.approx(-0.1)
    split = {c.label: c for c in shock(SPACE, [(mix, "-8jobs")]).changes}
    assert split[CLERKS].jobs == pytest.approx(-5)


def test_words():
    given_ = shock(SPACE, {AIR: -0.3, CLERKS: 0.1, FIRM: "-8jobs", MAIDS: 0})
    assert (
        repr(given_)
        == "<Shock of Air Transportation −30%, Clerks +10%, Fly High −8 jobs and 1 more>"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "shock is empty"),
        ([], "shock is empty"),
        ({AIR: -1.5}, "-150% to naics:7001 takes away more than there is"),
        ({AIR: -30}, "write -30% if that is meant"),
        ({AIR: -0.1, "Air Transportation": -0.2}, "naics:7001 is there twice"),
        ({"onet:2.A.1": "-5jobs"}, "How many jobs Flying"),
        ({TELLERS: "-2000jobs"}, "Tellers .* has 250 jobs"),
        ({"": -0.1}, "is not the name of an entity"),
        (["naics:7001"], "is not an entity and its change"),
        ([({"text:a": 2.0, CLERKS: 1}, -0.1)], "leave it out of the weighted set"),
        ({"text:flights": "-5jobs"}, "give a relative change"),
    ],
)
def test_what_cannot_be_a_shock(changes, said):
    space = economy(encoder=True) if "text" in str(changes) else SPACE
    with pytest.raises(InputError, match=said):
        shock(space, changes)


def test_names_without_an_answer():
    with pytest.raises(UnknownEntityError):
        shock(SPACE, {"naics:9999": -0.1})
    with pytest.raises(EmptyTextError):
        shock(economy(encoder=True), {"text: ": -0.1})


def test_a_file(tmp_path):
    file = tmp_path / "shock.csv"
    file.write_text("naics,change\n7001,-30%\n80,0.05\n")
    assert {c.label: c.relative for c in read_changes(SPACE, file)} == {AIR: -0.3, MONEY: 0.05}
    assert shock(SPACE, file).asked == {AIR: -0.3, MONEY: 0.05}
    file.write_text("naics,jobs\n80,-26\n")
    assert read_changes(SPACE, file)[0].relative == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("naics,change\n7001,-0.3\n9999,-0.2\n", "row 3: No entity is called"),
        ("naics,change\n7001,-1.5\n", "row 2: A shock of -150%"),
        ("naics,change\n7001,much\n", "row 2: 'much' is not a change"),
        ("naics,change\n7001,-0.1\n7001,-0.2\n", "row 3: naics:7001 is there twice"),
        ("naics,change\n,-0.2\n", "row 2: '' is not the name"),
        ("what,change\nx,-0.2\n", "no column of names"),
        ("naics,size\n7001,-0.2\n", "no column change or jobs"),
        ("naics,change\n", "empty|no rows"),
    ],
)
def test_a_bad_file_is_told_by_row(tmp_path, rows, said):
    file = tmp_path / "shock.csv"
    file.write_text(rows)
    with pytest.raises(SourceError, match=said) as error:
        read_changes(SPACE, file)
    assert "shock.csv" in str(error.value)
