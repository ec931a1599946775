"""The ripple of a shock: counted, conserved, linear, and finite."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.shock import shock
from laborspace.analysis.shock.accounts import accounts, guessed, industry_jobs
from laborspace.analysis.shock.kernel import kernel, solve
from laborspace.errors import InputError, UnknownKindError
from planted_shock import (
    AIR,
    BANK,
    BANKS,
    CAMPS,
    CLEAN,
    CLERKS,
    COPILOTS,
    COUNT,
    ENTITIES,
    FIRM,
    FLY,
    HOTELS,
    MAIDS,
    MONEY,
    PILOTS,
    SERVE,
    STEWARD,
    TELLERS,
    TRAVEL,
    economy,
)

SPACE = economy()
ITEMS = [row[0] for row in ENTITIES if row[3] not in {"sector", "major group", "detailed soc"}]
NUMBERS = ["impact", "low", "high", "direct", "indirect"]
quick = settings(max_examples=25, deadline=None)


def ripple(changes, *, space=SPACE, **options):
    return shock(space, changes).ripple(**options).set_index("id")


def test_an_industry_takes_its_jobs_from_its_occupations():
    found = ripple({AIR: -0.3}, estimated=0)
    assert found.loc[AIR, "impact"] == -0.3
    assert found.loc[PILOTS, "direct"] == pytest.approx(-0.3 * 80 / 100)
    assert found.loc[COPILOTS, "direct"] == pytest.approx(-0.3 * 80 / 100)
    assert found.loc[[MAIDS, CLERKS, TELLERS], "direct"].eq(0).all()
    assert found.loc[STEWARD, "direct"] == pytest.approx(-0.24)  # as its counterpart
    assert found.loc[FIRM, "impact"] == pytest.approx(-0.3)
    assert found.loc[FLY, "direct"] == pytest.approx(-0.24)  # all who fly are flight crew
    # Pilots need 1 of it for each of 50 jobs, clerks 3 for 100, tellers 4 for 250.
    assert found.loc[COUNT, "direct"] == pytest.approx(-0.24 * 50 / (50 + 300 + 1000))
    assert found.loc[SERVE, "direct"] == pytest.approx(-0.24)


def test_jobs_are_conserved():
    found = ripple({AIR: -0.3, HOTELS: 0.1, MONEY: -0.05}, rho=0.0)
    balance = {row["id"]: row for row in found.attrs["balance"]}
    assert set(balance) == {AIR, HOTELS, MONEY}
    for id_, row in balance.items():
        parts = row["listed"] + row["estimated"] + row["unlisted"]
        assert parts == pytest.approx(row["jobs"])
        jobs = industry_jobs(SPACE, SPACE.index_of(id_))
        assert row["jobs"] == pytest.approx(row["change"] * jobs)
    counted = sum(row["listed"] + row["estimated"] for row in balance.values())
    occupations = found[found["kind"] == "occupation"]
    assert occupations["jobs"].sum() == pytest.approx(counted)  # nothing lost, nothing made


@quick
@given(st.lists(st.floats(-1, 2), min_size=4, max_size=4), st.floats(0, 1))
def test_jobs_are_conserved_whatever_the_shock(sizes, estimated):
    changes = dict(zip((AIR, HOTELS, CAMPS, MONEY), sizes, strict=True))
    found = ripple(changes, rho=0.0, draws=0, estimated=estimated)
    balance = pd.DataFrame(found.attrs["balance"])
    parts = balance[["listed", "estimated", "unlisted"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(balance["jobs"].to_numpy(), abs=1e-8)
    jobs = found.loc[found["kind"] == "occupation", "jobs"].sum()
    # Nobody can lose more than all; the planted totals are never exceeded.
    assert jobs == pytest.approx(balance[["listed", "estimated"]].to_numpy().sum(), abs=1e-4)


def test_a_sector_leaves_to_its_members_what_they_were_given():
    found = ripple({TRAVEL: -0.1, AIR: -0.5}, rho=0.0)
    assert found.loc[AIR, "impact"] == -0.5
    assert found.loc[[HOTELS, CAMPS], "impact"].eq(-0.1).all()
    crew = -0.5 * 80 - 0.1 * 20
    assert found.loc[PILOTS, "direct"] == pytest.approx(crew / 100)
    balance = {row["id"]: row for row in found.attrs["balance"]}
    rest = 210 - industry_jobs(SPACE, SPACE.index_of(AIR))
    assert balance[TRAVEL]["jobs"] == pytest.approx(-0.1 * rest)
    assert balance[TRAVEL]["unlisted"] == pytest.approx(-0.1 * 10)


def test_what_lists_leave_out_is_divided_among_the_rest():
    known = accounts(SPACE)
    shared = guessed(SPACE)
    rows = [SPACE.index_of(each) for each in (AIR, HOTELS, CAMPS)]
    sector = known.cells[SPACE.index_of(TRAVEL)]
    listed = sum(known.cells.get(row, np.zeros(4)) for row in rows)
    total = sum(shared[row].jobs for row in rows)
    np.testing.assert_allclose(total, sector - listed)
    assert shared[rows[0]].jobs[0] == 0  # what is listed is not guessed
    found = ripple({CAMPS: -1.0}, rho=0.0)
    assert found.loc[CLERKS, "direct"] < 0
    assert found.loc[CLERKS, "observed"] == 0
    assert found.loc[CLERKS, "basis"] == "estimated"
    none = ripple({CAMPS: -1.0}, rho=0.0, estimated=0)
    assert none.loc[CLERKS, "direct"] == 0


def test_an_occupation_takes_its_jobs_from_its_industries():
    found = ripple({TELLERS: -0.5}, rho=0.0)
    assert found.loc[BANKS, "direct"] < -0.35  # 200 of its jobs, and what is guessed of clerks
    assert found.loc[BANK, "impact"] == pytest.approx(found.loc[BANKS, "impact"])
    assert found.loc[[AIR, HOTELS], "direct"].eq(0).all()
    assert found.loc[COUNT, "direct"] == pytest.approx(-0.5 * 1000 / 1350)
    half = ripple({PILOTS: -0.5}, rho=0.0, estimated=0)
    assert half.loc[AIR, "direct"] == pytest.approx(
        -0.5 * 40 / industry_jobs(SPACE, SPACE.index_of(AIR))
    )


def test_a_group_of_occupations_is_its_members():
    found = ripple({"soc:10-1001": -0.2}, rho=0.0)
    assert found.loc[[PILOTS, COPILOTS], "impact"].eq(-0.2).all()
    assert found.loc[PILOTS, "basis"] == "given"


def test_a_skill_changes_who_requires_it_by_its_share():
    found = ripple({COUNT: -0.4}, rho=0.0)
    assert found.loc[TELLERS, "direct"] == pytest.approx(-0.4)
    assert found.loc[PILOTS, "direct"] == pytest.approx(-0.4 * 1 / 5)
    assert found.loc[MAIDS, "direct"] == 0
    assert found.loc[BANKS, "direct"] < 0
    assert found.loc[CLEAN, "direct"] == 0


def test_jobs_of_a_firm_are_those_of_its_industry():
    found = ripple({FIRM: "-8jobs"}, rho=0.0, estimated=0)
    jobs = industry_jobs(SPACE, SPACE.index_of(AIR))
    assert found.loc[PILOTS, "direct"] == pytest.approx(-8 * 80 / jobs / 100)
    assert found.loc[AIR, "direct"] == pytest.approx(-8 / jobs)
    (row,) = found.attrs["balance"]
    assert row["jobs"] == pytest.approx(-8)


def test_jobs_and_wages():
    found = ripple({TELLERS: "-25jobs", CLERKS: -0.1}, rho=0.0)
    assert found.loc[TELLERS, "impact"] == pytest.approx(-0.1)
    assert found.loc[TELLERS, "jobs"] == pytest.approx(-25)
    assert found.loc[CLERKS, "wage_bill"] == pytest.approx(-0.1 * 100 * 40_000)
    assert np.isnan(found.loc[TELLERS, "wage_bill"])
    assert np.isnan(found.loc[SERVE, "jobs"])


def test_the_whole_is_what_the_equation_says():
    """x = d + ρ c W x, c being what the direct effect does not speak of."""
    rho, temperature = 0.6, 0.2
    found = ripple({AIR: -0.3, TELLERS: 0.2}, rho=rho, temperature=temperature)
    known = kernel(SPACE)
    ids = [SPACE.ids[row] for row in known.rows]
    matrix = known.weights(temperature)
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    np.testing.assert_allclose(sums, 1)
    x, d = found.loc[ids, "impact"].to_numpy(), found.loc[ids, "direct"].to_numpy()
    indirect = found.loc[ids, "indirect"].to_numpy()
    np.testing.assert_allclose(x, d + indirect, atol=1e-8)
    full = rho * (matrix @ x)
    share = np.divide(indirect, full, out=np.zeros(len(x)), where=np.abs(full) > 1e-9)
    assert (share > -1e-6).all()
    assert (share < 1 + 1e-6).all()
    place = {id_: i for i, id_ in enumerate(ids)}
    assert share[place[AIR]] == share[place[TELLERS]] == 0  # given
    assert share[place[MAIDS]] == pytest.approx(1, abs=1e-5)  # of which nothing is counted
    assert share[place[PILOTS]] < 0.5  # most of whose jobs are counted


@quick
@given(st.floats(0, 0.999), st.floats(0.01, 5), st.floats(-1, 1), st.integers(0, 5))
def test_finite_and_bounded_for_every_rho(rho, temperature, size, seed):
    space = economy(seed=seed)
    found = ripple({AIR: size, COUNT: -size / 2}, space=space, rho=rho, temperature=temperature,
                   draws=2)  # fmt: skip
    values = found[NUMBERS].to_numpy()
    assert np.isfinite(values).all()
    assert np.abs(found["impact"]).max() <= abs(size) * (1 + 1e-6)
    assert found.attrs["bound"] <= 1e-6
    assert (found["low"] <= found["impact"] + 1e-12).all()
    assert (found["high"] >= found["impact"] - 1e-12).all()


@quick
@given(st.floats(0.001, 1), st.sampled_from(ITEMS), st.sampled_from(ITEMS))
def test_linear_in_the_size_of_the_shock(factor, one, other):
    changes = {one: -0.8, other: -0.8} if one == other else {one: -0.8, other: 0.5}
    whole = ripple(changes)
    part = ripple({name: factor * size for name, size in changes.items()})
    names = ["impact", "direct", "indirect"]
    np.testing.assert_allclose(part.loc[whole.index, names], factor * whole[names], atol=2e-8)
    np.testing.assert_allclose(
        (part["high"] - part["impact"]).loc[whole.index],
        factor * (whole["high"] - whole["impact"]),
        atol=1e-7,
    )


@quick
@given(st.sampled_from(ITEMS), st.floats(0, 0.99))
def test_no_shock_no_ripple(name, rho):
    found = ripple({name: 0.0}, rho=rho)
    assert not found[NUMBERS].to_numpy().any()
    assert set(found["why"]) == {"", "given"}


def test_two_shocks_are_the_sum_of_each_where_neither_is_given():
    """Where the same entities are held, effects add up."""
    first = ripple({AIR: -0.3, TELLERS: 0.0})
    second = ripple({AIR: 0.0, TELLERS: -0.2})
    both = ripple({AIR: -0.3, TELLERS: -0.2})
    names = ["direct"]
    total = first[names] + second.loc[first.index, names]
    np.testing.assert_allclose(both.loc[first.index, names], total, atol=1e-9)


def test_deterministic_with_a_seed():
    one, other = (ripple({AIR: -0.3}, rng=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    third = ripple({AIR: -0.3}, rng=6)
    assert (one["impact"] == third.loc[one.index, "impact"]).all()
    assert (one["low"] != third.loc[one.index, "low"]).any()
    assert ripple({AIR: -0.3}, draws=0)["low"].dropna().eq(-0.3).all()  # known of what is given


def test_a_solution_and_its_bound():
    matrix = kernel(SPACE).weights(0.1)
    direct = np.random.default_rng(0).standard_normal(matrix.shape[0])
    for rho in (0.0, 0.5, 0.95, 0.999):
        found, bound = solve(matrix, direct, rho, 1e-9)
        exact = np.linalg.solve(np.eye(len(direct)) - rho * matrix.toarray(), direct)
        assert np.abs(found - exact).max() <= bound + 1e-9
        assert bound <= 1.1e-9 * np.abs(direct).max() + 1e-10


def test_the_answer_is_ordered_and_cut():
    every = shock(SPACE, {AIR: -0.3}).ripple("occupation")
    assert (every["impact"].abs().diff().dropna() <= 1e-12).all()
    three = shock(SPACE, {AIR: -0.3}).ripple("occupation", top=3)
    pd.testing.assert_frame_equal(three, every.head(3), check_like=False)
    assert list(every.columns) == [
        "id", "kind", "code", "title", "impact", "low", "high", "jobs", "wage_bill", "direct",
        "indirect", "observed", "basis", "why",
    ]  # fmt: skip
    by_jobs = shock(SPACE, {AIR: -0.3}).ripple("occupation", sort="jobs")
    known = by_jobs["jobs"].abs().fillna(0)
    assert (known.diff().dropna() <= 1e-9).all()
    only = shock(SPACE, {AIR: -0.3}).ripple("occupation", vocabulary="esco")
    assert only["id"].tolist() == [STEWARD]


def test_the_paths_in_words():
    found = ripple({AIR: -0.3}, estimated=0)
    assert found.loc[PILOTS, "why"].split("; ")[0] == "Air Transportation → Pilots"
    assert "Air Transportation → Pilots → Flying" in found.loc[FLY, "why"]
    assert "Pilots → steward → serve passengers" in found.loc[SERVE, "why"]
    assert found.loc[AIR, "why"] == "given"
    for why in found["why"]:
        assert len(why.split("; ")) <= 3
        for path in why.split("; "):
            assert path == "given" or path.startswith("Air Transportation → ")


def test_a_text_enters_through_the_space():
    space = economy(encoder=True)
    found = ripple({"text:nobody flies any more": -0.5}, space=space)
    assert found["impact"].min() == pytest.approx(-0.5)  # the nearest takes on all of it
    assert (found["impact"] <= 0).all()
    assert (found["observed"].dropna() == 0).all()
    assert set(found["basis"]) == {"estimated"}
    assert found["why"].str.contains("“nobody flies any more” → ").all()
    closest = space.most_similar("text:nobody flies any more", top=1).sort_values("score")
    assert found["impact"].idxmin() == closest["id"].iloc[-1]
    half = ripple({"text:nobody flies any more": -0.25}, space=space)
    np.testing.assert_allclose(half.loc[found.index, "impact"], found["impact"] / 2, atol=1e-7)
    both = ripple({"text:nobody flies any more": -0.5, PILOTS: 0.1}, space=space)
    assert both.loc[PILOTS, "impact"] == 0.1


def test_without_jobs_the_space_still_carries_it():
    space = economy(jobs=False)
    found = ripple({AIR: -0.3}, space=space)
    assert found["jobs"].isna().all()
    assert (found.loc[found["kind"] == "occupation", "direct"] == 0).all()
    assert found.loc[FIRM, "impact"] == pytest.approx(-0.3)
    assert found["impact"].min() == -0.3
    with pytest.raises(InputError, match="How many jobs a skill has is not known"):
        shock(SPACE, {AIR: -0.3}).ripple("skill", sort="jobs")


def test_jobs_cannot_be_taken_from_an_industry_nobody_counted():
    with pytest.raises(InputError, match="How many jobs Air Transportation"):
        shock(economy(jobs=False), {AIR: "-9jobs"})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rho": 1.0}, "rho must lie between 0 and 1"),
        ({"rho": -0.1}, "rho must lie between 0 and 1"),
        ({"rho": float("nan")}, "rho must lie between 0 and 1"),
        ({"temperature": 0}, "temperature must lie between"),
        ({"estimated": 2}, "estimated must lie between"),
        ({"draws": -1}, "draws must be"),
        ({"top": 0}, "top must be"),
        ({"sort": "size"}, "There is no order 'size'"),
        ({"vocabulary": "isco"}, "comes from 'isco'; choose esco or"),
    ],
)
def test_parameters_out_of_range(options, said):
    with pytest.raises(InputError, match=said):
        shock(SPACE, {AIR: -0.3}).ripple(**options)


def test_an_unknown_kind():
    with pytest.raises(UnknownKindError):
        shock(SPACE, {AIR: -0.3}).ripple("planet")
    with pytest.raises(InputError, match="group without members"):
        shock(SPACE, {"naics:90": -0.3}).ripple()
