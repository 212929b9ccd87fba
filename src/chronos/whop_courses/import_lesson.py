"""Import a lesson: its hosted video becomes a video of the library, once."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chronos.db import load_queries
from chronos.errors import ChronosError
from chronos.model import VideoId
from chronos.storage import Access
from chronos.videos import Change, Details, Fetcher, add_file, change_video, get_video, require_creator
from chronos.whop import LessonMedia, WhopClient, WhopCourse, WhopLesson
from chronos.whop_courses.course_tree import why_not
from chronos.whop_courses.fetch_stream import fetch_stream

_QUERIES = load_queries("chronos.whop_courses")


@dataclass(frozen=True, slots=True)
class Means:
    """What an import works with: `access` of the creator; `media_url`: where Whop's videos are streamed from."""

    access: Access
    client: WhopClient
    fetcher: Fetcher
    incoming: Path
    media_url: str


@dataclass(frozen=True, slots=True)
class LessonOutcome:
    """What became of a lesson. `reason`: why it was left out, or failed."""

    lesson_id: str
    title: str
    outcome: Literal["imported", "unchanged", "renamed", "left out", "failed"]
    reason: str | None = None
    video_id: VideoId | None = None


async def import_lesson(means: Means, course: WhopCourse, lesson: WhopLesson) -> LessonOutcome:
    """Bring a lesson's video into the library; one of the library that is the same on Whop is not fetched again.

    Raises ProviderError when Whop's API is away; what fails for one lesson is its outcome.
    """
    reason = why_not(lesson)
    media = await means.client.get_lesson(lesson.id) if reason is None else None
    if media is not None and media.video is None:
        reason = "It has no video."
    elif media is not None and media.video is not None and not media.video.is_ready:
        reason = "Whop is still working on its video: import again later."
    if reason is not None or media is None:
        return LessonOutcome(lesson.id, lesson.title, "left out", reason)
    known = await _keep_known(means, lesson, media)
    if known is not None:
        return known
    try:
        video_id = await _bring_in(means, course, lesson, media)
    except ChronosError as error:
        return LessonOutcome(lesson.id, lesson.title, "failed", str(error))
    return LessonOutcome(lesson.id, lesson.title, "imported", video_id=video_id)


async def _keep_known(means: Means, lesson: WhopLesson, media: LessonMedia) -> LessonOutcome | None:
    """Return the outcome of a lesson that was imported before; what was changed or removed here stays."""
    assert media.video is not None  # noqa: S101 - the caller looked
    creator_id = require_creator(means.access.actor)
    async with means.access.db.as_service("whop_courses.lessons") as tx:
        row = await tx.fetch_one(_QUERIES["get_lesson"], {"id": lesson.id, "creator_id": creator_id})
    if row is None or row["asset_id"] != media.video.id:
        return None
    if row["video_id"] is None:
        return LessonOutcome(lesson.id, lesson.title, "left out", "Its video was removed here.")
    video_id = VideoId(row["video_id"])
    if row["title"] == lesson.title:
        return LessonOutcome(lesson.id, lesson.title, "unchanged", video_id=video_id)
    async with means.access.db.acting_as(means.access.actor) as tx:
        if (await get_video(tx, video_id)).title == row["title"]:
            await change_video(tx, means.access.actor, video_id, Change(title=lesson.title))
    await _keep(means, lesson, media.video.id, video_id)
    return LessonOutcome(lesson.id, lesson.title, "renamed", video_id=video_id)


async def _bring_in(means: Means, course: WhopCourse, lesson: WhopLesson, media: LessonMedia) -> VideoId:
    assert media.video is not None  # noqa: S101 - the caller looked
    token = f"?token={media.video.token}" if media.video.token is not None else ""
    url = f"{means.media_url}/{media.video.playback_id}.m3u8{token}"
    await asyncio.to_thread(means.incoming.mkdir, parents=True, exist_ok=True)
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="lesson-", dir=means.incoming))
    try:
        stream = await fetch_stream(means.fetcher, url, folder, course.language)
        details = Details(lesson.title, captions=stream.captions, language=course.language if stream.captions else None)
        added = await add_file(means.access, stream.video, details)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    await _keep(means, lesson, media.video.id, added.video_id)
    return added.video_id


async def _keep(means: Means, lesson: WhopLesson, asset_id: str, video_id: VideoId) -> None:
    values = {"id": lesson.id, "creator_id": require_creator(means.access.actor), "video_id": video_id}
    async with means.access.db.as_service("whop_courses.lessons") as tx:
        await tx.execute(_QUERIES["keep_lesson"], values | {"asset_id": asset_id, "title": lesson.title})
