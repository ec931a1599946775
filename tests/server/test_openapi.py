"""What the OpenAPI document allows is answered as it says; what it does not is refused."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")
from schemathesis import GenerationMode  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from laborspace.server.verbs import VERBS  # noqa: E402

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


ROUTES = [
    (method, f"/api/v1/{verb.route.replace(':path', '')}")
    for verb in VERBS
    for method in (*(["GET"] if verb.in_query else []), *(["POST"] if verb.in_body else []))
]


@pytest.fixture(scope="module")
def document(server):
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json")


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [
        (*route, mode)
        for route in ROUTES
        for mode in ("positive", "negative")
        if route[1][8:] != "info"
    ],
)
def test_every_route_keeps_to_its_document(document, method, path, mode):
    operation = document[path][method]
    asked = []

    @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
    @settings(
        max_examples=3,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case):
        # The server hangs up on longer addresses, as test_abuse.py has it.
        assume(len(str(case.query)) < 5_000)
        # Thousands of rows of one schema take long to check and show no more than a few.
        for part in (case.query, case.body):
            if isinstance(part, dict) and mode == "positive":
                part.update(
                    {"limit": 20}
                    if "limit" in part or path.endswith(("map", "axis", "plane"))
                    else {}
                )
                part.pop("clusters", None)  # each number of clusters takes seconds
        answer = case.call(timeout=30)
        asked.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    ask()
    documented = {int(status) for status in operation.definition.raw["responses"]}
    assert asked
    assert set(asked) <= documented
    assert max(asked) < 500


def test_the_operations_asked_are_those_of_the_document(document):
    found = {
        (method.upper(), path)
        for path, route in document.raw_schema["paths"].items()
        for method in route
    }
    assert found == set(ROUTES)
    assert len(found) == len(ROUTES) > 40
