"""The examples of docs/api.md, run against a live server where their tool is there."""

from __future__ import annotations

import csv
import functools
import io
import json
import math
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from laborspace.server.verbs import VERBS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
HERE = "http://127.0.0.1:8000"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FETCH = re.compile(r'^copy "([^"]+)" (\S+), replace$')
READ = re.compile(r'^import delimited answer\.csv, varnames\(1\) encoding\("utf-8"\) clear$')
RESERVED = {  # names Stata gives to no variable, besides str1, str2, …
    *("_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "byte"),
    *("double", "float", "if", "in", "int", "long", "using", "with", "strL"),
}
TABLES = [verb.name for verb in VERBS if verb.table]


def section(verb):
    found = re.search(rf"^### `{verb}`\n(.*?)(?=^### |^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no examples of {verb}"
    return dict(FENCE.findall(found[1]))


@pytest.fixture(scope="session")
def asked(server):
    """The rows of a verb as its Python example gets them; each is asked once."""
    helpers = next(text for name, text in FENCE.findall(PAGE) if name == "python")
    names = {}
    exec(helpers.replace(HERE, server.url), names)

    @functools.cache
    def ask(verb):
        *before, last = re.split(r"\n(?=\w)", section(verb)["python"].strip())
        exec("\n".join(before), names)
        return eval(last.replace(HERE, server.url), names)

    return ask


def agree(mine, theirs, digits=1e-9):
    """Whether two answers are one; numbers to the digits that are written of them."""
    if isinstance(mine, dict):
        return mine.keys() == theirs.keys() and all(agree(mine[k], theirs[k]) for k in mine)
    if isinstance(mine, list):
        return len(mine) == len(theirs) and all(map(agree, mine, theirs))
    if isinstance(mine, float) and isinstance(theirs, int | float):
        return math.isclose(mine, theirs, rel_tol=digits, abs_tol=1e-12)
    return mine == theirs


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_an_example_in_four_languages(verb):
    examples = section(verb.name)
    assert list(examples) == ["sh", "python", "r", "stata"]
    route = f"/api/v1/{verb.route}".partition("{")[0]
    assert all(route in examples[each] for each in ("sh", "r", "stata"))
    assert re.search(rf"^\| `{verb.name}` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_curl_gets_what_python_gets(server, asked, verb):
    assert asked(verb)
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    command = section(verb)["sh"].replace(HERE, server.url).replace("curl ", "curl -sS ", 1)
    done = subprocess.run(
        ["sh", "-c", command], check=True, capture_output=True, text=True, timeout=60
    )
    content = json.loads(done.stdout)
    assert content.get("rows", content) == asked(verb)


@pytest.fixture(scope="session")
def in_r(server, tmp_path_factory):
    """What each R example gets, as JSON; all in one process, for R starts slowly."""
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed")
    has = 'quit(status = !all(sapply(c("httr2", "jsonlite"), requireNamespace, quietly = TRUE)))'
    if subprocess.run(["Rscript", "-e", has], check=False, capture_output=True).returncode:
        pytest.skip("the R packages httr2 and jsonlite are not installed")
    folder = tmp_path_factory.mktemp("r")
    preamble = next(text for name, text in FENCE.findall(PAGE) if name == "r")
    lines = [preamble]
    for verb in VERBS:
        example = section(verb.name)["r"].replace(HERE, server.url)
        lines.append(
            f"answer <- {{ {example} }}\n"
            'write(jsonlite::toJSON(answer, digits = NA, na = "null", auto_unbox = TRUE,'
            f' null = "null"), "{verb.name}.json")'
        )
    (folder / "examples.R").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "examples.R"],
        cwd=folder, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_r_gets_what_python_gets(in_r, asked, verb):
    content = json.loads((in_r / f"{verb}.json").read_text("utf-8"))
    if verb not in TABLES:
        assert content.keys() == asked(verb).keys()
    else:
        assert agree(asked(verb), content["rows"])


def stata_lines(verb):
    """The commands of a Stata example, without its comments."""
    lines = section(verb)["stata"].strip().splitlines()
    return [line for line in lines if not line.startswith("*")]


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_stata_is_given_commands_it_takes_literally(verb):
    lines = stata_lines(verb)
    # Macros begin with $ or `, and a quote within quotes would end the string.
    assert not set("$`").intersection("".join(lines))
    if verb == "transfer":
        assert lines[0].startswith("shell curl ")
    else:
        address, file = FETCH.match(lines[0]).groups()
        assert re.fullmatch(r"[\w:/.?&=%~-]+", address)
        assert file == ("answer.csv" if verb in TABLES else f"{verb}.json")
    assert [bool(READ.match(line)) for line in lines[1:]] == [True] * (verb in TABLES)


@pytest.mark.parametrize("verb", TABLES)
def test_what_stata_fetches_is_a_table_it_can_hold(server, asked, verb, tmp_path):
    command = stata_lines(verb)[0].replace(HERE, server.url)
    if verb == "transfer":
        if not shutil.which("curl"):
            pytest.skip("curl is not installed")
        body = re.search(r"'\n?(\{.*\})'", section(verb)["sh"], re.DOTALL)[1]
        (tmp_path / "question.json").write_text(body, encoding="utf-8")
        subprocess.run(
            ["sh", "-c", command.removeprefix("shell ")],
            cwd=tmp_path, check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        text = (tmp_path / "answer.csv").read_text("utf-8")
    else:
        import httpx

        answer = httpx.get(FETCH.match(command)[1], timeout=60)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/csv")
        text = answer.text
    rows = list(csv.reader(io.StringIO(text)))
    names, expected = rows[0], asked(verb)
    for name in names:
        assert re.fullmatch(r"[A-Za-z_]\w{0,31}", name, re.ASCII), name
        assert name not in RESERVED
        assert not re.fullmatch(r"str\d+", name)
    assert len({name.lower() for name in names}) == len(names)  # Stata reads them in lower case
    assert names == list(expected[0])
    assert len(rows) - 1 == len(expected)
    for row, whole in zip(rows[1:], expected, strict=True):
        assert len(row) == len(names)
        for cell, value in zip(row, whole.values(), strict=True):
            # `import delimited` reads a file by its lines, unless told of quoted ones.
            assert not set("\r\n\0").intersection(cell)
            if value is None:
                assert cell == ""  # missing, to Stata too
            elif isinstance(value, float):
                assert agree(value, float(cell), digits=1e-6)  # those of single precision
            else:
                assert cell == str(value)
