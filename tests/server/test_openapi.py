"""What the OpenAPI document allows is answered as it says; what it does not is refused."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")
from schemathesis import GenerationMode  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from laborspace.server.verbs import VERBS  # noqa: E402

HOST = {"host": "127.0.0.1"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


ROUTES = [
    (method, f"/api/v1/{verb.name}")
    for verb in VERBS
    for method in (*(["GET"] if verb.in_query else []), *(["POST"] if verb.parameters else []))
]


@pytest.fixture(scope="module")
def document(app):
    return schemathesis.openapi.from_asgi("/openapi.json", app, headers=HOST)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_route_keeps_to_its_document(document, method, path, mode):
    @given(case=document[path][method].as_strategy(generation_mode=GenerationMode(mode)))
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case):
        case.validate_response(case.call(headers=HOST), checks=CHECKS)

    ask()
