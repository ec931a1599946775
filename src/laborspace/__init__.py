"""Industries, occupations, skills and firms in one vector space.

>>> import laborspace
>>> space = laborspace.load()
>>> space.most_similar("onet:29-1141.00", kind="skill", top=10)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from laborspace.errors import (
    AmbiguousEntityError,
    AxisWarning,
    EmptyTextError,
    FormatError,
    InputError,
    LaborSpaceError,
    MissingExtraError,
    MixWarning,
    RecipeError,
    SourceError,
    StorageError,
    TextWarning,
    TrainingError,
    TruncationWarning,
    UnknownEntityError,
    UnknownKindError,
)

if TYPE_CHECKING:
    from laborspace.analysis.comparison import compare
    from laborspace.building import build
    from laborspace.corpus import Corpus
    from laborspace.labor_space import LaborSpace
    from laborspace.loading import load
    from laborspace.validation.validating import validate

    __version__: str

__all__ = [
    "AmbiguousEntityError",
    "AxisWarning",
    "Corpus",
    "EmptyTextError",
    "FormatError",
    "InputError",
    "LaborSpace",
    "LaborSpaceError",
    "MissingExtraError",
    "MixWarning",
    "RecipeError",
    "SourceError",
    "StorageError",
    "TextWarning",
    "TrainingError",
    "TruncationWarning",
    "UnknownEntityError",
    "UnknownKindError",
    "__version__",
    "build",
    "compare",
    "load",
    "validate",
]

_LAZY = {
    "Corpus": "laborspace.corpus",
    "LaborSpace": "laborspace.labor_space",
    "build": "laborspace.building",
    "compare": "laborspace.analysis.comparison",
    "load": "laborspace.loading",
    "validate": "laborspace.validation.validating",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package is quick."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("laborspace")
    elif name in _LAZY:
        value = getattr(import_module(_LAZY[name]), name)
    else:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
