"""The synthetic space as fixtures."""

from synthetic import space_fixture, space_folder_fixture

__all__ = ["space_fixture", "space_folder_fixture"]
