"""Conversations of made-up students are real ones."""

from datetime import UTC, datetime, timedelta

import pytest

from chronos.chat import list_messages, list_saved_answers, list_verdicts
from chronos.members import add_student
from chronos.model import Actor
from chronos.operations.demo_school import Plan, School
from chronos.operations.demo_school.converse import converse
from chronos.videos import list_videos

pytestmark = pytest.mark.timeout(120)  # it processes two videos


async def test_a_student_asks_judges_saves_and_plays(school: School, plan: Plan) -> None:
    db, now = school.access.db, datetime.now(UTC)
    student = (await add_student(db, school.creator_id, "Noor")).id
    actor = Actor("authenticated", subject=student, student_id=student)
    async with db.acting_as(school.access.actor) as tx:
        ids = {video.title: video.id for video in (await list_videos(tx)).videos}
    begun = await converse(db, school.answerer, student, plan.conversations[1], ids, now)
    assert timedelta(days=1) < now - begun.at < timedelta(days=3)
    async with db.acting_as(actor) as tx:
        question, answer = await list_messages(tx, begun.session_id)
        assert await list_verdicts(tx, begun.session_id) == {answer.id: "right"}
        [saved] = await list_saved_answers(tx)
    assert question.content == "How do I freeze the motion of a runner?"
    assert saved.message_id == answer.id
    async with db.as_service("test") as tx:
        opened = await tx.fetch("select video_id from private.facts where kind = 'citation_opened'")
    assert [row["video_id"] for row in opened] == [answer.citations[0].video_id]
