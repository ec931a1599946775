"""The verbs as tools of an assistant: Model Context Protocol over stdio.

An assistant that asks here cites codes that exist, with their reasons, instead of inventing them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
import mcp_types as types
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from pydantic import BaseModel, ValidationError

from laborspace import __version__
from laborspace.errors import LaborSpaceError
from laborspace.server.answering import answered
from laborspace.server.parameters import model_of, whole
from laborspace.server.rendering import Identity, envelope, fit, identify
from laborspace.server.validating import sentence
from laborspace.server.verbs import VERBS, Verb

if TYPE_CHECKING:
    from laborspace.space.container import Space

PAGE = {
    "limit": whole("Most rows to return.", 1, 500, default=20),
    "offset": whole("Rows to leave out before them.", 0, 10**7, default=0),
}
LEFT_OUT = ("encode",)  # an assistant has no use for vectors
INSTRUCTIONS = (
    "Industries (NAICS), occupations (O*NET, ESCO), skills and firms in one vector space. Name"
    " entities by id (onet:29-1141.00), code or title, free text as text:…; use find where unsure."
    " Cite ids and codes from the rows only. basis says whether a row is observed in a source or"
    " estimated; why gives the reason; notes say what to keep in mind."
)


def verbs() -> dict[str, Verb]:
    """Return the verbs that are tools, by name."""
    return {verb.name: verb for verb in VERBS if verb.name not in LEFT_OUT}


def model(verb: Verb) -> type[BaseModel]:
    """Return what a tool takes."""
    page = PAGE if verb.table else {}
    return model_of(f"{verb.name.capitalize()}Input", verb.parameters | page, query=False)


def call(
    space: Space, identity: Identity, verb: Verb, arguments: dict[str, Any]
) -> types.CallToolResult:
    """Answer one call; an error is an answer too, in the sentence of the command line."""
    try:
        question = model(verb)(**arguments)
        answer = answered(verb, space, question)
    except ValidationError as error:
        return _failed(sentence(error.errors(), model(verb).model_fields))
    except LaborSpaceError as error:
        return _failed(str(error))
    content: dict[str, Any]
    if answer.table is None:
        content = fit(answer.about)
    else:
        limit, offset = getattr(question, "limit", 20), getattr(question, "offset", 0)
        content = envelope(
            answer, answer.table.slice(offset, limit), question.model_dump(), verb=verb.name,
            identity=identity, limit=limit, offset=offset,
        )  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=content
    )


def _failed(said: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=said)], is_error=True)


def make_server(space: Space) -> Server[Any]:
    """Return the server of a space."""
    identity = identify(space)
    known = verbs()
    about = types.ToolAnnotations(
        read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False
    )
    tools = [
        types.Tool(
            name=verb.name,
            description=verb.summary,
            input_schema=model(verb).model_json_schema(),
            annotations=about,
        )
        for verb in known.values()
    ]

    async def listed(_context: Any, _parameters: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def called(
        _context: Any, parameters: types.CallToolRequestParams
    ) -> types.CallToolResult:
        verb = known.get(parameters.name)
        if verb is None:
            return _failed(f"There is no tool {parameters.name!r}; there are {', '.join(known)}.")
        arguments = parameters.arguments or {}
        return await anyio.to_thread.run_sync(call, space, identity, verb, arguments)

    return Server(
        "laborspace",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=listed,
        on_call_tool=called,
    )


def run(space: Space) -> None:
    """Answer on stdin and stdout until the other side hangs up."""

    async def serve() -> None:
        server = make_server(space)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(serve)
