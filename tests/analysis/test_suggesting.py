from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import laborspace
from laborspace.analysis.suggesting import suggest
from laborspace.errors import InputError, UnknownKindError
from laborspace.records import KINDS


@pytest.fixture(scope="module")
def bundled():
    return laborspace.load()


def ids(space, text, **options):
    return suggest(space, text, **options)["id"].to_pylist()


def test_names_go_on_from_what_is_typed(space):
    table = suggest(space, "registered nur")
    assert table.column_names == ["id", "kind", "code", "title", "source", "level", "match"]
    assert ids(space, "registered nur") == ["onet:29-1141.00", "soc:29-1141"]
    assert ids(space, "NURSES") == ["onet:29-1141.00", "onet:29-1141.01", "soc:29-1141"]


def test_an_exact_name_comes_before_longer_ones(space):
    assert ids(space, "hospitals")[0] == "naics:622"
    assert ids(space, "microsoft")[0] == "firm:MSFT"
    assert ids(space, "programmer") == ["onet:15-1252.00"]


def test_codes_are_names_too(space):
    assert ids(space, "622")[:2] == ["naics:622", "naics:6221"]
    assert ids(space, "29-11")[0].startswith(("onet:29-1141", "soc:29-1141"))
    assert suggest(space, "6221")["match"].to_pylist()[0] == "code"


def test_no_kind_crowds_out_the_others(space):
    kinds = suggest(space, "so", top=4)["kind"].to_pylist()
    assert {"industry", "occupation"} <= set(kinds)


def test_spelling_is_forgiven_where_nothing_begins_so(space):
    assert "onet:51-4041.00" in ids(space, "machinnists")


def test_a_kind_can_be_asked_for(space):
    assert set(suggest(space, "s", kind="skill")["kind"].to_pylist()) == {"skill"}
    with pytest.raises(UnknownKindError):
        suggest(space, "s", kind="town")
    with pytest.raises(InputError, match="top"):
        suggest(space, "s", top=0)


@pytest.mark.parametrize("text", ["", "  ", "\n", "!?"])
def test_nothing_typed_suggests_nothing(space, text):
    assert ids(space, text) == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30), st.integers(1, 12))
def test_whatever_is_typed_the_answers_are_distinct_and_few(bundled, text, top):
    found = suggest(bundled, text, top=top)
    assert found.num_rows <= top
    assert len(set(found["id"].to_pylist())) == found.num_rows
    assert set(found["kind"].to_pylist()) <= set(KINDS)


def test_a_keystroke_is_answered_within_50_ms(bundled):
    suggest(bundled, "warm")
    for typed in ("n", "nu", "nurse", "registered nurse", "tesla", "6221", "e", "software d"):
        times = []
        for _ in range(7):
            start = time.perf_counter()
            assert suggest(bundled, typed).num_rows
            times.append(time.perf_counter() - start)
        assert min(times) < 0.05, typed
