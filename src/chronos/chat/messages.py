"""Messages: what is stored of a conversation, as its reader may see it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chronos.chat.events import Citation
from chronos.chat.record_answer import read_citation
from chronos.chat.sessions import MAX_PAGE, get_session, words_of
from chronos.db import Tx, load_queries
from chronos.errors import NotFound
from chronos.model import SessionId, VideoId

_QUERIES = load_queries("chronos.chat")

WITHHELD = "This answer quotes a video that you cannot play now."


@dataclass(frozen=True, slots=True)
class Message:
    """A question or an answer, which follows `parent_id`. `model` and `covered` are None in a question.

    `searched_for`: the question as it stands alone. `is_stopped`: the answer ended before it was complete.
    `is_withheld`: it cites a video that the caller may not play now; the text is WITHHELD, and nothing is cited.
    """

    id: UUID
    parent_id: UUID | None
    role: str
    content: str
    citations: Sequence[Citation]
    model: str | None
    covered: bool | None
    notice: str | None
    searched_for: str | None
    is_stopped: bool
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: Decimal | None
    created_at: datetime
    is_withheld: bool
    carried_video_ids: Sequence[VideoId] = ()


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message of the caller's own conversations that has the words of a search."""

    id: UUID
    session_id: SessionId
    title: str | None
    role: str
    content: str
    created_at: datetime


async def list_messages(tx: Tx, session_id: SessionId) -> list[Message]:
    """List the messages of a session, those of all branches, oldest first; that staff read it is recorded.

    Raises NotFound.
    """
    await get_session(tx, session_id)
    await tx.execute(_QUERIES["record_reading"], {"session_id": session_id})
    return await fetch_messages(tx, session_id)


async def get_message(tx: Tx, session_id: SessionId, message_id: UUID) -> Message:
    """Return one message; that staff read it is recorded. Raises NotFound."""
    await get_session(tx, session_id)
    await tx.execute(_QUERIES["record_reading"], {"session_id": session_id})
    for message in await fetch_messages(tx, session_id, message_id):
        return message
    raise message_not_found(message_id)


async def find_messages(tx: Tx, query: str, *, cursor: UUID | None = None, limit: int = 50) -> list[FoundMessage]:
    """Find the caller's own messages that have all words of `query`, newest first, those after `cursor` if given."""
    values = {"words": words_of(query), "cursor": cursor, "limit": max(1, min(limit, MAX_PAGE))}
    return [FoundMessage(**row) for row in await tx.fetch(_QUERIES["find_messages"], values)]


async def fetch_messages(tx: Tx, session_id: SessionId, message_id: UUID | None = None) -> list[Message]:
    """Return the messages of a session, oldest first, or one of them; without a record of the reading."""
    values = {"session_id": session_id, "id": message_id, "withheld": WITHHELD}
    return [_message(row) for row in await tx.fetch(_QUERIES["list_messages"], values)]


def message_not_found(message_id: UUID) -> NotFound:
    """Return the error for a message that the actor cannot see."""
    return NotFound(f"There is no message {message_id} in this conversation.", code="message_not_found")


def _message(row: Mapping[str, Any]) -> Message:
    written = row["metadata"]  # of a question people may write it by SQL
    return Message(
        **{name: row[name] for name in _COLUMNS},
        citations=[read_citation(each) for each in row["video_references"]],
        covered=_flag(written.get("covered")),
        notice=_text(written.get("notice")),
        searched_for=_text(written.get("searched_for")),
        is_stopped=_flag(written.get("stopped")) or False,
    )


_COLUMNS = (
    "id", "parent_id", "role", "content", "model", "input_tokens", "output_tokens", "cost_usd", "created_at",
    "is_withheld", "carried_video_ids",
)  # fmt: skip


def _flag(value: object) -> bool | None:
    """Return a value of the metadata if it is what we write."""
    return value if isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= MAX_TEXT_CHARACTERS else None


MAX_TEXT_CHARACTERS = 2_000
