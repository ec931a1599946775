from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from test_validating import RAW, TRAINED, line, space_of

import laborspace
from laborspace.errors import FormatError
from laborspace.validation.figures import dots
from laborspace.validation.page import page
from laborspace.validation.report import Report, against_floor, verdict
from laborspace.validation.running import Line
from synthetic import make_space, make_vectors

VOID = {"meta", "br", "link", "img", "hr", "input"}


@pytest.fixture
def report(suites, tmp_path):
    beside = {"a & b": space_of(RAW, vectors=make_vectors(seed=9))}
    space = space_of(TRAINED, held_out=["onet:29-1141.00"])
    return laborspace.validate(space, beside=beside, output=tmp_path / "report")


@pytest.fixture
def html(report, tmp_path):
    return (tmp_path / "report" / "report.html").read_text("utf-8")


class Tags(HTMLParser):
    """Every tag with its attributes; fails on tags closed in the wrong order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_three_files_are_written(report, tmp_path):
    folder = tmp_path / "report"
    assert sorted(file.name for file in folder.iterdir()) == [
        "report.html", "validation.csv", "validation.json",
    ]  # fmt: skip
    table = pd.read_csv(folder / "validation.csv")
    expected = report.to_pandas()
    assert list(table.columns) == list(expected.columns)
    assert table["method"].tolist() == expected["method"].tolist()
    assert table["value"].to_numpy() == pytest.approx(expected["value"].to_numpy())
    assert table["floor"].isna().sum() == expected["floor"].isna().sum() > 0


def test_a_report_is_read_back_as_it_was(report, tmp_path):
    again = Report.load(tmp_path / "report")
    assert json.dumps(again.to_dict()) == json.dumps(report.to_dict())
    assert again.name == "tuned"
    assert math.isnan(line(again, "text <b>", "score", "tuned").floor)
    content = json.loads((tmp_path / "report" / "validation.json").read_text())
    assert content["subjects"][0]["recipe"] == TRAINED
    assert content["subjects"][0]["held_out"] == 1
    assert content["skipped"][-1]["suite"] == "empty"
    assert content["versions"]["laborspace"] == laborspace.__version__
    assert set(content["suites"][0]) == {"name", "title", "about", "seconds"}


@pytest.mark.parametrize("damage", ["gone", "not json", "{}", '{"format": 99}'])
def test_a_damaged_report_is_refused(tmp_path, damage):
    if damage != "gone":
        (tmp_path / "validation.json").write_text(damage)
    with pytest.raises(FormatError, match="validate again"):
        Report.load(tmp_path)


def test_the_page_needs_nothing_else(html):
    tags = Tags(html).tags
    assert not [t for t, _ in tags if t in {"script", "link", "img", "iframe", "object"}]
    for _, attributes in tags:
        for name in ("src", "href", "xlink:href", "srcset"):
            assert (attributes.get(name) or "#").startswith("#")
    assert "@import" not in html
    assert set(re.findall(r"url\((.)", html)) <= {"#"}


def test_the_page_can_be_heard(html):
    tags = Tags(html).tags
    assert [a for t, a in tags if t == "html"] == [{"lang": "en"}]
    assert all(a.get("scope") in {"col", "row", "rowgroup"} for t, a in tags if t == "th")
    figures = [a for t, a in tags if t == "svg"]
    assert len(figures) == 4
    assert all(a["role"] == "img" and len(a["aria-label"]) > 40 for a in figures)
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for _, a in tags if (a.get("href") or "").startswith("#")}
    assert targets <= set(ids)


def test_the_page_tells_what_was_found_and_what_was_not(report, html):
    own = line(report, "nurses", "hit@1", "tuned")
    assert f"{own.value:.3f} [{own.low:.3f}, {own.high:.3f}]" in html
    for words in (
        "Are nurses nurses?",
        "Made up for tests; 5 &lt; 6.",
        "Is a nurse next to a nurse?",
        "Held out: some nurses",
        "0.500 half",
        "a &amp; b",
        "text &lt;b&gt;",
        "Needs gone.csv (example.org): give its folder with --data.",
        "Thanks [to us].",
    ):
        assert words in html, words


def test_a_page_without_figures_says_so(suites):
    empty = laborspace.validate(space_of(RAW), suites="empty", baselines=False)
    assert "Nothing of raw could be scored" in page(empty)


def test_a_figure_says_in_words_what_it_shows(report):
    lines = [x for x in report.lines if (x.task, x.metric) == ("nurses", "hit@1")]
    svg = dots(lines, "key")
    assert svg == dots(lines, "key")  # drawn twice, the same
    assert svg.startswith("<svg")
    assert svg.endswith("</svg>")
    assert "0.500 from" in svg
    assert "<metadata" not in svg
    assert not re.search(r"#0[1-8]0[1-8]0[1-8]", svg)  # colors are the page's
    assert 'id="key-' in svg


def made(gain_low, gain_high, better="higher", **changes):
    blank = dict.fromkeys(Line.__dataclass_fields__, "")
    numbers = dict.fromkeys(
        ("value", "low", "high", "floor", "ceiling", "gain", "gain_low", "gain_high"), math.nan
    )
    bounds = {"gain_low": gain_low, "gain_high": gain_high, "better": better, "metric": "m"}
    return Line(**{**blank, **numbers, **bounds, **changes})


@pytest.mark.parametrize(
    ("low", "high", "better", "expected"),
    [
        (0.1, 0.2, "higher", "better"),
        (0.1, 0.2, "lower", "worse"),
        (-0.2, -0.1, "higher", "worse"),
        (-0.2, -0.1, "lower", "better"),
        (-0.1, 0.1, "higher", "unclear"),
        (math.nan, math.nan, "higher", ""),
    ],
)
def test_better_means_beyond_the_interval(low, high, better, expected):
    assert verdict(made(low, high, better)) == expected


def test_a_floor_is_compared_in_pairs_where_it_can_be():
    own = made(math.nan, math.nan, low=0.3, high=0.5, value=0.4, floor=0.35, floor_name="f")
    floor = made(0.01, 0.1, method="f", role="floor")
    assert against_floor(own, [floor]) == "better"
    unpaired = replace(floor, gain_low=math.nan)
    assert against_floor(own, [unpaired]) == "unclear"
    assert against_floor(replace(own, low=0.36), []) == "better"
    assert against_floor(replace(own, high=0.34), []) == "worse"
    assert against_floor(replace(own, high=0.34, better="lower"), []) == "better"
    assert against_floor(replace(own, floor=math.nan), []) == ""


def test_a_space_whose_recipe_says_little_counts_as_trained(suites):
    report = laborspace.validate(make_space(), suites="nurses", baselines=False)
    assert "learned" in [s["task"] for s in report.skipped]
