"""The tools of an assistant, asked by the client of the official SDK over stdio."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("mcp", reason="needs the extra serve")
import anyio
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from laborspace.output import records
from laborspace.server.rendering import fit
from laborspace.server.verbs import VERBS

NURSE = "onet:29-1141.00"


@pytest.fixture(scope="module")
def told(bundled):
    """What the server says to a session of questions, by name."""
    questions = {
        "neighbors": ("neighbors", {"q": [NURSE], "kind": "skill", "top": 3}),
        "one": ("neighbors", {"q": NURSE, "limit": 1}),
        "unknown": ("neighbors", {"q": ["nrse"]}),
        "form": ("neighbors", {"q": [NURSE], "tpo": 3}),
        "missing": ("axis", {"negative": ["naics:62"]}),
        "tool": ("encode", {"text": ["x"]}),
        "info": ("info", {}),
        "notes": ("neighbors", {"q": ["text:" + "nurse " * 2000], "top": 1}),
    }

    async def session():
        command = StdioServerParameters(command=sys.executable, args=["-m", "laborspace", "mcp"])
        async with Client(stdio_client(command)) as client:
            answers = {
                name: await client.call_tool(tool, arguments)
                for name, (tool, arguments) in questions.items()
            }
            return (await client.list_tools()).tools, answers

    return anyio.run(session)


def test_the_tools_are_the_verbs(told):
    tools, _ = told
    assert [tool.name for tool in tools] == [v.name for v in VERBS if v.name != "encode"]
    for tool in tools:
        assert len(tool.description) < 120
        assert tool.input_schema["type"] == "object"
        assert tool.annotations.read_only_hint
        for field in tool.input_schema.get("properties", {}).values():
            assert field["description"]


def test_an_answer_is_that_of_the_library(told, bundled):
    answer = told[1]["neighbors"]
    expected = bundled.most_similar(NURSE, kind="skill", top=3).to_dict("records")
    assert not answer.is_error
    assert answer.structured_content["rows"] == expected
    assert answer.structured_content["verb"] == "neighbors"
    assert len(answer.structured_content["space"]["sha256"]) == 64
    assert expected[0]["id"] in answer.content[0].text
    assert len(told[1]["one"].structured_content["rows"]) == 1
    assert told[1]["info"].structured_content["dimension"] == bundled.dimension
    assert "not read" in told[1]["notes"].structured_content["notes"][0]


def test_an_error_is_a_sentence_the_assistant_can_use(told, bundled):
    from laborspace.errors import UnknownEntityError

    with pytest.raises(UnknownEntityError) as raised:
        bundled.most_similar("nrse")
    said = {name: answer.content[0].text for name, answer in told[1].items() if answer.is_error}
    assert said["unknown"] == str(raised.value)
    assert said["form"].startswith("There is no parameter 'tpo'; there are q, minus")
    assert said["missing"] == "The parameter 'positive' is missing."
    assert said["tool"].startswith("There is no tool 'encode'; there are info, find")


@pytest.mark.parametrize(
    "verb", [v for v in VERBS if v.name != "encode"], ids=lambda verb: verb.name
)
def test_every_tool_answers_its_example(bundled, direct, verb):
    from laborspace.server.rendering import Identity
    from laborspace.server.tools import call

    answer = call(bundled, Identity("0" * 64, "x"), verb, verb.example)
    assert not answer.is_error, answer.content[0].text
    expected = direct(verb.name)
    if verb.table:
        assert answer.structured_content["rows"] == records(expected.table.slice(0, 20))
    else:
        assert answer.structured_content == fit(expected.about)
