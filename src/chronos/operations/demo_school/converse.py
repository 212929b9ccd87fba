"""Converse: made-up students ask, and get what real ones would: the same search, answers and citations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chronos.chat import (
    Answerer,
    create_session,
    give_feedback,
    open_citation,
    post_message,
    save_answer,
    tell_teacher,
)
from chronos.db import Database
from chronos.model import Actor, SessionId, StudentId, VideoId
from chronos.operations.demo_school.plan import PlannedConversation


@dataclass(frozen=True, slots=True)
class Begun:
    """A conversation, and the time at which it is to have begun."""

    session_id: SessionId
    at: datetime


async def converse(
    db: Database,
    answerer: Answerer,
    student_id: StudentId,
    planned: PlannedConversation,
    videos: Mapping[str, VideoId],
    now: datetime,
) -> Begun:
    """Ask the questions as the student, and do with the last answer what is planned. `videos`: their ids by file."""
    actor = Actor("authenticated", subject=student_id, student_id=student_id)
    about = planned.about
    async with db.acting_as(actor) as tx:
        session = await create_session(
            tx,
            actor,
            video_ids=[videos[about.video]] if about else None,
            at_seconds=about.second if about else None,
        )
    for question in planned.questions:
        answer = await post_message(db, answerer, actor, session.id, question)
    await _judge(db, actor, planned, answer.id)
    day = (now - timedelta(days=planned.days_ago)).replace(hour=0, minute=0, second=0)
    return Begun(session.id, min(day + timedelta(hours=planned.hour), now - timedelta(minutes=20)))


async def _judge(db: Database, actor: Actor, planned: PlannedConversation, answer: UUID) -> None:
    async with db.acting_as(actor) as tx:
        if planned.opens is not None:
            await open_citation(tx, answer, planned.opens)
        if planned.verdict is not None:
            await give_feedback(tx, actor, answer, planned.verdict)
        if planned.saves:
            await save_answer(tx, actor, answer)
        if planned.tells:
            await tell_teacher(tx, actor, answer)
