"""Published measures side by side."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr
from test_transfer import CODES, LINEAR, make_space

import laborspace
from laborspace.analysis.exposure import exposure
from laborspace.analysis.exposure.measures import exposure_measures, published, side_by_side
from laborspace.errors import FormatError, InputError
from laborspace.facts import fact
from laborspace.sources.exposure import BETA, MICROSOFT, PUBLISHED, TELEWORK, by_id, soc_2018_codes
from planted import planted_space


@pytest.fixture
def shipped(monkeypatch):
    """Invented scores in place of those that ship."""
    import pandas as pd

    noise = np.random.default_rng(0).standard_normal(len(CODES))
    series = {
        BETA: pd.Series(LINEAR, index=[f"onet:{code}.00" for code in CODES]),
        MICROSOFT: pd.Series(LINEAR + noise, index=[f"soc:{code}" for code in CODES]),
    }
    monkeypatch.setattr(
        "laborspace.analysis.exposure.measures.shipped", lambda measure: series[measure.name]
    )
    return series


def test_scores_of_soc_codes_stand_beside_those_of_occupations(shipped):
    found = exposure_measures(make_space())
    assert found.table.column_names == ["id", "kind", "code", "title", BETA, MICROSOFT]
    assert found.table.num_rows == len(CODES)
    row = found.table.to_pylist()[0]
    assert row["id"] == f"onet:{CODES[0]}.00"
    assert row[MICROSOFT] == pytest.approx(shipped[MICROSOFT].iloc[0])
    assert set(found.absent) == {m.name for m in PUBLISHED if not m.ships}
    assert "github.com" in found.absent[TELEWORK]


def test_agreement_is_the_rank_correlation_with_an_interval(shipped):
    (row,) = exposure_measures(make_space()).agreement.to_pylist()
    expected = spearmanr(shipped[BETA].to_numpy(), shipped[MICROSOFT].to_numpy()).statistic
    assert row["spearman"] == pytest.approx(expected, abs=1e-4)
    assert row["low"] < row["spearman"] < row["high"]
    assert (row["measure"], row["other"], row["n"]) == (BETA, MICROSOFT, len(CODES))
    assert 0 < row["within"] < 1


def test_too_few_in_common_have_no_agreement():
    space = make_space()
    rows = space.rows("occupation").tolist()
    found = {"a": dict.fromkeys(rows[:30], 1.0), "b": dict.fromkeys(rows[25:50], 2.0)}
    (row,) = side_by_side(space, found, {}, {}).agreement.to_pylist()
    assert row["n"] == 5
    assert np.isnan(row["spearman"])


@pytest.mark.usefixtures("shipped")
def test_a_concept_beside_the_measures():
    space = make_space()
    concept = np.array([2.0, 1, 0, 0, 0])
    found = exposure_measures(space, concept=concept)
    assert found.table.column_names[4] == "concept"
    first = found.agreement.to_pylist()[0]
    assert (first["measure"], first["other"]) == ("concept", BETA)
    assert first["spearman"] > 0.9
    answer = exposure(space, concept, kind="occupation", measures=True)
    assert answer.table.column_names[-2:] == [BETA, MICROSOFT]
    assert answer.facts["agreement"][0]["spearman"] == pytest.approx(first["spearman"])
    assert answer.notes[0].startswith(f"Rank correlation with {BETA} over {len(CODES)} occupations")
    opposite = exposure(space, np.array([0.0, 0, 1, 0, 0]), kind="occupation", measures=True)
    assert "weak" in opposite.notes[0]


@pytest.mark.usefixtures("shipped")
def test_files_of_the_user_are_found_by_name(tmp_path):
    import pandas as pd

    new = soc_2018_codes()
    table = pd.DataFrame({"OCC_CODE": [*new][:3], "teleworkable": [0.1, 0.2, 0.3]})
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    table.to_csv(folder / "onet_teleworkable_blscodes.csv", index=False)
    telework = next(m for m in PUBLISHED if m.name == TELEWORK)
    scores = by_id(telework, folder / "onet_teleworkable_blscodes.csv")
    assert set(scores.index) == {f"soc:{code}" for old in [*new][:3] for code in new[old]}
    _, absent = published(make_space(), tmp_path)
    assert TELEWORK not in absent
    with pytest.raises(InputError, match="no such folder"):
        exposure_measures(make_space(), tmp_path / "none")


def test_a_space_without_the_occupations():
    from synthetic import make_space as small

    found, _ = published(small())
    assert found  # it has three of them
    with pytest.raises(InputError, match="none of the O"):
        published(planted_space())


def test_facts_are_copies_and_named_if_absent():
    table = fact("exposure")
    table["value"] = 0.0
    assert fact("exposure")["value"].max() > 0
    with pytest.raises(FormatError, match=r"nothing\.parquet"):
        fact("nothing")


@pytest.mark.shared
def test_the_official_measures_agree_as_is_known(shared_data):
    space = laborspace.load()
    frame = space.exposure_measures(shared_data / "exposure")
    assert not frame.attrs["absent"]
    assert frame.shape[1] == 4 + 5
    found = {(r["measure"], r["other"]): r["spearman"] for r in frame.attrs["agreement"]}
    assert found["AIOE", BETA] == pytest.approx(0.85, abs=0.02)
    assert found[BETA, MICROSOFT] == pytest.approx(0.75, abs=0.02)
