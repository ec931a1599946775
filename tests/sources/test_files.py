import hashlib
import io
import subprocess
import sys
import zipfile

import pytest

from laborspace.errors import SourceError
from laborspace.sources import archive
from laborspace.sources.files import SourceFiles
from laborspace.sources.tabular import read_tabular


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def make_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def table_of(path, content, **options):
    files = SourceFiles(write(path / "t.csv", content))
    return files.table("t.csv", required=options.pop("required", ["a", "b"]), **options)


def workbook(rows, title="Sheet1", *more):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for other in more:
        book.create_sheet(other)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(path, content, **options):
    files = SourceFiles(write(path / "t.xlsx", content))
    return files.sheet("t.xlsx", required=["Code", "Title"], **options)


# --- finding and reading files ---------------------------------------------------------------


def test_importing_the_readers_needs_no_pandas():
    code = "import sys, laborspace.sources as s; s.read_onet; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nothing_at_the_path(tmp_path):
    with pytest.raises(SourceError, match=r"nowhere: there is no such file or folder"):
        SourceFiles(tmp_path / "nowhere")


def test_find_ignores_case_depth_and_hidden_files(tmp_path):
    write(tmp_path / "db" / "Skills.txt", "x")
    write(tmp_path / "__MACOSX" / "._Skills.txt", "x")
    write(tmp_path / ".git" / "Abilities.txt", "x")
    files = SourceFiles(tmp_path)
    assert files.names() == ["db/Skills.txt"]
    assert files.find("nothing*", "SKILLS.TXT") == "db/Skills.txt"
    assert files.has("sk*.txt")
    assert not files.has("Abilities.txt")


def test_the_shallowest_match_wins(tmp_path):
    write(tmp_path / "a" / "Skills.txt", "deep")
    write(tmp_path / "Skills.txt", "shallow")
    assert SourceFiles(tmp_path).find("skills.txt") == "Skills.txt"


def test_find_says_what_it_looked_for(tmp_path):
    with pytest.raises(SourceError, match=r"no file named 'a.csv' or 'b\*.csv'"):
        SourceFiles(tmp_path).find("a.csv", "b*.csv")


@pytest.mark.parametrize("packed", [False, True])
def test_reading_notes_the_hash(tmp_path, packed):
    content = b"a,b\n1,2\n"
    if packed:
        files = SourceFiles(make_zip(tmp_path / "t.zip", {"t.csv": content}))
    else:
        files = SourceFiles(write(tmp_path / "t.csv", content))
    assert files.hashes == {}
    files.table("t.csv", required=["a"])
    assert files.hashes == {"t.csv": hashlib.sha256(content).hexdigest()}


def test_a_file_gone_since_it_was_listed(tmp_path):
    files = SourceFiles(write(tmp_path / "t.csv", "a\n").parent)
    (tmp_path / "t.csv").unlink()
    with pytest.raises(SourceError, match=r"t\.csv: cannot be read"):
        files.read("t.csv")


# --- zips ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../t.csv", "a/../../t.csv", "/etc/t.csv", "..\\t.csv", "C:/t"])
def test_zip_reaching_outside(tmp_path, name):
    path = make_zip(tmp_path / "t.zip", {"fine.csv": "a\n", name: "a\n"})
    with pytest.raises(SourceError, match=r"t\.zip: holds .* reaches outside the zip"):
        SourceFiles(path)


def test_a_name_with_two_dots_is_no_escape(tmp_path):
    assert SourceFiles(make_zip(tmp_path / "t.zip", {"a..b.csv": ""})).names() == ["a..b.csv"]


def test_zip_bomb_by_ratio(tmp_path):
    path = make_zip(tmp_path / "t.zip", {"t.csv": bytes(archive.LARGE_MEMBER + 1)})
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceError, match=r"unpacks to 52,428,801 bytes.*zip bomb"):
        SourceFiles(path)


def test_zip_bomb_by_total(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 150)
    path = make_zip(tmp_path / "t.zip", {"a.csv": "x" * 100, "b.csv": "y" * 100})
    with pytest.raises(SourceError, match=r"unpacks to 200 bytes, more than the 150 allowed"):
        SourceFiles(path)


def test_encrypted_zip(tmp_path):
    path = make_zip(tmp_path / "t.zip", {"t.csv": "a\n"})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    with pytest.raises(SourceError, match=r"'t\.csv' encrypted; unpack it yourself"):
        SourceFiles(write(path, bytes(content)))


def test_truncated_zip(tmp_path):
    path = make_zip(tmp_path / "t.zip", {"t.csv": "a,b\n" * 1000})
    write(path, path.read_bytes()[:-40])
    with pytest.raises(SourceError, match=r"t\.zip: is truncated or damaged"):
        SourceFiles(path)


def test_damaged_member(tmp_path):
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("t.csv", "a,b\n1,2\n")
    write(path, path.read_bytes().replace(b"1,2", b"1,3"))
    with pytest.raises(SourceError, match=r"t\.zip/t\.csv: is damaged inside the zip"):
        SourceFiles(path).read("t.csv")


# --- delimited text --------------------------------------------------------------------------


def test_table_keeps_text_as_text_and_counts_lines(tmp_path):
    content = '\ufeffa,b\r\n007,"two\r\nlines"\r\n\r\nNA,\r\n'
    table = table_of(tmp_path, content)
    assert table.to_dict("list") == {"a": ["007", "NA"], "b": ["two\r\nlines", ""]}
    assert table.index.tolist() == [2, 5]


def test_header_alone_is_an_empty_table(tmp_path):
    table = table_of(tmp_path, "a,b\n")
    assert list(table.columns) == ["a", "b"]
    assert len(table) == 0


def test_preamble_is_skipped_and_counted(tmp_path):
    table = table_of(tmp_path, "Some, notes\nmore\na;b\n1;2\n", sep=";", skip_rows=2)
    assert table.loc[4].tolist() == ["1", "2"]


def test_blank_trailing_fields_are_let_go(tmp_path):
    assert table_of(tmp_path, "a,b\n1,2,,\n").loc[2].tolist() == ["1", "2"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"t\.csv: is empty"),
        ("\n\n", r"t\.csv: is empty"),
        ("a,c\n1,2\n", r"column 'b': there is no such column; the columns are 'a', 'c'"),
        ("a\tb\n1\t2\n", r"t\.csv: seems to be tab-separated where comma-separated was expected"),
        ("a;b\n1;2\n", r"seems to be semicolon-separated"),
        ('"a"|"b"\n1|2\n', r"seems to be vertical bar-separated"),
        ("a,b,b\n1,2,3\n", r"column 'b': appears more than once"),
        ("a,b\n1,2\n3\n", r"row 3: has 1 fields where the header has 2; the file is cut off"),
        ("a,b\n1,2,3\n", r"row 2: has 3 fields where the header has 2"),
        ('a,b\n1,2\n3,"cut', r"row 3: a quoted field is never closed: the file is cut off"),
        ('a,b\n1,"x"y\n', r"row 2: cannot be split into fields"),
        (b"a,b\n1,2\n3,caf\xe9\n", r"row 3: is not UTF-8 at byte 13 \(0xe9\)"),
        (b"\xef\xbb\xbfa,b\n1,\xff\n", r"row 2: is not UTF-8 at byte 9 \(0xff\)"),
        ("a,b\n1,2\n".encode("utf-16"), r"row 1: is not UTF-8 at byte 0"),
    ],
)
def test_broken_text(tmp_path, content, message):
    with pytest.raises(SourceError, match=message) as caught:
        table_of(tmp_path, content)
    assert str(tmp_path / "t.csv") in str(caught.value)


def test_another_delimiter_is_seen_in_any_header(tmp_path):
    file = tmp_path / "jobs.csv"
    file.write_text("soc;employment\n29-1141;520\n")
    with pytest.raises(SourceError, match="semicolon-separated where comma-separated was expected"):
        read_tabular(file)
    file.write_text("said; or written,soc\n1,2\n")
    assert list(read_tabular(file)[0]) == ["said; or written", "soc"]
    file.write_text("title;\nnurse\n")
    assert read_tabular(file)[0].iloc[0, 0] == "nurse"


def test_another_encoding(tmp_path):
    assert table_of(tmp_path, "a,b\n1,é\n".encode("cp1252"), encoding="cp1252").loc[2, "b"] == "é"


# --- workbooks -------------------------------------------------------------------------------


def test_sheet_finds_its_header_below_notes(tmp_path):
    rows = [
        ["Table 1. Industries"],
        [],
        ["code ", "Index\nItem", "  TITLE", None],
        [11, "x", "Farming", "loose"],
        [None, None, None, None],
        ["31-33", None, "Manufacturing", None],
    ]
    table = sheet_of(tmp_path, workbook(rows))
    assert list(table.columns) == ["Code", "Index Item", "Title"]
    assert table.to_numpy().tolist() == [[11, "x", "Farming"], ["31-33", "", "Manufacturing"]]
    assert table.index.tolist() == [4, 6]


def test_any_sheet_with_the_header(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(workbook([["Notes"]], "Read me", "Data")))
    book["Data"].append(["Code", "Title"])
    book["Data"].append(["11", "Farming"])
    book.save(tmp_path / "t.xlsx")
    content = (tmp_path / "t.xlsx").read_bytes()
    assert len(sheet_of(tmp_path, content, sheet=None)) == 1
    assert len(sheet_of(tmp_path, content, sheet="Data")) == 1
    with pytest.raises(SourceError, match=r"column 'Code': .* of sheet 'Read me'"):
        sheet_of(tmp_path, content)
    with pytest.raises(SourceError, match=r"no sheet 'None'; the sheets are 'Read me', 'Data'"):
        sheet_of(tmp_path, content, sheet="None")
    with pytest.raises(SourceError, match=r"no sheet 2"):
        sheet_of(tmp_path, content, sheet=2)


def test_sheet_names_the_missing_column(tmp_path):
    with pytest.raises(SourceError, match=r"column 'Title': there is no such column in the first"):
        sheet_of(tmp_path, workbook([["Code", "Name"], ["11", "Farming"]]))


@pytest.mark.parametrize("damage", ["truncated", "text", "empty", "no workbook"])
def test_corrupt_workbook(tmp_path, damage):
    content = workbook([["Code", "Title"], ["11", "Farming"]])
    if damage == "no workbook":
        content = make_zip(tmp_path / "x.zip", {"a.txt": "a"}).read_bytes()
    broken = {
        "truncated": content[: len(content) // 2],
        "text": b"Code,Title\n",
        "empty": b"",
        "no workbook": content,
    }[damage]
    with pytest.raises(SourceError, match=r"t\.xlsx: is (truncated|not a readable Excel)"):
        sheet_of(tmp_path, broken)


def test_workbook_that_is_a_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 100)
    with pytest.raises(SourceError, match=r"t\.xlsx: unpacks to .* zip bomb"):
        sheet_of(tmp_path, workbook([["Code", "Title"]]))
