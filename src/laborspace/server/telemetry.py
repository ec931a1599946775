"""What the server tells about itself: metrics for Prometheus and logs as JSON, a line each.

Neither holds what was asked: questions may be somebody's CV.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

LOG = logging.getLogger("laborspace.server")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own: Any = {"registry": self.registry}
        self.requests = Counter(
            "laborspace_requests", "Requests answered.", ["route", "method", "status"], **own
        )
        self.seconds = Histogram(
            "laborspace_request_seconds", "Time to answer.", ["route"], buckets=_SECONDS, **own
        )
        self.open = Gauge("laborspace_requests_open", "Requests being answered.", **own)
        self.busy = Gauge("laborspace_questions_busy", "Questions asked or waiting.", **own)
        ProcessCollector(registry=self.registry)

    def text(self) -> bytes:
        """Return the counts in the format of Prometheus."""
        return generate_latest(self.registry)


class JsonFormatter(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_as_json() -> None:
    """Send the logs of the server and of uvicorn to stderr as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    for name in ("laborspace.server", "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger("asyncio").handlers = [handler]
