"""Notes: what a student writes at a second of a video. Without text a note is a bookmark."""

import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed, NotFound, OverLimit
from chronos.model import Actor, VideoId
from chronos.text import clock, language_code, terms

_QUERIES = load_queries("chronos.courses")

MAX_NOTE_CHARACTERS = 10_000
MAX_NOTES_PAGE = 500


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the calling student. `title` None: its video is locked to the student."""

    id: UUID
    video_id: VideoId
    title: str | None
    language: str | None
    at_seconds: float
    content: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NoteChange:
    """Fields to change; None keeps the value, an empty `content` makes it a bookmark."""

    at_seconds: float | None = None
    content: str | None = None


async def add_note(tx: Tx, actor: Actor, video_id: VideoId, at_seconds: float, content: str = "") -> Note:
    """Add a note to a video that the calling student may play.

    Raises NotAllowed (`students_only`), NotFound (`video_not_found`), Invalid (`note_outside_video`, `note_too_long`),
    OverLimit (`too_many_notes`).
    """
    if actor.student_id is None or actor.creator_id is not None:
        raise NotAllowed("Only students keep notes.", code="students_only")
    content = _checked(content)
    video = await tx.fetch_one(_QUERIES["noted_video"], {"video_id": video_id})
    if video is None:
        raise NotFound(f"There is no video {video_id} that you may play.", code="video_not_found")
    if video["notes"] >= video["most_notes"]:
        raise OverLimit(f"You keep {video['notes']} notes; remove some before you add more.", code="too_many_notes")
    values = {
        "student_id": actor.student_id,
        "creator_id": video["creator_id"],
        "video_id": video_id,
        "at_seconds": _within(at_seconds, video["duration_seconds"]),
        "content": content,
        "terms": _terms(content, video["language"]),
    }
    row = await tx.fetch_one(_QUERIES["insert_note"], values)
    assert row is not None  # noqa: S101 - an insert returns its row
    return await get_note(tx, row["id"])


async def list_notes(
    tx: Tx, *, video_id: VideoId | None = None, cursor: UUID | None = None, limit: int = MAX_NOTES_PAGE
) -> list[Note]:
    """List the calling student's notes, newest first, those after `cursor` if given. Raises NotFound for the cursor."""
    after = await get_note(tx, cursor) if cursor is not None else None
    return await _fetch(
        tx,
        video_id=video_id,
        before=after.created_at if after else None,
        before_id=after.id if after else None,
        limit=max(1, min(limit, MAX_NOTES_PAGE)),
    )


async def get_note(tx: Tx, note_id: UUID) -> Note:
    """Return one note. Raises NotFound (`note_not_found`)."""
    found = await _fetch(tx, id=note_id)
    if not found:
        raise _no_such_note(note_id)
    return found[0]


async def change_note(tx: Tx, note_id: UUID, change: NoteChange) -> Note:
    """Return the changed note. Raises as `add_note` does, NotFound (`note_not_found`)."""
    note = await get_note(tx, note_id)
    content = _checked(change.content) if change.content is not None else None
    at_seconds = change.at_seconds
    if at_seconds is not None:
        video = await tx.fetch_one(_QUERIES["noted_video"], {"video_id": note.video_id})
        at_seconds = _within(at_seconds, video["duration_seconds"] if video else None)
    written = None if content is None else _terms(content, note.language)
    await tx.execute(
        _QUERIES["change_note"], {"id": note_id, "at_seconds": at_seconds, "content": content, "terms": written}
    )
    return await get_note(tx, note_id)


async def remove_note(tx: Tx, note_id: UUID) -> None:
    """Remove a note. Raises NotFound (`note_not_found`)."""
    if not await tx.execute(_QUERIES["remove_note"], {"id": note_id}):
        raise _no_such_note(note_id)


async def _fetch(tx: Tx, **wanted: object) -> list[Note]:
    values = {"id": None, "video_id": None, "before": None, "before_id": None, "limit": 1} | wanted
    return [Note(**row) for row in await tx.fetch(_QUERIES["list_notes"], values)]


def _checked(content: str) -> str:
    content = content.replace("\0", "").strip()
    if len(content) > MAX_NOTE_CHARACTERS:
        raise Invalid(f"A note has at most {MAX_NOTE_CHARACTERS} characters.", code="note_too_long")
    return content


def _within(at_seconds: float, duration_seconds: float | None) -> float:
    if not math.isfinite(at_seconds) or at_seconds < 0:
        raise Invalid("Give the second of the video as a number from 0.", code="note_outside_video")
    if duration_seconds is not None and at_seconds > duration_seconds:
        raise Invalid(f"The video lasts {clock(duration_seconds)}.", code="note_outside_video")
    return at_seconds


def _terms(content: str, language: str | None) -> list[str]:
    """Return the stems by which the text is found: students write in the language of the video, or in English."""
    spoken = language_code(language)
    return list(dict.fromkeys([*terms(content, spoken), *terms(content, "en")]))


def _no_such_note(note_id: UUID) -> NotFound:
    return NotFound(f"There is no note {note_id}.", code="note_not_found")
