"""An opened citation: its number is one of the answer's."""

from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotFound
from chronos.model import Actor
from tests.chat.test_messages import MOTION, a_session


async def test_numbers_outside_of_the_answer_are_refused(app: App, sam: Actor) -> None:
    answer = await chat.post_message(app.db, app.answerer, sam, await a_session(app, sam), MOTION)
    last = len(answer.citations)
    async with app.db.acting_as(sam) as tx:
        for number in (1, last):
            await chat.open_citation(tx, answer.id, number)
        for message, number in ((answer.id, 0), (answer.id, last + 1), (answer.id, -1), (uuid4(), 1)):
            with pytest.raises(NotFound):
                await chat.open_citation(tx, message, number)


async def test_citations_of_a_withheld_answer_are_unknown(app: App, sam: Actor) -> None:
    answer = await chat.post_message(app.db, app.answerer, sam, await a_session(app, sam), MOTION)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    async with app.db.acting_as(sam) as tx:
        with pytest.raises(NotFound):
            await chat.open_citation(tx, answer.id, 1)
