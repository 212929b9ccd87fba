"""Find a course by what people type: its title, its id, or the beginning of the id."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotFound
from chronos.model import VideoId

_QUERIES = load_queries("chronos.courses")

MIN_PREFIX = 4  # characters of an id
SHOWN = 5  # courses at most in a message


@dataclass(frozen=True, slots=True)
class NamedCourse:
    """A course that was found."""

    id: UUID
    title: str


async def list_courses_of(tx: Tx, video_ids: Iterable[VideoId]) -> dict[VideoId, list[NamedCourse]]:
    """Return the courses that have each video as a lesson, as far as the caller may see them."""
    found: dict[VideoId, list[NamedCourse]] = {}
    for row in await tx.fetch(_QUERIES["courses_of_videos"], {"ids": list(video_ids)}):
        found.setdefault(row["video_id"], []).append(NamedCourse(row["id"], row["title"]))
    return found


async def find_course(tx: Tx, text: str) -> NamedCourse:
    """Return the one course that the caller may see and `text` means; a whole id goes before a title.

    Raises NotFound (`course_not_found`), and Invalid (`course_ambiguous`) when it means several.
    """
    text = text.strip().replace("\0", "")
    values = {"text": text.lower(), "is_prefix": len(text) >= MIN_PREFIX, "limit": SHOWN + 1}
    found = [NamedCourse(**row) for row in await tx.fetch(_QUERIES["find_courses"], values)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"There is no course “{text}”: `chronos course list` shows all.", code="course_not_found")
    some = ", ".join(f"{one.title} ({one.id})" for one in found[:SHOWN])
    raise Invalid(f"“{text}” means several courses: {some}. Pass the id.", code="course_ambiguous")
