"""Change the cover of a course: an image that its creator sends, drawn anew without what a camera writes into it."""

import os
from pathlib import Path
from uuid import UUID, uuid4

from chronos.courses.change_course import CourseChange, change_course, creator_of
from chronos.courses.course import Course, get_course
from chronos.db import load_queries
from chronos.errors import OverLimit
from chronos.file_work import FILE_WORK
from chronos.providers.speech.media import PICTURE_TYPE, draw_image, open_source
from chronos.storage import THUMBNAILS, Access, NewObject, Room, admit_object, authorize_object, object_name

MAX_COVER_BYTES = 5 * 1024 * 1024  # the limit of bucket `thumbnails`

_QUERIES = load_queries("chronos.courses")


async def change_cover(access: Access, course_id: UUID, image: Path | None) -> Course:
    """Return the course with its new cover; without `image` pages draw one themselves.

    Raises NotAllowed (`creators_only`), NotFound, Invalid (`picture_unknown`, `picture_damaged`, …), OverLimit.
    """
    creator_id = creator_of(access.actor)
    async with access.db.acting_as(access.actor) as tx:
        await get_course(tx, course_id)
    if image is None:
        return await _replace(access, course_id, "")
    name = f"{creator_id}/covers/{course_id}-{uuid4().hex}.webp"
    # Before the file is decoded: a viewer may not, and a full storage takes none.
    await authorize_object(access.db, access.actor, NewObject(THUMBNAILS, name, 1, PICTURE_TYPE))
    content = await FILE_WORK.run(creator_id, _draw, image)
    await access.objects.put(object_name(THUMBNAILS, name), content)
    return await _replace(access, course_id, name, NewObject(THUMBNAILS, name, len(content), PICTURE_TYPE))


async def _replace(access: Access, course_id: UUID, name: str, new: NewObject | None = None) -> Course:
    """Show the picture. The earlier one goes at once, unless a video or another course shows it too."""
    async with access.db.acting_as(access.actor) as tx:
        await tx.fetch_one(_QUERIES["lock_course"], {"id": course_id})
        earlier = (await get_course(tx, course_id)).summary.cover
        if new is not None:
            await admit_object(tx, new, Room(access.actor.creator_id))
        course = await change_course(tx, access.actor, course_id, CourseChange(cover=name))
        row = await tx.fetch_one(_QUERIES["drop_cover"], {"name": earlier}) if earlier is not None else None
    if earlier is not None and row is not None and row["size_bytes"] is not None:
        await access.objects.delete(object_name(THUMBNAILS, earlier))
    return course


def _draw(image: Path) -> bytes:
    with open_source(image) as file:
        if file.seek(0, os.SEEK_END) > MAX_COVER_BYTES:
            raise OverLimit(f"A cover may have up to {MAX_COVER_BYTES // 1024**2} MB.", code="too_large")
        return draw_image(file)
