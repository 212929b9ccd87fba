"""Quote an answer: the teacher's, or quotes of what is found; without a language model, and counted as nothing."""

from chronos.chat.answer_as_teacher import answer_as_teacher, find_taught
from chronos.chat.choose_citations import checks_for
from chronos.chat.events import Answer, Answered
from chronos.chat.inquiry import CLOSEST, inquire
from chronos.chat.word_answer import word_answer
from chronos.db import Database
from chronos.model import Actor
from chronos.providers.language import Extractive
from chronos.search import EVERYTHING, Engine, find_moments, read_passages


async def quote_answer(db: Database, engine: Engine, actor: Actor, question: str) -> Answer:
    """Answer from what the actor may see. Raises Invalid for a question that cannot be asked."""
    model = Extractive()
    found = await find_moments(db, engine, actor, question, limit=max(model.max_passages, CLOSEST), counts_as=None)
    async with db.acting_as(actor) as tx:
        taught = await find_taught(tx, question, found, EVERYTHING)
        passages = await read_passages(tx, found.moments)
    inquiry = inquire(question, found, passages, model.max_passages, checks_for(db, actor, engine.embedder))
    events = answer_as_teacher(taught, inquiry) if taught else word_answer(model, inquiry)
    async for event in events:
        if isinstance(event, Answered):
            return event.answer
    raise AssertionError("an answer ends with Answered")
