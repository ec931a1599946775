"""The pages name what there is: every command and option, recipe key and dependency."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from laborspace.cli.app import app
from laborspace.learning import recipe

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RECIPE_TABLES = {  # heading in build.md: the part of a recipe it describes
    "Top level": recipe.Recipe,
    "`[context]`": recipe.ContextStage,
    "`[[relation]]`": recipe.RelationStage,
    "`[[relation.data]]`": recipe.PairData,
    "`[space]`": recipe.SpaceViews,
}


def leaves(command, path=""):
    """Every command that does something, by what one types."""
    for name in getattr(command, "commands", {}):
        yield from leaves(command.commands[name], f"{path} {name}".strip())
    if not hasattr(command, "commands"):
        yield path, command


COMMANDS = dict(leaves(get_command(app)))


def cells(table):
    """The cells of a Markdown table, without heading and rule."""
    lines = [line.strip().strip("|") for line in table.strip().splitlines()[2:]]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_options_of_a_command_are_those_its_page_lists(name):
    pages = "\n".join(page.read_text("utf-8") for page in DOCS.glob("*.md"))
    has = {
        option
        for parameter in COMMANDS[name].params
        if parameter.param_type_name == "option"
        for option in parameter.opts
        if option != "--help"
    }
    if not has:
        assert f"`laborspace {name}`" in pages
        return
    table = re.search(rf"ptions of `laborspace {name}`:\n\n((?:\|.*\n)+)", pages)
    assert table, f"no table of options of laborspace {name}"
    listed = {option for row in cells(table[1]) for option in re.findall(r"`(--?[\w-]+)`", row[0])}
    assert listed == has


def test_the_readme_shows_commands_as_they_are_typed():
    text = (ROOT / "README.md").read_text("utf-8")
    table = re.search(r"\| verb \| question \| command \|\n((?:\|.*\n)+)", text)
    rows = cells("\n" + table[1])
    shown = [shlex.split(row[2].strip("`")) for row in rows]
    assert len(shown) > 5
    for (name, *words), row in zip(shown, rows, strict=True):
        known = {option for each in COMMANDS[name].params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= known
        assert name in row[0]


def written(default):
    """A default as the page writes it: as TOML, in backticks, where there is one."""
    if default is dataclasses.MISSING:
        return "required"
    if default is None:
        return "none"
    if dataclasses.is_dataclass(default):
        return "see below"
    return f"`{json.dumps(default)}`"


@pytest.mark.parametrize("heading", RECIPE_TABLES)
def test_the_keys_of_a_recipe_are_those_its_page_lists_with_their_defaults(heading):
    page = (DOCS / "build.md").read_text("utf-8")
    section = re.search(rf"^### {re.escape(heading)}[^\n]*\n(.*?)(?=^#|\Z)", page, re.M | re.S)[1]
    rows = cells(re.search(r"(?:^\|.*\n)+", section, re.M)[0])
    listed = {row[0].strip("`"): row[1] for row in rows}
    expected = {}
    for key in dataclasses.fields(RECIPE_TABLES[heading]):
        default = key.default
        if key.default_factory is not dataclasses.MISSING:
            default = key.default_factory()
        expected[key.name] = written(default)
    assert listed == expected


def test_the_builtin_recipes_are_described():
    page = (DOCS / "build.md").read_text("utf-8")
    assert all(f"| `{name}` |" in page for name in recipe.BUILTIN)


def dependencies():
    """Names of what the package and its extras need."""
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return {re.match(r"[\w.-]+", requirement)[0] for each in lists for requirement in each}


def test_the_page_of_dependencies_is_that_of_the_project():
    page = (DOCS / "dependencies.md").read_text("utf-8")
    rows = [row for part in re.findall(r"(?:^\|.*\n)+", page, re.M) for row in cells(part)]
    listed = {
        name for row in rows for cell in row[:-1] for name in re.findall(r"`([\w.-]+)`", cell)
    }
    assert listed - set(PROJECT["optional-dependencies"]) == dependencies()


def test_every_dependency_is_pinned_to_one_version():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(
        re.fullmatch(r"[\w.-]+==[\w.]+( ; python_version [<>=]+ \"3\.11\")?", p) for p in pins
    )
    pinned = {pin.split("==")[0] for pin in pins}
    assert dependencies() <= pinned
