"""``laborspace serve`` as a process of its own, for tests that treat it as others would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Running:
    """A server that was started: its address, its process and the lines of its log."""

    url: str
    process: subprocess.Popen
    log: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None

    @property
    def port(self):
        return int(self.url.rpartition(":")[2])

    def memory(self):
        """Resident memory in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self.reader.join(5)
        self.process.stderr.close()
        return code


def start(*options, env=None, program=None):
    """Start ``laborspace serve`` and wait until it says where it answers."""
    begin = ["-c", program] if program else ["-m", "laborspace"]
    process = subprocess.Popen(
        [sys.executable, *begin, "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", **(env or {})},
    )
    first = process.stderr.readline()
    assert "answers at http" in first, first + process.stderr.read()
    running = Running(first.split(" at ")[1].split(" ")[0], process)
    running.reader = threading.Thread(
        target=running.log.extend, args=(process.stderr,), daemon=True
    )
    running.reader.start()
    return running
