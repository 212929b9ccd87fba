"""Post a question to a session and return its answer: what a stream of the same answer ends with."""

from contextlib import aclosing
from uuid import UUID

from chronos.chat.messages import Message
from chronos.chat.store_question import Post
from chronos.chat.stream_answer import Answerer
from chronos.chat.stream_message import MessageStored, stream_message
from chronos.db import Database
from chronos.model import Actor, SessionId


async def post_message(
    db: Database,
    answerer: Answerer,
    actor: Actor,
    session_id: SessionId,
    content: str,
    *,
    follows: UUID | None = None,
    edits: UUID | None = None,
) -> Message:
    """Store a question, answer it, and store the answer, which is returned. Raises as `stream_message` does."""
    return await answer_post(db, answerer, actor, Post(session_id, content, follows=follows, edits=edits))


async def answer_post(db: Database, answerer: Answerer, actor: Actor, post: Post) -> Message:
    """Answer a question as `post_message` does, also one that is stored already."""
    async with aclosing(stream_message(db, answerer, actor, post)) as events:
        async for event in events:
            if isinstance(event, MessageStored):
                return event.message
    raise AssertionError("a stream ends with its answer")
