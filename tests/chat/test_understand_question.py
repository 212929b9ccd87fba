"""What a question means where it is asked: at a second of a video."""

from chronos import chat
from chronos.app import App
from chronos.model import Actor
from tests.chat.conftest import SENTENCE


async def test_a_question_at_a_second_is_about_the_words_before_it(app: App, sam: Actor) -> None:
    async with app.db.acting_as(sam) as tx:
        [video] = await tx.fetch("select id from videos")
        session = (await chat.create_session(tx, sam, video_ids=[video["id"]], at_seconds=14.0)).id
    answer = await chat.post_message(app.db, app.answerer, sam, session, "what does this mean?")
    assert answer.searched_for is not None
    assert answer.searched_for.startswith("what does this mean: fast shutter speed freezes")
    assert answer.citations[0].text == SENTENCE
    assert answer.carried_video_ids == [video["id"]]
    whole = await chat.post_message(app.db, app.answerer, sam, session, "How are photographs made in this course?")
    assert whole.searched_for == "How are photographs made in this course?"
