from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import laborspace
from laborspace.analysis.coding import code
from laborspace.analysis.coding.mentions import mentions
from laborspace.analysis.coding.windows import LONGEST, passages
from laborspace.errors import FormatError

ADVERT = """Who we are: a family-owned bakery with ten shops.

You will maintain financial records, prepare financial statements and troubleshoot the till.
We offer dental insurance. Please send your resume."""


@pytest.fixture(name="release", scope="module")
def release_fixture():
    try:
        return laborspace.load(encoder="static")
    except FormatError:
        pytest.skip("this checkout has no bundled space")


def test_an_advert(release):
    table = code(release, ["Cook", ADVERT], kind="skill")
    assert table.column_names == [
        *("text", "id", "kind", "code", "title", "probability", "start", "end", "excerpt"),
        *("basis", "why"),
    ]
    found = {row["title"]: row for row in table.to_pylist() if row["text"] == 1}
    assert "prepare financial statements" in found
    assert "maintain financial records" in found
    row = found["maintain financial records"]
    assert "financial records" in row["excerpt"]
    assert row["probability"] > 0.3
    assert row["kind"] == "skill"
    for row in table.to_pylist():
        text = ADVERT if row["text"] == 1 else "Cook"
        assert text[row["start"] : row["end"]] == row["excerpt"]
        assert 0.2 <= row["probability"] <= 1


def test_what_is_said_around_skills_names_fewer(release):
    boilerplate = "Life insurance. Ask for Ms. Smith. Our parking lot is free. Est. 1950."
    assert mentions(release, boilerplate).num_rows <= 1


def test_a_skill_is_answered_once_by_its_likeliest_passage(release):
    table = mentions(release, "Debugging software. Also we debug software and debug software.")
    titles = table["title"].to_pylist()
    assert len(titles) == len(set(titles))
    assert (table["probability"].to_numpy()[:-1] >= table["probability"].to_numpy()[1:]).all()


def test_texts_are_coded_alone_as_together(release):
    texts = [ADVERT, "weld metal parts", ADVERT.upper()]
    together = mentions(release, texts).to_pylist()
    for place, text in enumerate(texts):
        alone = mentions(release, text).to_pylist()
        mine = [{**row, "text": 0} for row in together if row["text"] == place]
        assert [(r["id"], r["start"], r["end"]) for r in mine] == [
            (r["id"], r["start"], r["end"]) for r in alone
        ]


def test_fewer_and_surer(release):
    assert mentions(release, ADVERT, top=2).num_rows == 2
    sure = mentions(release, ADVERT, threshold=0.8)
    assert 0 < sure.num_rows < mentions(release, ADVERT, threshold=0.1).num_rows


def test_a_space_of_few_skills(space):
    table = mentions(space, "debug software, and fix bugs", threshold=0)
    assert set(table["id"].to_pylist()) <= set(space.ids)
    assert mentions(space, "reading", vocabulary="onet", threshold=0)["id"].to_pylist() == [
        "onet:2.A.1.a"
    ]


def test_sentences_and_clauses():
    text = "Cook soups. You will bake bread, clean tables and lead a team"
    cut = [text[p.start : p.end] for p in passages(text)]
    assert cut == [
        "Cook soups.", "You will bake bread", "You will bake bread, clean tables and lead a team",
        "clean tables", "lead a team",
    ]  # fmt: skip


def test_a_long_sentence_is_read_through_a_window():
    text = " ".join(f"w{n}" for n in range(30))
    cut = [text[p.start : p.end].split() for p in passages(text)]
    assert all(len(words) == LONGEST for words in cut)
    assert {word for words in cut for word in words} == set(text.split())


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="ab1 .,;:-()\n•é", max_size=80))
def test_passages_are_parts_of_the_text(text):
    cut = passages(text)
    assert len(set(cut)) == len(cut)
    for part in cut:
        excerpt = text[part.start : part.end]
        assert excerpt.strip() == excerpt != ""
        assert any(letter.isalpha() for letter in excerpt)
        assert len(excerpt.split()) <= LONGEST
