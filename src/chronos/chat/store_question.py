"""Store the question of a post, once its place in the conversation is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from chronos.chat.clean_question import clean_question
from chronos.chat.messages import fetch_messages
from chronos.chat.place_question import Placed, place_again, place_question
from chronos.chat.resolve_follow_up import Exchange
from chronos.chat.sessions import Session, get_session, require_course, students_only
from chronos.chat.title_session import title_of_question
from chronos.db import Tx, load_queries
from chronos.model import Actor, SessionId

_QUERIES = load_queries("chronos.chat")


@dataclass(frozen=True, slots=True)
class Post:
    """A question for a session: a new one, which follows a message or edits a question; or a stored one, again.

    `again`: the id of the question or of an answer to it; then `content` is not read. `answer_id`: of the new answer.
    """

    session_id: SessionId
    content: str = ""
    follows: UUID | None = None
    edits: UUID | None = None
    again: UUID | None = None
    answer_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Asked:
    """A stored question of a session, and the exchanges before it, oldest first."""

    session: Session
    question_id: UUID
    content: str
    before: Sequence[Exchange]


async def store_question(tx: Tx, actor: Actor, post: Post) -> Asked:
    """Store the question of a post, unless it is a stored one. Raises Invalid, NotFound, NotAllowed."""
    session = await get_session(tx, post.session_id)
    if session.context_course_id is not None:
        await require_course(tx, session.context_course_id)
    await tx.execute(_QUERIES["hold_session"], {"id": session.id})
    messages = await fetch_messages(tx, session.id)
    if post.again is not None:
        placed = place_again(messages, post.again)
    else:
        placed = place_question(messages, follows=post.follows, edits=post.edits)
    if actor.student_id is None:
        raise students_only()
    content = placed.question.content if placed.question else clean_question(post.content)
    question_id = placed.question.id if placed.question else await _insert(tx, session, placed, content)
    return Asked(session, question_id, content, placed.exchanges)


async def _insert(tx: Tx, session: Session, placed: Placed, content: str) -> UUID:
    values = {"session_id": session.id, "parent_id": placed.parent_id, "content": content}
    row = await tx.fetch_one(_QUERIES["insert_question"], values)
    assert row is not None  # noqa: S101 - an insert returns its row
    await tx.execute(_QUERIES["record_question"], {"question_id": row["id"]})
    await tx.execute(_QUERIES["title_session"], {"id": session.id, "title": title_of_question(content)})
    return UUID(str(row["id"]))
