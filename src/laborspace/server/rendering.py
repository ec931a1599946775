"""Answers as JSON, CSV or Arrow."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from laborspace.errors import InputError
from laborspace.output import records
from laborspace.server.refusing import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from laborspace.server.asking import Answer
    from laborspace.space.container import Space

JSON = "application/json"
CSV = "text/csv"
ARROW = "application/vnd.apache.arrow.stream"
FORMATS = {"json": JSON, "csv": CSV, "arrow": ARROW}
MEDIA_TYPES = (JSON, CSV, ARROW)
_SMALLEST = 1_000  # bytes worth compressing


@dataclass(frozen=True)
class Rendered:
    """The body of a response and what its headers say of it."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Identity:
    """Which space answers.

    Attributes
    ----------
    sha256 : str
        Of what the space is made of, in 64 hexadecimal digits.
    version : str
        Of the package.
    """

    sha256: str
    version: str


def identify(space: Space) -> Identity:
    """Return the identity of a space: its vectors, ids, provenance and the package's version."""
    import numpy as np

    from laborspace import __version__
    from laborspace.analysis.summary import summarize

    digest = hashlib.sha256(__version__.encode())
    digest.update(json.dumps(summarize(space), sort_keys=True, default=str).encode())
    digest.update("\n".join(space.ids).encode())
    for start in range(0, len(space), 4096):
        rows = np.arange(start, min(start + 4096, len(space)))
        digest.update(np.ascontiguousarray(space.vectors_of(rows)).tobytes())
    return Identity(digest.hexdigest(), __version__)


def negotiate(accept: str | None, named: str | None = None) -> str:
    """Return the media type wanted most (RFC 9110), or that of a format named; JSON by default.

    Raises
    ------
    InputError
        If there is no such format.
    Problem
        406 if none of those there are will do.
    """
    if named is not None:
        if named not in FORMATS:
            msg = f"There is no format {named!r}; choose one of {', '.join(FORMATS)}."
            raise InputError(msg)
        return FORMATS[named]
    weights: dict[str, float] = {}
    for part in (accept or "*/*").split(","):
        name, *options = (each.strip().lower() for each in part.split(";"))
        weight = 1.0
        for option in options:
            if option.startswith("q="):
                try:
                    weight = float(option[2:])
                except ValueError:
                    weight = 0.0
        weights[name] = weight if 0 <= weight <= 1 else 0.0
    best = max(MEDIA_TYPES, key=lambda media: _weight(media, weights))
    if _weight(best, weights) <= 0:
        msg = f"Answers come as {', '.join(MEDIA_TYPES)}; none of these is accepted."
        raise Problem(406, msg)
    return best


def _weight(media: str, weights: dict[str, float]) -> float:
    for name in (media, f"{media.partition('/')[0]}/*", "*/*"):
        if name in weights:
            return weights[name]
    return 0.0


def accepts_gzip(header: str | None) -> bool:
    """Whether ``Accept-Encoding`` names gzip, and not with ``q=0``."""
    for part in (header or "").lower().split(","):
        name, _, options = part.partition(";")
        if name.strip() == "gzip":
            return options.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def tag(identity: Identity, *parts: str) -> str:
    """Return a weak ETag: it names the space and what was asked, so it needs no answer."""
    digest = hashlib.sha256("\0".join((identity.sha256, *parts)).encode("utf-8", "replace"))
    return f'W/"{digest.hexdigest()[:32]}"'


def envelope(
    answer: Answer, page: pa.Table, asked: Mapping[str, Any], *, verb: str, identity: Identity,
    limit: int, offset: int,
) -> dict[str, Any]:  # fmt: skip
    """Return an answer as JSON has it."""
    total = 0 if answer.table is None else answer.table.num_rows
    return {
        "verb": verb,
        "asked": fit(asked),
        "rows": records(page),
        "total": total,
        "limit": limit,
        "offset": offset,
        "notes": list(answer.notes),
        "about": fit(answer.about),
        "space": {"sha256": identity.sha256, "version": identity.version},
    }


def render(
    answer: Answer,
    asked: Mapping[str, Any],
    *,
    verb: str,
    identity: Identity,
    media: str,
    limit: int,
    offset: int,
    compress: bool,
) -> Rendered:
    """Return the rows from `offset` on, at most `limit`, as the media type wanted."""
    headers: dict[str, str] = {"content-type": media}
    if answer.table is None:
        if media != JSON:
            msg = "This is no table; it comes as application/json."
            raise Problem(406, msg)
        return _packed(_json(fit(answer.about)), headers, compress=compress)
    page = answer.table.slice(offset, limit)
    headers["x-total-count"] = str(answer.table.num_rows)
    if media == JSON:
        content = envelope(
            answer, page, asked, verb=verb, identity=identity, limit=limit, offset=offset
        )
        body = _json(content)
    elif media == CSV:
        headers["content-type"] = "text/csv; charset=utf-8"
        headers["content-disposition"] = f'attachment; filename="{verb}.csv"'
        body = page.to_pandas().to_csv(index=False).encode()
    else:
        headers["content-disposition"] = f'attachment; filename="{verb}.arrows"'
        body = _arrow(page)
    return _packed(body, headers, compress=compress)


def _packed(body: bytes, headers: dict[str, str], *, compress: bool) -> Rendered:
    if compress and len(body) >= _SMALLEST:
        return Rendered(gzip.compress(body, 4, mtime=0), headers | {"content-encoding": "gzip"})
    return Rendered(body, headers)


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def _arrow(table: pa.Table) -> bytes:
    import pyarrow as pa

    stream = io.BytesIO()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    return stream.getvalue()


def fit(value: Any) -> Any:
    """Return a value fit for JSON: tuples as lists, numbers that are none as null."""
    if isinstance(value, dict):
        return {str(key): fit(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [fit(each) for each in value]
    if hasattr(value, "tolist"):
        return fit(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
