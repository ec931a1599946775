from __future__ import annotations

import json

import pytest

import laborspace
from laborspace.analysis.profile import profile
from laborspace.errors import AmbiguousEntityError, UnknownEntityError


def test_what_sources_say_of_an_occupation(space):
    own = profile(space, "RN")
    assert (own["id"], own["kind"], own["item"]) == ("onet:29-1141.00", "occupation", True)
    assert own["aliases"] == ["RN", "Staff Nurse"]
    assert [group["id"] for group in own["groups"]] == ["soc:29-1141"]
    assert own["members_total"] == 0


def test_groups_come_nearest_first_and_know_their_members(space):
    own = profile(space, "naics:6221")
    assert [group["id"] for group in own["groups"]] == ["naics:622", "naics:62"]
    group = profile(space, "naics:622")
    assert [member["id"] for member in group["members"]] == ["naics:6221", "naics:6222"]
    assert (group["members_total"], group["item"]) == (2, False)


def test_crosswalks_are_followed_from_both_ends(space):
    pair = "onet:15-1252.00", "esco:occupation/0f1c"
    for one, other in (pair, pair[::-1]):
        (same,) = profile(space, one)["same_as"]
        assert (same["id"], same["detail"]) == (other, "exactMatch")


def test_a_name_must_mean_one_thing(space):
    with pytest.raises(UnknownEntityError):
        profile(space, "onet:99-9999.00")
    with pytest.raises(AmbiguousEntityError):
        profile(space, "Staff Nurse")


def test_attributes_of_the_soc_group_stand_for_its_occupation():
    space = laborspace.load()
    own = profile(space, "onet:29-1141.00")
    table = space.attributes.to_pandas().set_index(["id", "attribute"])["value"]
    found = {each["attribute"]: each for each in own["attributes"]}
    assert found["employment"]["value"] == table["soc:29-1141", "employment"]
    assert found["employment"]["of"] == "soc:29-1141"
    assert found["job_zone"]["of"] == "onet:29-1141.00"
    detailed = profile(space, "onet:29-1141.01")  # one of several in its group
    assert "employment" not in {each["attribute"] for each in detailed["attributes"]}


def test_published_measures_say_where_an_occupation_stands():
    space = laborspace.load()
    scores = space.exposure_measures().set_index("id")["GPTs are GPTs β"].dropna()
    highest = profile(space, scores.idxmax())["measures"][0]
    assert highest["value"] == scores.max()
    assert highest["percentile"] == 100
    assert profile(space, "naics:6221")["measures"] == []
    json.dumps(profile(space, "onet:29-1141.00"), allow_nan=False)
