"""Free text → the entities it most likely is, each with a calibrated probability."""

from laborspace.analysis.coding.coding import code, question
from laborspace.analysis.coding.files import code_file

__all__ = ["code", "code_file", "question"]
