"""The verbs as the server and an assistant offer them, a few to a file."""

from laborspace.server.verbs.directions import DIRECTIONS
from laborspace.server.verbs.economy import ECONOMY
from laborspace.server.verbs.entities import ENTITIES
from laborspace.server.verbs.moving import MOVING
from laborspace.server.verbs.texts import TEXTS
from laborspace.server.verbs.verb import Verb

__all__ = ["VERBS", "Verb"]

VERBS: tuple[Verb, ...] = (*ENTITIES, *DIRECTIONS, *ECONOMY, *MOVING, *TEXTS)
"""The one list of what can be asked."""
