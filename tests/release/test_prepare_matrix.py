"""The release's employment relations: profiles expanded, jobs kept, imputation marked."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from laborspace.sources import read_table

SCRIPT = Path(__file__).parents[2] / "release" / "prepare_matrix.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("prepare_matrix", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tidy(*rows):
    columns = ["naics_code", "naics_level", "ooh_slug", "soc_code", "industry_employment_2024"]
    return pd.DataFrame(rows, columns=columns)


def relations(script, *rows, jobs=None):
    items = {
        "15-1252": ["15-1252"],
        "15-1253": ["15-1253"],
        "43-6011": ["43-6011"],
        "43-6014": ["43-6014"],
        "21-1018": ["21-1011", "21-1014"],
    }
    profiles = {"software-developers": ["15-1252", "15-1253", "15-1252"]}
    table, unknown = script.matrix_relations(tidy(*rows), profiles, items, jobs or {})
    return table[["source", "target", "weight", "detail"]].to_numpy().tolist(), unknown


def test_detailed_occupation_is_kept(script):
    rows, unknown = relations(script, ("513200", "4", "x", "15-1252", "300"))
    assert rows == [["naics:5132", "soc:15-1252", 300.0, ""]]
    assert unknown == []


def test_profile_is_split_by_national_employment(script):
    jobs = {"15-1252": 300.0, "15-1253": 100.0}
    row = ("513200", "4", "software-developers", "—", "1000")
    rows, _ = relations(script, row, jobs=jobs)
    assert rows == [
        ["naics:5132", "soc:15-1252", 750.0, script.SPLIT],
        ["naics:5132", "soc:15-1253", 250.0, script.SPLIT],
    ]


def test_broad_code_and_hybrid_are_split_equally_without_employment(script):
    rows, _ = relations(
        script, ("6221", "4", "a", "43-6000", "10"), ("6221", "4", "b", "21-1018", "30")
    )
    assert rows == [
        ["naics:6221", "soc:21-1011", 15.0, script.SPLIT],
        ["naics:6221", "soc:21-1014", 15.0, script.SPLIT],
        ["naics:6221", "soc:43-6011", 5.0, script.SPLIT],
        ["naics:6221", "soc:43-6014", 5.0, script.SPLIT],
    ]


def test_other_levels_are_left_and_unknown_profiles_told(script):
    rows, unknown = relations(
        script, ("510000", "2", "x", "15-1252", "1"), ("513200", "4", "mystery", "—", "1")
    )
    assert (rows, unknown) == ([], ["mystery"])


@pytest.mark.shared
def test_real_matrix(script, shared_data, tmp_path, capsys):
    crosswalks, bls = shared_data / "crosswalks", shared_data / "bls"
    out = tmp_path / "matrix.csv"
    tidy_file = bls / "employment_matrix" / "nem2024_naics_x_ooh_top10_tidy.csv"
    arguments = [tidy_file, "--crosswalks", crosswalks, "--national", bls / "oews_national"]
    assert script.main([*map(str, arguments), "-o", str(out)]) == 0
    assert "186 industries" in capsys.readouterr().out
    table = read_table(None, out).relations
    assert table["weight"].sum() == pytest.approx(44_989_600, rel=1e-6)
    assert set(table["detail"]) == {"", script.SPLIT}
    soc = pd.read_csv(crosswalks / "SOC_Structure.csv", dtype=str)["Detailed Occupation"].dropna()
    assert set(table["target"].str.removeprefix("soc:")) <= set(soc)
