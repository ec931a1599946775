"""What the README and docs/ show is run: Python, commands and recipes.

A block is left out only if the line above its fence says why: ``<!-- not run: needs … -->``.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import laborspace
from laborspace.cli import main
from laborspace.learning.recipe import parse_recipe

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<why>needs .+?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    line: int


def blocks(page):
    text = page.read_text("utf-8")
    return [
        Block(found["language"], found["text"], text[: found.start()].count("\n") + 1)
        for found in BLOCK.finditer(text)
        if not found["why"]
    ]


def commands(text):
    """The commands of a console block, lines that end in a backslash joined."""
    for line in text.replace("\\\n", " ").splitlines():
        assert line.startswith("$ laborspace "), f"not a command this test can run: {line}"
        yield shlex.split(line.removeprefix("$ laborspace "), comments=True)


@pytest.fixture(scope="module")
def open_once():
    """`load`, which opens the bundled space once for all that asks it.

    What a space has learned to answer one command need not be learned again for the next; that a
    space just opened gives the same numbers is tested in `test_cli_same_numbers.py`.
    """
    load = laborspace.load
    opened = {}

    def kept(path=None, **options):
        if path is not None:
            return load(path, **options)
        key = tuple(sorted(options.items()))
        if key not in opened:
            opened[key] = load(**options)
        return opened[key]

    return kept


@pytest.fixture
def at_work(tmp_path, monkeypatch, open_once):
    """An empty folder to work in, with the bundled space to ask."""
    monkeypatch.delenv("LABORSPACE_SPACE", raising=False)
    try:
        open_once(encoder="onnx")
    except laborspace.FormatError:
        pytest.skip("this checkout has no bundled space")
    monkeypatch.setattr("laborspace.loading.load", open_once)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p)], ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page, capsys):
    names = {}
    for block in blocks(page):
        if block.language == "python":
            if "plotting" in block.text:
                pytest.importorskip("matplotlib", reason="needs the extra plot")
            # The blank lines make an error name the line of the page.
            source = "\n" * block.line + block.text
            exec(compile(source, str(page), "exec"), names)
        elif block.language == "console":
            for command in commands(block.text):
                if "--figure" in command:
                    pytest.importorskip("matplotlib", reason="needs the extra plot")
                assert main(command) == 0, (command, capsys.readouterr().err)
        elif block.language == "toml":
            parse_recipe(block.text, f"{page.name}:{block.line}")


def test_the_pages_are_found_and_have_examples():
    languages = [block.language for page in PAGES for block in blocks(page)]
    assert languages.count("python") >= 10
    assert languages.count("console") >= 8
    assert "toml" in languages


@pytest.mark.parametrize(
    "page",
    [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"],
    ids=lambda page: page.name,
)
def test_links_between_pages_lead_somewhere(page):
    broken = [
        link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()
    ]
    assert not broken


def _check_what_the_readme_shows(printed):
    """Fail unless the demo prints what the README says that it does."""
    printed = [re.sub(r"  [\d,]+ ms$", "", line.rstrip()) for line in printed.splitlines()]
    shown = re.search(r"```text\n(Nearest to .*?)```", PAGES[0].read_text("utf-8"), re.DOTALL)[1]
    near, likely = shown.split("“I install", 1)
    assert [line for line in near.splitlines() if line not in printed] == []
    # Estimates of a text may differ in a digit from one processor to another, and so in order.
    row = re.compile(r"(.+?)  +(0\.\d\d) \((0\.\d\d) to (0\.\d\d)\)  estimated ")
    said, found = (
        {
            match[1]: [float(each) for each in match.groups()[1:]]
            for match in map(row.match, lines)
            if match
        }
        for lines in (likely.splitlines(), printed)
    )
    assert len(said) == 6
    assert {name: found.get(name) for name in said} == {
        name: pytest.approx(numbers, abs=0.02) for name, numbers in said.items()
    }


@pytest.mark.usefixtures("at_work")
def test_the_demo_writes_its_figures_and_tables(tmp_path):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    demo = [sys.executable, str(ROOT / "examples" / "demo.py")]
    done = subprocess.run(demo, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    _check_what_the_readme_shows(done.stdout)
    assert sorted(file.name for file in (tmp_path / "demo").iterdir()) == [
        "axis.csv", "axis.png", "map.png", "neighbors.csv", "neighbors.svg",
    ]  # fmt: skip
