"""Notes: what a student writes at a second of a video."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from chronos import courses
from chronos.model import VideoId
from chronos.videos import moment_url
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Cursor
from chronos.web.api.watching import Second
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(prefix="/notes", tags=["notes"], route_class=OffLoopRoute)

MAX_LIMIT = courses.MAX_NOTES_PAGE - 1  # one more is asked for, to know whether there is a next page

Content = Annotated[str, Field(max_length=courses.MAX_NOTE_CHARACTERS, pattern=WITHOUT_NUL)]
PathNoteId = Annotated[UUID, Path(description="Id of the note.")]


class NewNote(Body):
    """A note to add; without `content` it is a bookmark."""

    video_id: UUID
    at_seconds: Second
    content: Content = ""


class NoteChange(Body):
    """Fields to change; omitted fields keep their value. An empty `content` makes the note a bookmark."""

    at_seconds: Second | None = None
    content: Content | None = None


class Note(BaseModel):
    """A note of the calling student. `title` is null while its video is locked to the student."""

    id: UUID
    video_id: UUID
    title: str | None
    at_seconds: float
    content: str
    created_at: datetime
    updated_at: datetime
    url: str

    @classmethod
    def of(cls, note: courses.Note, public_url: str) -> Self:
        """Present a note of the room."""
        return cls(
            id=note.id,
            video_id=note.video_id,
            title=note.title,
            at_seconds=note.at_seconds,
            content=note.content,
            created_at=note.created_at,
            updated_at=note.updated_at,
            url=moment_url(public_url, note.video_id, note.at_seconds),
        )


class NotePage(BaseModel):
    """Notes, newest first."""

    items: list[Note]
    next_cursor: UUID | None


@router.get("", operation_id="list_notes", summary="List notes", responses=problems(404))
async def list_notes(
    app: Running,
    actor: Program,
    video_id: Annotated[UUID | None, Query(description="Only notes at this video.")] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Maximum number of notes.")] = 100,
) -> NotePage:
    """List the calling student's notes and bookmarks, newest first. No one else can read them."""
    only = VideoId(video_id) if video_id is not None else None
    async with app.db.acting_as(actor) as tx:
        notes = await courses.list_notes(tx, video_id=only, cursor=cursor, limit=limit + 1)
    shown = notes[:limit]
    return NotePage(
        items=[Note.of(note, app.settings.public_url) for note in shown],
        next_cursor=shown[-1].id if len(notes) > limit else None,
    )


@router.post("", operation_id="add_note", summary="Add a note", status_code=201, responses=problems(400, 404, 413))
async def add_note(body: NewNote, app: Running, actor: Program, response: Response) -> Note:
    """Add a note or a bookmark to a video that the calling student may play."""
    async with app.db.acting_as(actor) as tx:
        note = await courses.add_note(tx, actor, VideoId(body.video_id), float(body.at_seconds), body.content)
    response.headers["Location"] = f"/api/v1/notes/{note.id}"
    return Note.of(note, app.settings.public_url)


@router.get("/{note_id}", operation_id="get_note", summary="Get a note", responses=problems(404))
async def get_note(note_id: PathNoteId, app: Running, actor: Program) -> Note:
    """Return a note of the calling student."""
    async with app.db.acting_as(actor) as tx:
        return Note.of(await courses.get_note(tx, note_id), app.settings.public_url)


@router.patch("/{note_id}", operation_id="change_note", summary="Change a note", responses=problems(400, 404, 413))
async def change_note(note_id: PathNoteId, body: NoteChange, app: Running, actor: Program) -> Note:
    """Change the text or the second of a note and return the note."""
    at_seconds = float(body.at_seconds) if body.at_seconds is not None else None
    async with app.db.acting_as(actor) as tx:
        note = await courses.change_note(tx, note_id, courses.NoteChange(at_seconds, body.content))
    return Note.of(note, app.settings.public_url)


@router.delete(
    "/{note_id}", operation_id="remove_note", summary="Remove a note", status_code=204, responses=problems(404)
)
async def remove_note(note_id: PathNoteId, app: Running, actor: Program) -> None:
    """Remove a note for good."""
    async with app.db.acting_as(actor) as tx:
        await courses.remove_note(tx, note_id)
