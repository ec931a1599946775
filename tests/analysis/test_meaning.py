"""Texts that resemble nothing are told from those that do."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import laborspace
from laborspace.analysis.blocks import block
from laborspace.analysis.meaning import WEAK, check_text, reach
from laborspace.analysis.query import Term, centered, terms
from laborspace.cli import main
from laborspace.errors import TextWarning
from synthetic import make_space

NONSENSE = ["asdf qwer", "lorem ipsum dolor sit amet", "the of and", "hello world"]
WORK = ["barista", "I repair wind turbines", "clothes shop", "bank clerk who likes fishing"]


@pytest.fixture(scope="module")
def bundled():
    try:
        return laborspace.load(threads=1)
    except laborspace.FormatError:
        pytest.skip("this checkout has no bundled space")


def test_an_occupation_reaches_one_and_its_opposite_nearly_none(bundled):
    for place in (0, 500, 1500):
        row = block(bundled, "occupation").rows[place]
        direction = centered(
            bundled, Term(bundled.ids[row], bundled.vectors_of(row[None])[0], "occupation")
        )
        assert reach(bundled, direction, "occupation") == 1
        assert 0 <= reach(bundled, -direction, "occupation") < 0.5


def test_a_random_skill_reaches_as_far_as_random_skills_do(bundled):
    skills = block(bundled, "skill")
    rows = skills.rows[np.random.default_rng(1).choice(len(skills.rows), 200, replace=False)]
    found = [
        reach(bundled, centered(bundled, Term(bundled.ids[row], vector, "skill")), "occupation")
        for row, vector in zip(rows, bundled.vectors_of(rows), strict=True)
    ]
    assert np.mean(found) == pytest.approx(0.5, abs=0.1)
    assert np.mean(np.array(found) < WEAK) == pytest.approx(WEAK, abs=0.05)


@pytest.mark.parametrize("text", NONSENSE)
def test_what_means_nothing_is_warned_of(bundled, text):
    with pytest.warns(TextWarning, match=f"“{text}” resembles no occupation"):
        bundled.transitions(f"text:{text}", top=1)


@pytest.mark.parametrize("text", WORK)
def test_work_is_not(bundled, text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bundled.transitions(f"text:{text}", top=1)


def test_random_skills_do_not_find_themselves(bundled):
    (term,) = terms(bundled, "text:maintain wind turbines")
    assert 0.5 < reach(bundled, centered(bundled, term), "skill") <= 1
    (term,) = terms(bundled, "text:asdf qwer")
    assert reach(bundled, centered(bundled, term), "skill") < WEAK


def test_expectations_and_shocks_warn_too(bundled):
    with pytest.warns(TextWarning, match="resembles no occupation:"):
        bundled.expect("text:asdf qwer", "requires", vocabulary="onet", top=1)
    with pytest.warns(TextWarning, match="resembles no industry:"):
        bundled.expect("text:asdf qwer", "employs", top=1)
    with pytest.warns(TextWarning, match="resembles no occupation and no industry:"):
        bundled.shock({"text:asdf qwer": -0.3})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bundled.shock({"text:nobody needs travel agents any more": -0.3})


def test_a_long_text_is_not_repeated(bundled):
    with pytest.warns(TextWarning, match="^The text resembles no occupation"):
        bundled.paths("text:" + "asdf qwer " * 20, "onet:43-3031.00")


def test_entities_mixes_and_vectors_are_not_judged(bundled):
    (mix,) = terms(bundled, {"text:asdf qwer": 1.0, "onet:29-1141.00": 1.0})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_text(bundled, mix, "occupation")
        check_text(bundled, Term("the vector", -mix.vector), "occupation")
        bundled.contrast("text:asdf qwer", "onet:29-1141.00", top=1)


def test_a_space_of_few_skills_cannot_tell():
    space = make_space()
    (term,) = terms(space, "text:nurse")
    assert np.isnan(reach(space, term.vector, "occupation"))
    check_text(space, term, "occupation")


@pytest.mark.usefixtures("bundled")
def test_the_command_line_prints_it_once(capsys, monkeypatch):
    monkeypatch.delenv("LABORSPACE_SPACE", raising=False)
    assert main(["transition", "text:asdf qwer", "--top", "1"]) == 0
    said = capsys.readouterr().err
    assert said.count("resembles no occupation") == 1
