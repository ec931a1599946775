"""Work off the event loop: so many threads, so many waiting, so long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from laborspace.server.refusing import Problem

T = TypeVar("T")


class Pool:
    """Threads that answer, a queue of bounded length before them.

    Parameters
    ----------
    workers : int
        Questions answered at once.
    queue : int
        Questions that may wait; one more is refused.
    timeout : float
        Seconds after which a question is given up. One that is being answered is answered to its
        end, which nobody reads; until then it counts as busy.
    """

    def __init__(self, workers: int, queue: int, timeout: float) -> None:
        self.room = workers + queue
        self.timeout = timeout
        self.busy = 0
        self._workers = workers
        self._threads: ThreadPoolExecutor | None = None

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run a function in a thread.

        Raises
        ------
        Problem
            503 if the queue is full, 504 if it takes too long.
        """
        if self.busy >= self.room:
            msg = "The server is busy; ask again in a moment."
            raise Problem(503, msg, headers={"retry-after": "1"})
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._workers, thread_name_prefix="laborspace")
        loop = asyncio.get_running_loop()
        future = self._threads.submit(work, *arguments)
        self.busy += 1
        future.add_done_callback(lambda done: self._done(loop, done))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self.timeout)
        except (TimeoutError, asyncio.TimeoutError) as error:
            if future.done() and not future.cancelled():
                raise  # the work itself timed out
            msg = (
                f"No answer within {self.timeout:g} seconds; ask for fewer entities or a simpler"
                " question."
            )
            raise Problem(504, msg) from error

    def _done(self, loop: asyncio.AbstractEventLoop, _future: Future[Any]) -> None:
        try:
            loop.call_soon_threadsafe(self._release)
        except RuntimeError:  # the loop has closed, and with it the counting
            self.busy -= 1

    def _release(self) -> None:
        self.busy -= 1

    def close(self) -> None:
        """Let what runs end, and begin nothing that waits."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None
