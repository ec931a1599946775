"""The OpenAPI document: what each route takes and gives."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from laborspace.server import problems
from laborspace.server.examples import examples
from laborspace.server.rendering import ARROW, CSV, JSON
from laborspace.server.verbs import Verb

ABOUT = (
    "Industries, occupations, skills and firms in one vector space. Entities are named by id"
    " (`onet:29-1141.00`), code, title or alias; free text is written `text:…`. Each route is one"
    " verb of the library and gives the numbers that Python and the command line give. Answers are"
    " JSON, or CSV or Arrow if `Accept` asks for them. Scores are `estimated` unless `basis` says"
    " `observed`."
)
_TEXT, _NUMBER, _YES = {"type": "string"}, {"type": ["number", "null"]}, {"type": "boolean"}
_TEXTS = (
    *("id", "kind", "code", "title", "match", "basis", "why", "origin", "measure", "other"),
    *("depends_on", "level", "status", "cluster_title", "aspect", "side", "excerpt"),
)
_DOCUMENTS = {  # what answers that are no tables always have
    "info": ["kinds", "relations", "dimension"],
    "profile": ["id", "kind", "code", "title", "groups", "members", "attributes", "measures"],
}
_ABOUT_COLUMNS = {
    "id": "Identifier, such as `onet:29-1141.00`.",
    "score": "The verb's own score; the page of the verb says how to read it.",
    "low": "Lower end of the interval.",
    "high": "Upper end of the interval.",
    "percentile": "Share of random questions, or of entities, that score lower.",
    "rank_back": "Rank of what was asked about, as seen from the answer.",
    "p_value": "Share of random axes that place the entity as far out.",
    "basis": "`observed` in a source or `estimated` by the space.",
    "why": "The reason, in words.",
    "probability": "Calibrated probability.",
}
_PROBLEMS = {
    400: "Not HTTP or JSON that can be read.",
    401: "A token is missing or wrong.",
    404: "No entity is called so.",
    406: "No media type that is accepted.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    421: "The server is not called so.",
    422: "The question cannot be understood.",
    500: "Something went wrong inside.",
    503: "Too many questions wait.",
    504: "The answer took too long.",
}


def responses(verb: Verb) -> dict[int | str, dict[str, Any]]:
    """Return the responses of a verb as OpenAPI describes them."""
    found: dict[int | str, dict[str, Any]] = {
        status: {
            "description": said,
            "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, said in _PROBLEMS.items()
    }
    content: dict[str, Any] = {JSON: {"schema": schema(verb)}}
    if verb.table:
        content[CSV] = {"schema": {"type": "string"}}
        content[ARROW] = {"schema": {"type": "string", "format": "binary"}}
    found[200] = {
        "description": "The answer.",
        "content": content,
        "headers": {
            "ETag": {"schema": _TEXT, "description": "Names the space and the question (GET)."},
            "X-Total-Count": {"schema": {"type": "integer"}, "description": "Rows in all."},
            "X-Request-Id": {"schema": _TEXT, "description": "Of the log."},
            "Link": {"schema": _TEXT, "description": "The next page, if there is one (GET)."},
        },
    }
    found[304] = {"description": "The client has this answer (`If-None-Match`)."}
    return found


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application."""
    found = app.openapi()
    parts = found.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = problems.SCHEMA
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{}, {"token": []}]
    # Put in here, for FastAPI leaves out of examples what is null.
    for route in found["paths"].values():
        for operation in route.values():
            name = operation["operationId"].partition("_")[2]
            shown = {"summary": "Of the released space, cut short.", "value": examples()[name]}
            operation["responses"]["200"]["content"][JSON]["examples"] = {"example": shown}
    return found


def schema(verb: Verb) -> dict[str, Any]:
    """Return the JSON Schema of an answer."""
    if not verb.table:
        return {"type": "object", "required": _DOCUMENTS[verb.name]}
    columns = verb.columns.split()
    row = {
        "type": "object",
        "properties": {name: _column(name, verb) for name in columns},
        "required": [name for name in columns if name in ("id", "kind", "code", "title")],
    }
    whole = {"type": "integer", "minimum": 0}
    return {
        "type": "object",
        "required": [
            "verb",
            "asked",
            "rows",
            "total",
            "limit",
            "offset",
            "notes",
            "about",
            "space",
        ],
        "properties": {
            "verb": {"const": verb.name},
            "asked": {"type": "object", "description": "The question, with its defaults."},
            "rows": {"type": "array", "items": row},
            "total": {**whole, "description": "Rows in all."},
            "limit": whole,
            "offset": whole,
            "notes": {"type": "array", "items": _TEXT, "description": "To keep in mind."},
            "about": {"type": "object", "description": "What is said beside the table."},
            "space": {
                "type": "object",
                "required": ["sha256", "version"],
                "properties": {"sha256": _TEXT, "version": _TEXT},
            },
        },
    }


def _column(name: str, verb: Verb) -> dict[str, Any]:
    if name == "text":  # of texts that are coded it is the place of a text among those asked
        return {"type": "integer"} if verb.name in ("code", "mentions") else _TEXT
    kind = _TEXT if name in _TEXTS else _YES if name in ("backed_off", "review") else _NUMBER
    return {**kind, "description": _ABOUT_COLUMNS[name]} if name in _ABOUT_COLUMNS else kind
