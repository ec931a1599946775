"""Transitions in the bundled space, as far as any release must have them."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import laborspace
from laborspace.analysis.transition.pairs import pairs


@pytest.fixture(scope="module")
def space():
    try:
        return laborspace.load()
    except laborspace.FormatError:
        pytest.skip("this checkout has no bundled space")


def test_nurses_move_within_health_care_and_are_told_what_it_takes(space):
    moves = space.transitions("onet:29-1141.00")
    assert moves["code"].str.startswith(("29-", "31-")).mean() >= 0.8
    assert (moves["score"] > 0.98).all()
    assert np.isfinite(moves["wage"]).all()
    assert set(moves["basis"]) <= {"observed", "estimated"}
    ratings = space.relations.to_pandas()
    ratings = ratings[(ratings["relation"] == "requires") & (ratings["weight"] >= 3)]
    row = moves[moves["basis"] == "observed"].iloc[0]
    assert row["kept"] + row["gain"] == (ratings["source"] == row["id"]).sum()


def test_safe_destinations_are_less_exposed_and_paid(space):
    safe = space.transitions("onet:43-3071.00", only="safe")
    assert len(safe) > 3
    assert (safe["wage_change"] >= -0.25).all()
    assert (safe["zone_change"].abs() <= 1).all()
    every = space.transitions("onet:43-3071.00", top=1000)
    limit = every.loc[every["why"].str.contains("above 75%"), "exposure"].min()
    assert safe["exposure"].max() <= limit


@pytest.mark.shared
def test_what_onet_calls_related_is_mostly_near(space, shared_data):
    """Scored, never learned from: related ones are near, all others hardly ever."""
    file = shared_data / "onet" / "db_30_text" / "Related Occupations.txt"
    with file.open(encoding="utf-8") as lines:
        rows = [(r["O*NET-SOC Code"], r["Related O*NET-SOC Code"]) for r in
                csv.DictReader(lines, delimiter="\t")]  # fmt: skip
    every = pairs(space, "onet:")
    place = {space.ids[row]: i for i, row in enumerate(every.profiles.rows)}
    ends = [(place.get(f"onet:{a}"), place.get(f"onet:{b}")) for a, b in rows]
    related = np.zeros((len(place), len(place)), dtype=bool)
    for one, two in ends:
        if one is not None and two is not None:
            related[one, two] = True
    near = every.steps() >= 0.95
    assert related.sum() > 15_000
    assert near[related].mean() > 0.6
    assert near[~related].mean() < 0.06
