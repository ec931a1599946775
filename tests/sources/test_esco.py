import shutil

import pytest

from laborspace.errors import SourceError
from laborspace.records import ENTITY_COLUMNS, RELATION_COLUMNS
from laborspace.sources import read_esco

NURSE = "esco:occupation/11111111-0000-4000-8000-000000000000"
SPECIALIST = "esco:occupation/22222222-0000-4000-8000-000000000000"
WOUNDS = "esco:skill/aaaaaaaa-0000-4000-8000-000000000000"
ANATOMY = "esco:skill/bbbbbbbb-0000-4000-8000-000000000000"
BURNS = "esco:skill/cccccccc-0000-4000-8000-000000000000"
CARE_GROUP = "esco:skill/dddddddd-0000-4000-8000-000000000000"


@pytest.fixture
def folder(data, tmp_path):
    """A copy of the fixture that a test may break."""
    return shutil.copytree(data / "esco", tmp_path / "esco")


@pytest.fixture(scope="module")
def records(data):
    return read_esco(data / "esco")


def relations(records, relation):
    return records.relations[records.relations["relation"] == relation]


def edit(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_columns(records):
    assert tuple(records.entities.columns) == ENTITY_COLUMNS
    assert tuple(records.relations.columns) == RELATION_COLUMNS
    assert set(records.relations["origin"]) == {"ESCO 1.2.0"}
    assert len(records.attributes) == 0


def test_ids_levels_and_codes(records):
    found = records.entities[["id", "kind", "level", "code"]].to_numpy().tolist()
    assert found == [
        [NURSE, "occupation", "occupation", "2221.1"],
        [SPECIALIST, "occupation", "occupation", "2221.2"],
        [WOUNDS, "skill", "skill", ""],
        [ANATOMY, "skill", "skill", ""],
        [BURNS, "skill", "skill", ""],
        [CARE_GROUP, "skill", "skill group", "S3.2"],
        ["esco:isced-f/09", "skill", "skill group", "09"],
        ["isco:2", "occupation", "isco 1", "2"],
        ["isco:22", "occupation", "isco 2", "22"],
        ["isco:222", "occupation", "isco 3", "222"],
        ["isco:2221", "occupation", "isco 4", "2221"],
    ]


def test_labels_and_texts_are_cleaned(records):
    entities = records.entities.set_index("id")
    assert entities.loc[NURSE, "aliases"] == ["staff nurse", "ward nurse", "RGN"]
    assert entities.loc[WOUNDS, "aliases"] == ["bandage wounds", "wound dressing"]
    assert entities.loc[NURSE, "description"] == (
        "Watches over patients day and night. Calls the doctor."
    )
    assert entities.loc["isco:2221", "description"] == "Nurses. Tasks include - (a) caring"
    assert entities.loc[NURSE, "url"].startswith("http://data.europa.eu/esco/occupation/1")


def test_a_pair_both_essential_and_optional_is_essential(records):
    rows = relations(records, "requires").set_index(["source", "target"])
    assert rows.index.is_unique
    assert rows.loc[(NURSE, WOUNDS), ["weight", "detail"]].tolist() == [1.0, "essential"]
    assert rows.loc[(SPECIALIST, BURNS), ["weight", "detail"]].tolist() == [0.5, "optional"]


def test_related_skills_without_loops(records):
    rows = relations(records, "related")
    assert rows[["source", "target", "weight", "detail"]].to_numpy().tolist() == [
        [WOUNDS, ANATOMY, 1.0, "essential"],
        [BURNS, ANATOMY, 0.5, "optional"],
    ]


def test_broader(records):
    rows = relations(records, "broader")
    assert set(zip(rows["source"], rows["target"], strict=True)) == {
        (NURSE, "isco:2221"),
        (SPECIALIST, "isco:2221"),
        (SPECIALIST, NURSE),
        ("isco:22", "isco:2"),
        ("isco:222", "isco:22"),
        ("isco:2221", "isco:222"),
        (WOUNDS, CARE_GROUP),
        (ANATOMY, "esco:isced-f/09"),
        (BURNS, WOUNDS),
    }
    assert not rows.duplicated(["source", "target"]).any()


def test_what_was_left_out(records):
    assert [(d.what, d.count) for d in records.dropped] == [
        ("occupations", 1),
        ("descriptions of occupations", 1),
        ("descriptions of skillGroups", 1),
        ("requires", 1),
        ("related", 1),
    ]


def test_note(records):
    assert "ESCO classification of the European Commission" in records.note.attribution
    assert len(records.note.files) == 8


def test_optional_files_may_be_missing(folder):
    for file in folder.iterdir():
        if not file.name.startswith(("occupation", "skills_")):
            file.unlink()
    records = read_esco(folder)
    assert {d.what for d in records.dropped if d.count == 0} == {
        "ISCOGroups",
        "skillGroups",
        "skill-skill relations",
        "broader relations of OccPillar",
        "broader relations of SkillPillar",
    }
    assert len(records.entities) == 5


def test_another_language(folder):
    for file in list(folder.iterdir()):
        file.rename(folder / file.name.replace("_en.csv", "_de.csv"))
    assert len(read_esco(folder).entities) == 11


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("skills_en.csv", "bbbbbbbb", "aaaaaaaa", r"row 3.*the id is already on row 2"),
        ("skills_en.csv", "anatomy", "", r"row 3, column 'preferredLabel': is empty"),
        ("skills_en.csv", "preferredLabel", "label", r"column 'preferredLabel': there is no such"),
        ("skills_en.csv", "http://data", "http://other", r"row 2.*is not the URI of an ESCO"),
        ("occupationSkillRelations_en.csv", "essential", "vital", r"row 3.*'vital' is neither"),
        ("occupationSkillRelations_en.csv", ",knowledge", "", r"row 4: has 3 fields"),
        ("occupations_en.csv", 'ward\tnurse\nnurse  responsible for general care\n"', "", "row 2"),
    ],
)
def test_bad_input(folder, file, old, new, message):
    edit(folder / file, old, new)
    with pytest.raises(SourceError, match=message) as caught:
        read_esco(folder)
    assert str(folder / file) in str(caught.value)


def test_file_cut_off_inside_a_quoted_field(folder):
    file = folder / "occupations_en.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("Calls the doctor")], encoding="utf-8")
    with pytest.raises(SourceError, match=r"row 2: a quoted field is never closed"):
        read_esco(folder)


@pytest.mark.parametrize(
    "file", ["occupations_en.csv", "skills_en.csv", "occupationSkillRelations_en.csv"]
)
def test_required_file_missing(folder, file):
    (folder / file).unlink()
    with pytest.raises(SourceError, match=f"no file named '{file}'"):
        read_esco(folder)


def test_semicolons_for_commas(folder):
    file = folder / "occupationSkillRelations_en.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    with pytest.raises(SourceError, match="semicolon-separated where comma-separated"):
        read_esco(folder)


@pytest.mark.shared
def test_the_real_classification(shared_data):
    records = read_esco(shared_data / "esco" / "v1.2.0")
    entities = records.entities
    assert entities["id"].is_unique
    assert entities.groupby("level").size().to_dict() == {
        "occupation": 3039,
        "skill": 13_939,
        "skill group": 640,
        "isco 1": 10,
        "isco 2": 43,
        "isco 3": 130,
        "isco 4": 436,
    }
    details = records.relations.groupby(["relation", "detail"]).size().to_dict()
    assert details == {
        ("broader", ""): 3039 + 1248 + 609 + 20_822,
        ("related", "essential"): 189,
        ("related", "optional"): 5628,
        ("requires", "essential"): 67_622,
        ("requires", "optional"): 61_382 - 17,
    }
    assert {d.what: d.count for d in records.dropped} == {
        "descriptions of skillGroups": 133,
        "requires": 17,
        "related": 1,
    }
    known = set(entities["id"])
    assert records.relations["source"].isin(known).all()
    assert records.relations["target"].isin(known).all()
    texts = [*entities["title"], *entities["description"], *entities["aliases"].explode().dropna()]
    assert not any(bad in text for text in texts for bad in "\u00a0\u00ad\u200b\t\n|")
    assert all(text == text.strip() for text in texts)
