"""Two entities or texts side by side: how near, what they share, what sets them apart."""

from laborspace.analysis.contrast.contrasting import Contrast, contrast

__all__ = ["Contrast", "contrast"]
