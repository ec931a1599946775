"""What a verb can be asked with: one description for the query string, a JSON body and tools."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from laborspace.analysis.query import weighted
from laborspace.errors import InputError
from laborspace.records import KINDS

MAX_TEXT = 20_000
"""Characters a text may have."""

MAX_TERMS = 50
"""Entities and texts one question may name, not counting the members of a mix."""

MAX_MEMBERS = 5_000
"""Members of a mix, or scores to transfer."""

MAX_TEXTS = 256
"""Texts to encode or code at once."""

MAX_TOP = 1_000
MAX_LIMIT = 50_000
LIMIT = 1_000


def _words(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        msg = "it is no valid Unicode"
        raise ValueError(msg) from error
    return text


Name = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_words)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Mix = Annotated[dict[Name, Number], Field(min_length=1, max_length=MAX_MEMBERS)]


class Part(BaseModel):
    """An entity, a text or a mix, and its weight in a sum."""

    model_config = ConfigDict(extra="forbid")
    entity: Name | Mix
    weight: Number = 1.0


@dataclass(frozen=True)
class Parameter:
    """One parameter of a verb.

    Attributes
    ----------
    about : str
        For whoever reads the documentation.
    body : type
        What a JSON body may hold.
    query : type or None
        What a query string may hold; None if it cannot hold this.
    default : object
        ``...`` if it must be given.
    example : object
    limits : dict
        Of :func:`pydantic.Field`.
    """

    about: str
    body: Any
    query: Any
    default: Any = ...
    example: Any = None
    limits: dict[str, Any] = field(default_factory=dict)

    def field(self, *, query: bool) -> tuple[Any, Any]:
        """Return its type and field, for :func:`pydantic.create_model`."""
        options: dict[str, Any] = {"description": self.about, **self.limits}
        if self.example is not None:
            options["examples"] = [self.example]
        if isinstance(self.default, (list, tuple)):
            options["default_factory"] = list
        else:
            options["default"] = self.default
        return (self.query if query else self.body), Field(**options)


def model_of(name: str, parameters: dict[str, Parameter], *, query: bool) -> type[BaseModel]:
    """Return the pydantic model of some parameters; others are refused."""
    fields: dict[str, Any] = {
        key: each.field(query=query)
        for key, each in parameters.items()
        if not query or each.query is not None
    }
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


def _listed(given: Any) -> Any:
    return given if isinstance(given, list) else [given]


def terms(about: str, *, example: Any = None, default: Any = ..., least: int = 1) -> Parameter:
    """Return a parameter for entities, texts and mixes, each perhaps with a weight."""
    limits: dict[str, Any] = {"max_length": MAX_TERMS}
    if default is ...:
        limits["min_length"] = least
    what = f"{about} Ids, codes, titles, aliases or `text:…`; `0.5*ID` gives a weight."
    body = Annotated[list[Name | Mix | Part], BeforeValidator(_listed)]  # one may stand alone
    return Parameter(what, body, list[Name], default, example, limits)


def term(about: str, *, example: Any = None, default: Any = ...) -> Parameter:
    """Return a parameter for one entity, text or mix."""
    if default is None:
        return Parameter(about, Name | Mix | None, Name | None, None, example)
    return Parameter(about, Name | Mix, Name, default, example)


def name(about: str, *, example: Any = None) -> Parameter:
    """Return a parameter for a name that must be given."""
    return Parameter(about, Name, Name, ..., example)


def word(about: str, *choices: str, default: Any = None, example: Any = None) -> Parameter:
    """Return a parameter for a word; a wrong one is refused by the library, in its own words."""
    kind: Any = Annotated[str, Field(max_length=100), AfterValidator(_words)]
    kind = kind if isinstance(default, str) or default is ... else kind | None
    limits: dict[str, Any] = {}
    if choices:
        limits["json_schema_extra"] = {"enum": [*choices, *([None] if default is None else [])]}
    return Parameter(about, kind, kind, default, example, limits)


def corners(about: str) -> Parameter:
    """Return a parameter for corners on the map, which the library reads."""
    kind: Any = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_words)] | None
    return Parameter(about, kind, kind, None, "-0.5,0.1 0.2,0.6")


def whole(about: str, low: int, high: int, *, default: Any) -> Parameter:
    """Return a parameter for a whole number from `low` to `high`."""
    kind: Any = Annotated[int, Field(ge=low, le=high)]
    kind = kind | None if default is None else kind
    return Parameter(about, kind, kind, default)


def number(about: str, *, default: Any, low: float = 0, high: float = 1e9) -> Parameter:
    """Return a parameter for a number from `low` to `high`."""
    kind: Any = Annotated[float, Field(ge=low, le=high, allow_inf_nan=False)]
    kind = kind | None if default is None else kind
    return Parameter(about, kind, kind, default)


def flag(about: str) -> Parameter:
    """Return a parameter that is true or false, false by default."""
    return Parameter(about, bool, bool, False)


def mix(about: str, *, example: Any, default: Any = ...) -> Parameter:
    """Return a parameter for names and numbers, which only a body can hold."""
    return Parameter(about, Mix if default is ... else Mix | None, None, default, example)


def texts(about: str, *, example: Any) -> Parameter:
    """Return a parameter for texts as they are, without ``text:``."""
    limits = {"min_length": 1, "max_length": MAX_TEXTS}
    body = Annotated[list[Name], BeforeValidator(_listed)]
    return Parameter(about, body, list[Name], ..., example, limits)


KIND = word("Kind of the answers; all by default.", *KINDS, example="occupation")
LEVEL = word("Level of the answers, such as `sector`; `all` adds groups. Items by default.")
TOP = whole("Number of answers of each kind.", 1, MAX_TOP, default=10)
TOP_OR_ALL = whole("Number of answers of each kind; all by default.", 1, MAX_TOP, default=None)
SEED = whole("Seed of the random draws.", 0, 2**31 - 1, default=0)
INCLUDE_INPUTS = flag("Let what was asked about be among the answers.")
CENTERED = word("How kinds are made comparable.", "center", "none", default="center")
CORRECTION = word(
    "How kinds are made comparable.", "center", "csls", "sinkhorn", "none", default="center"
)
PAGE = {
    "limit": whole("Most rows to return.", 1, MAX_LIMIT, default=LIMIT),
    "offset": whole("Rows to leave out before them.", 0, 10**7, default=0),
    "format": word("For who cannot say it by `Accept`.", "json", "csv", "arrow"),
}


def asked(given: Any) -> Any:
    """Return what a request names as the library takes it.

    ``"0.5*firm:TSLA"`` and ``{"entity": …, "weight": …}`` become pairs; lists are gone through.
    """
    if isinstance(given, list):
        return [asked(each) for each in given]
    if isinstance(given, Part):
        return given.entity, given.weight
    return weighted(given) if isinstance(given, str) else given


def alone(given: Any) -> Any:
    """Return one thing asked about, which has no weight."""
    found = asked(given)
    if isinstance(found, tuple):
        msg = f"{given!r}: one entity alone has no weight; leave it out."
        raise InputError(msg)
    return found
