"""Values computed from a space, kept for the next question."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

MOST = 512
"""Values that are kept."""


class Kept:
    """So many values by key, those not asked for the longest leaving first; safe among threads."""

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}
        self._order = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return a value, making it if it is not there."""
        found = self._values
        with self._order:
            if key in found:
                kept: T = found.pop(key)
                found[key] = kept  # the last to leave
                return kept
        value = make()
        with self._order:
            found[key] = value
            while len(found) > MOST:
                del found[next(iter(found))]
        return value
