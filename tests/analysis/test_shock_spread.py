"""Estimating the changes of all others from those observed of some."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.shock import shock
from laborspace.analysis.shock.spreading import covariance, guess, industry_mix, noise, places
from laborspace.errors import InputError, UnknownKindError
from planted_sectors import PER_SECTOR, SECTORS, planted_space

SPACE = planted_space()
FALL = {"onet:21-1001.00": -0.5, "onet:21-2001.00": -0.45, "onet:01-1001.00": 0.02,
        "onet:11-1001.00": 0.03, "onet:31-1001.00": 0.01}  # fmt: skip


def test_what_is_near_to_those_that_fell_falls():
    found = shock(SPACE, FALL).spread()
    assert len(found) == PER_SECTOR * len(SECTORS)
    others = found[found["basis"] == "estimated"]
    hit = others["id"].str.startswith("onet:21")
    assert others.loc[hit, "impact"].max() < others.loc[~hit, "impact"].min()
    assert (others["low"] < others["impact"]).all()
    assert (others["high"] > others["impact"]).all()
    known = found[found["basis"] == "given"].set_index("id")["impact"].to_dict()
    assert known == pytest.approx(FALL)
    assert others.loc[hit, "why"].str.contains("−50%").all()
    assert (found["impact"].abs().diff().dropna() <= 1e-12).all()


def test_level_kind_and_top():
    groups = shock(SPACE, FALL).spread("occupation", level="minor group", top=3)
    assert len(groups) == 3
    assert groups["id"].str.startswith("soc:21").iloc[:2].all()
    every = shock(SPACE, FALL).spread(None, top=2)
    assert every.groupby("kind").size().eq(2).all()
    assert set(every["kind"]) == {"industry", "occupation", "skill", "firm"}
    with pytest.raises(UnknownKindError):
        shock(SPACE, FALL).spread("planet")
    with pytest.raises(InputError, match="top must be"):
        shock(SPACE, FALL).spread(top=0)


def test_one_change_is_no_evidence():
    with pytest.raises(InputError, match="at least two observed"):
        shock(SPACE, {"onet:21-1001.00": -0.5}).spread()


def test_the_order_of_what_is_given_makes_no_difference():
    turned = dict(reversed(FALL.items()))
    one, other = shock(SPACE, FALL).spread(), shock(SPACE, turned).spread()
    pd.testing.assert_frame_equal(one, other, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 30), st.integers(0, 100), st.floats(-0.5, 0.5))
def test_ridge_regression_as_written_out(count, seed, level):
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((count + 5, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    table = covariance(vectors @ vectors.T)
    ridge = noise(rng.uniform(100, 1e6, count + 5))
    known = level + 0.1 * rng.standard_normal(count)
    found = guess(known, table[:count, :count], table[count:, :count], ridge[:count],
                  ridge[count:])  # fmt: skip
    drawn_in = np.clip(known, *np.quantile(known, [0.05, 0.95]))
    inverse = np.linalg.inv(table[:count, :count] + np.diag(ridge[:count]))
    mean = inverse.sum(0) @ drawn_in / inverse.sum()
    expected = mean + table[count:, :count] @ inverse @ (drawn_in - mean)
    np.testing.assert_allclose(found.mean, expected, atol=1e-9)
    assert (found.error >= 0).all()
    shifted = guess(known + 1, table[:count, :count], table[count:, :count], ridge[:count],
                    ridge[count:])  # fmt: skip
    np.testing.assert_allclose(shifted.mean, found.mean + 1, atol=1e-9)
    np.testing.assert_allclose(shifted.error, found.error, atol=1e-9)


def test_unknown_jobs_count_as_typical_ones():
    assert noise(np.array([np.nan]))[0] == noise(np.array([10_000.0]))[0]
    assert (np.diff(noise(np.array([1e3, 1e4, 1e5]))) < 0).all()


def test_industries_of_occupations():
    rows = SPACE.rows_of(["onet:01-1001.00", "soc:01-1001", "naics:31-33"]).tolist()
    mixes = industry_mix(SPACE, rows)
    np.testing.assert_allclose((mixes**2).sum(axis=1), [1, 1, 0])
    np.testing.assert_allclose(mixes[0], mixes[1])
    assert mixes[0].max() ** 2 == pytest.approx(0.5)  # half of its jobs are in its sector


def test_a_group_lies_at_the_mean_of_its_items():
    group = SPACE.index_of("soc:21-1000")
    items = [SPACE.index_of(f"onet:21-100{n}.00") for n in range(1, 7)]
    mean = places(SPACE, items).mean(axis=0)
    np.testing.assert_allclose(places(SPACE, [group])[0], mean / np.linalg.norm(mean), atol=1e-6)
