import shutil
import zipfile

import pytest

from laborspace.errors import SourceError
from laborspace.records import ATTRIBUTE_COLUMNS, ENTITY_COLUMNS, RELATION_COLUMNS
from laborspace.sources import read_onet


@pytest.fixture
def folder(data, tmp_path):
    """A copy of the fixture that a test may break."""
    return shutil.copytree(data / "onet", tmp_path / "db")


@pytest.fixture(scope="module")
def records(data):
    return read_onet(data / "onet")


def edit(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def relations(records, relation):
    return records.relations[records.relations["relation"] == relation]


def test_columns(records):
    assert tuple(records.entities.columns) == ENTITY_COLUMNS
    assert tuple(records.relations.columns) == RELATION_COLUMNS
    assert tuple(records.attributes.columns) == ATTRIBUTE_COLUMNS
    assert set(records.entities["source"]) == {"O*NET"}
    assert set(records.relations["origin"]) == {"O*NET 30.2"}


def test_occupation(records):
    nurse = records.entities.set_index("id").loc["onet:29-1141.00"]
    assert nurse["title"] == "Registered Nurses"
    assert (nurse["kind"], nurse["code"], nurse["level"]) == (
        "occupation",
        "29-1141.00",
        "occupation",
    )
    assert nurse["description"].startswith("Look after sick")
    assert nurse["url"] == "https://www.onetonline.org/link/summary/29-1141.00"


def test_task_statements_are_kept_in_order(records):
    statements = records.entities.set_index("id")["statements"]
    assert statements["onet:29-1141.00"] == [
        "Record how a patient fares.",
        "Give medicine at the set hour.",
    ]
    assert statements["soc:29-1141"] == []


def test_aliases_are_split_cleaned_and_distinct(records):
    aliases = records.entities.set_index("id")["aliases"]
    # "registered  nurses" is the title; "charge nurse" and RN were said before.
    assert aliases["onet:29-1141.00"] == [
        "Charge Nurse",
        "Operating Room Nurse",
        "OR Nurse",
        "RN",
        "Registered Nurse",
        "Staff Nurse",
    ]
    assert aliases["onet:15-1252.00"] == ["Programmer (Games)"]
    assert aliases["onet:29-1141.01"] == []


def test_elements_are_the_leaves_of_four_domains(records):
    elements = records.entities[records.entities["level"] == "element"]
    assert elements["id"].tolist() == [
        "onet:1.A.1.a.1",
        "onet:2.A.1.a",
        "onet:2.B.1.a",
        "onet:2.C.5.a",
    ]
    assert set(elements["kind"]) == {"skill"}
    assert elements["description"].iloc[2] == (
        'Noticing how others feel and why, "between the lines".'
    )


def test_requires_has_importance_level_and_flags(records):
    rows = relations(records, "requires").set_index(["source", "target"])
    nurse, developer = "onet:29-1141.00", "onet:15-1252.00"
    assert rows.loc[(nurse, "onet:2.A.1.a"), ["weight", "level", "detail"]].tolist() == [
        4.0,
        4.12,
        "",
    ]
    assert rows.loc[(nurse, "onet:2.B.1.a"), "detail"] == "suppress recommended"
    assert rows.loc[(developer, "onet:2.B.1.a"), "detail"] == "not relevant"
    assert rows.loc[(developer, "onet:2.C.5.a"), "detail"] == "not relevant, suppress recommended"
    assert rows.index.is_unique


def test_technology(records):
    platform = records.entities.set_index("id").loc["onet:tech/43232408"]
    assert platform["aliases"] == ["Python", "Django"]
    assert (platform["kind"], platform["level"]) == ("skill", "technology")
    rows = relations(records, "requires").set_index(["source", "target"])["detail"]
    assert rows["onet:15-1252.00", "onet:tech/43232408"] == "in demand"
    assert rows["onet:15-1252.00", "onet:tech/43232306"] == ""
    assert rows["onet:29-1141.00", "onet:tech/43232306"] == "hot technology"


def test_related_and_job_zones(records):
    rows = relations(records, "related")
    assert rows["weight"].tolist() == [1.0, 1 / 12]
    assert rows["detail"].tolist() == ["Primary-Short", "Supplemental"]
    zones = records.attributes
    assert zones[["id", "attribute", "value", "unit"]].to_numpy().tolist() == [
        ["onet:15-1252.00", "job_zone", 4.0, "1-5"],
        ["onet:29-1141.00", "job_zone", 3.0, "1-5"],
    ]


def test_soc_structure_in_the_folder(records):
    broader = relations(records, "broader").set_index("source")["target"]
    assert broader["onet:29-1141.01"] == "soc:29-1141"
    assert broader["soc:15-1252"] == "soc:15-1250"
    assert broader["soc:15-1250"] == "soc:15-1200"
    assert broader["soc:15-1200"] == "soc:15-0000"
    assert broader["soc:29-1221"] == "soc:29-1210"
    assert "soc:29-0000" not in broader.index
    entities = records.entities.set_index("id")
    assert "soc:29-1220" not in entities.index
    assert entities.loc["soc:15-1200", ["title", "level", "kind"]].tolist() == [
        "Computer Occupations",
        "minor group",
        "occupation",
    ]


def test_soc_derived_from_the_codes_gives_the_same_tree(folder, records):
    (folder / "SOC_Structure.csv").unlink()
    edit(folder / "Occupation Data.txt", "29-1141.01\tAcute Care", "29-1221.00\tChild")
    derived = read_onet(folder)
    ids = set(derived.entities["id"])
    inside = relations(records, "broader")
    inside = inside[inside["source"].isin(ids) & inside["target"].isin(ids)]
    expected = set(zip(inside["source"], inside["target"], strict=True))
    found = relations(derived, "broader")
    assert expected | {("onet:29-1221.00", "soc:29-1221")} == set(
        zip(found["source"], found["target"], strict=True)
    )
    titles = derived.entities.set_index("id")["title"]
    assert titles["soc:29-1141"] == "Registered Nurses"
    assert titles["soc:29-1140"] == "SOC 29-1140"


def test_soc_structure_given_apart(folder, records):
    apart = folder.parent / "structure.csv"
    (folder / "SOC_Structure.csv").rename(apart)
    again = read_onet(folder, soc_structure=apart)
    assert again.entities["title"].tolist() == records.entities["title"].tolist()
    assert "structure.csv" in again.note.files
    with pytest.raises(SourceError, match="no such file or folder"):
        read_onet(folder, soc_structure=folder / "none.csv")


def test_zip_gives_the_same_as_the_folder(data, tmp_path, records):
    with zipfile.ZipFile(tmp_path / "db_30_2_text.zip", "w") as packed:
        for file in (data / "onet").iterdir():
            packed.write(file, f"db_30_2_text/{file.name}")
    again = read_onet(tmp_path / "db_30_2_text.zip")
    assert again.entities.equals(records.entities)
    assert again.relations.equals(records.relations)
    assert set(again.note.files.values()) == set(records.note.files.values())


def test_note_cites_and_hashes(records):
    assert records.note.license == "CC BY 4.0"
    assert "O*NET 30.2 Database" in records.note.attribution
    assert "Skills.txt" in records.note.files
    assert all(len(digest) == 64 for digest in records.note.files.values())


def test_an_empty_description_is_counted(records):
    assert [(d.what, d.count) for d in records.dropped] == [("descriptions of occupations", 1)]


def test_optional_files_may_be_missing(folder):
    for file in folder.iterdir():
        if file.name not in {"Occupation Data.txt", "Content Model Reference.txt"}:
            file.unlink()
    records = read_onet(folder)
    assert set(records.relations["relation"]) == {"broader"}
    assert len(records.attributes) == 0
    assert {d.what for d in records.dropped} == {
        "descriptions of occupations",
        "alternate titles",
        "reported titles",
        "task statements",
        "technology skills",
        "ratings of skills",
        "ratings of knowledge",
        "ratings of abilities",
        "related occupations",
        "job zones",
    }


def test_older_versions_lack_flags(folder):
    lines = (folder / "Skills.txt").read_text(encoding="utf-8").splitlines()
    (folder / "Skills.txt").write_text(
        "\n".join("\t".join(line.split("\t")[:9]) for line in lines), encoding="utf-8"
    )
    rows = relations(read_onet(folder), "requires")
    assert set(rows.loc[rows["target"] == "onet:2.B.1.a", "detail"]) == {""}


def test_a_missing_level_is_nan(folder):
    lines = (folder / "Abilities.txt").read_text(encoding="utf-8").splitlines()
    (folder / "Abilities.txt").write_text("\n".join(lines[:-1]), encoding="utf-8")
    rows = relations(read_onet(folder), "requires").set_index(["source", "target"])
    row = rows.loc[("onet:29-1141.00", "onet:1.A.1.a.1")]
    assert row["weight"] == 4.25
    assert row["level"] != row["level"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "Occupation Data.txt",
            "29-1141.01",
            "29-1141.00",
            r"row 4, column 'O\*NET-SOC Code', id '29-1141.00': the id is already on row 3",
        ),
        ("Occupation Data.txt", "29-1141.01", "29-1141", r"row 4.* is not an O\*NET-SOC code"),
        ("Occupation Data.txt", "\tTitle", "\tName", r"column 'Title': there is no such column"),
        ("Occupation Data.txt", "Registered Nurses", " ", r"row 3, column 'Title': is empty"),
        ("Content Model Reference.txt", "2.B.1.a", "2.A.1.a", r"row 11.*id '2.A.1.a'"),
        ("Skills.txt", "3.75", "many", r"row 2, column 'Data Value': 'many' is not a finite"),
        ("Skills.txt", "3.75", "nan", r"'nan' is not a finite number from 1 to 5"),
        ("Skills.txt", "3.75", "5.1", r"'5.1' is not a finite number from 1 to 5"),
        ("Skills.txt", "IM\t1.12", "LV\t1.12", r"15-1252.00 is rated twice"),
        ("Skills.txt", "3.75\t8\t", "3.75\t", r"row 2: has 12 fields where the header has 13"),
        ("Related Occupations.txt", "\t12", "\t0", r"row 3, column 'Index': '0'"),
        ("Job Zones.txt", "\t4\t", "\t\t", r"row 2, column 'Job Zone': '' is not a finite"),
        ("SOC_Structure.csv", "29-1221", "29-1141", r"row 12, id '29-1141': the group is listed"),
        ("SOC_Structure.csv", "2019 Title", "2019 Name", r"no column is named '… Title'"),
    ],
)
def test_bad_input(folder, file, old, new, message):
    edit(folder / file, old, new)
    with pytest.raises(SourceError, match=message) as caught:
        read_onet(folder)
    assert str(folder / file) in str(caught.value)


@pytest.mark.parametrize("file", ["Occupation Data.txt", "Content Model Reference.txt"])
def test_required_file_missing(folder, file):
    (folder / file).unlink()
    with pytest.raises(SourceError, match=f"no file named '{file}' here"):
        read_onet(folder)


def test_commas_for_tabs(folder):
    file = folder / "Occupation Data.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("\t", ","), encoding="utf-8")
    with pytest.raises(SourceError, match="comma-separated where tab-separated was expected"):
        read_onet(folder)


@pytest.mark.shared
def test_the_real_database(shared_data):
    records = read_onet(
        shared_data / "onet" / "db_30_text",
        soc_structure=shared_data / "crosswalks" / "SOC_Structure.csv",
    )
    entities = records.entities
    assert entities["id"].is_unique
    assert entities.groupby("level").size().to_dict() == {
        "occupation": 1016,
        "element": 120,
        "technology": 137,
        "major group": 23,
        "minor group": 98,
        "broad group": 459,
        "detailed soc": 867,
    }
    elements = entities.loc[entities["level"] == "element", "code"]
    assert elements.str[:3].value_counts().to_dict() == {
        "1.A": 52,
        "2.C": 33,
        "2.B": 25,
        "2.A": 10,
    }
    requires = relations(records, "requires")
    rated = requires[~requires["target"].str.startswith("onet:tech/")]
    assert len(rated) == 894 * 120
    assert rated["weight"].between(1, 5).all()
    assert rated["level"].between(0, 7).all()
    assert len(requires) - len(rated) == 12_908
    assert len(relations(records, "related")) == 18_460
    assert len(relations(records, "broader")) == 1016 + 867 + 459 + 98
    assert len(records.attributes) == 923
    known = set(entities["id"])
    assert records.relations["source"].isin(known).all()
    assert records.relations["target"].isin(known).all()
    assert records.dropped == []
    by_id = entities.set_index("id")
    assert "RN" in by_id.loc["onet:29-1141.00", "aliases"]
    assert not any("n/a" in aliases for aliases in entities["aliases"])


@pytest.mark.shared
def test_the_soc_tree_derived_from_the_real_codes(shared_data):
    folder = shared_data / "onet" / "db_30_text"
    derived = read_onet(folder)
    read = read_onet(folder, soc_structure=shared_data / "crosswalks" / "SOC_Structure.csv")
    pairs = [
        set(zip(rows["source"], rows["target"], strict=True))
        for rows in (relations(derived, "broader"), relations(read, "broader"))
    ]
    assert pairs[0] == pairs[1]
