# `make help` lists what there is. All it needs is Python 3.10 or newer and this checkout;
# environments are made in .venv-demo (light) and .venv (everything) and kept until what they
# are made of changes.

PYTHON ?= python3
# Options for pip, such as the index of a PyTorch without CUDA.
PIP_FLAGS ?=

PIP_INSTALL = -m pip install -qq --disable-pip-version-check $(PIP_FLAGS) -c constraints.txt
SOURCES := $(shell find src -type f -not -name '*.py[co]')
BIN = .venv/bin

.PHONY: help demo test lint docs clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

demo: .venv-demo/.ready ## Ask the bundled space a few questions; writes into demo/
	@.venv-demo/bin/python examples/demo.py

test: .venv/.ready lint ## Check style and types, run every test and every example of the docs
	$(BIN)/python -m pytest

lint: .venv/.ready ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: .venv/.ready ## Run every example of README.md and docs/
	$(BIN)/python -m pytest tests/test_docs.py tests/test_cli_docs.py

clean: ## Remove the environments and what the demo wrote
	rm -rf .venv .venv-demo demo

# The package as a user gets it: built and installed, without PyTorch.
.venv-demo/.ready: pyproject.toml constraints.txt $(SOURCES)
	@echo "Installing laborspace into .venv-demo (a minute, once) ..."
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 10) or sys.exit("laborspace needs Python 3.10 or newer: make demo PYTHON=python3.11")'
	@$(PYTHON) -m venv .venv-demo
	@.venv-demo/bin/python $(PIP_INSTALL) '.[plot]'
	@touch $@

# PyTorch goes first: pip keeps the build it finds then, and the extras do not choose another.
.venv/.ready: pyproject.toml constraints.txt
	@echo "Installing laborspace and its tools into .venv (a few minutes, once) ..."
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 10) or sys.exit("laborspace needs Python 3.10 or newer: make test PYTHON=python3.11")'
	@$(PYTHON) -m venv .venv
	@.venv/bin/python $(PIP_INSTALL) torch==2.13.0
	@.venv/bin/python $(PIP_INSTALL) -e '.[train,plot,validate,serve,dev]'
	@touch $@
