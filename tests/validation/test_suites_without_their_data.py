"""What the suites on outside knowledge do where it is not at hand: give a reason, not an error."""

from __future__ import annotations

import pytest

from laborspace.validation import crosswalk, exposure, related, titles
from laborspace.validation.evidence import Evidence
from laborspace.validation.running import Contender, run
from laborspace.validation.subject import VectorSubject, random_subject

SUITES = [crosswalk.SUITE, exposure.SUITE, related.SUITE, titles.SUITE]


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_a_space_of_other_things_gets_reasons(space, suite):
    contenders = [
        Contender(VectorSubject.from_space(space, "space"), trained=False, role="space"),
        Contender(random_subject(space), trained=False, role="baseline"),
    ]
    outcome = run([suite], Evidence(space=space), contenders)
    assert outcome.lines or outcome.skipped
    assert all(line["why"].endswith(".") for line in outcome.skipped)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_every_suite_says_how_it_is_scored(suite):
    for word in ("Floor", "Intervals: bootstrap over", "eiling"):
        assert word in suite.about
    assert suite.title.endswith("?")
