"""Shocks: what happens to some entities, and what reaches all others.

:mod:`.changes` reads what is given, :mod:`.direct` counts what follows from observed relations,
:mod:`.kernel` and :mod:`.rippling` add what the space passes on, :mod:`.paths` puts it in words;
:mod:`.spreading` estimates what others do, given what was observed of some.
"""

from laborspace.analysis.shock.changes import Change, read_changes
from laborspace.analysis.shock.rippling import Parameters, Ripple, ripple
from laborspace.analysis.shock.shocking import Shock, shock

__all__ = ["Change", "Parameters", "Ripple", "Shock", "read_changes", "ripple", "shock"]
