"""Exposure: how much a technology, or any described concept, bears on entities.

``concept.py`` reads the concept, ``scoring.py`` scores against it with interval and null,
``reasons.py`` says why, ``through.py`` takes means over jobs, ``measures.py`` sets published
measures beside it.
"""

from laborspace.analysis.exposure.answer import Exposure
from laborspace.analysis.exposure.exposing import exposure
from laborspace.analysis.exposure.workforce import workforce_exposure

__all__ = ["Exposure", "exposure", "workforce_exposure"]
