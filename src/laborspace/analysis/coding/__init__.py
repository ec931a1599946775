"""Free text → the entities it most likely is, each with a calibrated probability."""

from laborspace.analysis.coding.coding import code

__all__ = ["code"]
