"""Two spaces, or two vintages of a taxonomy: what moved, what entered, what left."""

from laborspace.analysis.comparison.comparing import Comparison, compare

__all__ = ["Comparison", "compare"]
