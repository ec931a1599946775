"""Transfer of scores: what is read, what is learned, and what is said of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laborspace.analysis.transfer import transfer
from laborspace.analysis.transfer.given import read_given
from laborspace.analysis.transfer.grouping import groups_of
from laborspace.analysis.transfer.judging import BOTH, FLOOR, SIBLINGS, STRANGERS, judge
from laborspace.analysis.transfer.model import Groups, Model, conformal, coverage_across
from laborspace.errors import InputError, SourceError, UnknownKindError
from laborspace.records import attribute_table, entity_table, relation_table
from laborspace.space.container import Space
from laborspace.space.layout import Provenance
from planted import planted_space

MINOR, EACH, D = 12, 6, 5
RNG = np.random.default_rng(8)
CODES = [
    f"{11 + 2 * (group // 2)}-{1 + group % 2}{n:02d}1"
    for group in range(MINOR)
    for n in range(EACH)
]
VECTORS = RNG.standard_normal((len(CODES), D))
LINEAR = VECTORS / np.linalg.norm(VECTORS, axis=1, keepdims=True) @ np.array([2.0, 1.0, 0, 0, 0])


def make_space(*, industries: int = 12) -> Space:
    """Twelve minor groups of six occupations; vectors know nothing of groups."""
    rows, links, vectors = [], [], []

    def add(id_, kind, level, vector, parent=""):
        code = id_.partition(":")[2]
        title = f"name of {id_}"
        rows.append({"id": id_, "kind": kind, "title": title, "level": level, "code": code})
        vectors.append(vector)
        if parent:
            links.append({"source": id_, "relation": "broader", "target": parent, "weight": 1.0})

    nowhere = np.eye(D)[4] * 1e-3
    for group in range(MINOR):
        major = f"soc:{11 + 2 * (group // 2)}-0000"
        if group % 2 == 0:
            add(major, "occupation", "major group", nowhere)
        add(f"{major[:7]}{1 + group % 2}000", "occupation", "minor group", nowhere, major)
    for code, vector in zip(CODES, VECTORS, strict=True):
        add(f"soc:{code}", "occupation", "detailed soc", nowhere, f"soc:{code[:4]}000")
        add(f"onet:{code}.00", "occupation", "occupation", vector, f"soc:{code}")
    for n in range(industries):
        add(f"naics:{110 + n}", "industry", "subsector", nowhere)
        add(f"naics:{110 + n}1", "industry", "industry group", VECTORS[n], f"naics:{110 + n}")
        for step, weight in ((0, 3.0), (1, 1.0)):
            target = f"soc:{CODES[(n + step) % len(CODES)]}"
            links.append({"source": f"naics:{110 + n}1", "target": target, "relation": "employs",
                          "weight": weight})  # fmt: skip
    return Space(
        entity_table(rows),
        np.array(vectors),
        relations=relation_table(links),
        attributes=attribute_table([]),
        provenance=Provenance("tiny", {}, "00", "2026-01-01"),
    )


@pytest.fixture(scope="module")
def world() -> Space:
    return make_space()


def by_id(table):
    return {row["id"]: row for row in table.to_pylist()}


def given_scores(values=LINEAR, *, some=slice(None)):
    ids = [f"onet:{code}.00" for code in CODES]
    chosen = np.arange(len(ids))[some].tolist()
    return {ids[i]: float(values[i]) for i in chosen}


def test_columns_and_bases(world):
    found = transfer(world, given_scores(some=slice(0, 50)))
    assert found.table.column_names == [
        "id", "kind", "code", "title", "score", "low", "high", "percentile", "held_out", "basis",
        "why",
    ]  # fmt: skip
    rows = by_id(found.table)
    assert set(found.table["kind"].to_pylist()) == {"industry", "occupation"}
    scored, new = rows[f"onet:{CODES[0]}.00"], rows[f"onet:{CODES[60]}.00"]
    assert scored["basis"] == "observed"
    assert scored["score"] == pytest.approx(LINEAR[0], abs=1e-6)
    assert np.isnan(scored["low"])
    assert scored["why"] == "as given"
    assert abs(scored["held_out"] - scored["score"]) < 1
    assert new["basis"] == "estimated"
    assert new["low"] < new["score"] < new["high"]
    assert np.isnan(new["held_out"])
    assert new["why"].startswith("like name of onet:")


def test_a_linear_truth_is_found_and_called_better(world):
    found = transfer(world, given_scores(some=slice(0, 60)))
    rows = by_id(found.table)
    guess = [rows[f"onet:{code}.00"]["score"] for code in CODES[60:]]
    assert np.corrcoef(guess, LINEAR[60:])[0, 1] > 0.95
    assert found.facts["better"]
    assert found.notes[0].startswith("Better than its group's mean")
    assert found.facts["coverage"] == pytest.approx(0.9, abs=0.08)


def test_chance_is_called_no_better(world):
    noise = np.random.default_rng(1).standard_normal(len(CODES))
    found = transfer(world, given_scores(noise))
    assert not found.facts["better"]
    assert found.notes[0].startswith("No better than its group's mean")


def test_scores_that_groups_alone_explain_are_called_no_better():
    """The trap: vectors that know nothing of groups look useful until set beside a group mean."""
    world = make_space()
    truth = np.repeat(np.random.default_rng(3).standard_normal(MINOR), EACH)
    truth += 0.05 * np.random.default_rng(4).standard_normal(len(CODES))
    found = transfer(world, given_scores(truth))
    fits = {(fit["setting"], fit["method"]): fit for fit in found.facts["fits"]}
    assert fits[SIBLINGS, FLOOR]["r2"] > 0.95
    assert not found.facts["better"]
    assert fits[SIBLINGS, BOTH]["r2"] > 0.5  # though not because of the vectors
    assert fits[STRANGERS, BOTH]["r2"] < 0.3
    assert any(note.startswith("Where nobody of the minor group") for note in found.notes)


@settings(max_examples=10, deadline=None)
@given(
    factor=st.floats(0.1, 50).flatmap(lambda x: st.sampled_from([x, -x])),
    shift=st.floats(-100, 100),
)
def test_estimates_follow_the_scale_of_the_scores(factor, shift):
    world = make_space()
    noisy = LINEAR + 0.3 * np.random.default_rng(2).standard_normal(len(CODES))
    one = by_id(transfer(world, given_scores(noisy, some=slice(0, 50))).table)
    turned = given_scores(factor * noisy + shift, some=slice(0, 50))
    other = by_id(transfer(world, turned).table)
    for id_, row in one.items():
        expected = factor * row["score"] + shift
        assert other[id_]["score"] == pytest.approx(expected, abs=2e-5 * (1 + abs(factor)))
        width = abs(factor) * (row["high"] - row["low"])
        found = other[id_]["high"] - other[id_]["low"]
        assert found == pytest.approx(width, abs=1e-4 * (1 + abs(factor)), nan_ok=True)


def test_the_same_scores_in_any_order_and_form_give_the_same(world, tmp_path):
    scores = given_scores(some=slice(0, 40))
    first = transfer(world, scores).table.to_pandas()
    assert transfer(world, dict(reversed(scores.items()))).table.to_pandas().equals(first)
    series = pd.Series(scores)
    assert transfer(world, series).table.to_pandas().equals(first)
    frame = series.rename("score").rename_axis("id").reset_index()
    assert transfer(world, frame).table.to_pandas().equals(first)
    frame.to_csv(tmp_path / "s.csv", index=False)
    assert transfer(world, tmp_path / "s.csv").table.to_pandas().equals(first)
    frame.assign(other="x", beta=frame["score"]).drop(columns="score").to_parquet(
        tmp_path / "s.parquet"
    )
    assert transfer(world, tmp_path / "s.parquet", column="beta").table.to_pandas().equals(first)


def test_a_code_of_the_soc_stands_for_its_occupation(world):
    codes = dict(zip(CODES, LINEAR.tolist(), strict=True))
    given = read_given(world, codes)
    assert {world.ids[row] for row in given.rows} == {f"onet:{code}.00" for code in CODES}
    assert given.kind == "occupation"


def test_intervals_cover_what_they_say():
    rng = np.random.default_rng(0)
    hits = []
    for _ in range(12):
        x = rng.standard_normal((150, 8)).astype(np.float32)
        y = x @ rng.standard_normal(8) + rng.standard_normal(150)
        alone = Groups(("",) * 100, ("",) * 100, ("", ""))
        found = Model(x[:100], y[:100], alone, with_groups=False).estimate(x[100:])
        hits.append(((found.low <= y[100:]) & (y[100:] <= found.high)).mean())
    assert np.mean(hits) == pytest.approx(0.9, abs=0.04)


def test_what_is_unlike_the_scored_has_a_wider_interval():
    x = np.random.default_rng(0).standard_normal((60, 4)).astype(np.float32)
    alone = Groups(("",) * 60, ("",) * 60, ("", ""))
    model = Model(x, x[:, 0].astype(float) + 0.1 * x[:, 1] ** 2, alone, with_groups=False)
    near, far = (model.estimate(scale * np.eye(4, dtype=np.float32)[:1]) for scale in (0.5, 30))
    assert far.high[0] - far.low[0] > 2 * (near.high[0] - near.low[0])


def test_entities_without_scored_siblings_have_intervals_of_their_own():
    truth = np.repeat(np.random.default_rng(3).standard_normal(MINOR), EACH)
    world = make_space()
    known = given_scores(truth, some=[i for i in range(len(CODES)) if i % EACH and i >= EACH])
    rows = by_id(transfer(world, known).table)
    width = {id_: row["high"] - row["low"] for id_, row in rows.items()}
    assert width[f"onet:{CODES[0]}.00"] > 1.5 * width[f"onet:{CODES[EACH]}.00"]


def test_conformal_quantiles_by_hand():
    residuals = np.arange(1.0, 20.0)  # 19 of them: the 18th smallest
    assert conformal(residuals) == 18
    assert conformal(np.array([1.0, 2.0])) == 2
    fold = np.array([0, 0, 1, 1])
    assert coverage_across(np.array([1.0, 5.0, 2.0, 2.0]), fold) == pytest.approx(0.75)


def test_industries_through_jobs(world):
    found = transfer(world, given_scores(), through="employs")
    rows = by_id(found.table)
    expected = 0.75 * LINEAR[3] + 0.25 * LINEAR[4]
    assert rows["naics:1131"]["score"] == pytest.approx(expected, abs=1e-5)
    assert rows["naics:1131"]["basis"] == "estimated"
    assert rows["naics:1131"]["shares"] == "observed"
    assert rows["naics:1131"]["low"] == pytest.approx(expected, abs=1e-5)  # nothing is estimated
    assert rows["naics:1131"]["why"] == "jobs: 100% in scored occupations"
    part = by_id(transfer(world, given_scores(some=slice(4, 60)), through="employs").table)
    assert part["naics:1131"]["why"] == "jobs: 25% in scored occupations"
    assert part["naics:1131"]["low"] < part["naics:1131"]["score"]


def test_other_kinds_are_said_to_be_extrapolations_and_checked(world):
    found = transfer(world, given_scores())
    assert any("extrapolations" in note and "industry" in note for note in found.notes)
    agreement = found.facts["agreement"]
    assert agreement["industries"] == 12
    assert agreement["spearman"] > 0.5
    assert any(note.startswith("Agreement: over 12 industries") for note in found.notes)
    only = transfer(world, given_scores(), kind="occupation")
    assert not any("extrapolations" in note for note in only.notes)


def test_a_weak_agreement_is_said():
    world = make_space()
    noise = np.random.default_rng(5).standard_normal(len(CODES))
    found = transfer(world, given_scores(noise))
    if abs(found.facts["agreement"]["spearman"]) < 0.5:
        assert any(note.startswith("Weak agreement") for note in found.notes)
        assert any("prefer through='employs'" in note for note in found.notes)
    else:  # pragma: no cover - the draw above is fixed
        pytest.fail("chance agreed; choose another seed")


def test_groups_of_all_kinds():
    space = planted_space()
    industry = groups_of(space, "industry", space.rows("industry"))
    assert industry.names == ("subsector", "sector")
    firms = groups_of(space, "firm", space.rows("firm"))
    assert firms.names == ("subsector", "sector")
    assert firms.narrow[0] == "naics:000"
    skills = groups_of(space, "skill", space.rows("skill"))
    assert skills.names == ("", "")
    assert len(set(skills.blocks())) == len(space.rows("skill"))


def test_scores_of_entities_without_groups_are_set_beside_the_mean():
    space = planted_space()
    ids = [space.ids[row] for row in space.rows("skill")]
    values = np.random.default_rng(0).standard_normal(len(ids))
    found = transfer(space, dict(zip(ids, values.tolist(), strict=True)))
    assert "the mean of all scores" in found.notes[0]
    assert found.facts["groups"] == ""
    assert {fit["setting"] for fit in found.facts["fits"]} == {SIBLINGS}


def test_judgments_do_not_see_what_they_foretell():
    """A score changed alone does not change its own held-out estimate."""
    x = VECTORS.astype(np.float32)
    names = tuple(code[:4] for code in CODES)
    groups = Groups(names, tuple(code[:2] for code in CODES), ("minor group", "major group"))
    one = judge(x, LINEAR, groups).held_out
    changed = LINEAR.copy()
    changed[7] += 100
    other = judge(x, changed, groups).held_out
    assert one[7] == pytest.approx(other[7])
    assert not np.allclose(one, other)


def csv(tmp_path, lines, header="id,score"):
    path = tmp_path / "scores.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


LINES = [f"onet:{code}.00,{value:.4f}" for code, value in zip(CODES, LINEAR, strict=True)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("onet:99-9999.00,1", r"row 7, column 'id'.*no entity is called.*skip"),
        (f"{CODES[50]},high", r"row 7, column 'score'.*'high' is not a finite number"),
        (f"{CODES[50]},", r"row 7, column 'score'.*not a finite number"),
        (f"{CODES[50]},inf", r"row 7, column 'score'.*not a finite number"),
        (f"soc:{CODES[0]},1", r"row 7, column 'id'.*scored twice"),
        ("naics:1101,1", r"row 7, column 'id'.*of the kind industry, the others"),
    ],
)
def test_a_bad_row_is_named(world, tmp_path, line, message):
    path = csv(tmp_path, [*LINES[:5], line, *LINES[5:30]])
    with pytest.raises(SourceError, match=message):
        transfer(world, path)


def test_unknown_names_can_be_skipped(world, tmp_path):
    path = csv(tmp_path, [*LINES[:30], "onet:99-9999.00,1"])
    found = transfer(world, path, unknown="skip")
    assert found.facts["skipped"] == ["onet:99-9999.00"]
    assert any("1 names were unknown" in note or "1 name was" in note for note in found.notes)
    assert found.facts["n"] == 30


def test_codes_in_a_column_called_after_a_classification_are_its_codes(tmp_path):
    """ISCO 1111 is no NAICS 1111, though it looks the same."""
    space = planted_space()
    industries = [id_ for id_ in space.ids if id_.startswith("naics:") and len(id_) == 10]
    lines = [f"{id_[6:]},{n}" for n, id_ in enumerate(industries)]
    scores = csv(tmp_path, [*lines, "1111,5"], header="naics,value")
    with pytest.raises(SourceError, match=r"row 18, column 'naics'.*no entity is called '1111'"):
        transfer(space, scores)
    with pytest.raises(InputError, match=r"16 entities have scores \(1 were unknown"):
        transfer(space, scores, unknown="skip")
    bare = csv(tmp_path, [*lines, "1111,5"], header="code,value")
    with pytest.raises(SourceError, match="no entity is called '1111'"):
        transfer(space, bare, of="industry")


def test_a_code_of_2010_is_told_apart(world, tmp_path):
    path = csv(tmp_path, [*LINES[:25], "11-3011,1"])  # administrative services managers
    with pytest.raises(SourceError, match=r"The SOC of 2010 has that code; in that of 2018 it is"):
        transfer(world, path)


def test_scores_that_teach_nothing(world, tmp_path):
    with pytest.raises(InputError, match=r"19 entities have scores.*at least 20"):
        transfer(world, given_scores(some=slice(0, 19)))
    with pytest.raises(InputError, match="All 72 scores are 3"):
        transfer(world, given_scores(np.full(len(CODES), 3.0)))
    with pytest.raises(InputError, match="0 entities"):
        transfer(world, {})
    with pytest.raises(InputError, match=r"'onet:11-1001.00': the score nan is not"):
        transfer(world, {**given_scores(), "onet:11-1001.00": float("nan")})


def test_tables_and_options_that_cannot_be_used(world, tmp_path):
    with pytest.raises(SourceError, match="no column of scores"):
        transfer(world, csv(tmp_path, ["a,1,2"], header="id,x,y"))
    with pytest.raises(SourceError, match=r"column 'beta'.*missing"):
        transfer(world, csv(tmp_path, LINES), column="beta")
    with pytest.raises(SourceError, match="no such file"):
        transfer(world, tmp_path / "none.csv")
    with pytest.raises(InputError, match="a mapping, a pandas object or the path"):
        transfer(world, 5)
    with pytest.raises(InputError, match="'raise' or 'skip'"):
        transfer(world, given_scores(), unknown="drop")
    with pytest.raises(UnknownKindError):
        transfer(world, given_scores(), of="job")
    with pytest.raises(InputError, match="no employment"):
        transfer(world, given_scores(), kind="occupation", through="employs")
    with pytest.raises(InputError, match="top must be"):
        transfer(world, given_scores(), top=0)


def test_only_scores_of_occupations_go_through_jobs():
    space = planted_space()
    ids = [space.ids[row] for row in space.rows("skill")]
    scores = {id_: float(i) for i, id_ in enumerate(ids)}
    with pytest.raises(InputError, match="Only scores of occupations"):
        transfer(space, scores, through="employs")
