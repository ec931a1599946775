"""The examples of docs/api.md, run against a live server where their tool is there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from laborspace.server.verbs import VERBS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
HERE = "http://127.0.0.1:8000"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(verb):
    found = re.search(rf"^### `{verb}`\n(.*?)(?=^### |^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no examples of {verb}"
    return dict(FENCE.findall(found[1]))


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_an_example_in_four_languages(verb):
    examples = section(verb.name)
    assert list(examples) == ["sh", "python", "r", "stata"]
    assert all(f"/api/v1/{verb.name}" in examples[each] for each in ("sh", "r", "stata"))
    assert re.search(rf"^\| `{verb.name}` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_the_examples_run_and_agree(server, verb):
    examples = {name: text.replace(HERE, server.url) for name, text in section(verb.name).items()}
    helpers = next(text for name, text in FENCE.findall(PAGE) if name == "python")
    names = {}
    exec(helpers.replace(HERE, server.url), names)
    *before, last = re.split(r"\n(?=\w)", examples["python"].strip())
    exec("\n".join(before), names)
    rows = eval(last, names)
    assert rows
    address = re.search(r'"(http[^"]+format=csv)"', examples["stata"])
    if address:
        csv = names["httpx"].get(address[1], timeout=60)
        assert csv.status_code == 200
        assert csv.text.partition("\n")[0].split(",") == list(rows[0])
    if shutil.which("curl"):
        done = subprocess.run(
            ["sh", "-c", examples["sh"].replace("curl ", "curl -sS ", 1)],
            check=True, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        content = json.loads(done.stdout)
        assert content.get("rows", content) == rows
