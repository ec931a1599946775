"""Data flows one way: a part of the package imports only from parts before it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import laborspace

ROOT = Path(laborspace.__file__).parent
ORDER = (  # the names at the root of the package
    "errors", "records", "storage", "output", "facts", "sources", "sample", "corpus", "learning",
    "space", "analysis", "methods", "labor_space", "hub", "loading", "building", "plotting",
    "validation", "server", "cli", "__main__",
)  # fmt: skip
TRAINING = {"torch", "transformers", "sentence_transformers", "sklearn", "accelerate"}
NEVER_AT_ONCE = {"matplotlib", "onnx", "onnxruntime", "tokenizers", "xlsxwriter", "scipy"}


def modules():
    return sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def part(path):
    """The name at the root of the package, e.g. ``"space"``."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            if node.module == "laborspace":
                yield from (f"laborspace.{alias.name}" for alias in node.names)
            else:
                yield node.module


def when_loaded(tree):
    """The statements run by importing a module: not in functions, not for type checkers."""
    for node in tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from ast.walk(node)
        else:
            yield node


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_layers_before_its_own(path):
    before = ORDER[: ORDER.index(part(path)) + 1]
    tree = ast.parse(path.read_text("utf-8"))
    for name in imported(ast.walk(tree)):
        if not name.startswith("laborspace."):
            continue
        assert name.split(".")[1] in (*before, "__version__"), f"{part(path)} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_are_imported_where_they_are_used(path):
    tops = {
        name.split(".")[0] for name in imported(when_loaded(ast.parse(path.read_text("utf-8"))))
    }
    if part(path) != "learning":
        assert not tops & TRAINING
        assert "pandas" not in tops
    assert not tops & NEVER_AT_ONCE


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import laborspace", {"torch", "pandas", "pyarrow", "numpy", "onnxruntime", "rich"}),
        ("import laborspace.sources, laborspace.corpus", {"torch", "pandas"}),
        ("import laborspace; laborspace.load", {"torch", "pandas", "onnxruntime", "matplotlib"}),
        ("import laborspace.cli.app, laborspace.cli.neighbors", {"torch", "pandas", "matplotlib"}),
        ("import laborspace; laborspace.build; laborspace.Corpus", {"torch", "matplotlib"}),
    ],
)
def test_a_light_start(code, absent):
    program = f"{code}; import sys; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert not absent & set(done.stdout.split())


def test_every_part_has_its_place():
    assert {part(path) for path in modules()} == set(ORDER)


@pytest.mark.parametrize("path", sorted((ROOT / "space").rglob("*.py")), ids=lambda path: path.stem)
def test_a_space_is_used_without_learning(path):
    names = list(imported(ast.walk(ast.parse(path.read_text("utf-8")))))
    assert not [name for name in names if name.startswith("laborspace.learning")]
