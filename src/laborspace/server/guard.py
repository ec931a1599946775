"""What stands between the network and the routes: who may ask, how much, and how long."""

from __future__ import annotations

import asyncio
import hmac
import re
import time
import uuid
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from laborspace.server.problems import response
from laborspace.server.refusing import Problem
from laborspace.server.telemetry import LOG

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from laborspace.server.settings import Settings
    from laborspace.server.telemetry import Metrics

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^:\[\]]*))(?::\d{1,5})?")
_OPEN = ("/healthz",)
_FILES = "/static/"  # of the page, which holds no data and asks for the token itself
_CLOSING = (408, 413)
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
        " img-src 'self' data: blob:; font-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guard:
    """ASGI middleware around the routes.

    It gives every request an id, refuses what is too large, too slow, not allowed or addressed to
    another name, adds the security headers, and counts and logs what came of it.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex
        # uvicorn leaves out the body of an answer to HEAD; the routes know GET only.
        method = scope["method"]
        scope = {**scope, "method": "GET" if method == "HEAD" else method}
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        sending = _Sending(send, request_id, self.settings.send_timeout)
        started = time.perf_counter()
        self.metrics.open.inc()
        try:
            await self._answer(scope, headers, receive, sending)
        finally:
            self.metrics.open.dec()
            self._tell(scope, method, request_id, sending, time.perf_counter() - started)

    async def _answer(
        self, scope: Scope, headers: Headers, receive: Receive, sending: _Sending
    ) -> None:
        request_id = scope["state"]["request_id"]
        try:
            self._check(scope, headers)
            await self.app(scope, _Receiving(receive, self.settings), sending)
        except Problem as problem:
            answer = response(
                problem.status, problem.detail, headers=problem.headers, request_id=request_id
            )
            await answer(scope, receive, sending)
        except Exception:
            LOG.exception("failed", extra={"facts": {"request_id": request_id}})
            if sending.status:
                raise
            detail = f"Something went wrong inside the server; its log has it under {request_id}."
            await response(500, detail, request_id=request_id)(scope, receive, sending)

    def _check(self, scope: Scope, headers: Headers) -> None:
        hosts = self.settings.hosts
        if hosts is not None:
            parts = _HOST.fullmatch(headers.get("host", ""))
            host = (parts[1] or parts[2] or "").lower() if parts else ""
            if host not in hosts or len(headers.getlist("host")) != 1:
                msg = (
                    "This server does not answer to the name in the Host header; address it as"
                    " localhost, or start it with --allow-host."
                )
                raise Problem(421, msg)
        if self.settings.token is not None and not _is_open(scope, headers):
            scheme, _, token = headers.get("authorization", "").partition(" ")
            right = hmac.compare_digest(
                token.strip().encode("utf-8", "replace"), self.settings.token.encode()
            )
            if scheme.lower() != "bearer" or not right:
                msg = "This server asks for a token: send the header Authorization: Bearer TOKEN."
                raise Problem(401, msg, headers={"www-authenticate": "Bearer"})
        length = headers.get("content-length")
        if length is not None and length.isdigit() and int(length) > self.settings.max_body:
            raise _too_large(self.settings)
        if scope["method"] == "POST":
            media = headers.get("content-type", "").partition(";")[0].strip().lower()
            if media != "application/json":
                msg = "A body is JSON: send it with Content-Type: application/json."
                raise Problem(415, msg)

    def _tell(
        self, scope: Scope, method: str, request_id: str, sending: _Sending, seconds: float
    ) -> None:
        route = getattr(scope.get("route"), "path", "other")
        shown = method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
        self.metrics.requests.labels(route, shown, str(sending.status or 499)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        facts = {
            "request_id": request_id,
            "method": shown,
            "route": route,
            "status": sending.status or 499,
            "bytes": sending.size,
            "ms": round(1000 * seconds, 1),
            "client": (scope.get("client") or ("",))[0],
        }
        LOG.info("request", extra={"facts": facts})


class _Receiving:
    """The body of a request, as much and as long as allowed."""

    def __init__(self, receive: Receive, settings: Settings) -> None:
        self._receive = receive
        self._settings = settings
        self._size = 0
        self._whole = False
        self._until = time.monotonic() + settings.body_timeout

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        left = max(self._until - time.monotonic(), 0.001)
        try:
            message = await asyncio.wait_for(self._receive(), left)
        except (TimeoutError, asyncio.TimeoutError) as error:
            msg = f"The body did not arrive within {self._settings.body_timeout:g} seconds."
            raise Problem(408, msg) from error
        self._size += len(message.get("body", b""))
        if self._size > self._settings.max_body:
            raise _too_large(self._settings)
        self._whole = not message.get("more_body", False)
        return message


class _Sending:
    """The response, with its headers, as long as the client reads on."""

    def __init__(self, send: Send, request_id: str, timeout: float) -> None:
        self._send = send
        self._request_id = request_id
        self._timeout = timeout
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY.items():
                headers.setdefault(name, value)
            headers["x-request-id"] = self._request_id
            if self.status in _CLOSING:
                headers["connection"] = "close"
        self.size += len(message.get("body", b""))
        await asyncio.wait_for(self._send(message), self._timeout)


def _is_open(scope: Scope, headers: Headers) -> bool:
    """Whether a path is answered without the token: the page itself, and nothing it shows."""
    path: str = scope["path"]
    if scope["method"] != "GET":
        return False
    page = path == "/" and "text/html" in headers.get("accept", "")
    return page or path in _OPEN or path.startswith(_FILES)


def _too_large(settings: Settings) -> Problem:
    return Problem(413, f"A body may have at most {settings.max_body:,} bytes; send less.")
