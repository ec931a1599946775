"""The root command, which imports a subcommand's module only when it is run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

COMMANDS = (
    "info",
    "find",
    "profile",
    "neighbors",
    "contrast",
    "axis",
    "compose",
    "analogy",
    "map",
    "expect",
    "shock",
    "exposure",
    "measures",
    "transfer",
    "transition",
    "compare",
    "code",
    "encode",
    "export",
    "serve",
    "mcp",
    "corpus",
    "build",
    "validate",
)
"""Subcommands, in the order of ``--help``; each is a module of :mod:`laborspace.cli`."""


class LazyCommands(Mapping[str, Any]):
    """The subcommands by name, each imported when it is looked up.

    A module holds either a Typer application ``app`` or a function of its own name.
    """

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        module = import_module(f"laborspace.cli.{name}")
        if hasattr(module, "app"):
            command = get_command(module.app)
        else:
            single = typer.Typer(add_completion=False)
            single.command(name)(getattr(module, name))
            command = get_command(single)
        command.name = name
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class LazyGroup(TyperGroup):
    """A group of commands whose modules are imported when they are run."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = LazyCommands()


def _print_version(value: bool) -> None:
    if value:
        from laborspace import __version__

        sys.stdout.write(f"laborspace {__version__}\n")
        raise typer.Exit


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def root(
    version: Annotated[  # the callback acts on it
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Industries, occupations, skills and firms in one vector space.

    Entities are named by id, code, title or alias; free text is written "text:…".

    Example: laborspace neighbors "registered nurse" --kind skill
    """
