"""A stored corpus: read back the same, refused when damaged, never half-written."""

from __future__ import annotations

import errno
import json

import pandas as pd
import pytest

from laborspace.corpus import Corpus
from laborspace.corpus.storage import FORMAT_VERSION
from laborspace.errors import FormatError, StorageError
from laborspace.records import (
    Dropped,
    Records,
    SourceNote,
    attribute_table,
    entity_table,
    relation_table,
)


def make(title="Welding"):
    records = Records(
        SourceNote("Own", "1", "CC0", "Cite me.", "https://example.org", {"a.csv": "00ff"}),
        entity_table(
            [
                {"id": "a:1", "kind": "skill", "title": title, "aliases": ["weld", "join"]},
                {"id": "a:2", "kind": "skill", "title": "Brazing", "description": "Hot."},
            ]
        ),
        relation_table([{"source": "a:1", "target": "a:2", "relation": "related"}]),
        attribute_table([{"id": "a:1", "attribute": "x", "value": 1.5, "unit": "m"}]),
        [Dropped("rows", 2, "blank")],
    )
    return Corpus.from_records([records])


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "corpus"
    make().save(path)
    return path


def test_round_trip(saved):
    corpus, loaded = make(), Corpus.load(saved)
    for name in ("entities", "relations", "attributes"):
        pd.testing.assert_frame_equal(getattr(loaded, name), getattr(corpus, name))
    assert loaded.entities["aliases"].tolist() == [["weld", "join"], []]
    assert loaded.notes == corpus.notes
    assert loaded.dropped == corpus.dropped
    assert loaded.sha256 == corpus.sha256
    assert json.loads((saved / "corpus.json").read_text())["sha256"] == corpus.sha256


def test_empty_corpus_round_trip(tmp_path):
    empty = Corpus(entity_table([]), relation_table([]), attribute_table([]))
    empty.save(tmp_path / "c")
    assert len(Corpus.load(tmp_path / "c").entities) == 0


def test_saving_replaces_a_corpus_and_leaves_nothing_beside(saved):
    make("Forging").save(saved)
    assert Corpus.load(saved).entities["title"][0] == "Forging"
    assert [path.name for path in saved.parent.iterdir()] == ["corpus"]


def test_folder_with_something_else_is_not_replaced(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(StorageError, match="other files"):
        make().save(tmp_path)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "no permission"), (errno.EROFS, "read-only")],
)
def test_failing_write_leaves_the_old_corpus(saved, monkeypatch, number, words):
    def fail(self, path, **options):
        path.write_bytes(b"PAR1 half")
        raise OSError(number, "cannot", str(path))

    monkeypatch.setattr(pd.DataFrame, "to_parquet", fail)
    with pytest.raises(StorageError, match=words):
        make("Forging").save(saved)
    monkeypatch.undo()
    assert Corpus.load(saved).entities["title"][0] == "Welding"
    assert [path.name for path in saved.parent.iterdir()] == ["corpus"]


def test_interrupted_write_leaves_the_old_corpus(saved, monkeypatch):
    def interrupt(self, path, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(pd.DataFrame, "to_parquet", interrupt)
    with pytest.raises(KeyboardInterrupt):
        make("Forging").save(saved)
    assert Corpus.load(saved).entities["title"][0] == "Welding"


def test_newer_format_is_refused_by_name(saved):
    manifest = json.loads((saved / "corpus.json").read_text())
    manifest |= {"format_version": FORMAT_VERSION + 1, "package_version": "9.9"}
    (saved / "corpus.json").write_text(json.dumps(manifest))
    with pytest.raises(FormatError, match=r"format 2.*reads format 1.*laborspace 9\.9"):
        Corpus.load(saved)


@pytest.mark.parametrize(
    "name", ["corpus.json", "entities.parquet", "relations.parquet", "attributes.parquet"]
)
def test_missing_file(saved, name):
    (saved / name).unlink()
    with pytest.raises(FormatError, match=name):
        Corpus.load(saved)


@pytest.mark.parametrize("name", ["entities.parquet", "relations.parquet", "corpus.json"])
def test_truncated_file(saved, name):
    content = (saved / name).read_bytes()
    (saved / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(FormatError, match=rf"{name} is damaged"):
        Corpus.load(saved)


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"format_version": 1}', '{"format_version": 1, "rows": 3}']
)
def test_manifest_without_its_parts(saved, text):
    (saved / "corpus.json").write_text(text)
    with pytest.raises(FormatError, match=r"corpus\.json is damaged"):
        Corpus.load(saved)


def test_tables_of_another_length(saved):
    table = pd.read_parquet(saved / "entities.parquet")
    table.head(1).to_parquet(saved / "entities.parquet")
    with pytest.raises(FormatError, match=r"has 1 rows but corpus\.json says 2"):
        Corpus.load(saved)


def test_table_without_a_column(saved):
    table = pd.read_parquet(saved / "relations.parquet").drop(columns="weight")
    table.to_parquet(saved / "relations.parquet")
    with pytest.raises(FormatError, match="lacks the column 'weight'"):
        Corpus.load(saved)


def test_no_corpus_there(tmp_path):
    with pytest.raises(FormatError, match="no corpus at"):
        Corpus.load(tmp_path / "nowhere")


def test_a_corpus_from_before_statements_is_read(saved):
    file = saved / "entities.parquet"
    pd.read_parquet(file).drop(columns="statements").to_parquet(file, index=False)
    loaded = Corpus.load(saved)
    assert loaded.entities["statements"].tolist() == [[], []]
    assert loaded.sha256 == make().sha256


def test_statements_count_in_the_hash():
    corpus = make()
    corpus.entities["statements"] = [["Join metal with heat."], []]
    assert corpus.sha256 != make().sha256
