"""A question in its checked form, and the answer to it with what the library warned of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from laborspace.server.asking import Answer
from laborspace.server.listening import listening
from laborspace.server.parameters import model_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from laborspace.server.verbs import Verb
    from laborspace.space.container import Space


def answered(verb: Verb, space: Space, question: BaseModel) -> Answer:
    """Ask a verb; warnings of the library become notes of the answer."""
    given = {name: getattr(question, name) for name in verb.parameters}
    answer, heard = listening(lambda: verb.ask(space, **given))
    return Answer(answer.table, answer.about, (*answer.notes, *heard))


def example_of(verb: Verb, **changed: Any) -> BaseModel:
    """Return the example of a verb as a question, some parameters changed."""
    model = model_of(f"{verb.name.capitalize()}Example", verb.parameters, query=False)
    return model(**{**verb.example, **changed})
