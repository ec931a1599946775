"""Firms: columns found or named, twins merged, industries by NAICS, SIC or GICS."""

from __future__ import annotations

import pandas as pd
import pytest

from laborspace.errors import SourceError
from laborspace.sources import read_firms

HEADER = "symbol,name,summary,cik,sic,naics,gics_sub_industry,listed\n"


@pytest.fixture
def read(tmp_path):
    def read(*lines, header=HEADER, **options):
        path = tmp_path / "firms.csv"
        path.write_text(header + "".join(line + "\n" for line in lines), encoding="utf-8")
        return read_firms(path, **options)

    return read


def industries(records):
    table = records.relations[records.relations["relation"] == "operates_in"]
    return table[["source", "target", "weight", "origin"]].to_numpy().tolist()


def test_entity(read):
    records = read("AAA,Acme,Makes anvils.,1234,7372,,,True", name="mine")
    row = records.entities.iloc[0]
    assert row[["id", "kind", "code", "title", "description", "level", "source"]].tolist() == [
        "firm:AAA",
        "firm",
        "AAA",
        "Acme",
        "Makes anvils.",
        "firm",
        "mine",
    ]
    assert row["url"] == "https://www.sec.gov/edgar/browse/?CIK=0000001234"
    assert list(records.note.files) == ["firms.csv"]


def test_industry_by_own_naics_then_sic_then_gics(read):
    records = read(
        "AAA,A,a,1,7372,621111; 31-33,Gold,True",
        "BBB,B,b,2,6798,,Gold,True",
        "CCC,C,c,3,,,Gas Utilities,True",
        "DDD,D,d,4,0000,,,True",
    )
    assert industries(records) == [
        ["firm:AAA", "naics:6211", 0.5, "NAICS of the firm"],
        ["firm:AAA", "naics:31-33", 0.5, "NAICS of the firm"],
        ["firm:BBB", "naics:5259", 0.5, "SIC of the firm, SIC–NAICS bridge"],
        ["firm:BBB", "naics:5311", 0.5, "SIC of the firm, SIC–NAICS bridge"],
        ["firm:CCC", "naics:2212", 1.0, "GICS of the firm, GICS–NAICS bridge"],
    ]
    assert [(line.count, line.why) for line in records.dropped] == [
        (1, "no industry code a bridge knows: kept, without industry")
    ]


def test_gics_sub_industries_become_groups(read):
    records = read("AAA,A,a,1,,,Gas Utilities,True", "BBB,B,b,2,,,Gas Utilities,True")
    groups = records.entities[records.entities["source"] == "GICS"]
    assert groups[["id", "kind", "title", "level"]].to_numpy().tolist() == [
        ["gics:gas-utilities", "industry", "Gas Utilities", "gics sub-industry"]
    ]
    broader = records.relations[records.relations["relation"] == "broader"]
    assert broader["source"].tolist() == ["firm:AAA", "firm:BBB"]


def test_short_sic_is_padded(read):
    assert industries(read("AAA,A,a,1,115,,,True"))[0][1] == "naics:1111"


def test_securities_of_one_firm_are_merged(read):
    records = read(
        "GOOGL,Alphabet,Searches.,0001652044,7370,,,True",
        "GOOG,Alphabet,Searches.,0001652044,7370,,,True",
        "BAC-PB,Bank preferred,Lends.,70858,6021,,,False",
        "BACRP,Bank,Lends.,70858,6021,,,False",
        "BAC,Bank,Lends.,70858,6021,,,True",
        "NOC,No CIK,One.,,6021,,,True",
        "NOD,No CIK either,Two.,,6021,,,True",
        item_column="listed",
    )
    assert dict(zip(records.entities["id"], records.entities["aliases"], strict=True)) == {
        "firm:GOOG": ["GOOGL"],
        "firm:BAC": ["BACRP", "BAC-PB"],
        "firm:NOC": [],
        "firm:NOD": [],
    }
    assert records.dropped[0].count == 3


def test_repeated_descriptions_are_left_out_but_not_empty_ones(read):
    records = read(
        "AAA,A,Same.,1,6021,,,True",
        "BBB,B,Same.,2,6021,,,True",
        "CCC,C,,3,6021,,,True",
        "DDD,D,,4,6021,,,True",
    )
    assert records.entities["id"].tolist() == ["firm:AAA", "firm:CCC", "firm:DDD"]
    assert (records.dropped[0].count, "repeats" in records.dropped[0].why) == (1, True)


def test_where_and_item_column(read):
    records = read(
        "AAA,A,a,1,6021,,,True",
        "BBB,B,b,2,6021,,,False",
        "CCC,C,c,3,,,,True",
        where="sic",
        item_column="listed",
    )
    assert records.entities[["id", "level"]].to_numpy().tolist() == [
        ["firm:AAA", "firm"],
        ["firm:BBB", "unlisted firm"],
    ]
    assert (records.dropped[0].count, records.dropped[0].why) == (1, "sic is empty or false")


def test_columns_found_by_name_whatever_the_case(read):
    records = read("AAA,A,Gold", header="Symbol,Security,GICS Sub-Industry\n")
    assert industries(records)[0][1] == "naics:2122"


def test_columns_named(read):
    header = "key,label,code\n"
    columns = {"id": "key", "name": "label", "sic": "code"}
    assert industries(read("AAA,A,6021", header=header, columns=columns))[0][1] == "naics:5221"


def test_parquet_with_numeric_codes(tmp_path):
    path = tmp_path / "firms.parquet"
    pd.DataFrame({"ticker": ["AAA"], "name": ["A"], "sic": [6021.0]}).to_parquet(path)
    assert industries(read_firms(path))[0][1] == "naics:5221"


@pytest.mark.parametrize(
    ("line", "words", "column"),
    [
        (",B,b,2,,,,", "id is empty", "id"),
        ("A B,B,b,2,,,,", "blanks", "id"),
        ("AAA,B,b,2,,,,", "stands twice", "id"),
        ("BBB, ,b,2,,,,", "name is empty", "name"),
    ],
)
def test_bad_rows_are_located(read, line, words, column):
    with pytest.raises(SourceError, match=words) as caught:
        read("AAA,A,a,1,,,,", line)
    assert (caught.value.row, caught.value.column) == (3, column)


def test_bad_columns(read):
    with pytest.raises(SourceError, match="no column holds the name"):
        read("AAA", header="ticker\n")
    with pytest.raises(SourceError, match="'sector' of a firm"):
        read("AAA,A,,,,,,", columns={"sector": "x"})
    with pytest.raises(SourceError, match="column 'nowhere'"):
        read("AAA,A,,,,,,", columns={"sic": "nowhere"})
    for option in ("where", "item_column"):
        with pytest.raises(SourceError, match="column 'nowhere'"):
            read("AAA,A,,,,,,", **{option: "nowhere"})


@pytest.mark.shared
def test_real_firms(shared_data):
    records = read_firms(
        shared_data / "firms" / "us_listed_firms.parquet", where="sic", item_column="sp500_2026"
    )
    firms = records.entities[records.entities["kind"] == "firm"].set_index("id")
    assert firms["level"].value_counts().to_dict() == {"unlisted firm": 3_559, "firm": 491}
    assert "GOOGL" in firms.loc["firm:GOOG", "aliases"]
    assert (firms["description"] != "").all()
    links = records.relations[records.relations["relation"] == "operates_in"]
    assert links["source"].nunique() == len(firms) - 6
    assert links.groupby("source")["weight"].sum().round(6).eq(1).all()


@pytest.mark.shared
def test_real_constituents_by_gics_alone(shared_data):
    records = read_firms(shared_data / "firms" / "sp500_constituents.csv")
    links = records.relations[records.relations["relation"] == "operates_in"]
    assert links["source"].nunique() == (records.entities["kind"] == "firm").sum() == 500
