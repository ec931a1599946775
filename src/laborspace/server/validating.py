"""What is wrong with a question's form, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_SUBJECT = re.compile(r"(Value error, it|Input|String|List|Dictionary|Value) ")  # of pydantic


def sentence(found: Sequence[Mapping[str, Any]], known: Iterable[str]) -> str:
    """Return the first of pydantic's errors as a sentence; `known` are the parameters there are."""
    first = found[0]
    place = _place(first["loc"])
    if first["type"] == "json_invalid":
        said = str(first.get("ctx", {}).get("error", "")).rstrip(".")
        return f"The body is not valid JSON: {said}."
    if first["type"] == "extra_forbidden":
        names = ", ".join(known)
        return f"There is no parameter {_short(place)!r}; there are {names or 'none'}."
    if first["type"] == "missing":
        return f"The parameter {place!r} is missing." if place else "A JSON body is missing."
    if not place:
        return "The body must be a JSON object, sent as application/json."
    said = _SUBJECT.sub("", str(first["msg"]))
    if sum(_place(each["loc"]).startswith(place) for each in found) > 1 and any(
        "[" in str(part) or part == "Part" for part in first["loc"]
    ):
        said = "should be a name, an object of names and weights, or both with a weight"
    said = (said[:1].lower() + said[1:]).rstrip(".")
    return f"The parameter {_short(place)!r} cannot be used: it {said}."


def listed(found: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the first twenty of pydantic's errors: the parameter and its problem."""
    shown = list(found)[:20]
    return [{"parameter": _short(_place(e["loc"])), "problem": str(e["msg"])} for e in shown]


def _place(loc: Iterable[Any]) -> str:
    """Return where in a request something is wrong, without pydantic's own names."""
    parts = [str(part) for part in loc if part not in ("query", "body", "path")]
    return ".".join(part for part in parts if "[" not in part and part != "Part")


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
