"""One rule for ``--top``: the best of many, or every entity and the screen's share of it."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from laborspace.cli import answers, main
from planted_shock import AIR, CLERKS, HOTELS, economy

BEST = (["neighbors", CLERKS], ["compose", AIR, "--plus", HOTELS], ["find", "air"])
EVERY = (
    ["axis", AIR, HOTELS],
    ["exposure", "text:air travel"],
    ["shock", f"{AIR}=-0.3"],
    ["shock", f"{AIR}=-0.3", f"{HOTELS}=-0.2", "--spread"],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("economy") / "space"
    economy(encoder=True).save(path)
    return path


@pytest.fixture
def ask(folder, monkeypatch, capsys):
    monkeypatch.setenv("LABORSPACE_SPACE", str(folder))

    def call(arguments, *more):
        assert main([*arguments, *map(str, more)]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return call


def most(rows):
    """Rows of the kind that has most."""
    return max(pd.Series([row["kind"] for row in rows]).value_counts())


@pytest.mark.parametrize("arguments", EVERY)
def test_what_scores_every_entity_gives_all_but_on_the_screen(
    ask, arguments, monkeypatch, tmp_path
):
    monkeypatch.setattr(answers, "_SHOWN", 1)
    whole = json.loads(ask(arguments, "--json"))
    assert most(whole) > 2
    ask(arguments, "-o", tmp_path / "all.csv")
    assert len(pd.read_csv(tmp_path / "all.csv")) == len(whole)
    screen = ask(arguments)
    shown = [row for row in whole if f" {row['id']} " in screen]
    assert 0 < len(shown) < len(whole)
    few = json.loads(ask(arguments, "--json", "--top", 1))
    assert most(few) <= 2  # an axis keeps one at each end
    assert [row["id"] for row in few] == [row["id"] for row in shown]


@pytest.mark.parametrize("arguments", BEST)
def test_what_looks_for_the_best_gives_as_many_wherever_it_goes(ask, arguments, tmp_path):
    rows = json.loads(ask(arguments, "--json"))
    assert most(rows) <= 10
    ask(arguments, "-o", tmp_path / "some.csv")
    assert len(pd.read_csv(tmp_path / "some.csv")) == len(rows)
    screen = ask(arguments)
    assert all(row["id"] in screen for row in rows)
    few = json.loads(ask(arguments, "--json", "--top", 1))
    assert most(few) == 1
