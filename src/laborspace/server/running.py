"""The server as a process: uvicorn, with a limit on how long a client takes for its headers."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from laborspace.errors import InputError
from laborspace.server.app import create_app
from laborspace.server.telemetry import log_as_json

if TYPE_CHECKING:
    from laborspace.server.settings import Settings
    from laborspace.space.container import Space

_HEADERS = 65_536  # bytes of request line and headers
_GRACE = 10  # seconds for what runs when the server is told to stop


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; port 0 takes one that is free.

    Raises
    ------
    InputError
        If the address cannot be had.
    """
    bound = None
    try:
        family, *_rest, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # asyncio sends at once (TCP_NODELAY) only where it knows that the socket is TCP. Otherwise
        # the body of an answer waits until its head is acknowledged, 40 ms on loopback.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(1024)  # who asks while the server gets ready waits a moment
    except (OSError, OverflowError) as error:
        if bound is not None:
            bound.close()
        why = getattr(error, "strerror", None) or str(error)
        msg = f"Cannot listen at {host}, port {port} ({why}); choose another with --port."
        raise InputError(msg) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """Return the address of a socket as one types it into a browser."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(space: Space, settings: Settings, bound: socket.socket) -> None:
    """Serve until told to stop (SIGINT, SIGTERM); what is being answered then is answered."""
    log_as_json()
    config = uvicorn.Config(
        create_app(space, settings),
        http=_protocol(settings.header_timeout),
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        limit_concurrency=settings.connections,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_GRACE,
        h11_max_incomplete_event_size=_HEADERS,
    )
    uvicorn.Server(config).run(sockets=[bound])


def _protocol(timeout: float) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol, which gives up on clients that do not finish their headers."""

    class Patient(H11Protocol):
        _late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._watch()

        def handle_events(self) -> None:
            super().handle_events()
            self._watch()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            self._forget()
            super().connection_lost(exc)

        def _watch(self) -> None:
            if self.conn.their_state is not h11.IDLE:
                self._forget()
            elif self._late is None:
                self._late = self.loop.call_later(timeout, self._give_up)

        def _forget(self) -> None:
            if self._late is not None:
                self._late.cancel()
                self._late = None

        def _give_up(self) -> None:
            self._late = None
            if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
                self.transport.close()

    return Patient
