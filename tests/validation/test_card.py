from __future__ import annotations

import re
from pathlib import Path

from test_validating import RAW, TRAINED, space_of

import laborspace
from laborspace.validation.card import card, training
from synthetic import make_vectors

TEMPLATE = (Path(__file__).parents[2] / "release" / "model_card.template.md").read_text("utf-8")
RECIPE = {
    "name": "tuned",
    "base": "tiny",
    "context": {"epochs": 3.0},
    "relation": [
        {
            "loss": "mnr",
            "steps": 900,
            "margin": 0.3,
            "data": [
                {"pairs": "requires", "source": "esco:", "detail": "essential", "share": 5.0},
                {"pairs": "alias"},
            ],
        }
    ],
    "space": {"firm": ["description"], "skill": {"title": 0.5}, "max_tokens": 128},
}


def test_the_recipe_is_told_in_words():
    told = training(RECIPE)
    assert "`tuned`, from `tiny`" in told
    assert "masked language modeling): epochs 3." in told
    assert "loss `mnr`: steps 900." in told
    assert "`requires` (esco: essential) × 5, `alias` × 1" in told
    assert "(skill: title × 0.5; firm: description)" in told
    assert "No training" in training(RAW)


def test_a_card_says_what_was_measured_and_what_was_not(suites):
    space = space_of(RECIPE, held_out=["onet:29-1141.00"])
    beside = {"other": space_of(RAW, vectors=make_vectors(seed=9))}
    report = laborspace.validate(space, beside=beside)
    text = card(report, space, TEMPLATE)
    row = next(line for line in text.splitlines() if line.startswith("| nurses | nurses |"))
    assert "0.500 (half)" in row
    assert re.search(r"\[0\.\d{3}, \d\.\d{3}\]", row)
    assert "| nurses | learned | cosine (higher is better) | 2 | twin |" in text
    assert "| Tables | 1 | CC0 | Thanks [to us]. |" in text
    assert "Against its floor: better on" in text
    assert "Against other: " in text
    assert "the suite `geometry` was not run" in text
    assert "**not measured**" in text
    assert "{" not in text


def test_a_space_that_learned_without_a_twin_shows_only_the_rest(suites):
    space = space_of(TRAINED)
    text = card(laborspace.validate(space, baselines=False), space, TEMPLATE)
    assert "| nurses | nurses |" in text
    assert "| learned |" not in text
