"""The corpus of the official files: the counts their owners publish."""

from __future__ import annotations

import pytest

from laborspace.corpus import Corpus, build_corpus

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def corpus(shared_data):
    return build_corpus(
        onet=shared_data / "onet" / "db_30_text",
        soc_structure=shared_data / "crosswalks" / "SOC_Structure.csv",
        esco=shared_data / "esco" / "v1.2.0",
        naics=shared_data / "naics" / "2022_NAICS_Descriptions.xlsx",
        bls=[shared_data / "bls" / "oews_national", shared_data / "bls" / "oews_sector"],
        firms=shared_data / "firms" / "us_listed_firms.parquet",
        firm_where="sic",
        firm_items="sp500_2026",
        crosswalk=shared_data / "crosswalks" / "esco_onet.csv",
    )


def count(corpus, kind, level, source):
    rows = corpus.select(kind, level)
    return len(rows[rows["source"] == source])


@pytest.mark.parametrize(
    ("kind", "level", "source", "expected"),
    [
        ("occupation", "occupation", "O*NET", 1_016),
        ("skill", "element", "O*NET", 120),
        ("occupation", "occupation", "ESCO", 3_039),
        ("skill", "skill", "ESCO", 13_939),
        ("skill", "skill group", "ESCO", 640),
        ("industry", "sector", "NAICS", 20),
        ("industry", "subsector", "NAICS", 96),
        ("industry", "industry group", "NAICS", 308),
        ("industry", "NAICS industry", "NAICS", 689),
        ("industry", "national industry", "NAICS", 1_012),
        ("firm", "firm", "firms", 491),
    ],
)
def test_entities(corpus, kind, level, source, expected):
    assert count(corpus, kind, level, source) == expected


def test_totals(corpus):
    assert (corpus.entities["source"] == "NAICS").sum() == 2_125
    isco = corpus.entities["id"].str.startswith("isco:")
    assert isco.sum() == 619
    assert (corpus.select(level="industry group")["description"] != "").all()


def test_relations(corpus):
    requires = corpus.relations[corpus.relations["relation"] == "requires"]
    esco = requires[requires["origin"] == "ESCO 1.2.0"]["detail"].value_counts()
    assert esco.to_dict() == {"essential": 67_622, "optional": 61_382 - 17}
    rated = requires[requires["target"].str.match(r"onet:[12]\.")]
    assert rated["source"].nunique() == 894
    assert rated["target"].nunique() == 120
    related = corpus.relations[corpus.relations["relation"] == "related"]
    assert (related["origin"] == "O*NET 30.2").sum() == 18_460


def test_hardly_any_employment_is_lost_in_the_join(corpus):
    employs = corpus.relations[corpus.relations["relation"] == "employs"]
    lost = next(line for line in corpus.dropped if line.what.endswith(": employs"))
    assert (len(employs), lost.count) == (7_935 - 53, 53)
    # Five OEWS occupations join several of the SOC under codes the SOC does not have.
    assert 1 - employs["weight"].sum() / 153_687_160 < 0.02


def test_every_relation_joins_entities_and_survives_storage(corpus, tmp_path):
    ids = set(corpus.entities["id"])
    assert set(corpus.relations["source"]) | set(corpus.relations["target"]) <= ids
    corpus.save(tmp_path / "corpus")
    assert Corpus.load(tmp_path / "corpus").sha256 == corpus.sha256
