"""Axes of meaning between two poles.

SemAxis: An, Kwak & Ahn, "SemAxis: A lightweight framework to characterize domain-specific word
semantics beyond sentiment", ACL 2018. The axis is the mean of the vectors of one pole less the
mean of the other, and an entity's score is its cosine with the axis. Each score comes with an
interval (:mod:`.line`) and its p-value among random axes (:mod:`.null`); weighted sets have a bias
and an intensity (:mod:`.aggregates`); two axes make a plane (:mod:`.plane`). A few axes
stand ready (:mod:`.standing`).
"""

from laborspace.analysis.axis.aggregates import aggregate
from laborspace.analysis.axis.line import Axis
from laborspace.analysis.axis.making import axis
from laborspace.analysis.axis.plane import plane
from laborspace.analysis.axis.poles import Pole
from laborspace.analysis.axis.standing import STANDING_AXES, Standing, standing_places

__all__ = [
    "STANDING_AXES",
    "Axis",
    "Pole",
    "Standing",
    "aggregate",
    "axis",
    "plane",
    "standing_places",
]
