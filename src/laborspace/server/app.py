"""The web application: a route for each verb, and those that tell about the server."""

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Body, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from laborspace import __version__
from laborspace.errors import LaborSpaceError
from laborspace.server import documenting, problems
from laborspace.server.answering import answered
from laborspace.server.guard import Guard
from laborspace.server.page import add_page
from laborspace.server.parameters import PAGE, model_of
from laborspace.server.pool import Pool
from laborspace.server.refusing import Problem
from laborspace.server.rendering import (
    Identity,
    Rendered,
    accepts_gzip,
    identify,
    negotiate,
    render,
    tag,
)
from laborspace.server.settings import Settings
from laborspace.server.telemetry import CONTENT_TYPE, Metrics
from laborspace.server.verbs import VERBS, Verb
from laborspace.server.warming import Warming
from laborspace.space.container import Space

PREFIX = "/api/v1"
_CACHE = {"cache-control": "private, no-cache", "vary": "Accept, Accept-Encoding"}


def create_app(space: Space, settings: Settings | None = None) -> FastAPI:
    """Return the web application of a space.

    Parameters
    ----------
    space : Space
    settings : Settings, optional
        Those of a server on this machine by default.

    Raises
    ------
    InputError
        If the settings are unsafe.
    """
    chosen = settings or Settings()
    chosen.check()
    pool = Pool(chosen.workers, chosen.queue, chosen.timeout)
    metrics = Metrics()
    metrics.busy.set_function(lambda: pool.busy)
    identity = identify(space)
    warming = Warming(space)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        warming.start()
        yield
        warming.stop()
        pool.close()

    app = FastAPI(
        title="Labor Space",
        version=__version__,
        description=documenting.ABOUT,
        lifespan=lifespan,
        openapi_url=None,  # made once, below
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    add_page(app, space, pool)  # before the routes that share its path
    _tell_about_the_server(app, metrics, identity, warming)
    for verb in VERBS:
        _add(app, verb, space, pool, identity)
    _answer_errors(app)
    app.add_middleware(Guard, settings=chosen, metrics=metrics)
    if chosen.allow_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(chosen.allow_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "if-none-match", "x-request-id"],
            expose_headers=["etag", "link", "x-request-id", "x-total-count"],
        )
    return app


def _render(
    verb: Verb, space: Space, question: Any, identity: Identity, media: str, compress: bool
) -> Rendered:
    answer = answered(verb, space, question)
    return render(
        answer,
        question.model_dump(include=set(verb.parameters)),
        verb=verb.name,
        identity=identity,
        media=media,
        limit=getattr(question, "limit", 0),
        offset=getattr(question, "offset", 0),
        compress=compress,
    )


def _add(app: FastAPI, verb: Verb, space: Space, pool: Pool, identity: Identity) -> None:
    """Add the routes of a verb: GET, and POST where there is something to send."""
    paged = verb.parameters | (PAGE if verb.table else {})
    in_body = model_of(f"{verb.name.capitalize()}Body", paged, query=False)
    rest = {name: each for name, each in paged.items() if name != verb.in_path}
    in_query = model_of(f"{verb.name.capitalize()}Query", rest, query=True)

    async def answer(request: Request, question: Any) -> Response:
        media = negotiate(request.headers.get("accept"), getattr(question, "format", None))
        compress = accepts_gzip(request.headers.get("accept-encoding"))
        headers = dict(_CACHE)
        if request.method == "GET":
            asked = json.dumps(question.model_dump(), sort_keys=True)
            headers["etag"] = tag(identity, verb.name, asked, media)
            if _has(request.headers.get("if-none-match"), headers["etag"]):
                return Response(status_code=304, headers=headers)
        else:
            headers["cache-control"] = "no-store"
        rendered = await pool.run(_render, verb, space, question, identity, media, compress)
        headers |= rendered.headers
        if request.method == "GET" and "x-total-count" in headers:
            following = question.offset + question.limit
            if following < int(headers["x-total-count"]):
                headers["link"] = _link(request, following)
        return Response(rendered.body, headers=headers)

    async def get(request: Request, question: Any) -> Response:
        return await answer(request, _filled(question, in_body))

    async def post(request: Request, question: Any) -> Response:
        return await answer(request, question)

    get.__annotations__ = {"request": Request, "question": Annotated[in_query, Query()]}

    async def named(request: Request, question: Any, **path: str) -> Response:
        return await answer(request, _filled(question, in_body, **path))

    post.__annotations__ = {
        "request": Request,
        "question": Annotated[in_body, Body(openapi_examples={"example": {"value": verb.example}})],
    }
    options: dict[str, Any] = {
        "responses": documenting.responses(verb),
        "response_class": Response,
        "response_model": None,
        "summary": verb.summary,
        "tags": ["verbs"],
    }
    ways: list[tuple[str, Callable[..., Any]]] = []
    if verb.in_path:
        ways.append(("GET", _with_path(named, verb, in_query)))
    elif verb.in_query:
        ways.append(("GET", get))
    if verb.in_body:
        ways.append(("POST", post))
    for method, endpoint in ways:
        name = f"{method.lower()}_{verb.name}"
        app.add_api_route(
            f"{PREFIX}/{verb.route}", endpoint, methods=[method], operation_id=name, **options
        )


def _in_question(verb: Verb) -> list[str]:
    """Return the names of what a query string or a body may hold."""
    names = [*verb.parameters, *(PAGE if verb.table else {})]
    return [name for name in names if name != verb.in_path]


def _filled(question: BaseModel, model: type[BaseModel], **path: str) -> BaseModel:
    """Return what a query string asked with the defaults of what only a body can hold."""
    return model(**question.model_dump(), **path)


def _with_path(
    ask: Callable[..., Any], verb: Verb, in_query: type[BaseModel]
) -> Callable[..., Any]:
    """Return an endpoint that takes one parameter of a verb from the path."""
    name = verb.in_path
    asked = verb.parameters[name]
    told = Path(description=asked.about, examples=[asked.example])
    taken = {
        "request": Request,
        "question": Annotated[in_query, Query()],
        name: Annotated[asked.query, told],
    }

    async def endpoint(**given: Any) -> Response:
        return await ask(**given)  # type: ignore[no-any-return]

    keyword = inspect.Parameter.KEYWORD_ONLY
    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(each, keyword, annotation=type_) for each, type_ in taken.items()]
    )
    return endpoint


def _has(header: str | None, etag: str) -> bool:
    given = [each.strip() for each in (header or "").split(",")]
    return "*" in given or etag in given


def _link(request: Request, offset: int) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "offset"]
    return f'<{request.url.path}?{urlencode([*kept, ("offset", offset)])}>; rel="next"'


def _tell_about_the_server(
    app: FastAPI, metrics: Metrics, identity: Identity, warming: Warming
) -> None:
    def index() -> dict[str, Any]:
        routes = {verb.name: f"{PREFIX}/{verb.route.replace(':path', '')}" for verb in VERBS}
        return {
            "name": "laborspace",
            "version": __version__,
            "space": identity.sha256,
            "openapi": "/openapi.json",
            "health": "/healthz",
            "metrics": "/metrics",
            "routes": routes,
        }

    def healthz() -> dict[str, Any]:
        left = warming.left
        return {
            "status": "ok",
            "ready": not left,
            "warming": left,
            "version": __version__,
            "space": identity.sha256,
        }

    def counted() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    document: list[bytes] = []

    def openapi() -> Response:
        if not document:
            document.append(json.dumps(documenting.document(app), ensure_ascii=False).encode())
        return Response(document[0], media_type="application/json")

    for path, make in (
        ("/", index),
        ("/healthz", healthz),
        ("/metrics", counted),
        ("/openapi.json", openapi),
    ):
        app.add_route(path, _endpoint(make), methods=["GET"])


def _endpoint(make: Callable[[], Any]) -> Callable[..., Any]:
    async def endpoint(_request: Request) -> Response:
        found = make()
        if isinstance(found, Response):
            return found
        body = json.dumps(found).encode()
        return Response(body, media_type="application/json", headers={"cache-control": "no-store"})

    return endpoint


def _answer_errors(app: FastAPI) -> None:
    """Answer every error as a problem."""
    methods = {
        f"{PREFIX}/{verb.route}": ", ".join(
            [*(["GET", "HEAD"] if verb.in_query else []), *(["POST"] if verb.in_body else [])]
        )
        for verb in VERBS
    }
    known = {f"{PREFIX}/{verb.route}": _in_question(verb) for verb in VERBS}

    def route(request: Request) -> str:
        return getattr(request.scope.get("route"), "path", request.url.path)

    def of(request: Request) -> dict[str, Any]:
        return {"request_id": getattr(request.state, "request_id", "")}

    async def library(request: Request, error: Any) -> Response:
        return problems.of_error(error, **of(request))

    async def refused(request: Request, error: Any) -> Response:
        return problems.response(
            error.status, error.detail, headers=error.headers, **of(request), **error.more
        )

    async def validation(request: Request, error: Any) -> Response:
        names = known.get(route(request), [])
        return problems.of_validation(error.errors(), names, **of(request))

    async def http(request: Request, error: Any) -> Response:
        said = {
            400: "The body cannot be read as JSON.",
            404: "There is nothing here; / lists the routes.",
            405: "This route does not take this method; the header Allow says which it takes.",
        }.get(error.status_code, str(error.detail))
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        if error.status_code == 405:
            headers["allow"] = methods.get(route(request), "GET, HEAD")
        return problems.response(error.status_code, said, headers=headers, **of(request))

    app.add_exception_handler(LaborSpaceError, library)
    app.add_exception_handler(Problem, refused)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(HTTPException, http)
