"""Share an answer by a link for those members of the school who may see every video that it cites."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.chat.events import Citation
from chronos.chat.feedback import answer_not_found
from chronos.chat.record_answer import read_citation
from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.members import hash_secret, make_secret
from chronos.model import Actor

_QUERIES = load_queries("chronos.chat", "kept_answers.sql")


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """A link to an answer. `token` is known when the link is made, and never again: its hash is stored."""

    message_id: UUID
    created_at: datetime
    token: str | None = None


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """What the link shows: question, answer and citations; neither a person nor the conversation."""

    question: str | None
    content: str
    citations: Sequence[Citation]


async def share_answer(tx: Tx, actor: Actor, message_id: UUID) -> AnswerLink:
    """Make the link to an answer of the calling student; an earlier link to it stops working.

    Raises NotAllowed (`students_only`), NotFound (`answer_not_found`).
    """
    if actor.student_id is None or actor.creator_id is not None:
        raise NotAllowed("Only students share the answers that they got.", code="students_only")
    token = make_secret()
    await tx.execute(_QUERIES["end_link"], {"message_id": message_id})
    row = await tx.fetch_one(_QUERIES["share_answer"], {"message_id": message_id, "token_hash": hash_secret(token)})
    if row is None:
        raise answer_not_found(message_id)
    return AnswerLink(message_id, row["created_at"], token)


async def list_answer_links(tx: Tx) -> list[AnswerLink]:
    """List the calling student's links, the latest first, without their tokens."""
    return [AnswerLink(**row) for row in await tx.fetch(_QUERIES["list_links"])]


async def end_answer_link(tx: Tx, message_id: UUID) -> None:
    """Revoke the link to an answer. Raises NotFound (`shared_answer_not_found`)."""
    if not await tx.execute(_QUERIES["end_link"], {"message_id": message_id}):
        raise NotFound(f"You have no link to an answer {message_id}.", code="shared_answer_not_found")


async def read_shared_answer(tx: Tx, token: str) -> SharedAnswer:
    """Return the answer behind a link. Raises NotFound (`shared_answer_not_found`), also where a video is locked."""
    row = await tx.fetch_one(_QUERIES["read_shared_answer"], {"token": token.encode(errors="surrogatepass")})
    if row is None:
        raise NotFound("There is no answer behind this link that you may see.", code="shared_answer_not_found")
    return SharedAnswer(row["question"], row["content"], [read_citation(each) for each in row["video_references"]])
