import pytest

from laborspace.errors import InputError, SourceError
from laborspace.sources import read_naics, sector_of
from laborspace.sources.naics import SECTORS

ROWS = [
    ("31-33", "ManufacturingT", "The Sector as a Whole\n\nMakers of goods."),
    (311, "Food ManufacturingT", "Makers of food.\n\nIndustries differ by what they make."),
    (3111, "Animal Food ManufacturingT", "NULL"),
    (31111, "Animal Food ManufacturingT ", "Makers of feed."),
    (311111, "Dog and Cat Food Manufacturing ", "Makers of pet food."),
    (311119, "Other Animal Food Manufacturing", "Makers of other feed."),
    (3112, "Grain MillingT", "NULL"),
    (31121, "Flour MillingT", "See industry description for 311210."),
    (
        311210,
        "Flour Milling",
        (
            "Millers of grain.\n\nIllustrative Examples:\n\nFlour mixes\nMalt, brewing\n\n\n"
            "Cross-References. Establishments primarily engaged in--\n\n"
            "Baking bread--are somewhere else."
        ),
    ),
    (3113, "Sugar (except Beet)T", "NULL"),
    (31131, "Cane SugarT", "Boilers of cane."),
    (31134, "Candy", "Boilers of candy.\n\nCross-references.  See elsewhere."),
    (42, "Wholesale Trade ending in NAFTA", "Sellers in bulk."),
]


def save(path, rows, header=("Code", "Title", "Description")):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def workbook(tmp_path):
    return save(tmp_path / "2022_NAICS_Descriptions.xlsx", ROWS)


@pytest.mark.parametrize(
    ("code", "sector"),
    [("31-33", "31-33"), ("32", "31-33"), ("3361", "31-33"), ("441110", "44-45"), ("62", "62")],
)
def test_sector_of(code, sector):
    assert sector_of(code) == sector


@pytest.mark.parametrize("code", ["", "3", "99", "34", "31-32", "62x", "6221111", "six"])
def test_sector_of_no_code(code):
    with pytest.raises(InputError, match="is not a NAICS code; the sectors are 11, 21"):
        sector_of(code)


def test_entities(workbook):
    records = read_naics(workbook)
    entities = records.entities.set_index("id")
    assert entities["level"].to_dict() == {
        "naics:31-33": "sector",
        "naics:311": "subsector",
        "naics:3111": "industry group",
        "naics:31111": "NAICS industry",
        "naics:311111": "national industry",
        "naics:311119": "national industry",
        "naics:3112": "industry group",
        "naics:31121": "NAICS industry",
        "naics:311210": "national industry",
        "naics:3113": "industry group",
        "naics:31131": "NAICS industry",
        "naics:31134": "NAICS industry",
        "naics:42": "sector",
    }
    assert set(entities["kind"]) == {"industry"}
    assert set(entities["vintage"]) == {"2022"}
    assert entities.loc["naics:31-33", "aliases"] == ["31", "32", "33"]
    assert entities.loc["naics:42", "aliases"] == []
    assert entities.loc["naics:311", "url"] == (
        "https://www.census.gov/naics/?input=311&year=2022&details=311"
    )


def test_only_the_trilateral_mark_is_stripped(workbook):
    titles = read_naics(workbook).entities.set_index("code")["title"]
    assert titles["31-33"] == "Manufacturing"
    assert titles["31111"] == "Animal Food Manufacturing"
    assert titles["3113"] == "Sugar (except Beet)"
    assert titles["42"] == "Wholesale Trade ending in NAFTA"
    assert titles["31134"] == "Candy"


def test_texts(workbook):
    texts = read_naics(workbook).entities.set_index("code")["description"]
    flour = "Millers of grain. Illustrative Examples: Flour mixes; Malt, brewing."
    assert texts["31-33"] == "Makers of goods."
    assert texts["3111"] == "Makers of feed."  # its only child's
    assert texts["3112"] == texts["31121"] == texts["311210"] == flour  # to six digits
    assert texts["3113"] == texts["311"]  # two children: the parent's
    assert texts["31134"] == "Boilers of candy."
    assert "Cross" not in " ".join(texts)


def test_broader(workbook):
    rows = read_naics(workbook).relations.set_index("source")["target"].to_dict()
    assert rows["naics:311"] == "naics:31-33"
    assert rows["naics:3111"] == "naics:311"
    assert rows["naics:311111"] == "naics:31111"
    assert len(rows) == 11


def test_vintage(tmp_path):
    for year in (2017, 2022):
        save(tmp_path / f"{year}_NAICS_Descriptions.xlsx", ROWS)
    assert read_naics(tmp_path).note.vintage == "2022"
    assert list(read_naics(tmp_path, vintage="2017").note.files) == ["2017_NAICS_Descriptions.xlsx"]
    with pytest.raises(SourceError, match=r"no file named '2012_NAICS_Descriptions\.xlsx'"):
        read_naics(tmp_path, vintage="2012")
    other = save(tmp_path / "industries.xlsx", ROWS)
    with pytest.raises(SourceError, match=r"does not say the year .* give vintage="):
        read_naics(other)
    assert read_naics(other, vintage="2012").note.vintage == "2012"


def test_notes_below_the_table_are_counted(tmp_path):
    rows = [*ROWS, ("T = Canadian, Mexican and U.S. industries are comparable.", None, None)]
    records = read_naics(save(tmp_path / "2022_NAICS_Descriptions.xlsx", rows))
    assert [(d.what, d.count) for d in records.dropped] == [("rows", 1)]


def test_a_text_missing_everywhere_is_counted(tmp_path):
    rows = [
        (42, "Wholesale Trade", "NULL"),
        (423, "Durable Goods", "See industry description for 42."),
    ]
    records = read_naics(save(tmp_path / "2022_NAICS_Descriptions.xlsx", rows))
    assert records.entities["description"].tolist() == ["", ""]
    assert [(d.what, d.count) for d in records.dropped] == [("descriptions of industries", 2)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((311, "Food again", "x"), r"row 15, id '311': the code is already on row 3"),
        ((34, "Unheard of", "x"), r"row 15, id '34': the code belongs to no NAICS sector"),
        ((312, " ", "x"), r"row 15, id '312': the title is empty"),
    ],
)
def test_bad_row(tmp_path, row, message):
    path = save(tmp_path / "2022_NAICS_Descriptions.xlsx", [*ROWS, row])
    with pytest.raises(SourceError, match=message) as caught:
        read_naics(path)
    assert str(path) in str(caught.value)


def test_missing_column_and_missing_file(tmp_path):
    with pytest.raises(SourceError, match=r"no file named .*NAICS"):
        read_naics(tmp_path)
    path = save(tmp_path / "2022_NAICS_Codes.xlsx", [(11, "Farming")], ("Code", "Title"))
    with pytest.raises(SourceError, match="column 'Description': there is no such column"):
        read_naics(path)
    path = save(tmp_path / "2022_NAICS_Descriptions.xlsx", [("note", "", "")])
    with pytest.raises(SourceError, match="has no row with a NAICS code"):
        read_naics(path)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("vintage", "counts"),
    [("2022", (20, 96, 308, 689, 1012)), ("2017", (20, 99, 311, 709, 1057))],
)
def test_the_real_classification(shared_data, vintage, counts):
    entities = read_naics(shared_data / "naics", vintage=vintage).entities
    levels = ["sector", "subsector", "industry group", "NAICS industry", "national industry"]
    assert entities.groupby("level").size().loc[levels].tolist() == list(counts)
    assert entities["id"].is_unique
    assert set(entities.loc[entities["level"] == "sector", "code"]) == set(SECTORS)
    assert (entities["description"].str.len() > 40).all()
    assert not entities["title"].str.contains(r"T\s*$").any()
    assert not entities["description"].str.contains("Cross-Ref|See industry|NULL|as a Whole").any()


@pytest.mark.shared
def test_where_real_texts_come_from(shared_data):
    texts = read_naics(shared_data / "naics").entities.set_index("code")["description"]
    groups = [code for code in texts.index if len(code) == 4]
    parents = [code for code in groups if texts[code] == texts[code[:3]]]
    children = [
        code
        for code in groups
        if texts[code] in {texts[c] for c in texts.index if len(c) == 5 and c.startswith(code)}
    ]
    assert (len(groups), len(children), len(parents)) == (308, 140, 14)
