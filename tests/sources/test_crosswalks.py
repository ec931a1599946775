"""Crosswalks: ESCO–O*NET, and the bridges to NAICS as committed facts."""

from __future__ import annotations

import csv
from importlib.resources import files

import pandas as pd
import pytest

from laborspace.errors import SourceError
from laborspace.sources import read_crosswalk, read_naics
from laborspace.sources.crosswalks import gics_to_naics, sic_to_naics
from laborspace.sources.sic_bridge import BRIDGE_COLUMNS, build_sic_bridge

PREAMBLE = "Mapping project name,ESCO-O*NET Crosswalk,,\n" + ",,,\n" * 15
HEADER = "O*NET Id,O*NET Title,ESCO or ISCO URI,Type of Match\n"
ESCO = "http://data.europa.eu/esco/"


@pytest.fixture
def write(tmp_path):
    def write(*lines, preamble=PREAMBLE):
        path = tmp_path / "esco_onet.csv"
        path.write_text(preamble + HEADER + "".join(line + "\n" for line in lines))
        return path

    return write


def test_matches_become_same_as(write):
    path = write(
        f"29-1141.00,Registered Nurses,{ESCO}occupation/ab-1,exactMatch",
        f"29-1141.01,Acute Care Nurses,{ESCO}occupation/ab-2,broadMatch",
        f"29-1141.02,Others,{ESCO}isco/C2221,exactISCO",
        "29-1141.03,Unmatched,,",
    )
    records = read_crosswalk(path)
    assert records.relations[["source", "target", "weight", "detail"]].to_numpy().tolist() == [
        ["onet:29-1141.00", "esco:occupation/ab-1", 1.0, "exactMatch"],
        ["onet:29-1141.01", "esco:occupation/ab-2", 0.5, "broadMatch"],
        ["onet:29-1141.02", "isco:2221", 1.0, "exactISCO"],
    ]
    assert set(records.relations["relation"]) == {"same_as"}
    assert [line.count for line in records.dropped] == [1]
    pd.testing.assert_frame_equal(read_crosswalk(path.parent).relations, records.relations)


def test_unknown_match_is_located(write):
    with pytest.raises(SourceError, match="'vagueMatch' is not a type of match") as caught:
        read_crosswalk(write(f"29-1141.00,Nurses,{ESCO}occupation/ab-1,vagueMatch"))
    assert (caught.value.row, caught.value.id) == (18, "onet:29-1141.00")


def test_file_without_the_preamble(write):
    with pytest.raises(SourceError):
        read_crosswalk(write(f"29-1141.00,Nurses,{ESCO}occupation/ab-1,exactMatch", preamble=""))


@pytest.mark.parametrize(
    ("sic", "groups"),
    [
        ("7372", ("5132",)),  # written
        ("6022", ("5221",)),  # by title
        ("2834", ("3254",)),
        ("1220", ("2121",)),  # a group code, by prefix
        ("4512", ("4811",)),
    ],
)
def test_sic_bridge(sic, groups):
    assert sic_to_naics()[sic] == groups


def test_gics_bridge_covers_the_classification():
    bridge = gics_to_naics()
    assert len(bridge) == 163
    assert bridge["Passenger Airlines"] == ("4811",)
    assert max(map(len, bridge.values())) <= 3


def test_shares_of_the_sic_bridge_add_up():
    with (files("laborspace.sources") / "data" / "sic_naics.csv").open() as file:
        table = pd.DataFrame(list(csv.DictReader(file)))
    assert (
        table.groupby("sic")["share"].apply(lambda s: s.astype(float).sum()).sub(1).abs().max()
        < 0.01
    )
    assert not table.duplicated(["sic", "naics4"]).any()
    assert set(table["basis"]) == {"title", "prefix", "written"}


@pytest.mark.shared
def test_real_crosswalk(shared_data):
    records = read_crosswalk(shared_data / "crosswalks" / "esco_onet.csv")
    assert records.relations["detail"].value_counts().to_dict() == {
        "broadMatch": 2053,
        "closeMatch": 1432,
        "exactMatch": 498,
        "narrowMatch": 227,
        "exactISCO": 43,
    }


@pytest.mark.shared
def test_committed_sic_bridge_is_what_the_lists_give(shared_data):
    rows = build_sic_bridge(shared_data / "crosswalks", shared_data / "naics")
    committed = (files("laborspace.sources") / "data" / "sic_naics.csv").read_text().splitlines()
    assert [",".join(row) for row in (BRIDGE_COLUMNS, *rows)] == committed


@pytest.mark.shared
def test_bridges_lead_to_industry_groups_that_exist(shared_data):
    naics = read_naics(shared_data / "naics" / "2022_NAICS_Descriptions.xlsx").entities
    groups = set(naics.loc[naics["level"] == "industry group", "code"])
    assert len(groups) == 308
    for bridge in (sic_to_naics(), gics_to_naics()):
        assert {group for many in bridge.values() for group in many} <= groups


@pytest.mark.shared
def test_gics_bridge_agrees_with_the_sic_bridge(shared_data):
    firms = pd.read_parquet(shared_data / "firms" / "us_listed_firms.parquet")
    firms = firms.dropna(subset=["sic", "gics_sub_industry"])
    pairs = [
        (set(sic_to_naics()[sic]), set(gics_to_naics()[gics]))
        for sic, gics in zip(firms["sic"], firms["gics_sub_industry"], strict=True)
    ]
    assert len(pairs) == 494
    assert sum(bool(sic & gics) for sic, gics in pairs) / len(pairs) > 0.79
    sectors = [({s[:2] for s in sic}, {g[:2] for g in gics}) for sic, gics in pairs]
    assert sum(bool(sic & gics) for sic, gics in sectors) / len(pairs) > 0.92
