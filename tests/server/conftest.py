"""A server on the bundled space: in this process, and as a process of its own."""

from __future__ import annotations

import os
from functools import cache

import pytest

import laborspace
from serving import start
from synthetic import space_fixture, space_folder_fixture  # noqa: F401

pytest.importorskip("fastapi", reason="needs the extra serve")


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


@pytest.fixture(scope="session")
def direct(bundled):
    """What the library answers to the example of a verb, by name; each is worked out once."""
    from laborspace.server.answering import answered, example_of
    from laborspace.server.verbs import VERBS

    verbs = {verb.name: verb for verb in VERBS}
    return cache(lambda name: answered(verbs[name], bundled, example_of(verbs[name])))


@pytest.fixture(scope="session")
def posted(app):
    """What the route of a verb answers to its example as a body; each is asked once."""
    from starlette.testclient import TestClient

    from laborspace.server.verbs import VERBS

    examples = {verb.name: verb.example for verb in VERBS}
    client = TestClient(app, base_url="http://127.0.0.1")
    return cache(lambda name: client.post(f"/api/v1/{name}", json=examples[name]))


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
