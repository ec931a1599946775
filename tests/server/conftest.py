"""A server on the bundled space: in this process, and as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field

import pytest

import laborspace

pytest.importorskip("fastapi", reason="needs the extra serve")


@dataclass
class Running:
    """A server that was started: its address, its process and the lines of its log."""

    url: str
    process: subprocess.Popen
    log: list[str] = field(default_factory=list)

    @property
    def port(self):
        return int(self.url.rpartition(":")[2])

    def memory(self):
        """Resident memory in MB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def start(*options, env=None):
    """Start ``laborspace serve`` and wait until it says where it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "laborspace", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", **(env or {})},
    )
    first = process.stderr.readline()
    assert "answers at http" in first, first + process.stderr.read()
    running = Running(first.split(" at ")[1].split(" ")[0], process)
    threading.Thread(target=lambda: running.log.extend(process.stderr), daemon=True).start()
    return running


@pytest.fixture(scope="session")
def bundled():
    os.environ.pop("LABORSPACE_SPACE", None)
    try:
        return laborspace.load(threads=1)
    except laborspace.FormatError:
        pytest.skip("this checkout has no bundled space")


@pytest.fixture(scope="session")
def app(bundled):
    from laborspace.server.app import create_app

    return create_app(bundled)


@pytest.fixture
def client(app):
    from starlette.testclient import TestClient

    # Not entered: the application is that of the whole session, its pool is not to be closed.
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture(scope="session")
def server(bundled):
    running = start()
    yield running
    running.stop()
