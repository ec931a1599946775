from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import laborspace
from fake_suites import NURSES, OTHERS
from laborspace.errors import FormatError, InputError, MissingExtraError, SourceError, StorageError
from laborspace.validation import contending, validating
from laborspace.validation.reading import read_vectors
from synthetic import make_space, make_vectors

TRAINED = {"name": "tuned", "relation": [{"loss": "mnr"}]}
RAW = {"name": "raw", "base": "tiny", "relation": [], "space": {"firm": ["title"]}}


def space_of(recipe, *, vectors=None, **changes):
    space = make_space(vectors=make_vectors() if vectors is None else vectors, **changes)
    space.provenance = dataclasses.replace(space.provenance, recipe=recipe)
    return space


def line(report, task, metric, method):
    (found,) = [
        each
        for each in report.lines
        if (each.task, each.metric, each.method) == (task, metric, method)
    ]
    return found


def why(report, task, method):
    return [s["why"] for s in report.skipped if (s["task"], s["method"]) == (task, method)]


@pytest.mark.usefixtures("suites")
def test_a_space_is_scored_between_floor_and_ceiling():
    report = laborspace.validate(space_of(RAW), suites=["nurses"], baselines=False)
    assert report.name == "raw"
    own = line(report, "nurses", "hit@1", "raw")
    assert (own.role, own.scored, own.n, own.better) == ("space", "itself", 2, "higher")
    assert (own.floor, own.floor_name) == (0.5, "half")
    assert (own.ceiling, own.ceiling_name) == (1.0, "all")
    floor = line(report, "nurses", "hit@1", "half")
    assert floor.gain == pytest.approx(own.value - 0.5)


@pytest.mark.usefixtures("suites")
def test_a_suite_without_its_data_is_skipped_with_a_reason():
    report = validating.validate(space_of(RAW), baselines=False)
    (empty,) = [s for s in report.skipped if s["suite"] == "empty"]
    assert empty["why"] == "Needs gone.csv (example.org): give its folder with --data."
    assert [suite.name for suite in report.suites] == ["nurses", "empty"]


@pytest.mark.usefixtures("suites")
def test_an_unknown_suite_lists_the_known_ones():
    with pytest.raises(InputError, match="no suite 'nurse'; the suites are nurses, empty"):
        laborspace.validate(space_of(RAW), suites="nurse")


def test_the_suites_of_the_package_can_be_imported():
    for name, suite in zip(
        validating.SUITES, validating.load_suites(validating.SUITES), strict=True
    ):
        assert suite.name == name


@pytest.mark.usefixtures("suites")
def test_a_space_that_learned_is_scored_by_its_twin():
    twin = space_of(TRAINED, vectors=make_vectors(seed=4), held_out=NURSES)
    space = space_of(TRAINED, twin=twin)
    report = laborspace.validate(space, suites="nurses", baselines=False)
    own = line(report, "learned", "cosine", "tuned")
    one, other = twin.vectors[twin.rows_of(NURSES)]
    assert own.scored == "twin"
    assert own.value == pytest.approx(one @ other, abs=1e-6)
    assert line(report, "nurses", "hit@1", "tuned").scored == "itself"
    assert report.held_out == 2
    given = laborspace.validate(space_of(TRAINED), twin=twin, suites="nurses", baselines=False)
    assert line(given, "learned", "cosine", "tuned").value == pytest.approx(own.value)


@pytest.mark.usefixtures("suites")
def test_a_space_that_learned_and_has_no_twin_is_not_scored_on_it():
    report = laborspace.validate(space_of(TRAINED), suites="nurses", baselines=False)
    assert "no held-out twin" in why(report, "learned", "tuned")[0]


@pytest.mark.usefixtures("suites")
def test_a_space_with_entities_held_out_is_its_own_twin():
    space = space_of(TRAINED, held_out=NURSES)
    report = laborspace.validate(space, suites="nurses", baselines=False)
    assert line(report, "learned", "cosine", "tuned").scored == "twin"
    assert report.subjects[0]["twin"] == "itself"


@pytest.mark.usefixtures("suites")
def test_what_learned_nothing_is_scored_on_a_split_drawn_for_it(monkeypatch):
    monkeypatch.setattr(contending, "_released", lambda: space_of(TRAINED))
    report = laborspace.validate(space_of(RAW), suites="nurses", baselines=False)
    assert report.held_out == 1  # of the three firms
    assert "Held out are 1 entities, drawn as" in report.notes[0]
    trained = laborspace.validate(space_of(TRAINED), suites="nurses", baselines=False)
    assert (trained.held_out, trained.notes) == (0, ())


@pytest.mark.usefixtures("suites")
def test_a_twin_without_anything_held_out_is_refused():
    with pytest.raises(InputError, match="twin of tuned has no entities held out"):
        laborspace.validate(space_of(TRAINED), twin=space_of(TRAINED), suites="nurses")


@pytest.mark.usefixtures("suites")
def test_different_splits_are_scored_where_they_agree():
    space = space_of(TRAINED, held_out=NURSES)
    other = space_of(TRAINED, held_out=[NURSES[0], OTHERS[0]])
    report = laborspace.validate(space, beside={"other": other}, suites="nurses", baselines=False)
    assert report.held_out == 1
    assert "the 1 that all of them have in common" in report.notes[0]


@pytest.mark.usefixtures("suites")
def test_others_stand_beside_it_and_are_compared_in_pairs():
    other = space_of(RAW, vectors=make_vectors(seed=9))
    report = laborspace.validate(
        space_of(RAW), beside={"other": other}, suites="nurses", baselines=False
    )
    one, two = (line(report, "learned", "cosine", name) for name in ("raw", "other"))
    assert (two.role, two.scored) == ("beside", "itself")
    assert two.gain == pytest.approx(one.value - two.value)


@pytest.mark.usefixtures("suites")
def test_a_beside_of_the_same_name_renames_the_space():
    report = laborspace.validate(
        space_of(RAW), beside={"raw": space_of(RAW)}, suites="nurses", baselines=False
    )
    assert [s["name"] for s in report.subjects] == ["space", "raw"]


@pytest.mark.usefixtures("suites")
def test_the_name_of_a_baseline_is_taken():
    with pytest.raises(InputError, match="'tfidf' is the name of a baseline"):
        laborspace.validate(space_of(RAW), beside={"tfidf": space_of(RAW)})


@pytest.mark.usefixtures("suites")
def test_baselines_answer_where_words_can():
    report = laborspace.validate(space_of(RAW), suites="nurses")
    assert {x.method for x in report.of("baseline")} == {"random", "tfidf", "bm25"}
    assert {x.task for x in report.of("baseline")} == {"nurses"}


@pytest.mark.usefixtures("suites")
def test_a_mapping_is_scored_against_the_bundled_space(monkeypatch):
    truth = space_of(TRAINED, twin=space_of(TRAINED, held_out=NURSES))
    monkeypatch.setattr(contending, "_released", lambda: truth)
    vectors = {id_: [1.0, 0.1 * place] for place, id_ in enumerate([*NURSES, *OTHERS])}
    report = laborspace.validate(vectors, suites="nurses", baselines=False)
    assert report.name == "vectors"
    assert line(report, "nurses", "hit@1", "vectors").value == 0.5
    assert line(report, "learned", "distance", "vectors").better == "lower"
    assert why(report, "text <b>", "vectors") == ["Reads no text."]
    assert report.held_out == 2
    assert any("table of vectors" in note for note in report.notes)


@pytest.mark.usefixtures("suites")
def test_what_a_subject_does_not_know_is_skipped(monkeypatch):
    monkeypatch.setattr(contending, "_released", lambda: space_of(TRAINED))
    report = laborspace.validate({NURSES[0]: [1, 0]}, suites="nurses", baselines=False)
    assert why(report, "nurses", "vectors") == ["vectors does not know both nurses."]
    assert "no vector of 'onet:29-1141.01'" in why(report, "learned", "vectors")[0]


@pytest.mark.usefixtures("suites")
def test_without_scikit_learn_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(validating, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match=r"laborspace\[validate\]"):
        laborspace.validate(space_of(RAW), suites="nurses")


@pytest.mark.usefixtures("suites")
def test_a_folder_of_something_else_is_refused_before_the_work(tmp_path, monkeypatch):
    (tmp_path / "precious.txt").write_text("mine")
    monkeypatch.setattr(validating, "gather", None)  # not reached
    with pytest.raises(StorageError, match="holds other files"):
        laborspace.validate(space_of(RAW), output=tmp_path)


@pytest.mark.usefixtures("suites")
@pytest.mark.parametrize("moment", ["run", "Report"])
def test_an_interruption_leaves_nothing_half_written(tmp_path, monkeypatch, moment):
    def stop(*_arguments, **_named):
        raise KeyboardInterrupt

    if moment == "run":
        monkeypatch.setattr(validating, "run", stop)
    else:
        monkeypatch.setattr("laborspace.validation.report.write_table", stop)
    with pytest.raises(KeyboardInterrupt):
        laborspace.validate(
            space_of(RAW), suites="nurses", baselines=False, output=tmp_path / "report"
        )
    assert list(tmp_path.iterdir()) == []


def test_vectors_are_read_as_they_are_exported(tmp_path, space):
    space.export(tmp_path / "v.txt", "word2vec", kind="occupation")
    found = read_vectors(tmp_path / "v.txt")
    assert sorted(found) == sorted(space.ids[row] for row in space.rows("occupation", level="all"))
    row = space.index_of(NURSES[0])
    assert found[NURSES[0]] == pytest.approx(space.vectors[row], abs=1e-5)


def test_vectors_are_read_from_parquet(tmp_path):
    wide = pd.DataFrame({"id": ["a", "b"], "0": [1.0, 2.0], "1": [3, 4]})
    wide.to_parquet(tmp_path / "wide.parquet")
    long = pd.DataFrame({"id": ["a", "b"], "vector": [[1.0, 3.0], [2.0, 4.0]]})
    long.to_parquet(tmp_path / "long.parquet")
    for name in ("wide", "long"):
        found = read_vectors(tmp_path / f"{name}.parquet")
        assert list(found) == ["a", "b"]
        assert np.stack(list(found.values())).tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a 1 2\n", "row 1: .*number of vectors and their length"),
        ("1 2\na 1 2 3\n", "row 2: .*3 numbers where the first line says 2"),
        ("1 2\na 1 x\n", "row 2: .*cannot be read"),
        ("2 1\na 1\na 2\n", "'a'.*twice"),
        ("0 2\n", "no vectors"),
    ],
)
def test_a_malformed_file_of_vectors_says_where(tmp_path, text, problem):
    (tmp_path / "v.txt").write_text(text)
    with pytest.raises(SourceError, match=problem):
        read_vectors(tmp_path / "v.txt")


def test_a_malformed_parquet_file_says_why(tmp_path):
    pd.DataFrame({"name": ["a"]}).to_parquet(tmp_path / "v.parquet")
    with pytest.raises(SourceError, match=r"'id'.*no such column"):
        read_vectors(tmp_path / "v.parquet")
    pd.DataFrame({"id": ["a"], "title": ["b"]}).to_parquet(tmp_path / "v.parquet")
    with pytest.raises(SourceError, match="columns of numbers"):
        read_vectors(tmp_path / "v.parquet")
    (tmp_path / "v.parquet").write_text("not parquet")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        read_vectors(tmp_path / "v.parquet")


def test_something_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        laborspace.validate(tmp_path / "gone.txt")
    with pytest.raises(FormatError, match="is not a space"):
        laborspace.validate(tmp_path / "gone")
