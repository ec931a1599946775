"""Errors, limits, tokens, names and headers: as problems, in the words of the command line."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial

import pytest

from laborspace.cli import main
from laborspace.errors import InputError, MissingExtraError
from laborspace.server.settings import Settings

pytest.importorskip("fastapi", reason="needs the extra serve")
TOKEN = "correct-horse-battery"


def client_of(space, **settings):
    from starlette.testclient import TestClient

    from laborspace.server.app import create_app

    app = create_app(space, Settings(**settings))
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


@pytest.fixture
def small(space):
    return client_of(space)


def problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    content = answer.json()
    assert content["status"] == status
    assert content["type"].startswith("urn:laborspace:error:")
    assert content["request_id"] == answer.headers["x-request-id"]
    return content


@pytest.mark.parametrize(
    ("command", "path", "status"),
    [
        (["neighbors", "nrse"], "neighbors?q=nrse", 404),
        (["neighbors", "Staff Nurse"], "neighbors?q=Staff Nurse", 422),
        (["neighbors", "text:"], "neighbors?q=text:", 422),
        (["neighbors", "rn", "--kind", "job"], "neighbors?q=rn&kind=job", 422),
        (["neighbors", "rn", "--level", "x"], "neighbors?q=rn&level=x", 422),
        (["neighbors", "rn", "--correction", "x"], "neighbors?q=rn&correction=x", 422),
        (["axis", "naics:62", "naics:62"], "axis?negative=naics:62&positive=naics:62", 422),
        (["expect", "rn", "--relation", "owns"], "expect?entity=rn&relation=owns", 422),
        (["compose", "rn", "--minus", "rn"], "compose?plus=rn&minus=rn", 422),
        (["map"], "map", 422),
    ],
)
def test_an_error_is_the_sentence_of_the_command_line(
    small, space_folder, capsys, command, path, status
):
    assert main([*command, "--space", str(space_folder)]) == 2
    printed = capsys.readouterr().err.strip().splitlines()[-1]
    assert problem(small.get(f"/api/v1/{path}"), status)["detail"] == printed


def test_suggestions_and_candidates(small):
    assert "Acute Care Nurses" in str(
        problem(small.get("/api/v1/neighbors?q=acut care nurse spec"), 404)["suggestions"]
    )
    several = problem(small.get("/api/v1/neighbors?q=Staff Nurse"), 422)
    assert len(several["candidates"]) == 2


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("neighbors", "The parameter 'q' is missing."),
        ("neighbors?q=rn&tpo=3", "There is no parameter 'tpo'; there are q, minus, kind, top,"),
        ("neighbors?q=rn&top=0", "'top' cannot be used: it should be greater than or equal to 1."),
        ("neighbors?q=rn&top=x", "'top' cannot be used: it should be a valid integer"),
        ("neighbors?q=rn&limit=50001", "'limit' cannot be used: it should be less than"),
        ("neighbors?q=rn&offset=-1", "'offset' cannot be used"),
        ("neighbors?q=rn&format=xml", "There is no format 'xml'"),
        ("neighbors?" + "&".join(["q=rn"] * 51), "'q' cannot be used: it should have at most 50"),
        ("neighbors?q=" + "a" * 20_001, "it should have at most 20000 characters."),
        ("compare?other=/etc", "cannot be compared with here"),
        ("shock?changes=rn", "'rn' says no change; write NAME=CHANGE"),
    ],
)
def test_a_question_out_of_form(small, path, sentence):
    assert sentence in problem(small.get(f"/api/v1/{path}"), 422)["detail"]


def post(client, content, media="application/json"):
    return client.post("/api/v1/neighbors", content=content, headers={"content-type": media})


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b'{"q": ', 400, "The body is not valid JSON"),
        (b"[" * 100_000, 400, "cannot be read as JSON"),
        (b'{"q": ["rn"], "top": ' + b"9" * 9999 + b"}", 400, "cannot be read as JSON"),
        (b"\xff\xfe\x00", 400, "cannot be read as JSON"),
        (b"", 422, "A JSON body is missing."),
        (b"3", 422, "must be a JSON object"),
        (b'{"q": ["rn"], "top": NaN}', 422, "'top'"),
        (b'{"q": ["rn"], "top": 1e999}', 422, "'top'"),
        (b'{"q": ["\\ud800"]}', 422, "'q.0'"),
        (b'{"q": [{"rn": "x"}]}', 422, "'q.0"),
        (b'{"q": [{"rn": -1}]}', 422, "not a number of 0 or more"),
        (b'{"q": [{}]}', 422, "'q.0"),
        (b'{"q": [[["rn"]]]}', 422, "'q.0' cannot be used: it should be a name, an object"),
        (b'{"q": ["text:\\u0000"]}', 422, "has no words"),
        (b'{"q": ["\\u0000"]}', 422, "not by an empty text"),
        (b'{"q": []}', 422, "'q' cannot be used"),
        (b'{"q": ["@/etc/passwd"]}', 404, "No entity is called '@/etc/passwd'"),
        (b'{"__proto__": 1, "q": ["rn"]}', 422, "no parameter '__proto__'"),
    ],
)
def test_a_body_that_cannot_be_used(small, body, status, sentence):
    assert sentence in problem(post(small, body), status)["detail"]


def test_a_body_may_leave_out_the_brackets(small):
    assert post(small, b'{"q": "rn"}').json() == post(small, b'{"q": ["rn"]}').json()


def test_a_body_of_another_kind(small):
    assert "Content-Type" in problem(post(small, b"q=rn", "text/plain"), 415)["detail"]
    problem(small.post("/api/v1/neighbors", data={"q": "rn"}), 415)


def test_a_body_too_large_is_refused_before_it_is_read(space):
    client = client_of(space, max_body=1000)
    read = []

    def drops():
        for _ in range(1000):
            read.append(1)
            yield b" " * 100

    assert "at most 1,000 bytes" in problem(post(client, b" " * 1001), 413)["detail"]
    answer = post(client, drops())
    problem(answer, 413)
    assert answer.headers["connection"] == "close"


def test_ten_thousand_at_once_are_too_many(small):
    for verb, body in {
        "encode": {"text": ["a"] * 10_000},
        "code": {"text": ["a"] * 10_000},
        "neighbors": {"q": ["rn"] * 10_000},
        "transfer": {"scores": {f"onet:{i}": 1 for i in range(10_000)}},
    }.items():
        answer = small.post(f"/api/v1/{verb}", json=body)
        assert "at most" in problem(answer, 422)["detail"]
        assert len(answer.content) < 2000


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/api/v1/", "/api/v1/neighbors/", "/api/v1/%2e%2e/etc/passwd", "/docs"],
)
def test_what_is_not_there(small, path):
    assert problem(small.get(path), 404)["detail"].startswith("There is nothing here")


def test_methods(small):
    answer = small.delete("/api/v1/neighbors")
    problem(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert small.get("/api/v1/transfer").headers["allow"] == "POST"
    assert small.post("/healthz", json={}).headers["allow"] == "GET, HEAD"
    assert small.head("/api/v1/find?q=rn").status_code == 200


def test_a_fault_of_ours_says_nothing_of_the_inside(space, monkeypatch, caplog):
    from laborspace.server import app as module

    def fail(*_arguments):
        msg = "secret"
        raise RuntimeError(msg)

    monkeypatch.setattr(module, "answered", fail)
    content = problem(client_of(space).get("/api/v1/find?q=rn"), 500)
    assert "secret" not in json.dumps(content)
    assert "secret" in caplog.text


def test_request_ids(small):
    def given(value):
        return small.get("/healthz", headers={"x-request-id": value}).headers["x-request-id"]

    assert given("abc-1.2_3") == "abc-1.2_3"
    for odd in ("a b", "x" * 65, "<script>", 'a"b'):
        assert given(odd) != odd
    assert len({small.get("/healthz").headers["x-request-id"] for _ in range(5)}) == 5


def test_security_headers_are_on_every_answer(small):
    for path in ("/", "/healthz", "/nothing", "/api/v1/find?q=rn", "/api/v1/find"):
        headers = small.get(path).headers
        assert "'unsafe-inline'" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil"])
def test_other_names_in_host_are_refused(small, host):
    assert "Host" in problem(small.get("/", headers={"host": host}), 421)["detail"]


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:80"])
def test_names_of_this_machine_are_not(small, host):
    assert small.get("/healthz", headers={"host": host}).status_code == 200


def test_names_that_are_allowed(space):
    client = client_of(space, allow_hosts=("space.example",))
    assert client.get("/healthz", headers={"host": "space.example"}).status_code == 200
    anywhere = client_of(space, host="0.0.0.0", allow_anonymous=True)
    assert anywhere.get("/healthz", headers={"host": "any.example"}).status_code == 200


def test_tokens(space):
    client = client_of(space, token=TOKEN)
    problem(client.get("/api/v1/find?q=rn"), 401)
    for wrong in ("Bearer nope", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é", ""):
        answer = client.get("/api/v1/find?q=rn", headers={"authorization": wrong.encode()})
        problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    right = {"authorization": f"bearer {TOKEN}"}
    assert client.get("/api/v1/find?q=rn", headers=right).status_code == 200
    assert client.get("/healthz").status_code == 200
    problem(client.get("/metrics"), 401)
    problem(client.get("/openapi.json"), 401)


def test_the_page_needs_no_token_but_all_it_shows_does(space):
    client = client_of(space, token=TOKEN)
    page = client.get("/", headers={"accept": "text/html,*/*"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    for path in ("/static/style.css", "/static/js/main.js", "/static/icon.svg"):
        assert client.get(path).status_code == 200
    for path in ("/", "/page/suggest?q=rn", "/page/names?q=rn", "/api/v1/info",
                 "/static/../api/v1/info", "//static/js/main.js"):  # fmt: skip
        assert client.get(path).status_code in (401, 404), path
    problem(client.get("/"), 401)
    problem(client.get("/page/suggest?q=rn"), 401)
    html = {"accept": "text/html", "content-type": "application/json"}
    problem(client.post("/", headers=html, content="{}"), 401)
    problem(client.get("/api/v1/info", headers={"accept": "text/html"}), 401)


def test_other_origins_only_if_allowed(space):
    asked = {"origin": "https://page.example", "access-control-request-method": "GET"}
    assert "access-control-allow-origin" not in client_of(space).options("/", headers=asked).headers
    client = client_of(space, allow_origins=("https://page.example",), token=TOKEN)
    answer = client.options("/api/v1/find", headers=asked)
    assert answer.headers["access-control-allow-origin"] == "https://page.example"
    other = client.get("/healthz", headers={"origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers
    refused = client.get("/api/v1/find?q=rn", headers={"origin": "https://page.example"})
    assert refused.headers["access-control-allow-origin"] == "https://page.example"
    problem(refused, 401)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"host": "0.0.0.0"}, "can be reached from other machines"),
        ({"host": "::"}, "can be reached from other machines"),
        ({"host": "example.org"}, "can be reached from other machines"),
        ({"host": "0.0.0.0", "token": "short"}, "at least 16"),
        ({"token": ""}, "at least 16"),
        ({"workers": 0}, "--workers must be above 0"),
        ({"queue": -1}, "--queue must be 0 or more"),
        ({"timeout": 0}, "--timeout must be above 0"),
        ({"max_body": -1}, "--max-body must be above 0"),
        ({"allow_origins": ("*",)}, "names one origin"),
    ],
)
def test_unsafe_settings_are_refused(settings, sentence):
    with pytest.raises(InputError, match=sentence):
        Settings(**settings).check()


@pytest.mark.parametrize(
    "settings",
    [{}, {"host": "::1"}, {"host": "127.9.9.9"}, {"host": "0.0.0.0", "token": TOKEN},
     {"host": "0.0.0.0", "allow_anonymous": True}],
)  # fmt: skip
def test_safe_settings_are_not(settings):
    Settings(**settings).check()


def test_the_command_refuses_in_one_sentence(capsys, monkeypatch):
    monkeypatch.delenv("LABORSPACE_TOKEN", raising=False)
    assert main(["serve", "--host", "0.0.0.0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("LABORSPACE_TOKEN", "short")
    assert main(["serve"]) == 2
    assert "at least 16" in capsys.readouterr().err


def test_a_port_in_use(space_folder, capsys):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port, "--space", str(space_folder)]) == 2
    assert "choose another with --port" in capsys.readouterr().err


@pytest.mark.parametrize(("command", "module"), [("serve", "running"), ("mcp", "tools")])
def test_without_the_extra_its_name_is_given(monkeypatch, capsys, command, module):
    import sys

    monkeypatch.setitem(sys.modules, f"laborspace.server.{module}", None)
    assert main([command]) == 2
    assert str(MissingExtraError("x", "y")).split("'")[1][:11] in capsys.readouterr().err


def test_a_full_queue_is_503_and_a_long_answer_504():
    from laborspace.server.pool import Pool
    from laborspace.server.refusing import Problem

    async def crowd():
        pool = Pool(workers=1, queue=1, timeout=0.15)
        asks = [asyncio.create_task(pool.run(partial(time.sleep, 0.4))) for _ in range(4)]
        ends = await asyncio.gather(*asks, return_exceptions=True)
        assert pool.busy == 1  # the one that sleeps on; the other was never begun
        await asyncio.sleep(0.4)
        assert pool.busy == 0
        assert await pool.run(lambda: 3) == 3
        pool.close()
        return ends

    ends = asyncio.run(crowd())
    assert all(isinstance(end, Problem) for end in ends)
    assert sorted(end.status for end in ends) == [503, 503, 504, 504]


def test_no_route_writes(space, tmp_path, monkeypatch):
    """Asked everything, the server opens no file to write to."""
    import builtins

    from laborspace.server.verbs import VERBS

    monkeypatch.chdir(tmp_path)
    opened = []
    before = builtins.open

    def watching(file, mode="r", *rest, **more):
        if set(mode) & set("wax+"):
            opened.append(file)
        return before(file, mode, *rest, **more)

    monkeypatch.setattr(builtins, "open", watching)
    client = client_of(space)
    for verb in VERBS:
        client.post(f"/api/v1/{verb.name}", json=verb.example)
    assert not opened
    assert not list(tmp_path.iterdir())
