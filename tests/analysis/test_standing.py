"""Axes that stand ready."""

from __future__ import annotations

import pytest

import laborspace
from laborspace.analysis.axis import STANDING_AXES, standing_places
from laborspace.analysis.axis.standing import standing_axes
from planted_sectors import planted_space

NURSE = "onet:29-1141.00"


@pytest.fixture(scope="module")
def released():
    try:
        return laborspace.load(threads=1)
    except laborspace.FormatError:
        pytest.skip("this checkout has no bundled space")


def test_every_pole_is_in_the_release(released):
    assert standing_axes(released) == list(STANDING_AXES)


@pytest.mark.parametrize("name", [NURSE, "naics:62", "firm:TSLA"])
def test_places_are_those_of_the_axes(released, name):
    for each in standing_places(released, name):
        axis = released.axis(list(each["negative"]), list(each["positive"]))
        own = axis.project(entities=[name]).iloc[0]
        assert each["score"] == own["score"]
        assert each["low"] <= each["score"] <= each["high"]
        others = axis.project(kind=each["of"], why=False)["score"]
        assert each["percentile"] == pytest.approx(100 * (others < own["score"]).mean(), abs=0.06)
        assert each["among"] == len(others)


def test_nurses_care_for_people_and_a_text_is_placed_among_occupations(released):
    places = {each["high_end"]: each["percentile"] for each in standing_places(released, NURSE)}
    assert min(places["Health care"], places["People"]) > 75
    assert {each["of"] for each in standing_places(released, "text:barista")} == {"occupation"}


def test_only_axes_whose_poles_a_space_has():
    planted = planted_space()
    assert [each.name for each in standing_axes(planted)] == ["Manufacturing to health care"]
    assert len(standing_places(planted, planted.ids[0])) == 1


def test_an_unknown_name_is_refused(released):
    with pytest.raises(laborspace.UnknownEntityError):
        standing_places(released, "onet:99-9999.00")
