"""The way back of a lesson that was taken out of its module, as the address of the builder carries it."""

from uuid import UUID

from chronos.model import VideoId
from chronos.web.pages.studio.course_list import COURSES
from chronos.web.pages.studio.studio_page import Undo

_PARTS = 3


def write_undo(module_id: UUID, video_id: VideoId, place: int) -> str:
    """Return what `read_undo` reads; `place` is that of the lesson in its module, from 0."""
    return f"{module_id}.{video_id}.{place}"


def read_undo(course_id: UUID, text: str) -> Undo | None:
    """Return the form that puts the lesson back; None for a text that `write_undo` did not write."""
    parts = text.split(".")
    try:
        module_id, video_id, place = UUID(parts[0]), UUID(parts[1]), int(parts[2])
    except (IndexError, ValueError):
        return None
    if len(parts) != _PARTS or place < 0:
        return None
    return Undo(f"{COURSES}/{course_id}/modules/{module_id}/lessons/{video_id}/return", {"place": place})
