"""What the first question of a sort would wait for is made ready while the server starts.

A thread of its own goes through :data:`WARMING`, so that questions find all workers free. Who adds
a verb whose first answer is slow adds a line there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from laborspace.errors import LaborSpaceError
from laborspace.server.answering import answered, example_of
from laborspace.server.listening import listening
from laborspace.server.mapping import packed
from laborspace.server.telemetry import LOG
from laborspace.server.verbs import VERBS

if TYPE_CHECKING:
    from laborspace.space.container import Space

Step = tuple[str, Callable[["Space"], Any]]


def _example(name: str, **changed: Any) -> Callable[[Space], Any]:
    """Return what asks a verb its example, with some parameters changed."""

    def ask(space: Space) -> Any:
        verb = next(each for each in VERBS if each.name == name)
        return answered(verb, space, example_of(verb, **changed))

    return ask


def _first_letters(space: Space) -> Any:
    from laborspace.analysis.suggesting import suggest

    return suggest(space, "a", top=1)


def _one_profile(space: Space) -> Any:
    from laborspace.analysis.profile import profile

    return profile(space, space.ids[int(space.rows("occupation")[0])])


WARMING: tuple[Step, ...] = (
    ("type-ahead", _first_letters),
    ("find", _example("find")),
    ("neighbors", _example("neighbors", kind=None, minus=["text:office work"])),
    ("compose", _example("compose", kind=None)),
    ("profiles", _one_profile),
    ("axis", _example("axis", kind=None)),
    ("expect requires", _example("expect")),
    ("expect employs", _example("expect", entity="naics:622", relation="employs")),
    ("expect operates_in", _example("expect", entity="firm:TSLA", relation="operates_in")),
    ("transitions", _example("transitions")),
    ("paths", _example("paths")),
    ("code", _example("code")),
    ("mentions", _example("mentions")),
    ("shock", _example("shock")),
    ("map", packed),
)
"""What is made ready, by name, in this order: what the page asks first comes first."""


class Warming:
    """Goes through the steps once, beside the answering.

    Parameters
    ----------
    space : Space
    steps : sequence of (str, callable)
        A step that a space cannot take, say for want of an encoder, counts as done.
    """

    def __init__(self, space: Space, steps: Sequence[Step] = WARMING) -> None:
        self._space = space
        self._left = list(steps)
        self._stopped = threading.Event()

    @property
    def left(self) -> list[str]:
        """What is not ready yet."""
        return [name for name, _ in self._left]

    def start(self) -> None:
        """Begin; the thread ends with the process, however far it is."""
        threading.Thread(target=self._go, name="laborspace-warming", daemon=True).start()

    def stop(self) -> None:
        """Begin no further step."""
        self._stopped.set()

    def _go(self) -> None:
        while self._left and not self._stopped.is_set():
            name, step = self._left[0]
            try:
                listening(partial(step, self._space))
            except LaborSpaceError as error:
                LOG.info("not warmed", extra={"facts": {"step": name, "why": str(error)}})
            except Exception:  # noqa: BLE001 - the question itself will say what is wrong
                LOG.exception("warming failed", extra={"facts": {"step": name}})
            self._left.pop(0)
