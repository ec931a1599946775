"""The bundled release is what the README says it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import laborspace
from laborspace.records import KINDS

FOLDER = Path(laborspace.__file__).parent / "release"


@pytest.fixture(scope="module")
def space() -> laborspace.LaborSpace:
    return laborspace.load()


def test_all_four_kinds_are_there(space: laborspace.LaborSpace) -> None:
    ids = {kind: [space.ids[r] for r in space.rows(kind)] for kind in KINDS}
    assert len(ids["industry"]) == 308
    assert sum(i.startswith("onet:") for i in ids["occupation"]) == 1016
    assert sum(i.startswith("esco:") for i in ids["occupation"]) == 3039
    assert sum(i.startswith("onet:") for i in ids["skill"]) == 120
    assert sum(i.startswith("esco:") for i in ids["skill"]) == 13939
    assert len(ids["firm"]) > 480
    assert len(space.rows("industry", level="sector")) == 20


def test_it_is_small_and_holds_no_descriptions(space: laborspace.LaborSpace) -> None:
    sizes = {f.relative_to(FOLDER): f.stat().st_size for f in FOLDER.rglob("*") if f.is_file()}
    twin = sum(size for file, size in sizes.items() if file.parts[0] == "twin")
    assert sum(sizes.values()) - twin < 45e6
    assert twin < 10e6
    assert "description" not in space.entities.column_names
    titles = [len(title) for title in space.column("title")]
    assert max(titles) < 250


def test_its_twin_stands_in_where_it_learned_the_answers(space: laborspace.LaborSpace) -> None:
    twin = space.twin
    assert twin is not None
    assert twin.ids == space.ids
    assert len(twin.held_out) == 912
    held = space.rows_of(sorted(twin.held_out))
    assert (held >= 0).all()
    cosines = (space.vectors_of(held) * twin.vectors_of(held)).sum(axis=1)
    assert 0.5 < float(cosines.mean()) < 0.999  # the same recipe, another encoder


def test_the_static_encoder_says_nearly_the_same(space: laborspace.LaborSpace) -> None:
    quick = laborspace.load(encoder="static")
    titles = space.column("title")[::100]
    cosines = (quick.encode(titles) * space.encode(titles)).sum(axis=1)
    assert float(cosines.mean()) > 0.9
    found = quick.most_similar("text:wind turbine technician", kind="occupation", top=3)
    assert "onet:49-9081.00" in found["id"].tolist()


def test_it_estimates_what_no_source_says(space: laborspace.LaborSpace) -> None:
    found = space.expect(
        "text:I install and repair wind turbines", relation="requires", vocabulary="esco", top=8
    )
    assert "maintain wind turbines" in found["title"].tolist()
    assert set(found["basis"]) == {"estimated"}
    assert found["probability"].between(0.05, 0.95).all()


def test_what_it_was_made_of_is_named(space: laborspace.LaborSpace) -> None:
    sources = {note.name for note in space.provenance.attributions}
    assert {"O*NET", "ESCO", "NAICS", "BLS"} <= sources
    assert all(note.license != "not stated" for note in space.provenance.attributions)
    told = space.provenance.validation
    figures = [table for name, table in told.items() if name != "encoder_agreement"]
    assert all(f["low"] <= f["value"] <= f["high"] for f in figures[0].values())


@pytest.mark.parametrize(
    ("asked", "kind", "expected"),
    [
        ("onet:29-1141.00", "skill", "implement nursing care"),
        ("onet:29-1141.00", "industry", "General Medical and Surgical Hospitals"),
        ("onet:29-1141.00", "firm", "HCA Healthcare, Inc."),
        ("onet:15-1252.00", "industry", "Software Publishers"),
        ("naics:2121", "occupation", "underground miner"),
        ("naics:5221", "firm", "U.S. Bancorp"),
        ("naics:6111", "occupation", "secondary school teacher"),
        ("text:drives a lorry across Europe", "occupation", "cargo vehicle driver"),
    ],
)
def test_neighbors_a_person_would_nod_at(
    space: laborspace.LaborSpace, asked: str, kind: str, expected: str
) -> None:
    assert expected in space.most_similar(asked, kind=kind, top=10)["title"].tolist()


def test_employment_is_observed_through_the_soc(space: laborspace.LaborSpace) -> None:
    found = space.most_similar("naics:6231", kind="occupation", top=10).set_index("id")
    nurses = found.loc["onet:29-1141.00", "why"]
    assert nurses.startswith("employs: ")
    assert "BLS National Employment Matrix 2024" in nurses


def test_the_axis_orders_what_it_should(space: laborspace.LaborSpace) -> None:
    axis = space.axis(["naics:31-33"], ["naics:62"])
    scores = axis.project(kind="occupation").set_index("id")["score"]
    assert scores["onet:29-1141.00"] > 0.3
    assert scores["onet:51-4041.00"] < -0.1  # machinists


def test_the_map_is_that_of_the_release(space: laborspace.LaborSpace) -> None:
    assert space.coordinates["id"].to_pylist() == space.ids
    coordinates = np.stack([space.coordinates["x"].to_numpy(), space.coordinates["y"].to_numpy()])
    assert np.abs(coordinates).max() <= 1


def test_asking_needs_neither_pandas_nor_pytorch() -> None:
    program = (
        "from laborspace.cli import main; import sys;"
        "main(['neighbors', 'onet:29-1141.00', '--kind', 'skill']);"
        "assert not {'torch', 'pandas', 'transformers'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "nursing" in done.stdout
