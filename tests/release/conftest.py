"""The synthetic space and the invented suites as fixtures."""

from fake_suites import suites_fixture
from synthetic import space_fixture

__all__ = ["space_fixture", "suites_fixture"]
