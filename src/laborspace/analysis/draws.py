"""The generator behind a verb's draws, from the seed a user gives."""

from __future__ import annotations

import numpy as np

from laborspace.errors import InputError


def generator_of(rng: int | np.random.Generator | None) -> np.random.Generator:
    """Return a generator: of a seed the same draws each time, of None others each time.

    Raises
    ------
    InputError
        If a seed is no whole number of at least 0.
    """
    seeded = rng is not None and not isinstance(rng, np.random.Generator)
    if seeded and (isinstance(rng, bool) or not isinstance(rng, (int, np.integer)) or rng < 0):
        msg = f"A seed is a whole number of at least 0, not {rng!r}."
        raise InputError(msg)
    return np.random.default_rng(rng)
