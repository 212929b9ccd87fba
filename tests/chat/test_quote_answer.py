"""Quoted answers are counted as nothing, and are the teacher's first."""

from chronos import chat
from chronos.app import App
from chronos.model import Actor
from tests.chat.test_feedback import creator_of
from tests.chat.test_teacher_answers import RUNNER, taught
from tests.factories import as_creator


async def test_an_answer_is_quoted_or_the_teachers(app: App, sam: Actor) -> None:
    await taught(app, as_creator(await creator_of(app, sam)), RUNNER, content="Like this.")
    quoted = await chat.quote_answer(app.db, app.engine, sam, "What does a fast shutter speed do?")
    assert (quoted.model, quoted.covered) == ("extractive", True)
    assert (await chat.quote_answer(app.db, app.engine, sam, RUNNER)).model == "teacher"
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select kind from private.facts") == []
