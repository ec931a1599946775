"""What slow first answers need is made ready at the start, and /healthz says how far it is."""

from __future__ import annotations

import threading
import time

import pytest

pytest.importorskip("fastapi", reason="needs the extra serve")
from starlette.testclient import TestClient

import laborspace
from laborspace.server.app import create_app
from laborspace.server.warming import WARMING, Warming


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize("step", [step for _, step in WARMING], ids=[name for name, _ in WARMING])
def test_every_step_can_be_taken_on_the_released_space(bundled, step):
    assert step(bundled) is not None


def test_a_step_that_cannot_be_taken_does_not_hold_up_the_others(space):
    done = []

    def refuse(_space):
        raise laborspace.FormatError("no encoder")

    def fail(_space):
        raise ZeroDivisionError

    steps = [("refused", refuse), ("failed", fail), ("good", done.append)]
    warming = Warming(space, steps)
    assert warming.left == ["refused", "failed", "good"]
    warming.start()
    until(lambda: not warming.left)
    assert done == [space]


def test_no_step_begins_after_the_stop(space):
    going, go_on, done = threading.Event(), threading.Event(), []

    def wait(_space):
        going.set()
        go_on.wait(10)

    warming = Warming(space, [("first", wait), ("second", done.append)])
    warming.start()
    assert going.wait(10)
    warming.stop()
    go_on.set()
    until(lambda: warming.left == ["second"])
    time.sleep(0.05)
    assert warming.left == ["second"]
    assert not done


def test_health_says_whether_all_is_ready(space, monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(
        "laborspace.server.app.Warming",
        lambda own: Warming(own, [("slow", lambda _space: go_on.wait(10))]),
    )
    with TestClient(create_app(space), base_url="http://127.0.0.1") as client:
        said = client.get("/healthz").json()
        assert (said["status"], said["ready"], said["warming"]) == ("ok", False, ["slow"])
        assert client.get("/api/v1/info").status_code == 200  # it answers meanwhile
        go_on.set()
        until(lambda: client.get("/healthz").json()["ready"])
        assert client.get("/healthz").json()["warming"] == []
