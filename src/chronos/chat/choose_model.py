"""Choose the language model that words an answer: the one of the asker's school."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from chronos.db import Database, load_queries
from chronos.model import Actor

if TYPE_CHECKING:
    from chronos.chat.stream_answer import Answerer

_QUERIES = load_queries("chronos.chat")


async def choose_model(db: Database, answerer: "Answerer", actor: Actor) -> "Answerer":
    """Return the answerer with the model that the creator of the asker's school chose, if the operator allows it.

    It is read with the rights of the actor, who sees nothing else of the settings.
    """
    if not answerer.choices:
        return answerer
    async with db.acting_as(actor) as tx:
        row = await tx.fetch_one(_QUERIES["chosen_language_model"])
    load = answerer.choices.get(row["name"] or "") if row else None
    model = await asyncio.to_thread(load) if load is not None else answerer.language_model
    return replace(answerer, language_model=model, choices={})
