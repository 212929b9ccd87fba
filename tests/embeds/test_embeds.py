"""Embeds: what an owner lets other sites show, and what a visitor sees of it."""

import asyncio
from uuid import uuid4

import pytest

from chronos.courses import get_course
from chronos.db import Database
from chronos.embeds import Showing, add_site, allow_embed, end_embed, find_embed, get_embed, list_embeds
from chronos.errors import NotAllowed, NotFound, OverLimit
from chronos.model import Actor
from chronos.usage import take_rate_token
from tests.embeds.conftest import School
from tests.factories import a_creator, a_staff_member, as_creator, as_staff

ASKS_AT_ONCE = 20  # of the visitors of one embed, in the tier basic


async def titles_seen(db: Database, actor: Actor) -> set[str]:
    async with db.acting_as(actor) as tx:
        return {row["title"] for row in await tx.fetch("select title from videos")}


async def allowed(db: Database, school: School, *, of_course: bool = False, is_public: bool = True) -> Showing:
    """What a visitor is shown."""
    named = {"course_id": school.course} if of_course else {"video_id": school.shown}
    async with db.acting_as(school.owner) as tx:
        await allow_embed(tx, school.owner, is_public=is_public, **named)
    return await find_embed(db, **named)


async def test_nothing_is_embedded_until_an_owner_allows_it(db: Database, school: School) -> None:
    for named in ({"video_id": school.shown}, {"course_id": school.course}, {"embed_id": uuid4()}):
        with pytest.raises(NotFound):
            await find_embed(db, **named)
    async with db.acting_as(school.owner) as tx:
        assert await list_embeds(tx, school.owner) == []
        with pytest.raises(NotFound):
            await get_embed(tx, school.owner, video_id=school.shown)


async def test_an_address_tells_what_it_shows_and_where(db: Database, school: School) -> None:
    async with db.acting_as(school.owner) as tx:
        await add_site(tx, school.owner, "https://example.com")
    found = await allowed(db, school, is_public=False)
    assert (found.video_id, found.course_id, found.is_public) == (school.shown, None, False)
    assert found.sites == ["https://example.com"]
    assert await find_embed(db, embed_id=found.id) == found
    assert found.path == f"/embed/{school.shown}"
    assert (await allowed(db, school)).is_public
    assert (await allowed(db, school, of_course=True)).path == f"/embed/course/{school.course}"


async def test_a_visitor_of_a_video_sees_it_alone(db: Database, school: School) -> None:
    visitor = (await allowed(db, school)).actor
    assert await titles_seen(db, visitor) == {"Shown"}
    async with db.acting_as(visitor) as tx:
        for rows in ("students", "creators", "courses", "course_modules", "chat_messages", "embeds", "embed_sites"):
            assert await tx.fetch(f"select * from {rows}") == []  # noqa: S608


async def test_a_visitor_of_a_course_sees_lessons_that_are_open_to_everyone(db: Database, school: School) -> None:
    """Neither a draft nor what opens by a student's own time."""
    visitor = (await allowed(db, school, of_course=True)).actor
    assert await titles_seen(db, visitor) == {"Shown"}
    async with db.acting_as(visitor) as tx:
        course = await get_course(tx, school.course)
    assert course.summary.title == "Course"
    async with db.acting_as(school.owner) as tx:
        await tx.execute("update courses set is_published = false")
    assert await titles_seen(db, visitor) == set()


@pytest.mark.parametrize(
    "ends_by", ["its end", "a video that is hidden", "a creator who is inactive", "a removed video"]
)
async def test_a_visitor_sees_nothing_from_that_moment_on(db: Database, school: School, ends_by: str) -> None:
    found = await allowed(db, school)
    match ends_by:
        case "its end":
            async with db.acting_as(school.owner) as tx:
                await end_embed(tx, found.id)
        case "a video that is hidden":
            async with db.acting_as(school.owner) as tx:
                await tx.execute("update videos set is_published = false")
        case "a creator who is inactive":
            async with db.as_service("test") as tx:
                await tx.execute("update creators set is_active = false")
        case _:
            async with db.acting_as(school.owner) as tx:
                await tx.execute("delete from videos where title = 'Shown'")
    assert await titles_seen(db, found.actor) == set()


async def test_a_person_never_acts_for_an_embed_as_well(db: Database, school: School) -> None:
    found = await allowed(db, school)
    async with db.as_service("test") as tx:
        other = await a_creator(tx, name="Bob")
    mixed = Actor("authenticated", subject=other, creator_id=other, embed_id=found.id)
    assert await titles_seen(db, mixed) == set()


async def test_visitors_of_one_embed_share_their_questions(db: Database, school: School) -> None:
    """They leave those of the school's students alone."""
    visitor = (await allowed(db, school)).actor

    async def ask(actor: Actor) -> bool:
        try:
            async with db.acting_as(actor) as tx:
                await take_rate_token(tx, "ask")
        except OverLimit:
            return False
        return True

    answered = await asyncio.gather(*(ask(visitor) for _ in range(ASKS_AT_ONCE + 5)))
    assert sum(answered) == ASKS_AT_ONCE
    assert await ask(school.owner)


async def test_only_owners_of_the_school_allow_and_end(db: Database, school: School) -> None:
    assert school.owner.creator_id is not None
    found = await allowed(db, school)
    async with db.as_service("test") as tx:
        editor = as_staff(school.owner.creator_id, await a_staff_member(tx, school.owner.creator_id, "editor"))
        other = as_creator(await a_creator(tx, name="Bob"))
    async with db.acting_as(editor) as tx:
        assert [one.title for one in await list_embeds(tx, editor)] == ["Shown"]
    with pytest.raises(NotAllowed):
        async with db.acting_as(editor) as tx:
            await allow_embed(tx, editor, video_id=school.later, is_public=True)
    with pytest.raises(NotFound):
        async with db.acting_as(other) as tx:
            await allow_embed(tx, other, video_id=school.shown, is_public=True)
    for actor in (editor, other):
        with pytest.raises(NotFound):
            async with db.acting_as(actor) as tx:
                await end_embed(tx, found.id)
