"""Answers as the OpenAPI document shows them: real ones of the released space, cut short.

``python -m laborspace.server.examples`` makes them anew; a test says when that is due.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from laborspace.server.answering import answered, example_of
from laborspace.server.rendering import Identity, envelope, fit
from laborspace.server.verbs import VERBS, Verb

if TYPE_CHECKING:
    from laborspace.server.asking import Answer
    from laborspace.space.container import Space

FILE = Path(__file__).parent / "examples.json"
ROWS = 2
"""Rows, members of lists and numbers of a vector that are kept."""


@cache
def examples() -> dict[str, Any]:
    """Return an answer to the example of each verb."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def make(space: Space) -> dict[str, Any]:
    """Ask every verb its example and cut the answers short."""
    return {verb.name: cut(verb, answered(verb, space, example_of(verb))) for verb in VERBS}


def cut(verb: Verb, answer: Answer) -> Any:
    """Return the answer to the example of a verb as JSON has it, cut short."""
    if answer.table is None:
        about = _short(fit(answer.about))
        if verb.name == "info":  # recipe, validation and the like fill pages
            about = {key: _few(value) for key, value in about.items()}
        return about
    page = answer.table.slice(0, ROWS)
    asked = example_of(verb).model_dump()
    content = envelope(
        answer, page, asked, verb=verb.name, identity=Identity("…", "…"), limit=ROWS, offset=0
    )
    kept = {"rows": [_row(row) for row in content["rows"]], "asked": content["asked"]}
    return {key: kept.get(key, _short(value)) for key, value in content.items()}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    vector = [name for name in row if name[0] == "v" and name[1:].isdigit()]
    return {name: value for name, value in row.items() if name not in vector[ROWS:]}


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short(each) for key, each in value.items()}
    return [_short(each) for each in value[:ROWS]] if isinstance(value, list) else value


def _few(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: _few(each) for key, each in list(value.items())[:4]}


if __name__ == "__main__":
    import laborspace

    made = make(laborspace.load(threads=1))
    FILE.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
