"""BLS: OEWS workbooks of all vintages and the employment matrix."""

from __future__ import annotations

import zipfile

import pandas as pd
import pytest

from laborspace.errors import SourceError
from laborspace.sources import read_bls
from laborspace.sources.bls import industry_id

NATIONAL = [
    ("00-0000", "All Occupations", "total", 1000, 60000, 50000),
    ("29-0000", "Healthcare Practitioners", "major", 400, 90000, "#"),
    ("29-2010", "Clinical Laboratory Technologists", "broad", 50, 62000, 61000),
    ("29-2010", "Clinical Laboratory Technologists", "detailed", 50, 62000, 61000),
    ("29-1141", "Registered Nurses", "detailed", 300, 94480, 86070),
    ("27-2011", "Actors", "detailed", "**", "*", "*"),
    ("27-2012", "Producers", "detailed", None, None, None),
]
SECTOR = [
    ("62", "sector", "00-0000", "total", 900, 1, 1),
    ("62", "sector", "29-0000", "major", 500, 1, 1),
    ("62", "sector", "29-1141", "detailed", 300, 1, 1),
    ("62", "sector", "29-1171", "detailed", "**", 1, 1),
    ("31", "sector", "51-4121", "detailed", 70, 1, 1),
    ("99", "sector", "33-3051", "detailed", 60, 1, 1),
]


def national(path, *, rows=NATIONAL, lower=False, group="O_GROUP"):
    columns = ["OCC_CODE", "OCC_TITLE", group, "TOT_EMP", "A_MEAN", "A_MEDIAN"]
    table = pd.DataFrame(rows, columns=[c.lower() if lower else c for c in columns])
    table.to_excel(path, index=False)


def sector(path, rows=SECTOR):
    columns = ["NAICS", "I_GROUP", "OCC_CODE", "O_GROUP", "TOT_EMP", "A_MEAN", "A_MEDIAN"]
    pd.DataFrame(rows, columns=columns).to_excel(path, index=False)


def matrix(path, code='="29-1141"', jobs="1.5", year=2024):
    path.write_text(
        f"Occupation Title,Occupation Code,Occupation Type,{year} Employment,Percent\n"
        f'"Total, all occupations","=""00-0000""",Summary,"2,000.0",100\n'
        f"Registered nurses,{code},Line Item,{jobs},3\n"
        "Nobody,99-9999,Line Item,—,0\n",
        encoding="utf-8",
    )


def values(records):
    return {(a, i): v for i, a, v in records.attributes[["id", "attribute", "value"]].to_numpy()}


@pytest.mark.parametrize(
    "layout", [{}, {"lower": True}, {"group": "OCC_GROUP"}], ids=["2020", "2019", "2017"]
)
def test_national_gives_attributes_of_occupations(tmp_path, layout):
    national(tmp_path / "national_M2019_dl.xlsx", **layout)
    records = read_bls(tmp_path)
    assert values(records) == {
        ("employment", "soc:29-0000"): 400,
        ("employment", "soc:29-2010"): 50,
        ("employment", "soc:29-1141"): 300,
        ("wage_mean", "soc:29-0000"): 90000,
        ("wage_mean", "soc:29-2010"): 62000,
        ("wage_mean", "soc:29-1141"): 94480,
        ("wage_median", "soc:29-2010"): 61000,
        ("wage_median", "soc:29-1141"): 86070,
    }
    assert set(records.attributes["unit"]) == {"jobs", "USD/year"}
    assert set(records.attributes["origin"]) == {"BLS OEWS May 2019"}
    assert records.relations.empty
    assert records.entities.empty


def test_cells_without_a_number_are_counted_by_mark(tmp_path):
    national(tmp_path / "national_M2023_dl.xlsx")
    lines = {line.why.split(":")[0]: line.count for line in read_bls(tmp_path).dropped}
    assert lines == {"TOT_EMP **": 1, "A_MEAN *": 1, "A_MEDIAN *": 1, "A_MEDIAN #": 1}


def test_sector_gives_employs_of_detailed_occupations(tmp_path):
    sector(tmp_path / "natsector_M2024_dl.xlsx")
    records = read_bls(tmp_path / "natsector_M2024_dl.xlsx")
    columns = ["source", "target", "relation", "weight", "detail", "origin"]
    assert records.relations[columns].to_numpy().tolist() == [
        ["naics:62", "soc:29-1141", "employs", 300.0, "", "BLS OEWS May 2024"],
        ["naics:31-33", "soc:51-4121", "employs", 70.0, "", "BLS OEWS May 2024"],
        ["naics:92", "soc:33-3051", "employs", 60.0, "OEWS 99", "BLS OEWS May 2024"],
    ]
    assert values(records) == {("employment", "naics:62"): 900}
    assert records.note.vintage == "OEWS May 2024"
    assert list(records.note.files) == ["natsector_M2024_dl.xlsx"]


def test_four_digit_file_and_its_combinations(tmp_path):
    rows = [
        ("622100", "4-digit", "29-1141", "detailed", 5, 1, 1),
        ("3320A1", "4-digit", "51-4121", "detailed", 6, 1, 1),
    ]
    sector(tmp_path / "nat4d_M2024_dl.xlsx", rows)
    records = read_bls(tmp_path)
    assert records.relations["source"].tolist() == ["naics:6221"]
    assert [(line.count, "combination" in line.why) for line in records.dropped] == [(1, True)]


@pytest.mark.parametrize(
    ("code", "group", "expected"),
    [
        ("62", "sector", "naics:62"),
        ("44", "sector", "naics:44-45"),
        ("31-33", "sector", "naics:31-33"),
        ("99", "sector", "naics:92"),
        ("622000", "3-digit", "naics:622"),
        ("622100", "4-digit", "naics:6221"),
        ("541511", "6-digit", "naics:541511"),
        ("4240A2", "4-digit", None),
        ("622100", "3-digit", None),
        ("000001", "cross-industry, private", None),
    ],
)
def test_industry_id(code, group, expected):
    assert industry_id(code, group) == expected


def test_codes_stored_as_numbers(tmp_path):
    sector(tmp_path / "nat4d_M2024_dl.xlsx", [(622100, "4-digit", "29-1141", "detailed", 5, 1, 1)])
    assert read_bls(tmp_path).relations["source"].tolist() == ["naics:6221"]


def test_newest_of_each_family_unless_a_vintage_is_chosen(tmp_path):
    national(tmp_path / "national_M2017_dl.xlsx")
    national(tmp_path / "national_M2023_dl.xlsx")
    sector(tmp_path / "natsector_M2022_dl.xlsx")
    assert read_bls(tmp_path).note.vintage == "OEWS May 2023, OEWS May 2022"
    assert read_bls(tmp_path, vintage=2017).note.vintage == "OEWS May 2017"
    with pytest.raises(SourceError, match="of May 2001"):
        read_bls(tmp_path, vintage=2001)


def test_zip(tmp_path):
    national(tmp_path / "national_M2023_dl.xlsx")
    with zipfile.ZipFile(tmp_path / "oesm23nat.zip", "w") as archive:
        archive.write(tmp_path / "national_M2023_dl.xlsx", "oesm23nat/national_M2023_dl.xlsx")
    assert len(read_bls(tmp_path / "oesm23nat.zip").attributes) == 8


def test_folder_without_bls_files(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(SourceError, match="no OEWS workbook"):
        read_bls(tmp_path)


def test_missing_column(tmp_path):
    pd.DataFrame({"OCC_CODE": ["29-1141"], "O_GROUP": ["detailed"]}).to_excel(
        tmp_path / "national_M2023_dl.xlsx", index=False
    )
    with pytest.raises(SourceError) as caught:
        read_bls(tmp_path)
    assert caught.value.column == "TOT_EMP"


def test_number_that_is_none_is_located(tmp_path):
    rows = [*NATIONAL[:4], ("29-1141", "Registered Nurses", "detailed", "many", 1, 1)]
    national(tmp_path / "national_M2023_dl.xlsx", rows=rows)
    with pytest.raises(SourceError, match="'many' is neither") as caught:
        read_bls(tmp_path)
    assert (caught.value.row, caught.value.column) == (6, "TOT_EMP")


def test_matrix_is_in_thousands_and_without_summaries(tmp_path):
    matrix(tmp_path / "National Employment Matrix_IND_622100.csv")
    records = read_bls(tmp_path)
    assert records.relations[["source", "target", "weight", "origin"]].to_numpy().tolist() == [
        ["naics:6221", "soc:29-1141", 1500.0, "BLS National Employment Matrix 2024"]
    ]
    assert records.note.vintage == "National Employment Matrix 2024"
    assert [line.count for line in records.dropped] == [1]


@pytest.mark.parametrize(
    ("code", "industry"),
    [("620000", "naics:62"), ("310000", "naics:31-33"), ("622000", "naics:622")],
)
def test_matrix_industries(tmp_path, code, industry):
    matrix(tmp_path / f"National Employment Matrix_IND_{code}.csv")
    assert read_bls(tmp_path).relations["source"].tolist() == [industry]


def test_matrix_of_a_total_is_dropped(tmp_path):
    matrix(tmp_path / "National Employment Matrix_IND_TE1000.csv")
    records = read_bls(tmp_path)
    assert records.relations.empty
    assert records.dropped[0].count == 3


def test_matrix_with_text_for_employment(tmp_path):
    matrix(tmp_path / "National Employment Matrix_IND_622100.csv", jobs="many")
    with pytest.raises(SourceError, match="'many' is not a number") as caught:
        read_bls(tmp_path)
    assert caught.value.row == 3


def test_matrix_without_employment(tmp_path):
    (tmp_path / "National Employment Matrix_IND_622100.csv").write_text(
        "Occupation Code,Occupation Type\n29-1141,Line Item\n"
    )
    with pytest.raises(SourceError, match="<year> Employment"):
        read_bls(tmp_path)


@pytest.mark.shared
@pytest.mark.parametrize("vintage", range(2017, 2025))
def test_real_national_files(shared_data, vintage):
    records = read_bls(shared_data / "bls" / "oews_national", vintage=vintage)
    nurses = values(records)["employment", "soc:29-1141"]
    assert 2_900_000 < nurses < 3_400_000
    assert records.attributes["id"].nunique() > 1250


@pytest.mark.shared
def test_real_sector_file(shared_data):
    records = read_bls(shared_data / "bls" / "oews_sector")
    assert len(records.relations) == 7_935
    assert records.relations["weight"].sum() == 153_687_160
    assert records.relations["source"].nunique() == 20
    assert values(records)["employment", "naics:62"] > 20_000_000
