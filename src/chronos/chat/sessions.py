"""Sessions: create, list, read, rename and delete a student's conversations, under the actor's own rights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, SessionId, StudentId, VideoId
from chronos.search import Scope
from chronos.text import clean_title
from chronos.videos import no_such_video

MAX_PAGE = 100

_QUERIES = load_queries("chronos.chat")


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation. Without context its questions are about the whole library.

    `context_at_seconds`: it is about this second of the one video in `context_video_ids`.
    """

    id: SessionId
    title: str | None
    context_video_ids: Sequence[VideoId] | None
    context_course_id: UUID | None
    context_at_seconds: float | None
    created_at: datetime
    last_message_at: datetime | None

    @property
    def scope(self) -> Scope:
        """The videos that its questions are about."""
        ids = self.context_video_ids
        return Scope(
            tuple(ids) if ids is not None else None, self.context_course_id, at_seconds=self.context_at_seconds
        )


async def create_session(
    tx: Tx,
    actor: Actor,
    *,
    title: str | None = None,
    video_ids: Sequence[VideoId] | None = None,
    course_id: UUID | None = None,
    at_seconds: float | None = None,
) -> Session:
    """Create a session about `video_ids`, a course, or the part of one video around `at_seconds`.

    Raises Invalid (`title_empty`, `second_without_video`, `second_outside`), NotFound (`course_not_found`,
    `video_not_found`) for what the actor does not see, NotAllowed unless the actor is a student with an active
    membership.
    """
    if at_seconds is not None and len(video_ids or ()) != 1:
        raise Invalid("A second needs its video: pass exactly one in video_ids.", code="second_without_video")
    if course_id is not None:
        await require_course(tx, course_id)
    if video_ids:
        await _require_videos(tx, video_ids, at_seconds)
    row = await tx.fetch_one(
        _QUERIES["insert_session"],
        {
            "student_id": actor.student_id,
            "title": clean_title(title) if title is not None else None,
            "video_ids": list(video_ids) if video_ids is not None else None,
            "course_id": course_id,
            "at_seconds": at_seconds,
        },
    )
    if row is None:
        raise students_only()
    return Session(**row)


async def list_sessions(
    tx: Tx,
    *,
    query: str | None = None,
    student_id: StudentId | None = None,
    cursor: SessionId | None = None,
    limit: int = 50,
) -> list[Session]:
    """List sessions, newest first, those after `cursor` if given. Raises NotFound for an unknown cursor.

    `student_id`: those of this student, for staff. `query`: those whose title has all of its words, or a message of
    them if the conversation is the caller's own.
    """
    after = await get_session(tx, cursor) if cursor is not None else None
    rows = await tx.fetch(
        _QUERIES["list_sessions"],
        {
            "words": words_of(query) if query is not None else None,
            "student_id": student_id,
            "before": after.created_at if after else None,
            "before_id": after.id if after else None,
            "limit": max(1, min(limit, MAX_PAGE)),
        },
    )
    return [Session(**row) for row in rows]


async def name_askers(tx: Tx, session_ids: Iterable[SessionId]) -> dict[SessionId, str]:
    """Return the name of the student of each conversation, for staff; of a student's own it is the caller's."""
    rows = await tx.fetch(_QUERIES["name_askers"], {"ids": list(session_ids)})
    return {row["id"]: row["name"] for row in rows}


def words_of(query: str) -> list[str]:
    """Return the words that a text must have, in lower case."""
    return query.replace("\0", " ").lower().split()


async def get_session(tx: Tx, session_id: SessionId) -> Session:
    """Return one session. Raises NotFound."""
    row = await tx.fetch_one(_QUERIES["get_session"], {"id": session_id})
    if row is None:
        raise session_not_found(session_id)
    return Session(**row)


async def rename_session(tx: Tx, session_id: SessionId, title: str) -> Session:
    """Change the title. Raises Invalid (`title_empty`), NotFound."""
    row = await tx.fetch_one(_QUERIES["rename_session"], {"id": session_id, "title": clean_title(title)})
    if row is None:
        raise session_not_found(session_id)
    return Session(**row)


async def delete_session(tx: Tx, session_id: SessionId) -> None:
    """Delete a session with its messages. Raises NotFound."""
    if not await tx.execute(_QUERIES["delete_session"], {"id": session_id}):
        raise session_not_found(session_id)


async def require_course(tx: Tx, course_id: UUID) -> None:
    """Raise NotFound (`course_not_found`) unless the actor sees the course."""
    if not await tx.fetch(_QUERIES["see_course"], {"id": course_id}):
        raise NotFound(f"There is no course {course_id}.", code="course_not_found")


async def _require_videos(tx: Tx, video_ids: Sequence[VideoId], at_seconds: float | None) -> None:
    lengths = {row["id"]: row["seconds"] for row in await tx.fetch(_QUERIES["see_videos"], {"ids": list(video_ids)})}
    for video_id in video_ids:
        if video_id not in lengths:
            raise no_such_video(video_id)
        seconds = lengths[video_id]
        if at_seconds is not None and not 0 <= at_seconds <= (inf if seconds is None else seconds):
            raise Invalid(f"The second {at_seconds:g} does not lie within video {video_id}.", code="second_outside")


def students_only() -> NotAllowed:
    """Return the error for a caller who is no student."""
    return NotAllowed("Only students with an active membership can ask in a conversation.", code="students_only")


def session_not_found(session_id: SessionId) -> NotFound:
    """Return the error for a session that the actor cannot see."""
    return NotFound(f"There is no conversation {session_id}.", code="session_not_found")
