"""A conversation that is removed and taken back."""

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotFound
from chronos.model import Actor
from tests.chat.test_messages import MOTION, a_session
from tests.factories import as_creator


async def test_a_removed_conversation_is_gone_until_it_is_taken_back(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
    async with app.db.acting_as(sam) as tx:
        await chat.bin_session(tx, session)
        assert await chat.list_sessions(tx) == []
        assert await chat.find_messages(tx, "motion") == []
        assert await chat.list_recent_questions(tx) == []
    async with app.db.acting_as(as_creator(row["creator_id"])) as tx:
        assert await chat.list_sessions(tx) == []
        with pytest.raises(NotFound):
            await chat.take_session_back(tx, session)
    for step in (chat.get_session, chat.list_messages, chat.bin_session):
        with pytest.raises(NotFound):
            async with app.db.acting_as(sam) as tx:
                await step(tx, session)
    with pytest.raises(NotFound):
        await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    async with app.db.acting_as(sam) as tx:
        await chat.take_session_back(tx, session)
        assert len(await chat.list_messages(tx, session)) == 2
        with pytest.raises(NotFound):
            await chat.take_session_back(tx, session)
