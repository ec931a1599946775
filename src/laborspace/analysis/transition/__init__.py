"""Moves from one occupation to another: destinations, skill gaps and paths.

Whoever moves brings what the occupation left requires; where a move leads to requires its own.
Both come from sources where those say something, and are estimated otherwise.
"""

from laborspace.analysis.transition.destinations import transitions
from laborspace.analysis.transition.gap import Gap, gap
from laborspace.analysis.transition.judging import Thresholds
from laborspace.analysis.transition.paths import paths

__all__ = ["Gap", "Thresholds", "gap", "paths", "transitions"]
