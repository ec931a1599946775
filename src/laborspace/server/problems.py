"""Errors as the web says them: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from laborspace.errors import (
    AmbiguousEntityError,
    LaborSpaceError,
    MissingExtraError,
    UnknownEntityError,
)
from laborspace.server.validating import listed, sentence

MEDIA_TYPE = "application/problem+json"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Which error: `urn:laborspace:error:…`."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "The sentence the command line prints."},
        "request_id": {"type": "string"},
        "suggestions": {"type": "array", "items": {"type": "string"}},
        "candidates": {"type": "array", "items": {"type": "string"}},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


def status_of(error: LaborSpaceError) -> int:
    """Return the status of an error: 404 for what is not there, else 422."""
    if isinstance(error, UnknownEntityError):
        return 404
    return 501 if isinstance(error, MissingExtraError) else 422


def response(
    status: int,
    detail: str,
    *,
    kind: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Return a problem as a response."""
    title = HTTPStatus(status).phrase
    slug = kind or re.sub(r"\W+", "-", title.lower())
    content = {
        "type": f"urn:laborspace:error:{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }
    body = json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    extra = {"cache-control": "no-store", **(headers or {})}
    return Response(body, status, headers=extra, media_type=MEDIA_TYPE)


def of_error(error: LaborSpaceError, **more: Any) -> Response:
    """Return an error of the library as a response, with the same sentence."""
    name = type(error).__name__.removesuffix("Error")
    slug = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
    if isinstance(error, UnknownEntityError):
        more["suggestions"] = error.suggestions
    if isinstance(error, AmbiguousEntityError):
        more["candidates"] = error.candidates
    return response(status_of(error), str(error), kind=slug, **more)


def of_validation(
    errors: Iterable[Mapping[str, Any]], known: Iterable[str], **more: Any
) -> Response:
    """Return what pydantic found as a response; `known` are the parameters there are."""
    found = list(errors)
    detail = sentence(found, known)
    if found[0]["type"] == "json_invalid":
        return response(400, detail, **more)
    return response(422, detail, kind="validation", errors=listed(found), **more)
