from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from laborspace.errors import SourceError
from laborspace.records import attribute_table, entity_table, relation_table
from laborspace.space.container import Space
from laborspace.space.layout import Provenance
from laborspace.validation.evidence import Evidence
from laborspace.validation.exposure import SUITE, axis_scores, features_of
from laborspace.validation.industry_exposure import jobs_by_industry, nearby
from laborspace.validation.lexical import Lexical
from laborspace.validation.measures_of_exposure import (
    AIOE,
    BETA,
    GPT4_RATING,
    MEASURES,
    by_id,
    industry_scores,
    scores_of,
)
from laborspace.validation.subject import VectorSubject, random_subject
from laborspace.validation.task import Skip
from planted import figures, floor

MINOR, EACH = 8, 5
RNG = np.random.default_rng(4)
NAMES = {measure.name: measure for measure in MEASURES}


def occupations():
    """Eight minor groups, two a major group, of five occupations each."""
    for group in range(MINOR):
        for n in range(EACH):
            yield f"{11 + 2 * (group // 2)}-{1 + group % 2}{n:02d}1"


CODES = list(occupations())
VECTORS = RNG.standard_normal((len(CODES), 6))
TRUTH = VECTORS @ np.array([1.0, 0.5, 0, 0, 0, 0])


def make_space(*, industries=0):
    rows, links, vectors = [], [], []

    def add(id_, kind, level, vector, parent=""):
        rows.append({"id": id_, "kind": kind, "title": f"name of {id_}", "level": level})
        vectors.append(vector)
        if parent:
            links.append({"source": id_, "relation": "broader", "target": parent})

    nowhere = np.eye(6)[5] * 1e-3
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
    zones = [
        {"id": f"onet:{code}.00", "attribute": "job_zone", "value": 1 + k % 5}
        for k, code in enumerate(CODES)
    ]
    jobs = [
        {
            "source": f"naics:{110 + n}1", "target": f"soc:{CODES[n]}",
            "relation": "employs", "weight": 3.0,
        }
        for n in range(industries)
    ]  # fmt: skip
    return Space(
        entity_table(rows),
        np.array(vectors),
        relations=relation_table([*links, *jobs]),
        attributes=attribute_table(zones),
        provenance=Provenance("tiny", {}, "00", "2026-01-01"),
    )


def facts(truth=TRUTH):
    def table(name, prefix, suffix=""):
        ids = [f"{prefix}:{code}{suffix}" for code in CODES]
        return pd.DataFrame({"id": ids, "measure": name, "value": truth})

    tables = [
        table(BETA, "onet", ".00"),
        table(GPT4_RATING, "onet", ".00"),
        table("Microsoft applicability", "soc"),
    ]
    crosswalk = pd.DataFrame({"soc_2010": CODES, "soc_2018": CODES})
    return {"exposure": pd.concat(tables), "soc_2010_2018": crosswalk}


def evidence_of(space=None, **changes):
    return Evidence(space=make_space() if space is None else space, _tables=facts(), **changes)


def tasks_of(evidence):
    return {task.name: task for task in SUITE.tasks(evidence)}


class Poles:
    """An encoder that reads positive wordings as one direction and negative ones as another."""

    def __init__(self, positive):
        self.positive = positive

    def encode(self, texts):
        up = {text for measure in MEASURES for text in measure.positive}
        return np.stack([self.positive if text in up else -self.positive for text in texts])


def subject_of(space, direction=(1.0, 0.5, 0, 0, 0, 0)):
    subject = VectorSubject.from_space(space, "planted")
    subject.vectors = np.array(subject.vectors)
    rows = [subject.rows[f"onet:{code}.00"] for code in CODES]
    subject.vectors[rows] = VECTORS  # not scaled to length 1, so that the truth is linear
    subject.encoder = Poles(np.array(direction))
    return subject


def test_each_measure_at_hand_has_its_tasks_and_the_others_a_reason():
    evidence = evidence_of()
    tasks = tasks_of(evidence)
    for name in (BETA, "Microsoft applicability"):
        assert {f"{name}: axis", f"{name}: ridge, random folds"} <= set(tasks)
        assert not tasks[f"{name}: ridge, grouped folds"].twin
    for name in (AIOE, "Frey–Osborne", "telework"):
        with pytest.raises(Skip, match="--data"):
            tasks[name].measure(subject_of(evidence.space))


def test_the_right_axis_orders_perfectly_also_within_groups():
    evidence = evidence_of()
    found = figures(tasks_of(evidence)[f"{BETA}: axis"], subject_of(evidence.space))
    assert found["Spearman"] == pytest.approx(1)
    assert found["Spearman within groups"] > 0.95
    assert found["Spearman, least of the wordings"] == pytest.approx(1)


def test_the_wrong_axis_does_not():
    evidence = evidence_of()
    subject = subject_of(evidence.space, (0, 0, 0, 0, 1, 0))
    assert abs(figures(tasks_of(evidence)[f"{BETA}: axis"], subject)["Spearman"]) < 0.4


def test_an_axis_is_the_difference_of_mean_similarities():
    space = make_space()
    subject = subject_of(space)
    ids = [f"onet:{code}.00" for code in CODES]
    measure = NAMES[BETA]
    found = axis_scores(subject, measure.negative, measure.positive, ids)
    assert found == pytest.approx(2 * TRUTH)
    with pytest.raises(Skip, match="reads no text"):
        axis_scores(random_subject(space), ["a"], ["b"], ids)


@pytest.mark.parametrize("folds", ["random", "grouped"])
def test_ridge_finds_a_linear_truth_and_not_chance(folds):
    evidence = evidence_of()
    task = tasks_of(evidence)[f"{BETA}: ridge, {folds} folds"]
    found = figures(task, subject_of(evidence.space))
    assert found["R²"] > 0.99
    assert found["Spearman"] > 0.99
    assert found["Spearman within groups"] > 0.95
    chance = figures(task, random_subject(evidence.space))
    assert chance["R²"] < 0.1
    assert task.measure(random_subject(evidence.space))[0].unit == "SOC minor group"


def test_transfer_foretells_and_covers_what_it_says():
    evidence = evidence_of()
    task = tasks_of(evidence)[f"{BETA}: transfer"]
    found = figures(task, subject_of(evidence.space))
    assert found["Spearman"] > 0.9
    assert found["share within the 90% interval"] == pytest.approx(0.9, abs=0.1)
    chance = figures(task, random_subject(evidence.space))
    assert chance["Spearman"] < 0.5
    with pytest.raises(Skip, match="no vectors"):
        task.measure(Lexical(evidence, "tfidf"))


def test_floors_and_the_ceiling():
    evidence = evidence_of()
    tasks = tasks_of(evidence)
    others = floor(tasks[f"{BETA}: axis"], "mean of the minor group's others")
    assert set(others) == {"Spearman"}
    # Scores are drawn without regard to groups: the others of a group know nothing.
    assert others["Spearman"] < 0.3
    grouped = tasks[f"{BETA}: ridge, grouped folds"]
    assert set(floor(grouped, "mean of the major group's other minor groups")) == {"Spearman", "R²"}
    assert abs(floor(grouped, "preparation (job zone)")["Spearman within groups"]) < 0.5
    assert floor(grouped, "GPT-4 instead of people")["Spearman"] == pytest.approx(1)
    assert not tasks["Microsoft applicability: axis"].ceilings


def test_group_means_are_found_where_they_are_the_truth():
    space = make_space()
    truth = np.repeat(np.arange(MINOR), EACH) + 0.01 * RNG.standard_normal(len(CODES))
    evidence = Evidence(space=space, _tables=facts(truth))
    task = tasks_of(evidence)[f"{BETA}: ridge, random folds"]
    assert floor(task, "mean of the minor group's others")["R²"] > 0.99


def test_words_are_asked_through_their_kernel_unless_it_is_none():
    evidence = evidence_of()
    ids = [f"onet:{code}.00" for code in CODES]
    words = Lexical(evidence, "tfidf")
    features = features_of(words, ids)
    assert features @ features.T == pytest.approx(words.similarity(ids, ids), abs=1e-6)

    class Lopsided:
        name = "lopsided"

        def similarity(self, left, right, *, centered=False):
            return np.arange(len(left) * len(right), dtype=float).reshape(len(left), -1)

    with pytest.raises(Skip, match="not symmetric"):
        features_of(Lopsided(), ids)


def test_a_subject_of_too_few_occupations_is_skipped():
    evidence = evidence_of()
    few = {f"onet:{code}.00": np.ones(2) for code in CODES[:5]}
    subject = VectorSubject.from_mapping(few, "few", like=evidence.space)
    with pytest.raises(Skip, match="5 of the occupations"):
        tasks_of(evidence)[f"{BETA}: ridge, random folds"].measure(subject)


def test_scores_of_codes_that_changed():
    reader = pd.Series({"11-1001": 1.0, "11-1002": 3.0, "11-1003": 5.0})
    measure = MEASURES[3]
    changed = type(measure)(**{**vars(measure), "read": lambda _path: reader})
    codes = {
        "11-1001": ["11-9001"],
        "11-1002": ["11-9001"],  # two became one: their mean
        "11-1003": ["11-9002", "11-9003"],  # one became two
    }
    found = by_id(changed, None, codes)
    assert found.to_dict() == {"soc:11-9001": 2, "soc:11-9002": 5, "soc:11-9003": 5}


def test_a_score_of_a_soc_code_is_that_of_the_occupation_that_stands_for_it():
    evidence = evidence_of()
    found = scores_of(evidence, NAMES["Microsoft applicability"])
    assert found[f"onet:{CODES[0]}.00"] == pytest.approx(TRUTH[0])
    assert len(found) == len(CODES)


def test_files_of_the_user(tmp_path):
    table = pd.DataFrame({"OCC_CODE": CODES, "OES_TITLE": "x", "teleworkable": TRUTH})
    table.to_csv(tmp_path / "onet_teleworkable_blscodes.csv", index=False)
    found = scores_of(evidence_of(data=tmp_path), NAMES["telework"])
    assert found[f"onet:{CODES[3]}.00"] == pytest.approx(TRUTH[3])
    table.rename(columns={"teleworkable": "other"}).to_csv(
        tmp_path / "onet_teleworkable_blscodes.csv", index=False
    )
    with pytest.raises(SourceError, match="teleworkable"):
        scores_of(evidence_of(data=tmp_path), NAMES["telework"])
    (tmp_path / "AIOE_DataAppendix.xlsx").write_text("no workbook", "utf-8")
    with pytest.raises(SourceError, match="workbook"):
        scores_of(evidence_of(data=tmp_path), NAMES[AIOE])


@pytest.fixture(name="appendix")
def appendix_fixture(tmp_path):
    codes = [int(f"{110 + n}1") for n in range(12)]
    with pd.ExcelWriter(tmp_path / "AIOE_DataAppendix.xlsx", engine="xlsxwriter") as book:
        occupations = pd.DataFrame({"SOC Code": CODES, "Occupation Title": "x", "AIOE": TRUTH})
        occupations.to_excel(book, sheet_name="Appendix A", index=False)
        industries = pd.DataFrame({"NAICS": codes, "Industry Title": "x", "AIIE": TRUTH[:12]})
        industries.to_excel(book, sheet_name="Appendix B", index=False)
    return tmp_path


def test_industries_are_as_exposed_as_the_occupations_near_them(appendix):
    space = make_space(industries=12)
    held = frozenset(f"naics:{110 + n}1" for n in range(12))
    evidence = evidence_of(space, data=appendix, held_out=held)
    assert industry_scores(evidence)["naics:1131"] == pytest.approx(TRUTH[3])
    tasks = tasks_of(evidence)
    task = tasks["AIIE of industries with observed jobs"]
    assert task.twin
    # An industry has the vector of its only occupation: that one has the weight.
    assert figures(task, VectorSubject.from_space(space, "planted"))["Spearman"] > 0.7
    assert floor(task, "its own jobs")["Spearman"] == pytest.approx(1)
    assert abs(figures(task, random_subject(space))["Spearman"]) < 0.8
    carried = tasks["AIIE of industries, by transfer"]
    assert figures(carried, VectorSubject.from_space(space, "planted"))["Spearman"] > 0.7
    with pytest.raises(Skip, match="no vectors"):
        carried.measure(Lexical(evidence, "tfidf"))
    assert task.measure(random_subject(space))[0].unit == "NAICS subsector"


def test_industries_whose_employment_was_learned_are_not_scored(appendix):
    space = make_space(industries=12)
    tasks = tasks_of(evidence_of(space, data=appendix))
    with pytest.raises(Skip, match="held out"):
        tasks["AIIE of industries"].measure(VectorSubject.from_space(space, "planted"))


def test_nearby_and_jobs_by_hand():
    space = make_space(industries=2)
    exposure = {f"onet:{code}.00": float(value) for code, value in zip(CODES, TRUTH, strict=True)}
    jobs = jobs_by_industry(Evidence(space=space), exposure)
    assert jobs["naics:1101"] == pytest.approx(TRUTH[0])
    same = dict.fromkeys(exposure, 2.0)
    found = nearby(VectorSubject.from_space(space, "planted"), ["naics:1101"], same)
    assert found["naics:1101"] == pytest.approx(2)


def test_poles_are_worded_for_every_measure():
    for measure in MEASURES:
        assert len(measure.negative) == len(measure.positive) == 2
        assert not set(measure.negative) & set(measure.positive)
    assert len(NAMES) == 5


@pytest.mark.shared
def test_group_means_of_the_official_scores_are_the_known_floors(shared_data):
    import laborspace

    tasks = tasks_of(Evidence(space=laborspace.load(), data=shared_data))
    known = {AIOE: 0.858, BETA: 0.848, "Microsoft applicability": 0.778}
    for name, value in known.items():
        found = floor(tasks[f"{name}: axis"], "mean of the minor group's others")
        assert found["Spearman"] == pytest.approx(value, abs=0.005)
    assert floor(tasks[f"{BETA}: axis"], "GPT-4 instead of people")["Spearman"] > 0.88
