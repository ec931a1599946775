"""Figures of answers, maps and training runs (extra ``plot``).

Each function draws one figure, writes it as SVG, PNG or PDF by the file's extension, and returns
the matplotlib ``Figure``. matplotlib is imported when the first figure is drawn.
"""

from laborspace.plotting.axis import plot_axis
from laborspace.plotting.changes import plot_changes
from laborspace.plotting.contrast import plot_contrast
from laborspace.plotting.curves import plot_curves
from laborspace.plotting.exposure import plot_agreement, plot_exposure
from laborspace.plotting.map import plot_map
from laborspace.plotting.movers import plot_movers
from laborspace.plotting.neighbors import plot_neighbors
from laborspace.plotting.plane import plot_plane
from laborspace.plotting.reliability import plot_reliability
from laborspace.plotting.shock import plot_shock
from laborspace.plotting.strip import plot_strip
from laborspace.plotting.transition import plot_gap, plot_paths, plot_transitions

__all__ = [
    "plot_agreement",
    "plot_axis",
    "plot_changes",
    "plot_contrast",
    "plot_curves",
    "plot_exposure",
    "plot_gap",
    "plot_map",
    "plot_movers",
    "plot_neighbors",
    "plot_paths",
    "plot_plane",
    "plot_reliability",
    "plot_shock",
    "plot_strip",
    "plot_transitions",
]
