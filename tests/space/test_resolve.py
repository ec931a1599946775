from __future__ import annotations

import pytest

from laborspace.errors import (
    AmbiguousEntityError,
    EmptyTextError,
    UnknownEntityError,
    UnknownKindError,
)
from laborspace.space.names import fold
from laborspace.space.resolve import describe, matches, resolve
from synthetic import make_space


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("onet:29-1141.00", "onet:29-1141.00"),
        ("29-1141.00", "onet:29-1141.00"),
        ("29-1141", "soc:29-1141"),
        ("6221", "naics:6221"),
        ("naics 6221", "naics:6221"),
        ("NAICS:6221", "naics:6221"),
        ("31", "naics:31-33"),
        ("32", "naics:31-33"),
        ("naics:33", "naics:31-33"),
        ("31-33", "naics:31-33"),
        ("TSLA", "firm:TSLA"),
        ("tsla", "firm:TSLA"),
        ("2512.4", "esco:occupation/0f1c"),
        ("2.A.1.a", "onet:2.A.1.a"),
        ("Registered Nurses", "onet:29-1141.00"),  # the item, not its SOC group
        ("registered nurse", "onet:29-1141.00"),
        ("  REGISTERED-NURSE ", "onet:29-1141.00"),
        ("hospital", "naics:622"),
        ("tesla inc", "firm:TSLA"),
        ("rn", "onet:29-1141.00"),
        ("Microsoft", "firm:MSFT"),
        ("programmers", "onet:15-1252.00"),
        ("machinits", "onet:51-4041.00"),
        ("regstered nurses", "onet:29-1141.00"),
    ],
)
def test_names_that_have_one_meaning(space, name, id_):
    assert resolve(space, name) == id_


def test_a_loaded_space_resolves_alike(space_folder):
    from laborspace.space.container import Space

    opened = Space.load(space_folder)
    assert resolve(opened, "rn") == "onet:29-1141.00"
    assert resolve(opened, "science of nursing") == "esco:skill/01aa"


def test_one_title_in_two_taxonomies(space):
    with pytest.raises(AmbiguousEntityError) as raised:
        resolve(space, "Software Developer")
    assert raised.value.candidates == [
        "software developer (occupation 2512.4, esco:occupation/0f1c)",
        "Software Developers (occupation, onet:15-1252.00)",
    ]
    assert str(raised.value).endswith("Use the id of the one you mean.")


def test_one_alias_of_two_entities(space):
    with pytest.raises(AmbiguousEntityError, match=r"29-1141\.00.* or .*29-1141\.01"):
        resolve(space, "staff nurse")


def test_a_title_beats_an_alias():
    entities = make_space().to_pandas()
    entities["aliases"] = [["Machinists"] if i == "firm:HCA" else [] for i in entities["id"]]
    assert resolve(make_space(entities=entities), "machinists") == "onet:51-4041.00"


@pytest.mark.parametrize("id_", ["onet:29-1141.99", "naics:6229", "firm:TSLQ"])
def test_an_unknown_id_is_never_guessed(space, id_):
    with pytest.raises(UnknownEntityError, match=id_):
        resolve(space, id_)


def test_an_unknown_id_brings_the_nearest(space):
    with pytest.raises(UnknownEntityError) as raised:
        resolve(space, "naics:6229")
    assert any("naics:6221" in suggestion for suggestion in raised.value.suggestions)


def test_an_unknown_name_brings_the_nearest(space):
    with pytest.raises(UnknownEntityError, match=r"Did you mean .*Psychiatric Hospitals"):
        resolve(space, "psychiatry hospital ward")


def test_two_near_spellings_are_not_guessed_between(space):
    with pytest.raises(UnknownEntityError) as raised:
        resolve(space, "softwar developer")
    assert len(raised.value.suggestions) >= 2


@pytest.mark.parametrize("name", ["", "  ", "?!"])
def test_an_empty_name(space, name):
    with pytest.raises(EmptyTextError):
        resolve(space, name)
    with pytest.raises(EmptyTextError):
        matches(space, name)


def test_matches_are_ranked_items_first(space):
    found = matches(space, "registered nurses")
    ids = [space.ids[match.row] for match in found]
    assert ids[:2] == ["onet:29-1141.00", "soc:29-1141"]
    assert found[0].how == "title"
    assert found[0].score == 1


def test_partial_names_are_found(space):
    found = {space.ids[match.row]: match for match in matches(space, "nurse")}
    assert found["onet:29-1141.01"].how == "part"
    assert found["onet:29-1141.01"].score < 1


def test_a_part_begins_a_word(space):
    assert not any(match.how == "part" for match in matches(space, "spital"))


def test_matches_of_one_kind(space):
    kinds = {space.column("kind")[match.row] for match in matches(space, "software", kind="skill")}
    assert kinds == {"skill"}
    with pytest.raises(UnknownKindError):
        matches(space, "software", kind="job")


def test_matches_are_limited(space):
    assert len(matches(space, "software", limit=2)) == 2


def test_nothing_alike(space):
    assert matches(space, "zzzz") == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Registered Nurses", "registered nurse"),
        ("industries", "industry"),
        ("businesses", "business"),
        ("Tesla, Inc.", "tesla inc"),
        ("Krankenschwester/-pfleger", "krankenschwester pfleger"),
        ("Élève", "élève"),
        ("C++", "c"),
    ],
)
def test_folding(name, key):
    assert fold(name) == key


def test_description_of_an_entity(space):
    row = space.index_of("esco:skill/01aa")
    assert describe(space, row) == "nursing science (skill, esco:skill/01aa)"
