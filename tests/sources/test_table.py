"""The user's own tables: what they may hold, and a sentence for everything they may not."""

from __future__ import annotations

import pandas as pd
import pytest

from laborspace.corpus import Corpus
from laborspace.errors import SourceError
from laborspace.sources import read_table

ENTITIES = "id,kind,title,description\nown:1,skill,Welding,Joining metal.\nown:2,firm,Acme,\n"
RELATIONS = "source,target,relation,weight\nown:2,own:1,requires,0.5\n"


@pytest.fixture
def write(tmp_path):
    def write(text, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


def test_entities_and_relations(write):
    records = read_table(write(ENTITIES), write(RELATIONS, "r.csv"), name="mine")
    assert records.entities[
        ["id", "kind", "code", "title", "level", "source"]
    ].to_numpy().tolist() == [
        ["own:1", "skill", "1", "Welding", "item", "mine"],
        ["own:2", "firm", "2", "Acme", "item", "mine"],
    ]
    assert records.relations[["source", "target", "weight", "origin"]].to_numpy().tolist() == [
        ["own:2", "own:1", 0.5, "r.csv"]
    ]
    assert records.strict
    assert sorted(records.note.files) == ["r.csv", "table.csv"]


def test_optional_columns(write):
    path = write(
        "id\tkind\ttitle\tdescription\tcode\taliases\tlevel\turl\n"
        "own:1\tskill\tWelding\tJoining.\tW1\tweld| brazing |weld|Welding|\telement\thttp://x\n",
        "t.tsv",
    )
    row = read_table(path).entities.iloc[0]
    assert (row["code"], row["aliases"], row["level"], row["url"]) == (
        "W1",
        ["weld", "brazing"],
        "element",
        "http://x",
    )


def test_columns_may_have_other_names(write):
    path = write("key,sort,name,text\nown:1,skill,Welding,Joining.\n")
    names = {"id": "key", "kind": "sort", "title": "name", "description": "text"}
    assert read_table(path, columns=names).entities["title"].tolist() == ["Welding"]


def test_parquet_and_excel_give_the_same(write, tmp_path):
    table = pd.DataFrame(
        {
            "id": ["own:1"],
            "kind": ["skill"],
            "title": ["Welding"],
            "description": [None],
            "code": [7372.0],
        }
    )
    table.to_parquet(tmp_path / "t.parquet")
    table.to_excel(tmp_path / "t.xlsx", index=False)
    first = read_table(tmp_path / "t.parquet").entities
    pd.testing.assert_frame_equal(first, read_table(tmp_path / "t.xlsx").entities)
    assert first.loc[0, ["code", "description"]].tolist() == ["7372", ""]


def test_relations_alone_and_leniently(write):
    path = write(RELATIONS)
    lenient = read_table(None, path, strict=False)
    entities = read_table(write("id,kind,title,description\nown:1,skill,Welding,x\n", "e.csv"))
    corpus = Corpus.from_records([entities, lenient])
    assert corpus.relations.empty
    assert corpus.dropped[-1].count == 1
    with pytest.raises(SourceError, match="own:2"):
        Corpus.from_records([entities, read_table(None, path)])


def test_level_of_a_relation(write):
    header = "source,target,relation,weight,level,detail\n"
    text = header + "a:1,a:2,requires,1,3.5,x\na:1,a:3,requires,1,,\n"
    relations = read_table(None, write(text)).relations
    assert relations["level"].fillna(-1).tolist() == [3.5, -1]
    assert relations["detail"].tolist() == ["x", ""]


def test_nothing_given():
    with pytest.raises(SourceError, match="a table of entities, of relations, or both"):
        read_table()


@pytest.mark.parametrize(
    ("row", "words", "column"),
    [
        ("own:1,skill,Again,x", "already in row 2", "id"),
        ("own:3,planet,Mars,x", "no kind 'planet'", "kind"),
        ("own:3,skill, ,x", "title is empty", "title"),
        ("3,skill,Forging,x", "prefix:code", "id"),
        (",skill,Forging,x", "prefix:code", "id"),
        ("own:3 4,skill,Forging,x", "prefix:code", "id"),
    ],
)
def test_bad_entities_are_located(write, row, words, column):
    path = write(ENTITIES + row + "\n")
    with pytest.raises(SourceError, match=words) as caught:
        read_table(path)
    assert (caught.value.file, caught.value.row, caught.value.column) == (path, 4, column)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("weight", ["nan", "inf", "-1", "much", ""])
def test_bad_weights_are_located(write, weight):
    path = write(RELATIONS + f"own:1,own:2,related,{weight}\n")
    with pytest.raises(SourceError, match="not a finite number") as caught:
        read_table(None, path)
    assert (caught.value.row, caught.value.column, caught.value.id) == (3, "weight", "own:1")


def test_bad_ends_and_names_of_relations(write):
    with pytest.raises(SourceError, match="'nurse' is not an id"):
        read_table(None, write(RELATIONS + "own:1,nurse,related,1\n"))
    with pytest.raises(SourceError, match="relation is empty"):
        read_table(None, write(RELATIONS + "own:1,own:2,,1\n"))


def test_missing_column(write):
    with pytest.raises(SourceError) as caught:
        read_table(write("id,kind,title\nown:1,skill,Welding\n"))
    assert caught.value.column == "description"


def test_missing_column_of_parquet(tmp_path):
    pd.DataFrame({"id": ["own:1"]}).to_parquet(tmp_path / "t.parquet")
    with pytest.raises(SourceError, match="there are id") as caught:
        read_table(tmp_path / "t.parquet")
    assert caught.value.column == "kind"


def test_wrong_delimiter(write):
    with pytest.raises(SourceError, match="semicolon"):
        read_table(write(ENTITIES.replace(",", ";")))


def test_not_utf8(write):
    with pytest.raises(SourceError, match="UTF-8"):
        read_table(write(ENTITIES.replace("Acme", "Café"), encoding="latin-1"))


def test_damaged_parquet(write):
    with pytest.raises(SourceError, match="no Parquet file"):
        read_table(write("PAR1 nonsense", "t.parquet"))


def test_unknown_format_and_missing_file(write, tmp_path):
    with pytest.raises(SourceError, match=r"\.csv, \.tsv, \.parquet, \.xlsx or \.dta"):
        read_table(write("x", "t.pdf"))
    with pytest.raises(SourceError, match="no such file"):
        read_table(tmp_path / "none.csv")


def test_a_file_beside_a_table_says_where_it_comes_from(tmp_path):
    table = tmp_path / "jobs.csv"
    table.write_text("id,kind,title,description\nx:a,skill,A,About a.\n", "utf-8")
    beside = tmp_path / "jobs.csv.source.json"
    beside.write_text('{"name": "Jobs", "license": "CC0"}', "utf-8")
    note = read_table(table).note
    assert (note.name, note.license, note.vintage) == ("Jobs", "CC0", "")
    beside.write_text('{"licence": "CC0"}', "utf-8")
    with pytest.raises(SourceError, match=r"source\.json: unknown key 'licence'"):
        read_table(table)
    beside.write_text("[]", "utf-8")
    with pytest.raises(SourceError, match="JSON object"):
        read_table(table)
