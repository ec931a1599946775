"""What the map of the page draws, and how quickly it is there."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest

from laborspace.server import mapping
from synthetic import ENTITIES, make_space


def mapped():
    places = np.random.default_rng(5).uniform(-1, 1, (len(ENTITIES), 2)).astype(np.float32)
    ids = [row[0] for row in ENTITIES]
    return make_space(map=pa.table({"id": ids, "x": places[:, 0], "y": places[:, 1]}))


def test_it_draws_what_python_tells(client, bundled):
    sent = client.get("/page/map").json()
    table = bundled.map(measure=True)
    for name in ("title", "cluster"):
        assert sent[name] == table[name].tolist()
    for name in ("x", "y"):
        np.testing.assert_allclose(
            np.array(sent[name]) / sent["scale"], table[name], atol=0.51 / sent["scale"]
        )
    kinds = [kind for kind, first, after in sent["kinds"] for _ in range(first, after)]
    assert kinds == table["kind"].tolist()
    assert sent["kept"] == table.attrs["preservation"]
    told = [(each["cluster"], each["title"]) for each in sent["clusters"]]
    assert told == [(each["cluster"], each["title"]) for each in table.attrs["clusters"]]


def test_it_is_small_compressed_and_has_a_tag(client):
    first = client.get("/page/map")
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < 400_000
    again = client.get("/page/map", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    start = time.perf_counter()
    client.get("/page/map")
    assert time.perf_counter() - start < 0.2


def test_it_is_made_once_however_many_ask_at_once(monkeypatch):
    space, calls = mapped(), []
    whole = mapping.drawing

    def slow(asked):
        calls.append(asked)
        time.sleep(0.1)
        return whole(asked)

    monkeypatch.setattr(mapping, "drawing", slow)
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(mapping.packed, [space] * 4))
    assert len(calls) == 1
    assert len({tag for *_, tag in made}) == 1


def test_a_cluster_is_named_amid_its_members():
    space = mapped()
    drawn = mapping.drawing(space)
    table = space.map()
    for each in drawn["clusters"]:
        own = table[table["cluster"] == each["cluster"]]
        at = np.hypot(own["x"] - each["x"] / 10_000, own["y"] - each["y"] / 10_000)
        assert at.min() < 1e-3


def test_spots_are_found_by_name_and_by_place(client, bundled):
    asked = {"q": ["firm:TSLA", "naics:62", "#5", "nobody at all"]}
    tesla, sector, fifth = client.get("/page/spots", params=asked).json()["rows"]
    table = bundled.map()
    assert table["id"].iloc[tesla["place"]] == tesla["id"] == "firm:TSLA"
    assert sector["place"] == -1
    assert fifth["id"] == table["id"].iloc[5]
    at = bundled.map(level="all").set_index("id").loc["naics:62"]
    assert sector["x"] / 10_000 == pytest.approx(at["x"], abs=1e-4)


@pytest.mark.parametrize("place", ["#", "#-1", "#99999999", "#²", "#1.5"])
def test_no_such_place(client, place):
    refused = client.get("/page/spots", params={"q": place})
    assert refused.status_code == 422
    assert "no place" in refused.json()["detail"]


def test_a_space_without_a_map_says_how_to_make_one(space):
    from starlette.testclient import TestClient

    from laborspace.server.app import create_app

    client = TestClient(create_app(space), base_url="http://127.0.0.1")
    for path in ("/page/map", "/page/spots?q=firm:TSLA"):
        refused = client.get(path)
        assert refused.status_code == 422
        assert "add_map" in refused.json()["detail"]


def test_a_part_of_the_map_over_the_api_is_that_of_python(client, bundled):
    area = "0,0 0.2,0.1 0.1,0.3"
    found = client.get("/api/v1/map", params={"area": area, "kind": "skill"}).json()
    expected = bundled.map("skill", area=area)
    assert [row["id"] for row in found["rows"]] == expected["id"].tolist()
    assert found["total"] == len(expected) > 10
    found = client.get("/api/v1/map", params={"cluster": 2, "kind": "firm"}).json()
    assert [row["id"] for row in found["rows"]] == bundled.map("firm", cluster=2)["id"].tolist()
    assert client.get("/api/v1/map", params={"area": "here"}).status_code == 422
