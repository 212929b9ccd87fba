"""A scope keeps the videos that it names, of the right language, time and course."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from chronos.db import Database
from chronos.errors import NotFound
from chronos.model import Actor, VideoId
from chronos.search.library import Document, Library
from chronos.search.scope import EVERYTHING, Scope, resolve_scope, videos_in
from tests.factories import a_creator, a_video, as_creator

ONE, TWO = VideoId(UUID(int=1)), VideoId(UUID(int=2))
EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
LIBRARY = Library([Document(ONE, "One", "m", "en", EARLY, b""), Document(TWO, "Two", "m", None, LATE, b"")])


@pytest.mark.parametrize(
    ("scope", "videos"),
    [
        (EVERYTHING, None),
        (Scope(video_ids=()), []),
        (Scope(video_ids=(TWO, VideoId(UUID(int=9)))), [TWO]),
        (Scope(language="en"), [ONE]),
        (Scope(since=LATE), [TWO]),
        (Scope(before=LATE), [ONE]),
        (Scope(since=EARLY, before=LATE, language="de"), []),
    ],
)
def test_scope_keeps_the_videos_within(scope: Scope, videos: list[VideoId] | None) -> None:
    assert videos_in(LIBRARY, scope) == videos


async def test_course_becomes_its_videos(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        first, second = [await a_video(tx, creator.creator_id) for _ in range(2)]
        [row] = await tx.fetch(
            "insert into courses (creator_id, title) values (%(id)s, 'One') returning id", {"id": creator.creator_id}
        )
        course = row["id"]
        await tx.execute(
            "insert into course_modules (course_id, title, video_ids) values (%(course)s, 'One', %(videos)s)",
            {"course": course, "videos": [first, second]},
        )
        eve = as_creator(await a_creator(tx, name="Eve"))
    async with db.acting_as(creator) as tx:
        assert (await resolve_scope(tx, Scope(course_id=course))).video_ids == tuple(sorted([first, second]))
        narrowed = await resolve_scope(tx, Scope(video_ids=(second, ONE), course_id=course))
        assert narrowed == Scope(video_ids=(second,))
        assert await resolve_scope(tx, EVERYTHING) == EVERYTHING
    for actor, asked in ((eve, course), (creator, uuid4())):
        async with db.acting_as(actor) as tx:
            with pytest.raises(NotFound) as caught:
                await resolve_scope(tx, Scope(course_id=asked))
        assert caught.value.code == "course_not_found"
