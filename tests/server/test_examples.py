"""The answers shown in the OpenAPI document are real, and of the form the document promises."""

from __future__ import annotations

import numbers

import pytest

from laborspace.server.examples import FILE, cut, examples
from laborspace.server.verbs import VERBS

ANEW = "make them anew: python -m laborspace.server.examples"


@pytest.fixture(scope="module")
def made(direct):
    return {verb.name: cut(verb, direct(verb.name)) for verb in VERBS}


def same(mine, theirs):
    """Whether two answers are one, but for the last digits, which depend on the machine."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return mine.keys() == theirs.keys() and all(same(mine[k], theirs[k]) for k in mine)
    if isinstance(mine, list) and isinstance(theirs, list):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    if isinstance(mine, numbers.Real) and not isinstance(mine, bool):
        return isinstance(theirs, numbers.Real) and mine == pytest.approx(
            theirs, rel=1e-3, abs=1e-4
        )
    return mine == theirs


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_an_example_is_what_the_released_space_answers(made, verb):
    assert list(examples()) == [each.name for each in VERBS], ANEW
    # What was made when a space was is that of its making.
    shown, now = ({**each[verb.name]} for each in (examples(), made))
    if verb.name == "info":
        shown.pop("package_version"), now.pop("package_version")
    assert same(shown, now), ANEW


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_an_example_keeps_to_the_schema(client, verb):
    jsonschema = pytest.importorskip("jsonschema")
    document = client.get("/openapi.json").json()
    route = document["paths"][client.get("/").json()["routes"][verb.name]]
    for operation in route.values():
        answer = operation["responses"]["200"]["content"]["application/json"]
        value = answer["examples"]["example"]["value"]
        assert value == examples()[verb.name]
        jsonschema.validate(value, answer["schema"])
        if verb.table:
            assert value["rows"]


def test_the_file_stays_small():
    assert FILE.stat().st_size < 60_000


def test_a_wrong_example_would_be_noticed(made):
    changed = {**made["find"], "total": made["find"]["total"] + 1}
    assert not same(changed, made["find"])
    assert not same({"a": [1.0]}, {"a": [1.01]})
    assert not same({"a": None}, {"a": 0.0})
