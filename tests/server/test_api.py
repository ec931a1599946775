"""Each route answers what Python and the command line answer."""

from __future__ import annotations

import csv
import gzip
import inspect
import io
import json

import numpy as np
import pyarrow as pa
import pytest

from laborspace.cli import main
from laborspace.output import records
from laborspace.server.verbs import VERBS

NURSE = "onet:29-1141.00"
BY_NAME = {verb.name: verb for verb in VERBS}
TABLES = [verb for verb in VERBS if verb.table]


def in_query(question):
    return {
        key: [f"{name}={each}" for name, each in value.items()]
        if isinstance(value, dict)
        else value
        for key, value in question.items()
    }


@pytest.mark.parametrize("verb", TABLES, ids=lambda verb: verb.name)
def test_a_route_answers_what_the_library_answers(client, direct, posted, verb):
    expected = direct(verb.name)
    answer = posted(verb.name)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["rows"] == records(expected.table)
    assert body["total"] == expected.table.num_rows > 0
    sometimes = {"jobs", "share", "optional", "importance", "probability", "q_value"}
    assert set(verb.columns.split()) - sometimes <= set(body["rows"][0])
    if verb.in_query:
        got = client.get(f"/api/v1/{verb.name}", params=in_query(verb.example)).json()
        assert got["rows"] == body["rows"]


SCORES = BY_NAME["transfer"].example["scores"]
FRAMES = {  # the methods users call in Python
    "find": lambda s: s.find("registered nurse", top=3),
    "neighbors": lambda s: s.most_similar(NURSE, kind="skill", top=3),
    "axis": lambda s: s.axis("naics:31-33", "naics:62").project(kind="occupation", top=3),
    "aggregate": lambda s: s.axis("naics:31-33", "naics:62").aggregate("naics:51"),
    "compose": lambda s: s.compose(
        ["firm:TSLA", "text:renewable energy"], "naics:3361", kind="occupation", top=3
    ),
    "changes": lambda s: s.changes("firm:TSLA", "naics:3361", kind="occupation", top=3),
    "analogy": lambda s: s.analogy("naics:6221", NURSE, "naics:6111", top=3),
    "expect": lambda s: s.expect(NURSE, "requires", top=3),
    "shock": lambda s: s.shock({"naics:4811": -0.3}).ripple(kind="occupation", top=3),
    "exposure": lambda s: s.exposure("text:large language models", kind="occupation", top=3),
    "transfer": lambda s: s.transfer(
        BY_NAME["transfer"].example["scores"], kind="occupation", top=3
    ),
    "transitions": lambda s: s.transitions("onet:53-3032.00", only="viable", top=3),
    "paths": lambda s: s.paths("onet:43-3071.00", "onet:43-3031.00"),
    "gap": lambda s: s.gap("onet:53-3032.00", "onet:53-3052.00"),
    "contrast": lambda s: s.contrast(NURSE, "onet:29-1171.00", top=2),
    "mentions": lambda s: s.code(BY_NAME["mentions"].example["text"], "skill", top=3),
    "map": lambda s: s.map("industry"),
    "compare": lambda s: s.compare(s.twin).movers("industry", top=3),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", FRAMES)
def test_the_methods_of_a_space_give_the_same_numbers(posted, bundled, name):
    rows = posted(name).json()["rows"]
    frame = FRAMES[name](bundled)
    assert rows == records(pa.Table.from_pandas(frame, preserve_index=False))


COMMANDS = {
    "find": ["find", "registered nurse", "--top", "3"],
    "neighbors": ["neighbors", NURSE, "--kind", "skill", "--top", "3"],
    "axis": ["axis", "naics:31-33", "naics:62", "--kind", "occupation", "--top", "3"],
    "compose": [
        *("compose", "firm:TSLA", "--plus", "text:renewable energy", "--minus", "naics:3361"),
        *("--kind", "occupation", "--top", "3"),
    ],
    "shock": ["shock", "naics:4811=-0.3", "--kind", "occupation", "--top", "3"],
    "transitions": ["transition", "onet:53-3032.00", "--viable", "--top", "3"],
    "gap": ["transition", "onet:53-3032.00", "--to", "onet:53-3052.00", "--gap"],
    "encode": ["encode", "intensive care"],
    "contrast": ["contrast", NURSE, "onet:29-1171.00", "--top", "2"],
    "mentions": ["code", *BY_NAME["mentions"].example["text"], "--kind", "skill", "--top", "3"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_line_gives_the_same_numbers(posted, bundled, name, capsys, monkeypatch):
    # What a space learns when first asked takes seconds, and would be learned anew each time.
    monkeypatch.setattr("laborspace.loading.load", lambda *_, **__: bundled)
    assert main([*COMMANDS[name], "--json"]) == 0
    assert posted(name).json()["rows"] == json.loads(capsys.readouterr().out)


def test_a_command_that_loads_the_space_itself_gives_the_same_numbers(posted, capsys):
    assert main([*COMMANDS["neighbors"], "--json"]) == 0
    assert posted("neighbors").json()["rows"] == json.loads(capsys.readouterr().out)


def test_all_that_is_known_of_one_entity(client, bundled, capsys):
    for name in (NURSE, "registered nurse", "naics:62", "firm:TSLA"):
        answer = client.get(f"/api/v1/entities/{name}", params={"top": 3})
        assert answer.json() == json.loads(json.dumps(bundled.profile(name, top=3)))
    skill = next(id_ for id_ in bundled.ids if id_.startswith("esco:skill/"))
    expected = json.loads(json.dumps(bundled.profile(skill)))
    for written in (skill, skill.replace("/", "%2F")):
        assert client.get(f"/api/v1/entities/{written}").json() == expected
    assert main(["profile", skill, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == expected
    tag = client.get(f"/api/v1/entities/{NURSE}").headers["etag"]
    again = client.get(f"/api/v1/entities/{NURSE}", headers={"if-none-match": tag})
    assert again.status_code == 304
    other = client.get("/api/v1/entities/naics:62", headers={"if-none-match": tag})
    assert other.status_code == 200


def test_an_entity_that_is_not_there_is_a_problem(client):
    missing = client.get("/api/v1/entities/esco:skill/none")
    assert (missing.status_code, missing.json()["type"][-14:]) == (404, "unknown-entity")
    assert client.get("/api/v1/entities/nrse").json()["suggestions"]
    for path in ("RN?limit=3", "RN?top=0", ""):
        said = client.get(f"/api/v1/entities/{path}")
        assert said.status_code == 422
        assert "path" not in said.json()["detail"]
    assert "there are top" in client.get("/api/v1/entities/RN?tpo=3").json()["detail"]
    posted = client.post("/api/v1/entities/RN", json={})
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD")


def test_info_is_what_the_library_says(client, bundled):
    assert client.get("/api/v1/info").json() == json.loads(json.dumps(bundled.info()))


def test_defaults_of_a_shock_are_those_of_its_method(bundled):
    from laborspace.analysis.shock import Shock

    taken = inspect.signature(Shock.ripple).parameters
    for name in ("rho", "temperature", "estimated", "draws", "sort"):
        assert BY_NAME["shock"].parameters[name].default == taken[name].default


def test_csv_reads_back_equal(client, direct):
    verb = BY_NAME["neighbors"]
    answer = client.get("/api/v1/neighbors", params=verb.example, headers={"accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    expected = direct(verb.name).table.to_pylist()
    numbers = ("score", "percentile", "rank_back")
    assert [row | {name: float(row[name]) for name in numbers} for row in rows] == expected
    named = client.get("/api/v1/neighbors", params=verb.example | {"format": "csv"})
    assert named.content == answer.content


@pytest.mark.parametrize("name", ["neighbors", "axis", "expect", "map", "encode"])
def test_arrow_reads_back_equal(client, direct, name):
    verb = BY_NAME[name]
    media = "application/vnd.apache.arrow.stream"
    answer = client.post(f"/api/v1/{name}", json=verb.example, headers={"accept": media})
    assert answer.headers["content-type"] == media
    with pa.ipc.open_stream(answer.content) as stream:
        table = stream.read_all()
    expected = direct(name).table
    assert table.schema.equals(expected.schema)
    assert records(table) == records(expected)


def test_accept_is_weighed(client):
    def media(accept):
        return client.get(
            "/api/v1/find", params={"q": "nurse"}, headers={"accept": accept}
        ).headers["content-type"]

    assert media("*/*") == "application/json"
    assert media("text/html, */*;q=0.8") == "application/json"
    assert media("text/csv;q=0.9, application/json;q=0.1").startswith("text/csv")
    assert media("text/*").startswith("text/csv")
    assert media("application/json;q=0, text/csv").startswith("text/csv")
    assert media("image/png") == "application/problem+json"
    assert media("q=,;;,") == "application/problem+json"


def test_pages_join_to_the_whole(client, bundled):
    question = {"negative": "naics:31-33", "positive": "naics:62", "kind": "occupation"}
    whole = client.get("/api/v1/axis", params=question | {"limit": 50_000})
    rows = whole.json()["rows"]
    assert len(rows) == whole.json()["total"] == int(whole.headers["x-total-count"]) > 1000
    assert "link" not in whole.headers
    found, link = [], "/api/v1/axis?" + "&".join(f"{k}={v}" for k, v in question.items())
    while link:
        page = client.get(link)
        found += page.json()["rows"]
        link = page.headers.get("link", "").partition(">")[0].removeprefix("<")
    assert found == rows
    assert client.get("/api/v1/axis", params=question | {"offset": 9_999}).json()["rows"] == []


def test_weights_and_mixes(client, bundled):
    mix = {"onet:29-1141.00": 3, "onet:53-3032.00": 1}
    rows = client.post("/api/v1/neighbors", json={"q": [mix], "top": 3}).json()["rows"]
    assert rows == bundled.most_similar(mix, top=3).to_dict("records")
    part = {"plus": ["firm:TSLA", {"entity": "naics:3361", "weight": 0.5}], "top": 2}
    typed = client.get("/api/v1/compose?plus=firm:TSLA&plus=0.5*naics:3361&top=2").json()["rows"]
    assert client.post("/api/v1/compose", json=part).json()["rows"] == typed
    frame = bundled.compose(["firm:TSLA", ("naics:3361", 0.5)], top=2)
    assert [row["id"] for row in typed] == frame["id"].tolist()
    jobs = {"concept": ["text:large language models"], "workforce": mix}
    got = client.post("/api/v1/exposure", json=jobs).json()["rows"]
    expected = bundled.exposure("text:large language models", workforce=mix)
    assert [row["score"] for row in got] == expected["score"].tolist()


def test_notes_say_what_the_library_warns_of(client):
    body = client.post("/api/v1/neighbors", json={"q": ["text:" + "nurse " * 2000]}).json()
    assert "tokens at their ends were not read" in body["notes"][0]
    assert client.get("/api/v1/neighbors?q=" + NURSE).json()["notes"] == []
    question = {"negative": NURSE, "positive": "onet:53-3032.00", "top": 1}
    assert "single member" in client.get("/api/v1/axis", params=question).json()["notes"][0]


def test_the_same_question_is_answered_with_304(client):
    first = client.get("/api/v1/neighbors", params={"q": NURSE, "top": 2})
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get(
        "/api/v1/neighbors", params={"q": NURSE, "top": 2}, headers={"if-none-match": tag}
    )
    assert again.status_code == 304
    assert not again.content
    assert again.headers["etag"] == tag
    other = client.get("/api/v1/neighbors", params={"q": NURSE, "top": 3})
    assert other.headers["etag"] != tag
    as_csv = client.get(
        "/api/v1/neighbors", params={"q": NURSE, "top": 2}, headers={"accept": "text/csv"}
    )
    assert as_csv.headers["etag"] != tag
    assert "etag" not in client.post("/api/v1/neighbors", json={"q": [NURSE]}).headers


def test_the_tag_names_the_space(space, bundled):
    from laborspace.server.rendering import identify
    from synthetic import make_space, make_vectors

    assert identify(space).sha256 == identify(make_space()).sha256
    assert identify(space).sha256 != identify(make_space(vectors=make_vectors(seed=4))).sha256
    assert identify(space).sha256 != identify(bundled).sha256


def test_large_answers_are_compressed(client):
    question = {"q": NURSE, "top": 50}
    plain = client.get(
        "/api/v1/neighbors", params=question, headers={"accept-encoding": "identity"}
    )
    assert "content-encoding" not in plain.headers
    with client.stream("GET", "/api/v1/neighbors", params=question) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 3
    refused = client.get(
        "/api/v1/neighbors", params=question, headers={"accept-encoding": "gzip;q=0"}
    )
    assert "content-encoding" not in refused.headers


def test_vectors_are_those_of_the_encoder(client, bundled):
    row = client.get("/api/v1/encode?text=intensive care").json()["rows"][0]
    vector = np.array([row[f"v{i}"] for i in range(bundled.dimension)], dtype=np.float32)
    assert np.array_equal(vector, bundled.encode("intensive care"))


def test_the_routes_are_listed_and_documented(client):
    index = client.get("/").json()
    assert list(index["routes"]) == [verb.name for verb in VERBS]
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    for verb in VERBS:
        route = document["paths"][index["routes"][verb.name]]
        assert set(route) == {
            *(["get"] if verb.in_query else []), *(["post"] if verb.in_body else [])
        }  # fmt: skip
        for operation in route.values():
            assert operation["summary"] == verb.summary
            assert all(each["description"] for each in operation.get("parameters", []))
    body = document["paths"]["/api/v1/compose"]["post"]["requestBody"]["content"]
    assert body["application/json"]["examples"]["example"]["value"] == BY_NAME["compose"].example
    assert "jsdelivr" not in client.get("/docs").text


def test_health_and_metrics(client):
    assert client.get("/healthz").json()["status"] == "ok"
    client.get("/api/v1/find?q=nurse")
    text = client.get("/metrics").text
    assert 'laborspace_requests_total{method="GET",route="/api/v1/find",status="200"}' in text
    assert "laborspace_request_seconds_bucket" in text
    assert "nurse" not in text
    assert client.head("/healthz").status_code == 200
