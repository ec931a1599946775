"""A real server on loopback, treated badly; afterwards it still answers."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from contextlib import suppress

import httpx
import pytest

from serving import start

NURSE = "onet:29-1141.00"


@pytest.fixture(autouse=True)
def still_answers(server):
    yield
    answer = httpx.get(f"{server.url}/api/v1/neighbors", params={"q": NURSE, "top": 1}, timeout=30)
    assert answer.status_code == 200
    assert server.process.poll() is None


def raw(server, data, *, wait=5.0):
    """Send bytes; return what comes back until the server hangs up or `wait` seconds pass."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as connection:
        got = b""
        try:
            connection.sendall(data)
            while piece := connection.recv(65536):
                got += piece
        except (TimeoutError, ConnectionError):
            pass
        return got


HEAD = b"POST /api/v1/neighbors HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


def test_a_hundred_megabytes_are_refused_early(server):
    assert httpx.get(f"{server.url}/api/v1/compose?plus=text:nurse", timeout=30).status_code < 500
    before = server.memory()
    sent = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
        try:
            for _ in range(1600):
                connection.sendall(piece)
                sent += 65536
        except ConnectionError:
            pass
        got = b""
        with suppress(ConnectionError):  # it hung up while we were still talking
            got = connection.recv(65536)
    assert sent < 30_000_000
    assert not got or got.startswith(b"HTTP/1.1 413")
    assert server.memory() < before + 30


def test_a_hundred_megabytes_announced_are_not_read(server):
    got = raw(server, HEAD + b"Content-Length: 100000000\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in got.lower()


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 100 + b"\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["nulls", "null in path", "null in header", "two hosts", "many headers", "long header",
         "long path", "negative length", "two lengths", "bad chunk"],
)  # fmt: skip
def test_what_is_no_http_is_refused(server, data):
    got = raw(server, data)
    # A server that hangs up while the client still sends may leave no answer behind.
    assert not got or got.split()[1] in (b"400", b"421", b"431")


@pytest.mark.parametrize(
    "target",
    ["/../../etc/passwd", "/api/v1/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
     "/..%2f..%2fetc/passwd", "//etc/passwd", "/static/../app.py", "/static/..%2fapp.py",
     "/static/%2e%2e/app.py", "/api/v1/neighbors%00", "http://evil.example/"],
)  # fmt: skip
def test_tricks_with_paths_lead_nowhere(server, target):
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    got = raw(server, request.encode())
    assert got.split()[1] in (b"404", b"400")
    assert b"root:" not in got
    assert b"create_app" not in got


def test_ten_thousand_texts_are_refused(server):
    body = {"text": ["nurse"] * 10_000}
    answer = httpx.post(f"{server.url}/api/v1/encode", json=body, timeout=30)
    assert answer.status_code == 422
    assert "at most 256" in answer.json()["detail"]


def test_slow_clients_are_cut_off_and_hold_nobody_up(space_folder):
    """Drops of a request: cut off after the time for headers, or for the body."""
    running = start("--space", str(space_folder), program=IMPATIENT)
    try:
        slow = []
        for beginning in (b"GET / HTTP/1.1\r\n", HEAD + b"Content-Length: 9\r\n\r\n{") * 20:
            connection = socket.create_connection(("127.0.0.1", running.port), timeout=10)
            connection.sendall(beginning)
            slow.append(connection)
        begun = time.monotonic()
        assert httpx.get(f"{running.url}/healthz", timeout=5).status_code == 200
        assert time.monotonic() - begun < 2
        ends = []
        for connection in slow:
            with connection:
                got = b""
                while piece := connection.recv(65536):
                    got += piece
                ends.append(got[:12])
        assert ends == [b"", b"HTTP/1.1 408"] * 20
        assert time.monotonic() - begun < 8
        assert httpx.get(f"{running.url}/healthz", timeout=5).status_code == 200
    finally:
        running.stop()


IMPATIENT = """
import sys
from laborspace.cli import main
from laborspace.server import settings
class Impatient(settings.Settings):
    def __init__(self, **given):
        super().__init__(**given, header_timeout=1.0, body_timeout=1.0)
settings.Settings = Impatient
sys.exit(main(sys.argv[1:]))
"""


def test_a_crowd_is_answered_or_told_to_wait(bundled):
    running = start("--workers", "1", "--queue", "2")
    try:
        found, lock = [], threading.Lock()

        def ask(place):
            answer = httpx.get(
                f"{running.url}/api/v1/axis",
                params={"negative": "naics:31-33", "positive": f"naics:{51 + place % 3}", "top": 1},
                timeout=60,
            )
            with lock:
                found.append(answer)

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        statuses = {answer.status_code for answer in found}
        assert len(found) == 30
        assert statuses == {200, 503}
        busy = next(answer for answer in found if answer.status_code == 503)
        assert busy.headers["retry-after"] == "1"
        assert busy.json()["detail"] == "The server is busy; ask again in a moment."
        assert httpx.get(f"{running.url}/api/v1/find?q=nurse", timeout=60).status_code == 200
    finally:
        running.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_gracefully_and_says_what_it_did(space_folder, number):
    running = start("--space", str(space_folder), "--token", "correct-horse-battery")
    asked = {"x-request-id": "mine", "authorization": "Bearer correct-horse-battery"}
    found = httpx.get(f"{running.url}/api/v1/find?q=secret+question", headers=asked, timeout=30)
    assert found.status_code == 200
    assert httpx.get(f"{running.url}/", timeout=30).status_code == 401
    running.process.send_signal(number)
    assert running.process.wait(15) in (0, -number, 130)
    running.stop()
    lines = [json.loads(line) for line in running.log]
    mine = next(line for line in lines if line.get("request_id") == "mine")
    assert (mine["status"], mine["route"], mine["method"]) == (200, "/api/v1/find", "GET")
    assert "secret" not in "".join(running.log)
    assert "correct-horse" not in "".join(running.log)
    assert any("shutdown complete" in line["message"] for line in lines)
