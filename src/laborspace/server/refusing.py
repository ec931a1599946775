"""A request that is refused before the library is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException


class Problem(HTTPException):
    """Why a request is refused: an HTTP status and a sentence."""

    def __init__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.status = status
        self.more = more
