"""Recipes are read strictly: every mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from laborspace.errors import RecipeError
from laborspace.learning.recipe import BUILTIN, load_recipe, parse_recipe


@pytest.mark.parametrize("name", BUILTIN)
def test_every_builtin_recipe_is_valid(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.name == name


def test_paper_recipe_has_the_stages_of_the_paper() -> None:
    recipe = load_recipe("paper")
    assert recipe.context is not None
    assert recipe.context.epochs >= 3
    assert [s.loss for s in recipe.relation] == ["triplet", "cosine", "mnr"]


def test_release_recipe_does_not_learn_what_it_is_scored_on() -> None:
    used = {(d.pairs, d.source) for s in load_recipe("release").relation for d in s.data}
    assert not any(pairs in {"related", "same_as"} for pairs, _ in used)
    assert ("requires", "") not in used  # would include O*NET's ratings, of which AIOE is made


TRIPLET = """name = "x"
[[relation]]
loss = "triplet"
data = [{pairs = "a", negatives = "none"}]
"""
STAGE = "[[relation]]\nloss = 'mnr'\n[[relation.data]]\npairs = 'requires'\n"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("nmae = 'x'", "nmae"),
        ("seed = 1", "'name' is missing"),
        ("name = 'x'\nseed = 'one'", "seed must be of type int"),
        ("name = 'x'\nseed = true", "seed must be of type int"),
        ("name = 'x'\nprecision = 'float8'", "precision must be one of"),
        ("name = 'x'\n" + STAGE + "shar = 2", r"data\[0\]: unknown key 'shar'"),
        ("name = 'x'\n[[relation]]\nloss = 'mrn'\ndata = []", "loss must be one of"),
        ("name = 'x'\n[[relation]]\nloss = 'mnr'\ndata = []", "data is empty"),
        ("name = 'x'\n[[relation]]\nloss = 'mnr'\nsteps = 0\ndata = [{pairs = 'a'}]", "steps"),
        ("name = 'x'\n[space]\nskill = ['task']", "space.skill must name"),
        ("name = 'x'\n[space]\nskill = 3", "skill must be a table or a list"),
        ("name = 'x'\n[space]\nskill = {title = 'x'}", "skill.title must be of type float"),
        ("name = 'x'\n[space]\nskill = {title = 0}", "must be above 0"),
        ("name = 'x'\n[space]\nskill = ['anonymous']", "a text of firms, not of skill"),
        ("name = 'x'\n" + STAGE + "batch_size = -1", "batch_size must not be negative"),
        (
            "name = 'x'\n[[relation]]\nloss = 'mnr'\ndata = [{pairs = 'alias', peers = true}]",
            "peers needs a relation",
        ),
        ("name = 'x'\nrelation = 3", "relation must be a list"),
        ("name = 'x'\ncontext = 3", "context must be a table"),
        ("name = ", "not valid TOML"),
        (
            (
                "name = 'x'\n[[relation]]\nloss = 'triplet'\n"
                "data = [{pairs = 'a', negatives = 'none'}]"
            ),
            "triplet",
        ),
    ],
)
def test_a_mistake_is_named(text: str, named: str) -> None:
    with pytest.raises(RecipeError, match=named):
        parse_recipe(text)


def test_whole_numbers_may_stand_for_fractions() -> None:
    assert parse_recipe("name = 'x'\n[context]\nepochs = 2").context is not None


def test_an_unknown_recipe_lists_the_known() -> None:
    with pytest.raises(RecipeError, match="release, paper, quick"):
        load_recipe("best")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("name = 'mine'\n" + STAGE, "utf-8")
    assert load_recipe(path).relation[0].data[0].pairs == "requires"
    path.write_bytes(b"name = '\xff'")
    with pytest.raises(RecipeError, match="not UTF-8"):
        load_recipe(path)


def test_names_alone_count_once_each() -> None:
    views = parse_recipe("name = 'x'\n[space]\nskill = ['title', 'aliases']").space
    assert views.skill == {"title": 1.0, "aliases": 1.0}
    weighed = parse_recipe("name = 'x'\n[space]\nskill = {title = 1, aliases = 2.5}").space
    assert weighed.skill == {"title": 1.0, "aliases": 2.5}
