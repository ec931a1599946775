"""Transfer: from scores of some entities of one kind to estimates for all entities of all kinds.

``given.py`` reads the scores, ``model.py`` learns from them, ``judging.py`` says what the estimates
are worth beside a group's mean, ``transferring.py`` makes the answer.
"""

from laborspace.analysis.transfer.transferring import Transfer, transfer

__all__ = ["Transfer", "transfer"]
