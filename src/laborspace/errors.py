"""Everything that can go wrong, as one tree.

::

    LaborSpaceError              every error this package raises on purpose
    ├── InputError               what the caller passed cannot be used
    │   ├── SourceError          an input file is missing, unreadable or malformed
    │   ├── UnknownEntityError   no entity answers to this id or name
    │   ├── AmbiguousEntityError several entities answer to this name
    │   ├── UnknownKindError     not one of industry, occupation, skill, firm
    │   ├── EmptyTextError       a text to encode has no words
    │   └── RecipeError          a training recipe has an unknown key or a wrong value
    ├── FormatError              a stored corpus or space is damaged or too new
    ├── StorageError             writing failed; what was there before is intact
    ├── TrainingError            training could not go on
    └── MissingExtraError        the feature needs an optional dependency

    TruncationWarning            a text was longer than the encoder reads
    AxisWarning                  an axis is less sure than it looks
    MixWarning                   a weighted set is not quite what its table says
    TextWarning                  a text resembles nothing in the space

Every message is one sentence or two: what was wrong, where, what to do. The command line
prints the message alone and exits with code 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class LaborSpaceError(Exception):
    """Root of every error raised on purpose."""


class InputError(LaborSpaceError):
    """What the caller passed cannot be used."""


class SourceError(InputError):
    """An input file is missing, unreadable or malformed.

    Parameters
    ----------
    problem : str
        What is wrong and what to do, without the location.
    file : str or Path, optional
        The offending file.
    row : int, optional
        Line number in the file, the header being line 1.
    column : str, optional
        Name of the offending column.
    id : str, optional
        Identifier of the offending entity.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | Path | None = None,
        row: int | None = None,
        column: str | None = None,
        id: str | None = None,  # noqa: A002 - the word the messages use
    ) -> None:
        self.problem = problem
        self.file = None if file is None else Path(file)
        self.row = row
        self.column = column
        self.id = id
        places = []
        if row is not None:
            places.append(f"row {row}")
        if column is not None:
            places.append(f"column {column!r}")
        if id is not None:
            places.append(f"id {id!r}")
        where = ", ".join(places)
        if file is not None:
            where = f"{file}: {where}" if where else f"{file}"
        super().__init__(f"{where}: {problem}" if where else problem)


class UnknownEntityError(InputError):
    """No entity answers to this id or name.

    Parameters
    ----------
    name : str
        What was asked for.
    suggestions : iterable of str
        Nearest existing entities, best first, ready to print.
    """

    def __init__(self, name: str, suggestions: Iterable[str] = ()) -> None:
        self.name = name
        self.suggestions = list(suggestions)
        message = f"No entity is called {name!r}."
        if self.suggestions:
            message += f" Did you mean {_either(self.suggestions)}?"
        message += ' Free text is written as "text:…".'
        super().__init__(message)


class AmbiguousEntityError(InputError):
    """Several entities answer to this name.

    Parameters
    ----------
    name : str
        What was asked for.
    candidates : iterable of str
        The entities that answer to it, ready to print with kind and code.
    """

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        self.name = name
        self.candidates = list(candidates)
        super().__init__(
            f"{name!r} could be {_either(self.candidates)}. Use the id of the one you mean."
        )


class UnknownKindError(InputError):
    """The kind is not one of industry, occupation, skill, firm."""

    def __init__(self, kind: object, kinds: Iterable[str]) -> None:
        self.kind = kind
        super().__init__(f"There is no kind {kind!r}; the kinds are {', '.join(kinds)}.")


class EmptyTextError(InputError):
    """A text to encode has no words."""


class RecipeError(InputError):
    """A training recipe has an unknown key or a value of the wrong type."""


class FormatError(LaborSpaceError):
    """A stored corpus or space is damaged, incomplete or of a newer format."""


class StorageError(LaborSpaceError):
    """Writing failed; what was there before is intact."""


class TrainingError(LaborSpaceError):
    """Training could not go on; the message says which setting to change."""


class MissingExtraError(LaborSpaceError):
    """The feature needs an optional dependency.

    Parameters
    ----------
    feature : str
        What was asked for, e.g. ``"Training an encoder"``.
    extra : str
        The extra that brings it, e.g. ``"train"``.
    """

    def __init__(self, feature: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{feature} needs the extra: pip install 'laborspace[{extra}]'.")


class TruncationWarning(UserWarning):
    """A text was longer than the encoder reads; the rest was not seen."""


class MixWarning(UserWarning):
    """A weighted set is not quite what its table says: names left out, or counted twice."""


class TextWarning(UserWarning):
    """A text resembles nothing in the space: an answer comes, and says little."""


class AxisWarning(UserWarning):
    """An axis is less sure than it looks: near poles, a pole of one member, two like axes."""


def _either(options: list[str]) -> str:
    if len(options) == 1:
        return options[0]
    return ", ".join(options[:-1]) + " or " + options[-1]
