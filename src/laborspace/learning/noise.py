"""Job titles as vacancies write them: our own rules, so that a model learns to read past them."""

from __future__ import annotations

import numpy as np

BEFORE = (
    *("Senior", "Sr.", "Junior", "Jr", "Experienced", "Full Time", "Part Time", "Temporary"),
    *("Night Shift", "Urgent!", "Hiring:", "Qualified", "Remote"),
)
AFTER = (
    *("(m/f/d)", "II", "III", "I", "- Full Time", "- Part Time", "(Remote)", "- Contract"),
    *("wanted", "needed", "- Immediate Start", "(Permanent)", "- Night Shift"),
)
"""Words such as "assistant", "head" or "trainee" are not among them: they change the job."""
PLACES = (
    *("London", "Chicago", "Berlin", "Austin, TX", "Manila", "Singapore", "Leeds", "Dublin"),
    *("Houston", "Remote", "Kuala Lumpur", "Toronto", "Sydney", "New York", "Mumbai"),
)


def noisy_title(title: str, rng: np.random.Generator) -> str:
    """Dress up a title as a vacancy might: rank, contract, place, letter case.

    Parameters
    ----------
    title : str
    rng : numpy.random.Generator

    Returns
    -------
    str
        Holds the words of the title in their order.
    """
    chance = rng.random(4)
    if chance[0] < 0.35:
        title = f"{BEFORE[rng.integers(len(BEFORE))]} {title}"
    if chance[1] < 0.3:
        title = f"{title} {AFTER[rng.integers(len(AFTER))]}"
    if chance[2] < 0.25:
        join = (" - ", ", ", " in ")[rng.integers(3)]
        title = f"{title}{join}{PLACES[rng.integers(len(PLACES))]}"
    if chance[3] < 0.15:
        title = title.upper()
    elif chance[3] < 0.4:
        title = title.title()
    return title
