"""What is written about the release follows from the run, good and bad."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import laborspace
from laborspace.space.layout import EncoderConfig, StaticFiles
from laborspace.space.static import StaticEncoder
from laborspace.validation.report import Report
from synthetic import ENCODER, make_space, make_vectors

FOLDER = Path(__file__).parents[2] / "release"
NURSES = ["onet:29-1141.00", "onet:29-1141.01"]


def module(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded  # dataclasses look their module up
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def pages():
    return module("validation_page")


@pytest.fixture(scope="module")
def script(pages):
    return module("validate_release")


def space_of(name, seed, **changes):
    space = make_space(vectors=make_vectors(seed=seed), **changes)
    trained = [] if name == "raw" else [{"loss": "mnr"}]
    recipe = {"name": name, "base": "tiny", "relation": trained, "space": {}}
    space.provenance = dataclasses.replace(space.provenance, recipe=recipe)
    return space


@pytest.fixture
def work(tmp_path):
    """A folder as the builds leave it: release with twin, raw, and a twin of another seed."""
    spaces = tmp_path / "spaces"
    twin = space_of("release", 4, held_out=NURSES)
    space_of("release", 3, twin=twin).save(spaces / "release")
    space_of("raw", 9, held_out=NURSES).save(spaces / "raw-twin")
    space_of("release", 5, held_out=NURSES).save(spaces / "release-twin-1")
    return tmp_path


@pytest.fixture
def report(suites, work):
    spaces = work / "spaces"
    return laborspace.validate(
        spaces / "release", beside={"raw": spaces / "raw-twin", "static": spaces / "release"}
    )


def cells(text, start):
    row = next(line for line in text.splitlines() if line.startswith(start))
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_a_suite_has_a_row_a_metric(pages, report):
    table = pages.figures(report, "nurses")
    head = cells(table, "| task |")
    assert head[:6] == ["task", "metric", "n", "release", "raw", "tfidf"]
    assert head[-3:] == ["floor", "ceiling", "gain over raw"]
    row = cells(table, "| nurses |")
    assert row[head.index("floor")] == "0.500 (half)"
    assert cells(table, "| learned † | cosine")[2] == "2"
    assert cells(table, "| learned † | distance (lower is better)")
    section = pages.suite_section(report, report.suites[1])
    assert "* everything: Needs gone.csv" in section


def test_findings_name_what_is_worse(pages, report):
    lines = [
        dataclasses.replace(line, gain=-0.1, gain_low=-0.2, gain_high=-0.05)
        if (line.task, line.metric, line.method) == ("learned", "cosine", "raw")
        else line
        for line in report.lines
    ]
    said = pages.findings(dataclasses.replace(report, lines=tuple(lines)))
    assert "* Worse than **raw**: `nurses` (learned)." in said.splitlines()
    assert cells(said, "| raw |")[-1] == "1"
    assert "Worse than **raw**" not in pages.findings(report)


def test_guards_name_what_fell_below_raw(pages, report):
    own, raw = (
        next(x for x in report.lines if x.task == "learned" and x.metric == m and x.method == "raw")
        for m in ("cosine", "distance")
    )
    changed = [
        dataclasses.replace(line, value=line.value + (9 if line in (own, raw) else 0))
        for line in report.lines
    ]
    told = pages.guards(dataclasses.replace(report, lines=tuple(changed)))
    assert "nurses: learned, cosine" in told
    assert "distance" not in told  # lower is better there


@pytest.mark.parametrize(("bound", "word"), [(-1.0, "reached"), (2.0, "not reached")])
def test_targets_are_reached_or_not(pages, report, monkeypatch, bound, word):
    aims = (
        pages.Target("nurses", "nurses", "learned", "cosine", bound),
        pages.Target("nobody", "nurses", "gone", "cosine", bound),
    )
    monkeypatch.setattr(pages, "TARGETS", aims)
    told = pages.targets(report)
    assert cells(told, "| nurses |")[-1].startswith(word)
    assert cells(told, "| nobody |")[-1] == "not scored"
    assert pages.missing_targets(report) == [aims[1]]


def test_seeds_are_summed_up(pages, script, suites, work):
    given = script.parse(["--work", str(work), "--suite", "nurses"])
    script.run_seeds(given, work / "validation" / "seeds")
    seeds = Report.load(work / "validation" / "seeds")
    table = pages.seeds_table(seeds).set_index(["task", "metric"])
    values = [x.value for x in seeds.lines if (x.task, x.metric) == ("learned", "cosine")]
    assert len(values) == 2
    row = table.loc[("learned", "cosine")]
    assert row["mean"] == pytest.approx(sum(values) / 2)
    assert row["std"] == pytest.approx(abs(values[0] - values[1]) / 2**0.5)


def test_the_manifest_gets_the_figures(script, report, work):
    manifest = work / "spaces" / "release" / "space.json"
    script.add_figures(report, manifest)
    figures = laborspace.load(manifest.parent).provenance.validation["figures"]
    found = figures["nurses: learned, cosine (twin)"]
    assert set(found) == {"value", "low", "high", "n"}
    assert found["low"] <= found["value"] <= found["high"]
    assert "nurses: nurses, hit@1" in figures


def test_a_twin_that_does_not_know_is_told_who_was_held_out(script, tmp_path):
    (tmp_path / "holdout.txt").write_text("\n".join(NURSES))
    assert script.with_hold_out(space_of("paper", 3), tmp_path).held_out == set(NURSES)
    knows = space_of("paper", 3, held_out=NURSES[:1])
    assert script.with_hold_out(knows, tmp_path).held_out == {NURSES[0]}


def test_the_static_encoder_sees_every_entity_anew(script, tmp_path, monkeypatch):
    files = StaticFiles(tmp_path / "static")
    files.root.mkdir()
    rng = np.random.default_rng(0)
    np.save(files.tokens, rng.integers(-9, 9, (50, 5)).astype(np.int8))
    np.save(files.scales, np.ones(50, dtype=np.float16))
    np.save(files.vocabulary, np.arange(50, dtype=np.int32))
    np.save(files.projection, rng.normal(size=(5, 8)).astype(np.float16))
    EncoderConfig(8, 0, "static", "a base").write(files.config)
    static = StaticEncoder.load(files.root, tokenizer=ENCODER / "tokenizer.json")
    space_of("release", 3, static=static, twin=space_of("release", 4, held_out=NURSES)).save(
        tmp_path / "space"
    )
    entities = make_space().to_pandas().assign(description="", statements=[()] * len(make_space()))
    corpus = SimpleNamespace(load=lambda _path: SimpleNamespace(entities=entities))
    monkeypatch.setattr(laborspace, "Corpus", corpus)
    found = script.reencoded("static", tmp_path / "space", tmp_path, encoder="static")["static"]
    firm = found.index_of("firm:TSLA")  # has nothing but its title here
    assert found.vectors[firm] == pytest.approx(static.encode("Tesla, Inc."), abs=1e-5)
    assert found.twin is None
    assert script.reencoded("int8", tmp_path / "nothing", tmp_path, encoder="onnx") == {}


def test_everything_is_written(pages, script, suites, work, tmp_path, monkeypatch):
    root = tmp_path / "root"
    for folder in ("docs", "release", "benchmarks/results"):
        (root / folder).mkdir(parents=True)
    for file in ("model_card.template.md", "validation.template.md"):
        (root / "release" / file).write_text((FOLDER / file).read_text("utf-8"), "utf-8")
    results = root / "benchmarks" / "results"
    for name in ("paper_curves.csv", "speed.csv", "verbs.csv", "serving.csv"):
        (results / name).write_text("what,value\na,1.5\n")
    (results / "correction.csv").write_text(
        "pair,correction,merit,hub_skewness,never_in_top10\noccupation → skill,none,.2,3,0\n"
        "occupation → skill,center,.1,2,0\n"
    )
    for each in (pages, script):
        monkeypatch.setattr(each, "ROOT", root)
        monkeypatch.setattr(each, "RESULTS", results)
    monkeypatch.setattr(pages, "compression", lambda: "none")
    folder = work / "spaces" / "release"
    given = ["--work", str(work), "--suite", "nurses", "--bundled", str(folder)]
    script.main([*given, "--part", "seeds"])
    monkeypatch.setattr(script, "start_seeds", lambda _given: None)  # a process of its own
    script.main(given)
    text = (root / "docs" / "validation.md").read_text("utf-8")
    assert "| learned † |" in text
    assert "Most of what is right is found with `none` for occupation → skill" in text
    assert "The hubs are fewest with `center` for occupation → skill" in text
    assert "{" not in text
    card = (root / "MODEL_CARD.md").read_text("utf-8")
    assert card.startswith("# Model card: release")
    assert "learned" in (results / "validation.csv").read_text()
    assert "figures" in json.loads((folder / "space.json").read_text())["validation"]
