"""The web page: its files, the chart library, and look-ups only a page needs."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from laborspace.errors import InputError, LaborSpaceError
from laborspace.server.mapping import packed, spots
from laborspace.server.refusing import Problem
from laborspace.server.rendering import accepts_gzip

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Scope

    from laborspace.server.pool import Pool
    from laborspace.space.container import Space

FOLDER = Path(__file__).parent / "static"
PLOTLY = "plotly.min.js"
AI = "text:large language models"
"""What the published measures of exposure are about, in the words of the page."""
MAX_NAME = 2_000
MAX_NAMES = 60
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


def add_page(app: FastAPI, space: Space, pool: Pool) -> None:
    """Add the routes of the page; they are no part of the documented interface.

    ``/`` is the page for whoever accepts HTML and stays what it was for others.

    Parameters
    ----------
    app : FastAPI
    space : Space
    pool : Pool
        Where look-ups are made, off the event loop.
    """
    app.router.routes.append(_Html("/", _file("index.html"), methods=["GET"]))
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in _TYPES and path.name != "index.html":
            name = path.relative_to(FOLDER).as_posix()
            app.add_route(f"/static/{name}", _file(name), methods=["GET"])
    app.add_route(f"/static/{PLOTLY}", _chart_library, methods=["GET"])
    look_ups = {"suggest": _suggest, "names": _names}
    look_ups |= {"places": _places, "standing": _standing, "spots": _spots}
    for name, look_up in look_ups.items():
        app.add_route(f"/page/{name}", _looking_up(space, pool, look_up), methods=["GET"])
    app.add_route("/page/map", _map(space, pool), methods=["GET"])


class _Html(Route):
    """A route only for those who accept HTML; for others, the next route of this path answers."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether the route answers a request."""
        accepted = dict(scope.get("headers", ())).get(b"accept", b"")
        return super().matches(scope) if b"text/html" in accepted else (Match.NONE, {})


def _file(name: str) -> Callable[[Request], Any]:
    path = FOLDER / name

    async def answer(request: Request) -> Response:
        return _sent(request, *_read(path), _TYPES[path.suffix])

    return answer


async def _chart_library(request: Request) -> Response:
    found = importlib.util.find_spec("plotly")
    path = Path(found.origin or "").parent / "package_data" / PLOTLY if found else None
    if path is None or not path.is_file():
        msg = "Charts need the package plotly; pip install 'laborspace[serve]' brings it."
        raise Problem(501, msg)
    return _sent(request, *_read(path), _TYPES[".js"])


@lru_cache(maxsize=64)
def _read(path: Path) -> tuple[bytes, bytes, str]:
    """Return the content of a file, plain and compressed, and a tag of it."""
    content = path.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return content, gzip.compress(content, 6, mtime=0), tag


def _sent(request: Request, content: bytes, packed: bytes, tag: str, media: str) -> Response:
    headers = {"cache-control": "no-cache", "etag": tag, "vary": "Accept, Accept-Encoding"}
    if tag in (request.headers.get("if-none-match") or ""):
        return Response(status_code=304, headers=headers)
    if accepts_gzip(request.headers.get("accept-encoding")):
        return Response(packed, headers=headers | {"content-encoding": "gzip"}, media_type=media)
    return Response(content, headers=headers, media_type=media)


def _looking_up(
    space: Space, pool: Pool, look_up: Callable[[Space, Request], Any]
) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        found = await pool.run(look_up, space, request)
        body = json.dumps(_plain(found), ensure_ascii=False).encode("utf-8", "replace")
        headers = {"cache-control": "no-store"}
        return Response(body, headers=headers, media_type="application/json")

    return answer


def _plain(value: Any) -> Any:
    """Return a value fit for JSON, which has no NaN."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _map(space: Space, pool: Pool) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return _sent(request, *await pool.run(packed, space), "application/json")

    return answer


def _spots(space: Space, request: Request) -> dict[str, Any]:
    return {"rows": spots(space, _named(request))}


def _named(request: Request) -> list[str]:
    given = request.query_params.getlist("q")
    if not given:
        msg = "Say what to look up: q=…."
        raise InputError(msg)
    if len(given) > MAX_NAMES or any(len(each) > MAX_NAME for each in given):
        msg = f"At most {MAX_NAMES} names of at most {MAX_NAME:,} characters can be looked up."
        raise InputError(msg)
    return given


def _suggest(space: Space, request: Request) -> dict[str, Any]:
    from laborspace.analysis.suggesting import suggest

    top = request.query_params.get("top", "8")
    if not (top.isascii() and top.isdigit() and 1 <= int(top) <= 50):
        msg = f"top={top!r} is no whole number from 1 to 50."
        raise InputError(msg)
    kind = request.query_params.get("kind") or None
    return {"rows": suggest(space, _named(request)[0], kind=kind, top=int(top)).to_pylist()}


def _names(space: Space, request: Request) -> dict[str, Any]:
    """Say what names mean; those that mean nothing are left out."""
    from laborspace.analysis.profile import head
    from laborspace.space.resolve import resolve

    rows = []
    for name in _named(request):
        try:
            row = space.index_of(resolve(space, name))
        except LaborSpaceError:
            continue
        rows.append({"asked": name, **head(space, row)})
    return {"rows": rows}


def _places(space: Space, request: Request) -> dict[str, Any]:
    """Say where an entity or a text lies on the standing axes, and how near it is to AI."""
    from laborspace.analysis.axis.standing import standing_places

    name = _named(request)[0]
    return {"rows": standing_places(space, name), "concept": _near_ai(space, name)}


def _near_ai(space: Space, name: str) -> dict[str, Any] | None:
    """Score an occupation, industry or firm as the verb ``exposure`` does."""
    from laborspace.analysis.exposure import exposure
    from laborspace.space.resolve import resolve

    if name.startswith("text:"):
        return None
    row = space.index_of(resolve(space, name))
    kind = space.column("kind")[row]
    if kind == "skill":
        return None
    through = None if kind == "occupation" else "employs"
    found = exposure(space, AI, kind=kind, entities=[space.ids[row]], through=through).table
    return {**found.to_pylist()[0], "concept": AI.removeprefix("text:"), "through": through}


def _standing(space: Space, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """List the standing axes whose poles the space has."""
    from dataclasses import asdict

    from laborspace.analysis.axis.standing import standing_axes

    return {"rows": [asdict(each) for each in standing_axes(space)]}
