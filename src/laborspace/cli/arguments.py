"""What a user types on the command line, as the library takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from laborspace.errors import InputError

if TYPE_CHECKING:
    from laborspace.analysis.mix import Mix
    from laborspace.analysis.query import Argument, Weighted
    from laborspace.space.container import Space

FILE = "@"
"""Begins the name of a file that holds a weighted set."""
LENIENT = "@?"
"""Begins it where codes the space does not know are to be left out."""


def argument(space: Space, typed: str) -> Argument:
    """Return one thing asked about; ``@jobs.csv`` is the weighted set in that file.

    ``@?jobs.csv`` is the same without the codes the space does not know.

    Only the command line reads files named so: the library takes no paths inside names.

    Raises
    ------
    InputError
        If no file is named.
    SourceError
        If the file cannot be used.
    """
    return mix_argument(space, typed) if typed.startswith(FILE) else typed


def mix_argument(space: Space, typed: str) -> Mix:
    """Return the weighted set in a file; the ``@`` may be left out where only a file will do."""
    from laborspace.analysis.mix import read_mix

    unknown = "skip" if typed.startswith(LENIENT) else "raise"
    name = typed.removeprefix(LENIENT if typed.startswith(LENIENT) else FILE)
    if not name:
        msg = f"{typed} names no file; write the name of a table after it, such as @jobs.csv."
        raise InputError(msg)
    return read_mix(space, name, unknown=unknown)


def bare(texts: list[str]) -> list[str]:
    """Return texts without the ``text:`` that other commands want before them."""
    from laborspace.analysis.mix import TEXT_PREFIX

    return [text.removeprefix(TEXT_PREFIX) for text in texts]


def weighted_argument(space: Space, typed: str) -> Weighted:
    """Return the same with a weight where one is typed: ``0.5*firm:TSLA``, ``2*@jobs.csv``."""
    from laborspace.analysis.query import weighted

    read = weighted(typed)
    if isinstance(read, str):
        return argument(space, read)
    return argument(space, read[0]), read[1]
