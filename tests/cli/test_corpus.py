"""``laborspace corpus``: what it prints, and that it is the library's own answer."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from laborspace.cli.corpus import app
from laborspace.corpus import Corpus, build_corpus
from laborspace.errors import FormatError, InputError, SourceError


@pytest.fixture
def tables(tmp_path):
    entities, relations = tmp_path / "entities.csv", tmp_path / "relations.csv"
    entities.write_text(
        "id,kind,title,description\nown:1,skill,Welding,Joining metal.\nown:2,firm,Acme,\n"
    )
    relations.write_text(
        "source,target,relation,weight\nown:2,own:1,requires,0.5\nown:2,own:9,requires,1\n"
    )
    firms = tmp_path / "firms.csv"
    firms.write_text("key,name,code,big\nAAA,Aaa,6021,yes\nBBB,Bbb,,no\n")
    return entities, relations, firms


def run(*arguments):
    result = CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_build_prints_what_was_read_and_dropped(tables, tmp_path):
    entities, relations, _ = tables
    out = tmp_path / "corpus"
    options = ["--entities", entities, "--relations", relations, "--allow-unknown"]
    result = run("build", *options, "-o", out)
    assert result.exit_code == 0
    assert "Entities (2)" in result.stdout
    assert "Relations (1)" in result.stdout
    assert re.search(
        r"relations.csv: requires\s+│\s+1 │ no source read defines the target", result.stdout
    )
    assert "✓ entities.csv" in result.stderr
    twin = build_corpus(entities=entities, relations=[relations], strict=False)
    assert Corpus.load(out).sha256 == twin.sha256


def test_unknown_id_stops_the_build_and_writes_nothing(tables, tmp_path):
    entities, relations, _ = tables
    with pytest.raises(SourceError, match="own:9"):
        run("build", "--entities", entities, "--relations", relations, "-o", tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()


def test_firm_options_reach_the_reader(tables, tmp_path):
    firms, out = tables[2], tmp_path / "corpus"
    columns = ["--firm-column", "id=key", "--firm-column", "sic=code"]
    run("build", "--firms", firms, *columns, "--firm-items", "big", "-o", out, "--quiet")
    levels = Corpus.load(out).entities[["id", "level"]].to_numpy().tolist()
    assert levels == [["firm:AAA", "firm"], ["firm:BBB", "unlisted firm"]]
    run("build", "--firms", firms, *columns, "--firm-where", "code", "-o", out, "--quiet")
    assert Corpus.load(out).entities["id"].tolist() == ["firm:AAA"]


def test_quiet_prints_nothing(tables, tmp_path):
    result = run("build", "--entities", tables[0], "-o", tmp_path / "corpus", "--quiet")
    assert result.output == ""


@pytest.mark.parametrize("pair", ["sic", "=code", "sic="])
def test_malformed_column_pair(tables, tmp_path, pair):
    with pytest.raises(InputError, match="FIELD=COLUMN"):
        run("build", "--firms", tables[2], "--firm-column", pair, "-o", tmp_path / "corpus")


def test_no_source(tmp_path):
    with pytest.raises(SourceError, match="no source is given"):
        run("build", "-o", tmp_path / "corpus")


def test_info(tables, tmp_path):
    run("build", "--entities", tables[0], "-o", tmp_path / "corpus", "--quiet")
    result = run("info", tmp_path / "corpus")
    assert "entities.csv · not stated" in result.stdout
    assert Corpus.load(tmp_path / "corpus").sha256 in result.stdout


def test_info_of_nothing(tmp_path):
    with pytest.raises(FormatError, match="is not a corpus"):
        run("info", tmp_path)
