from __future__ import annotations

import errno
import json
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from laborspace.errors import InputError, StorageError
from laborspace.output import EXTENSIONS, records, write_table

TABLE = pa.table(
    {
        "id": ["naics:6221", "firm:HCA"],
        "title": ['Hospitals, "general"', "Élève – 病院"],
        "score": [0.25, float("nan")],
        "jobs": [3, 4],
    }
)


def frame() -> pd.DataFrame:
    return TABLE.to_pandas()


READERS = {
    ".csv": pd.read_csv,
    ".parquet": pd.read_parquet,
    ".dta": pd.read_stata,
    ".xlsx": partial(pd.read_excel, engine="openpyxl"),
    ".json": pd.read_json,
}


@pytest.mark.parametrize("suffix", EXTENSIONS)
@pytest.mark.parametrize("make", [lambda: TABLE, frame])
def test_what_is_written_can_be_read(tmp_path, suffix, make):
    path = tmp_path / f"answer{suffix}"
    write_table(make(), path)
    back = READERS[suffix](path)
    pd.testing.assert_frame_equal(back, frame(), check_dtype=False, check_column_type=False)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_every_format_has_a_reader_here():
    assert set(READERS) == set(EXTENSIONS)


def test_capital_extensions(tmp_path):
    write_table(TABLE, tmp_path / "a.CSV")
    assert len(pd.read_csv(tmp_path / "a.CSV")) == 2


@pytest.mark.parametrize("name", ["a.txt", "a", "a.csv.gz"])
def test_an_unknown_extension(tmp_path, name):
    with pytest.raises(InputError, match=r"must end in one of \.csv, \.parquet, \.dta"):
        write_table(TABLE, tmp_path / name)


def test_stata_names_and_long_texts(tmp_path):
    long = "é" * 3000
    name = "a very long name of a column that Stata refuses"
    table = pa.table({name: [1.5], name + "!": [2.5], "9 lives": [long], "empty": [None]})
    write_table(table, tmp_path / "a.dta")
    back = pd.read_stata(tmp_path / "a.dta")
    assert list(back.columns) == [
        "a_very_long_name_of_a_column_tha",
        "a_very_long_name_of_a_column_t_2",
        "_9_lives",
        "empty",
    ]
    assert back.loc[0, "_9_lives"] == long


def test_json_has_null_for_nan(tmp_path):
    write_table(TABLE, tmp_path / "a.json")
    rows = json.loads((tmp_path / "a.json").read_text())
    assert rows == records(TABLE)
    assert rows[1]["score"] is None
    assert "病院" in (tmp_path / "a.json").read_text(encoding="utf-8")


def test_an_empty_table(tmp_path):
    for suffix in EXTENSIONS:
        write_table(TABLE.slice(0, 0), tmp_path / f"a{suffix}")
    assert list(pd.read_csv(tmp_path / "a.csv").columns) == TABLE.column_names


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.csv"
    path.write_text("old")
    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(StorageError, match="disk is full"):
        write_table(TABLE, path)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_numbers_keep_their_digits(tmp_path):
    values = np.array([0.1, 1 / 3, 1e-9])
    write_table(pa.table({"x": values}), tmp_path / "a.csv")
    np.testing.assert_array_equal(pd.read_csv(tmp_path / "a.csv")["x"], values)
