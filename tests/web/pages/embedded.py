"""What an owner lets other sites show, for tests of its pages."""

from uuid import UUID

from chronos import courses, embeds
from chronos.app import App
from chronos.courses import CourseChange, NewModule
from chronos.embeds import Showing
from chronos.model import Actor, VideoId

SITE = "https://www.example.com"


async def embedded(app: App, owner: Actor, *, is_public: bool = True, **named: UUID) -> Showing:
    """Let `SITE` show a video or a course."""
    async with app.db.acting_as(owner) as tx:
        if not await embeds.list_sites(tx, owner):
            await embeds.add_site(tx, owner, SITE)
        await embeds.allow_embed(tx, owner, is_public=is_public, **named)
    return await embeds.find_embed(app.db, **named)


async def a_course(app: App, owner: Actor, video: VideoId) -> UUID:
    """A published course with one lesson."""
    async with app.db.acting_as(owner) as tx:
        course = (await courses.add_course(tx, owner, "Exposure")).summary.id
        await courses.add_module(tx, owner, course, NewModule("The settings", video_ids=[video]))
        await courses.change_course(tx, owner, course, CourseChange(is_published=True))
    return course
