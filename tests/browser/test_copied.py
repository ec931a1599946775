"""What a view gives to copy runs, as Python and as a command, and gives the numbers of the page."""

from __future__ import annotations

import ast
import shlex

import pandas as pd
import pytest

from laborspace.cli import main

VIEWS = {
    "entity": "#/entity?q=onet:29-1141.00",
    "words": "#/entity?q=text:I+repair+it's+wind+%22turbines%22",
    "axis": "#/axis?a=naics:31-33&b=naics:62&kind=industry&x=onet:29-1141.00&x=text:barista"
    "&expand=5",
    "plane": "#/axis?a=naics:31-33&b=naics:62&c=text:routine+work&c=text:manual+work"
    "&d=text:creative+work&kind=firm&x=firm:TSLA&expand=5",
    "compose": "#/compose?plus=firm:TSLA&plus=text:renewable+energy&minus=naics:3361&kind=skill",
    "moves": "#/moves?q=onet:43-3071.00&to=onet:29-1141.00&only=desirable&steps=3&pay=0.9",
    "exposure": "#/exposure?q=text:large+language+models&kind=occupation",
    "firms": "#/exposure?q=text:robots&q=text:drones&kind=firm",
    "shock": "#/shock?change=naics:4811%3D-12000jobs&change=text:no+travel+agents%3D-0.3"
    "&kind=occupation&sort=jobs",
    "compare": "#/compare?a=onet:29-1141.00&b=naics:62",
    "coding": "#/coding?text=RN,+night+shift,+ICU;+she+can+plan+nursing+care&kind=occupation",
}


def answers(code, space):
    """Run lines of Python and return what their expressions give."""
    found, known = [], {"space": space}
    for statement in ast.parse(code.replace("space = laborspace.load()", "")).body:
        if isinstance(statement, ast.Expr):
            value = eval(ast.unparse(statement.value), known)
            found.append(pd.DataFrame(value) if isinstance(value, list) else value)
        else:
            exec(ast.unparse(statement), known)
    return found


def same(found, expected):
    expected = expected.reset_index(drop=True)
    assert list(found.columns) == list(expected.columns)
    for column in expected:
        if pd.api.types.is_numeric_dtype(expected[column]):
            pd.testing.assert_series_equal(
                found[column], expected[column], check_dtype=False, rtol=1e-6, atol=2e-6
            )
        elif column in ("id", "title"):
            assert found[column].tolist() == expected[column].tolist()


def read(path):
    return pd.read_csv(path, dtype={"code": str}, keep_default_na=False, na_values=[""])


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_copied_gives_the_numbers_of_the_page(site, space, view, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("laborspace.loading.load", lambda *_, **__: space)  # not once a line
    page = site.open(VIEWS[view])
    sections = page.locator("main section").filter(has=page.locator("details.as-code"))
    assert sections.count()
    for section in sections.all():
        python, command = section.locator("details.as-code pre").all_text_contents()
        tables = answers(python, space)
        assert all(len(table) for table in tables)
        lines = [line for line in command.splitlines() if line]
        outputs = []
        for place, line in enumerate(lines):
            program, *arguments = shlex.split(line)
            file = tmp_path / f"{place}.csv"
            if "-o" in arguments:
                file = tmp_path / arguments[arguments.index("-o") + 1]
            else:
                arguments += ["-o", str(file)]
            assert program == "laborspace"
            assert main(arguments) == 0, line
            outputs.append(read(file))
        for output, table in zip(outputs, tables, strict=False):
            same(output, table)
        button = section.get_by_role("button", name="Download CSV")
        if button.count():
            with page.expect_download() as caught:
                button.click()
            same(read(caught.value.path()), tables[0])
