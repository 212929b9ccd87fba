"""What was found is remembered for whoever sees the same library, and the least recently asked for is forgotten."""

import unicodedata
from typing import Any

import pytest

from chronos.app import App
from chronos.model import Actor, CreatorId, VideoId
from chronos.search import Found, Scope, find_moments, find_words
from chronos.search.cache import Recent
from tests.factories import a_creator, a_student, a_talk, as_creator, as_student

SHOWN, DRAFT = (
    "A fast shutter speed freezes the motion of a runner.",
    "A café is where nobody freezes a running person.",
)
QUESTION = "How do I freeze a running person?"


def test_it_keeps_so_many_and_drops_the_least_recently_used() -> None:
    cache, found = Recent[Found](limit=2), [Found((), "unsure") for _ in range(3)]
    cache.keep("a", found[0])
    cache.keep("b", found[1])
    assert cache.get("a") is found[0]
    cache.keep("c", found[2])
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (found[0], None, found[2])
    cache.clear()
    assert cache.get("a") is None


def test_values_have_a_weight_and_the_last_one_stays_however_heavy() -> None:
    cache = Recent[str](limit=5, weight=len)
    cache.keep("a", "xx")
    cache.keep("a", "xxx")  # in its place
    cache.keep("b", "yy")
    assert (cache.get("a"), cache.get("b")) == ("xxx", "yy")
    cache.keep("c", "zzzzzzz")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (None, None, "zzzzzzz")


class Library:
    """Ada's, with a published video, an unpublished one, and two students; Bob has one with the same words."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def fill(self) -> None:
        async with self.app.db.as_service("test") as tx:
            self.ada: CreatorId = await a_creator(tx)
            self.bob: CreatorId = await a_creator(tx, name="Bob")
            self.sam, self.eve = [as_student(await a_student(tx, self.ada, name=name)) for name in ("Sam", "Eve")]
            self.tim = as_student(await a_student(tx, self.bob, name="Tim"))
        self.shown = await self.add(self.ada, SHOWN)
        self.draft = await self.add(self.ada, DRAFT)
        self.bobs = await self.add(self.bob, SHOWN)
        await self.change("update videos set is_published = false where id = %(id)s", id=self.draft)

    async def add(self, owner: CreatorId, sentence: str) -> VideoId:
        return await a_talk(self.app.db, self.app.embedder, owner, [sentence], title="Talk")

    async def change(self, statement: Any, **values: Any) -> None:
        async with self.app.db.as_service("test") as tx:
            await tx.execute(statement, values)

    async def find(self, actor: Actor, query: str = QUESTION, limit: int = 5, **scope: Any) -> Found:
        found = await find_moments(self.app.db, self.app.engine, actor, query, limit=limit, scope=Scope(**scope))
        self.videos = {moment.video_id for moment in found.moments}
        return found


@pytest.fixture
async def library(app: App) -> Library:
    made = Library(app)
    await made.fill()
    return made


@pytest.mark.parametrize("creator_first", [True, False])
async def test_a_creators_drafts_are_never_a_students(library: Library, creator_first: bool) -> None:
    expected = [
        (as_creator(library.ada), {library.shown, library.draft}),
        (library.sam, {library.shown}),
        (library.tim, {library.bobs}),
        (as_creator(library.bob), {library.bobs}),
    ]
    for _ in range(2):  # the second time all of it is remembered
        for actor, videos in expected if creator_first else expected[::-1]:
            await library.find(actor)
            assert library.videos == videos


async def test_students_of_one_creator_share_it_however_they_write_it(library: Library) -> None:
    first = await library.find(library.sam)
    assert await library.find(library.sam) is first
    assert await library.find(library.eve) is first
    assert await library.find(library.eve, f"  {QUESTION.upper()}\n") is first
    assert await library.find(library.eve, QUESTION.replace(" ", " \t ")) is first
    assert await library.find(library.eve, "What is freezing?") is not first
    composed, decomposed = (unicodedata.normalize(form, "What is a café?") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert await library.find(library.sam, composed) is await library.find(library.sam, decomposed)


async def test_a_narrower_scope_is_another_question(library: Library) -> None:
    everything = await library.find(library.sam)
    other = await library.find(library.sam, video_ids=(library.bobs,))
    assert (other.moments, everything.moments != ()) == ((), True)
    assert await library.find(library.sam, video_ids=(library.shown,)) is not everything
    assert (await library.find(library.sam, limit=1)).moments == everything.moments[:1]
    assert await library.find(library.sam, language="de") is not everything
    assert await library.find(library.sam) is everything


async def test_a_course_is_the_videos_that_it_has_now(library: Library) -> None:
    second = await library.add(library.ada, DRAFT)
    async with library.app.db.as_service("test") as tx:
        row = await tx.fetch_one(
            "insert into courses (creator_id, title, is_published) values (%(ada)s, 'One', true) returning id",
            {"ada": library.ada},
        )
        assert row
        await tx.execute(
            "insert into course_modules (course_id, title, video_ids) values (%(course)s, 'One', %(videos)s)",
            {"course": row["id"], "videos": [library.shown]},
        )
    await library.find(library.sam, course_id=row["id"])
    assert library.videos == {library.shown}
    await library.change("update course_modules set video_ids = %(videos)s", videos=[second])
    await library.find(library.sam, course_id=row["id"])
    assert library.videos == {second}


@pytest.mark.parametrize("opened_first", [True, False])
async def test_a_locked_lesson_is_found_by_those_to_whom_it_is_open(library: Library, opened_first: bool) -> None:
    """Eve has been a student long enough for the module, Sam has not; both ask the same process."""
    lesson = await library.add(library.ada, "To freeze a running person, pan the camera with them.")
    await library.change(
        "with course as (insert into courses (creator_id, title, is_published) values (%(ada)s, 'One', true) "
        "returning id) insert into course_modules (course_id, title, video_ids, opens_after_days) "
        "select id, 'One', %(videos)s, 7 from course",
        ada=library.ada, videos=[lesson],
    )  # fmt: skip
    await library.change(
        "update students set created_at = now() - interval '8 days' where id = %(eve)s", eve=library.eve.student_id
    )
    expected = [(library.eve, {library.shown, lesson}), (library.sam, {library.shown})]
    for _ in range(2):  # the second time all of it is remembered
        for actor, videos in expected if opened_first else expected[::-1]:
            await library.find(actor)
            assert library.videos == videos
            words = await find_words(library.app.db, actor, "freeze", cache=library.app.search_cache)
            assert (lesson in {found.video_id for found in words}) == (lesson in videos)
    await library.change("update students set created_at = now() where id = %(eve)s", eve=library.eve.student_id)
    await library.find(library.eve)
    assert library.videos == {library.shown}
    await library.change("update course_modules set opens_after_days = null")
    for actor in (library.eve, library.sam):
        await library.find(actor)
        assert library.videos == {library.shown, lesson}


async def test_a_new_version_is_all_that_it_takes(library: Library) -> None:
    """Whatever is remembered stays; another creator's changes are nobody else's."""
    sams, tims = await library.find(library.sam), await library.find(library.tim)
    await library.change("update videos set title = 'Talk about talks' where id = %(id)s", id=library.bobs)
    assert await library.find(library.sam) is sams
    again = await library.find(library.tim)
    assert again is not tims
    assert {moment.title for moment in again.moments} == {"Talk about talks"}
    await library.change("update private.library_versions set version = version + 1 where creator_id = %(id)s",
                         id=library.ada)  # fmt: skip
    assert await library.find(library.sam) is not sams


async def test_a_repeated_question_finds_a_new_video(library: Library) -> None:
    await library.find(library.sam)
    assert library.videos == {library.shown}
    added = await library.add(library.ada, "How to freeze a person who is running: be fast.")
    await library.find(library.sam)
    assert added in library.videos
    await library.change("delete from videos where id = %(id)s", id=added)
    await library.find(library.sam)
    assert library.videos == {library.shown}
