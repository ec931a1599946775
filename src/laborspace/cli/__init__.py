"""The command line: one file a command, each one call into the library."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING, TextIO

from laborspace.errors import (
    AxisWarning,
    LaborSpaceError,
    MixWarning,
    TextWarning,
    TruncationWarning,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 2 for bad input, 130 for Ctrl-C."""
    from laborspace.cli.app import app

    with warnings.catch_warnings():
        for each in (TruncationWarning, AxisWarning, MixWarning, TextWarning):
            warnings.simplefilter("always", each)
        warnings.showwarning = _print_warning
        try:
            app(arguments, prog_name="laborspace")
        except SystemExit as end:
            return _finish(end.code if isinstance(end.code, int) else int(end.code is not None))
        except LaborSpaceError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        except KeyboardInterrupt:
            return 130
        except BrokenPipeError:
            return _hang_up()
    return _finish(0)


def _finish(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _hang_up()
    return code


def _hang_up() -> int:
    # The reader, say `head`, has gone. Python would complain about it once more at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _print_warning(
    message: Warning | str,
    category: type[Warning],  # noqa: ARG001 - the signature is Python's
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    sys.stderr.write(f"Warning: {message}\n")
