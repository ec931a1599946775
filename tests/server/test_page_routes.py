"""The page's files and look-ups, without a browser."""

from __future__ import annotations

import gzip
import re
import socket
import time
from pathlib import Path

import pytest

from laborspace.analysis.axis import standing_places
from laborspace.analysis.suggesting import suggest
from laborspace.server.page import FOLDER
from laborspace.server.running import listen

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPTS = sorted(FOLDER.rglob("*.js"))


def test_the_root_is_a_page_for_browsers_and_json_for_others(client):
    page = client.get("/", headers=HTML)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<main" in page.text
    assert client.get("/").json()["name"] == "laborspace"


def test_nothing_inline_is_allowed_and_nothing_inline_is_there(client):
    page = client.get("/", headers=HTML)
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", page.text)
    assert not re.search(r"(src|href)=\"(https?:)?//", page.text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_make_no_markup_of_data(path):
    text = path.read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
    assert not re.search(r"\bnew Function\b|setAttribute\(\"style\"", text)


def imports_of(script, how=r'from "([^"]+)"'):
    """Return the files a script imports; with another pattern, those it loads later."""
    return {(script.parent / name).resolve() for name in re.findall(how, script.read_text("utf-8"))}


LATER = r'import\("([^"]+)"\)'


def test_every_file_it_asks_for_is_served(client):
    page = client.get("/", headers=HTML).text
    asked = set(re.findall(r"\"(/static/[^\"]+)\"", page))
    for script in SCRIPTS:
        for path in imports_of(script) | imports_of(script, LATER):
            asked.add(f"/static/{path.relative_to(FOLDER).as_posix()}")
    assert len(asked) > 10
    for path in asked:
        assert client.get(path).status_code == 200, path
    assert asked >= {f"/static/{path.relative_to(FOLDER).as_posix()}" for path in SCRIPTS}


def test_no_view_weighs_more_than_150_kb_nor_all_that_is_sent():
    """A visit loads the page, its styles and icon, and what a view needs; it is sent packed."""
    main = FOLDER / "js" / "main.js"
    views = imports_of(main, LATER)
    assert len(views) > 5
    for view in views:
        loaded = {FOLDER / name for name in ("index.html", "style.css", "icon.svg")}
        waiting = [main, view]
        while waiting:
            script = waiting.pop()
            if script not in loaded:
                loaded.add(script)
                waiting += imports_of(script)
        assert sum(path.stat().st_size for path in loaded) <= 150_000, view.name
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in files) <= 100_000


def test_files_are_compressed_and_have_tags(client):
    first = client.get("/static/style.css")
    assert first.headers["content-encoding"] == "gzip"
    assert first.text == (FOLDER / "style.css").read_text("utf-8")
    again = client.get("/static/style.css", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get("/static/style.css", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_the_chart_library_comes_from_the_installed_package(client):
    plotly = pytest.importorskip("plotly")
    sent = client.get("/static/plotly.min.js")
    assert sent.status_code == 200
    own = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    assert sent.content == own.read_bytes()


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/page.py", "/static/../page.py", "/static/%2e%2e/page.py", "/page/"],
)
def test_only_its_own_files_are_served(client, path):
    assert client.get(path).status_code == 404


def test_names_are_suggested_within_50_ms(client):
    client.get("/page/suggest", params={"q": "warm"})
    times = []
    for _ in range(7):
        start = time.perf_counter()
        found = client.get("/page/suggest", params={"q": "nurse", "top": 5}).json()["rows"]
        times.append(time.perf_counter() - start)
    assert found[0]["id"] == "onet:29-1141.00"
    assert len(found) == 5
    assert min(times) < 0.05


TYPED = ("registered nurse", "hospital", "python", "tesla", "6221", "15-1252", "electrican")


def test_type_ahead_takes_no_more_than_50_ms_of_a_processor(bundled):
    """Measured in the time of this process, which other programs do not lengthen."""
    suggest(bundled, "a", top=1)  # makes the index, as the server does when it starts
    times = []
    for word in TYPED:
        for end in range(1, len(word) + 1):
            start = time.process_time()
            suggest(bundled, word[:end], top=8)
            times.append(time.process_time() - start)
    times.sort()
    assert times[int(0.95 * len(times))] < 0.05


def test_names_say_what_ids_mean_and_leave_out_what_means_nothing(client):
    found = client.get("/page/names", params={"q": ["firm:TSLA", "nobody at all", "naics:62"]})
    assert [(each["asked"], each["kind"]) for each in found.json()["rows"]] == [
        ("firm:TSLA", "firm"),
        ("naics:62", "industry"),
    ]


def test_places_on_standing_axes_are_those_of_python(client, bundled):
    found = client.get("/page/places", params={"q": "naics:6221"}).json()
    own = standing_places(bundled, "naics:6221")
    assert [(each["name"], each["score"]) for each in found["rows"]] == [
        (each["name"], each["score"]) for each in own
    ]
    exposed = bundled.exposure(
        "text:large language models", kind="industry", entities=["naics:6221"], through="employs"
    )
    assert found["concept"]["score"] == exposed["score"].item()
    assert found["concept"]["percentile"] == exposed["percentile"].item()
    assert client.get("/page/places", params={"q": "text:barista"}).json()["concept"] is None
    standing = client.get("/page/standing").json()["rows"]
    assert [each["name"] for each in standing] == [each["name"] for each in own]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/page/suggest", 422, "q="),
        ("/page/suggest?q=a&top=0", 422, "top="),
        ("/page/suggest?q=a&top=x", 422, "top="),
        ("/page/suggest?q=a&kind=town", 422, "town"),
        (f"/page/suggest?q={'a' * 2001}", 422, "2,000 characters"),
        ("/page/places?q=onet:99-9999.00", 404, "onet:99-9999.00"),
    ],
)
def test_what_cannot_be_looked_up_is_refused_with_a_sentence(client, path, status, said):
    refused = client.get(path)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert said in refused.json()["detail"]


def test_look_ups_are_no_part_of_the_documented_interface(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert not [path for path in paths if path.startswith(("/page", "/static"))]


def test_answers_are_sent_at_once():
    # asyncio turns off Nagle's algorithm only on sockets it knows to be TCP; with it on, every
    # answer waits some 40 ms for an acknowledgement.
    with listen("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP
