"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before NumPy is loaded: its products are small here, and threads that wait for them cost more than
# they bring.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

SHARED_DATA = Path(
    os.environ.get(
        "LABORSPACE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"
    )
)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of official files beside the checkout; the test is skipped without it."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"official files not found at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the small committed fixtures."""
    return Path(__file__).parent / "data"
