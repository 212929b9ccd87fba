"""A creator's cases are stored with its library, and only it reads and replaces them."""

from typing import Any
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from chronos.db import Database, Tx
from chronos.errors import Invalid, NotAllowed
from chronos.evaluation import KnownVideo, Question, Target, list_cases, list_library, replace_cases
from chronos.members import add_creator
from chronos.model import CreatorId, StudentId, VideoId
from tests.factories import a_session, a_student, a_video, as_creator, as_student


async def test_cases_belong_to_their_creator(db: Database) -> None:
    ada, bob = await add_creator(db, "Ada"), await add_creator(db, "Bob")
    async with db.as_service("test") as tx:
        shown = await a_video(tx, ada.id, title="Light")
        bobs = await a_video(tx, bob.id)
        sam = await a_student(tx, ada.id)
    first = [Question("Why?", None), Question("What is light?", Target(shown, 5.5))]
    async with db.acting_as(as_creator(ada.id)) as tx:
        assert await list_library(tx) == [KnownVideo(shown, "Light", 60.0)]
        with pytest.raises(Invalid, match="no cases yet"):
            await list_cases(tx)
        await replace_cases(tx, ada.id, [Question("Old?", None)])
        await replace_cases(tx, ada.id, first)
        kept = await list_cases(tx)
    assert [(case.question, case.title) for case in kept] == [(first[1], "Light"), (first[0], None)]
    for actor in (as_creator(bob.id), as_student(sam)):
        async with db.acting_as(actor) as tx:
            with pytest.raises(Invalid, match="no cases yet"):
                await list_cases(tx)
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await replace_cases(tx, ada.id, first)
    with pytest.raises(Invalid):
        async with db.acting_as(as_creator(ada.id)) as tx:
            await replace_cases(tx, ada.id, [Question("Whose?", Target(bobs, 1))])
    async with db.acting_as(as_creator(ada.id)) as tx:
        assert await list_cases(tx) == kept


QUOTE = {
    "chunk_id": str(UUID(int=1)),
    "title": "Light",
    "start_seconds": 7,
    "end_seconds": 8,
    "play_seconds": 7,
    "quote": "Light is light.",
}


async def judge(
    tx: Tx, ada: CreatorId, sam: StudentId, question: str, cited: VideoId, verdict: str, **changes: Any
) -> None:
    """Let Sam ask, be answered with a citation at second 7, and judge the answer."""
    session = await a_session(tx, ada, sam)
    values = {
        "session": session,
        "question": question,
        "cited": Jsonb([QUOTE | {"video_id": str(cited)}]),
        "metadata": Jsonb({"covered": changes.get("covered", True)}),
        "verdict": verdict,
        "video": changes.get("video"),
        "at": changes.get("at"),
        "creator": ada,
        "student": sam,
    }
    await tx.execute(
        "with question as (insert into chat_messages (session_id, role, content) "
        "values (%(session)s, 'user', %(question)s) returning id), "
        "answer as (insert into chat_messages (session_id, parent_id, role, content, video_references, metadata) "
        "select %(session)s, id, 'assistant', 'So.', %(cited)s, %(metadata)s from question returning id) "
        "insert into message_feedback "
        "(message_id, student_id, creator_id, verdict, better_video_id, better_at_seconds) "
        "select id, %(student)s, %(creator)s, %(verdict)s, %(video)s, %(at)s from answer",
        values,
    )


async def test_feedback_is_a_case_of_its_own_school_until_its_student_is_erased(db: Database) -> None:
    ada, bob = await add_creator(db, "Ada"), await add_creator(db, "Bob")
    async with db.as_service("test") as tx:
        light, dark = await a_video(tx, ada.id, title="Light"), await a_video(tx, ada.id, title="Dark")
        sam = await a_student(tx, ada.id)
        await judge(tx, ada.id, sam, "What is light?", light, "right")
        await judge(tx, ada.id, sam, "What is dark?", light, "wrong_moment", video=dark, at=3)
        await judge(tx, ada.id, sam, "Where is the cake?", light, "right", covered=False)
        await judge(tx, ada.id, sam, "Who knows?", light, "wrong")
        await judge(tx, ada.id, sam, "why?", light, "right")
    async with db.acting_as(as_creator(ada.id)) as tx:
        await replace_cases(tx, ada.id, [Question("Why?", None)])
        cases = await list_cases(tx)
    assert [(case.question.text, case.question.target, case.is_feedback) for case in cases] == [
        ("What is dark?", Target(dark, 3), True),
        ("What is light?", Target(light, 7), True),
        ("Where is the cake?", None, True),
        ("Why?", None, False),
    ]
    for actor in (as_creator(bob.id), as_student(sam)):
        async with db.acting_as(actor) as tx:
            with pytest.raises(Invalid, match="no cases yet"):
                await list_cases(tx)
    async with db.as_service("test") as tx:
        await tx.execute("delete from videos where id = %(id)s", {"id": dark})
        await tx.execute("delete from videos where id = %(id)s", {"id": light})
    async with db.acting_as(as_creator(ada.id)) as tx:
        assert [case.question.text for case in await list_cases(tx)] == ["Where is the cake?", "Why?"]
    async with db.as_service("test") as tx:
        await tx.fetch("select private.erase_student(%(id)s)", {"id": sam})
    async with db.acting_as(as_creator(ada.id)) as tx:
        assert [case.question.text for case in await list_cases(tx)] == ["Why?"]
