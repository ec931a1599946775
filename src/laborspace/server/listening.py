"""Warnings of the library as notes of the answer that they are about.

Python's own way to catch them, ``warnings.catch_warnings``, is shared by all threads. Here a hook
stays in place and hands each warning to the question of its own thread.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from laborspace import errors

T = TypeVar("T")
_HEARD = tuple(
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, UserWarning)
)
_notes = threading.local()


def listening(work: Callable[[], T]) -> tuple[T, tuple[str, ...]]:
    """Run a function; return what it returns and what it warned of."""
    _listen()
    _notes.heard = []
    try:
        result = work()
        return result, tuple(dict.fromkeys(_notes.heard))
    finally:
        _notes.heard = None


def _listen() -> None:
    if getattr(warnings.showwarning, "of", None) is not _notes:
        hook = _hook(warnings.showwarning)
        hook.of = _notes  # type: ignore[attr-defined]
        warnings.showwarning = hook
    for each in _HEARD:
        warnings.simplefilter("always", each)


def _hook(before: Callable[..., None]) -> Callable[..., None]:
    def show(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
        heard = getattr(_notes, "heard", None)
        if heard is None or not issubclass(category, _HEARD):
            before(message, category, *rest, **more)
        else:
            heard.append(str(message))

    return show
