"""How a server is run."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from laborspace.errors import InputError

LEAST_TOKEN = 16
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Settings:
    """Limits and permissions of a server.

    Attributes
    ----------
    host : str
        Address to listen at.
    token : str or None
        Asked of every request but those for ``/healthz`` and the files of the page.
    allow_anonymous : bool
        Whether others than this machine may ask without a token.
    allow_hosts : tuple of str
        Names under which it may be addressed, beside those of this machine.
    allow_origins : tuple of str
        Web pages of other origins that may ask from a browser.
    workers, queue : int
        Questions answered at once, and waiting.
    timeout, header_timeout, body_timeout, send_timeout : float
        Seconds for an answer, and for a client to send its headers, its body, and to read on.
    max_body : int
        Bytes of a body.
    connections : int
        Open at once.
    """

    host: str = "127.0.0.1"
    token: str | None = None
    allow_anonymous: bool = False
    allow_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    workers: int = 2
    queue: int = 64
    timeout: float = 30.0
    header_timeout: float = 10.0
    body_timeout: float = 15.0
    send_timeout: float = 30.0
    max_body: int = 1_000_000
    connections: int = 512

    def check(self) -> None:
        """Refuse what is unsafe or senseless.

        Raises
        ------
        InputError
            If others could ask without a token and nobody said so, or a number is out of range.
        """
        if self.token is not None and (len(self.token) < LEAST_TOKEN or not self.token.isascii()):
            msg = f"A token needs at least {LEAST_TOKEN} ASCII characters; make a longer one."
            raise InputError(msg)
        if not self.is_local and self.token is None and not self.allow_anonymous:
            msg = (
                f"{self.host} can be reached from other machines: add --token, or say"
                " --allow-anonymous if anybody may ask."
            )
            raise InputError(msg)
        for name in ("workers", "timeout", "max_body", "connections"):
            if not getattr(self, name) > 0:
                msg = f"--{name.replace('_', '-')} must be above 0."
                raise InputError(msg)
        if self.queue < 0:
            msg = "--queue must be 0 or more."
            raise InputError(msg)
        if "*" in self.allow_origins:
            msg = "--allow-origin names one origin, such as https://example.org, not *."
            raise InputError(msg)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def hosts(self) -> frozenset[str] | None:
        """Names it answers to, None for any: a web page must not reach it by a name of its own."""
        if not self.is_local and not self.allow_hosts:
            return None
        return frozenset((*_LOCAL, self.host, *self.allow_hosts))
