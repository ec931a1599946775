"""The synthetic space as fixtures."""

from synthetic import space, space_folder

__all__ = ["space", "space_folder"]
