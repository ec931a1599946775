"""What a verb is, and what several of them are asked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from laborspace.server.asking import Answer
from laborspace.server.parameters import KIND, LEVEL, TOP, TOP_OR_ALL, Parameter


@dataclass(frozen=True)
class Verb:
    """One thing that can be asked.

    Attributes
    ----------
    name : str
        Of the route and of the tool.
    summary : str
        One sentence.
    columns : str
        Of the answer, separated by blanks; those in brackets are not always there.
    parameters : dict of str to Parameter
    ask : callable
        From a space and the parameters to an answer.
    example : dict
        A question in the form of a JSON body.
    path : str
        Of the route below the prefix, if it is not the name; what stands in braces is a parameter.
    table : bool
        Whether the answer has rows.
    """

    name: str
    summary: str
    columns: str
    parameters: dict[str, Parameter]
    ask: Callable[..., Answer]
    example: dict[str, Any]
    path: str = ""
    table: bool = True

    @property
    def route(self) -> str:
        """Path of the route below the prefix."""
        return self.path or self.name

    @property
    def in_path(self) -> str:
        """Name of the parameter that stands in the path, or nothing."""
        return self.path.partition("{")[2].partition(":")[0]

    @property
    def in_body(self) -> bool:
        """Whether a body can ask it."""
        return bool(self.parameters) and not self.path

    @property
    def in_query(self) -> bool:
        """Whether a query string can ask it."""
        return all(each.query or each.default is not ... for each in self.parameters.values())


NURSE, TRUCKS, HEALTH = "onet:29-1141.00", "onet:53-3032.00", "naics:62"
HEAD = "id kind code title"
ANSWERS = {"kind": KIND, "top": TOP, "level": LEVEL}
ALL_ANSWERS = {"kind": KIND, "top": TOP_OR_ALL, "level": LEVEL}
