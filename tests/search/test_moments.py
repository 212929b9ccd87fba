"""Search on the real database, with the real embedder, as people who may see different things."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from chronos.app import App
from chronos.errors import Invalid, NotFound
from chronos.model import Actor, CreatorId, VideoId
from chronos.pipeline.index import index_video, list_unindexed
from chronos.search import Scope, find_moments, find_words
from tests.factories import SEARCHED, a_creator, a_student, a_talk, as_creator, as_student

LIGHT = [
    "Welcome to this lesson about light and how a camera measures all of it.",
    "A fast shutter speed freezes the motion of a runner in mid air.",
    "Open the aperture wide and the background of a portrait becomes soft.",
    "In 2016 the studio bought fifty new lamps for the portrait class.",
]
BREAD = [
    "Let the dough rest under a cloth until it has doubled in size.",
    "Yeast turns the sugar of the flour into gas, and the gas lifts the dough.",
]
MOTION = "How do I freeze a running person?"


@pytest.fixture
async def ada(app: App) -> CreatorId:
    async with app.db.as_service("test") as tx:
        return await a_creator(tx)


@pytest.fixture
async def sam(app: App, ada: CreatorId) -> Actor:
    async with app.db.as_service("test") as tx:
        return as_student(await a_student(tx, ada))


@pytest.fixture
async def light(app: App, ada: CreatorId) -> VideoId:
    return await a_talk(app.db, app.embedder, ada, LIGHT, title="Light")


@pytest.fixture
async def bread(app: App, ada: CreatorId) -> VideoId:
    return await a_talk(app.db, app.embedder, ada, BREAD, title="Bread")


async def change(app: App, video: VideoId, **values: Any) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update videos set (title, transcript_language, is_published, created_at, deleted_at) = "
            "(select title, transcript_language, is_published, created_at, deleted_at "
            "from jsonb_populate_record(videos, %(values)s)) where id = %(id)s",
            {"values": Jsonb(values, dumps=lambda found: json.dumps(found, default=str)), "id": video},
        )


async def texts(app: App, actor: Actor, query: str, **scope: Any) -> list[str]:
    return [
        moment.text for moment in (await find_moments(app.db, app.engine, actor, query, scope=Scope(**scope))).moments
    ]


async def words(app: App, actor: Actor, query: str, **scope: Any) -> list[str]:
    return [moment.text for moment in await find_words(app.db, actor, query, scope=Scope(**scope))]


async def test_a_moment_tells_where_to_press_play_and_why(app: App, sam: Actor, light: VideoId, bread: VideoId) -> None:
    found = await find_moments(app.db, app.engine, sam, "Which shutter speed freezes a runner?")
    best = found.moments[0]
    assert found.verdict != "not_covered"
    assert (best.video_id, best.title, best.text) == (light, "Light", LIGHT[1])
    assert (best.play_seconds, best.start_seconds) == (8.0, 10.0)
    assert best.play_until_seconds >= best.end_seconds == pytest.approx(16.4)
    assert [best.text[first:last] for first, last in best.highlights] == ["shutter", "speed", "freezes", "runner"]
    assert best.passage == " ".join(LIGHT[:3])
    assert best.why in ("words", "both")
    assert 0 < best.score <= 1
    assert [moment.score for moment in found.moments] == sorted((m.score for m in found.moments), reverse=True)


async def test_it_is_found_by_its_meaning(app: App, sam: Actor, light: VideoId, bread: VideoId) -> None:
    assert (await texts(app, sam, MOTION))[0] == LIGHT[1]
    assert (await texts(app, sam, "What makes a loaf grow?"))[0] in BREAD


@pytest.mark.parametrize(
    "framed",
    ["Hi! Where does she talk about freezing a running person? 🙂", "CAN YOU EXPLAIN HOW TO FREEZE A RUNNER???"],
)
async def test_framing_is_no_part_of_a_question(
    app: App, sam: Actor, light: VideoId, bread: VideoId, framed: str
) -> None:
    found = await find_moments(app.db, app.engine, sam, framed)
    assert (found.moments[0].text, found.verdict == "not_covered") == (LIGHT[1], False)


async def test_numbers_are_found_as_words_and_as_digits(app: App, sam: Actor, light: VideoId) -> None:
    for query in ("when did they buy 50 lamps", "fifty lamps", "what happened in twenty sixteen"):
        assert (await words(app, sam, query))[0] == LIGHT[3]


async def test_phrases_in_quotes_must_be_said(app: App, sam: Actor, light: VideoId) -> None:
    assert await texts(app, sam, 'how is "a portrait" made') == [LIGHT[2]]
    assert await words(app, sam, '"portrait class"') == [LIGHT[3]]
    assert await words(app, sam, '"class portrait"') == []
    assert await texts(app, sam, '"class portrait"') != []  # the recogniser may have misheard it


async def test_scopes(app: App, ada: CreatorId, sam: Actor, light: VideoId, bread: VideoId) -> None:
    now = datetime.now(UTC)
    await change(app, bread, transcript_language="de", created_at=now - timedelta(days=9))
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one(
            "insert into courses (creator_id, title, is_published) values (%(id)s, 'Baking', true) returning id",
            {"id": ada},
        )
        assert row
        await tx.execute(
            "insert into course_modules (course_id, title, video_ids) values (%(course)s, 'One', %(videos)s)",
            {"course": row["id"], "videos": [bread]},
        )
    narrow: list[dict[str, Any]] = [
        {"video_ids": (bread,)},
        {"language": "de"},
        {"before": now - timedelta(days=1)},
        {"course_id": row["id"]},
        {"course_id": row["id"], "video_ids": (bread, light)},
    ]
    for scope in narrow:
        assert set(await texts(app, sam, MOTION, **scope)) <= set(BREAD), scope
        assert await texts(app, sam, MOTION, **scope) != [], scope
        assert set(await words(app, sam, "the", **scope)) <= set(BREAD), scope
    assert await texts(app, sam, MOTION, video_ids=()) == []
    assert await texts(app, sam, MOTION, course_id=row["id"], video_ids=(light,)) == []
    assert (await texts(app, sam, MOTION, since=now - timedelta(days=1)))[0] == LIGHT[1]
    with pytest.raises(NotFound):
        await texts(app, sam, MOTION, course_id=uuid4())


async def test_invisible_videos_are_not_found(
    app: App, ada: CreatorId, sam: Actor, light: VideoId, bread: VideoId
) -> None:
    async with app.db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
        tim = as_student(await a_student(tx, bob))
        ida = as_student(await a_student(tx, ada, is_active=False))
    await a_talk(app.db, app.embedder, bob, ["Bob explains how a runner is frozen in mid air."])
    await change(app, light, is_published=False)
    for actor in (sam, tim, ida):
        assert not set(LIGHT) & set(await texts(app, actor, MOTION))
        assert not set(LIGHT) & set(await words(app, actor, "runner"))
    assert await texts(app, ida, MOTION) == await words(app, ida, "dough") == []
    assert (await texts(app, as_creator(ada), MOTION))[0] == LIGHT[1]
    assert await words(app, as_creator(ada), "runner") == [LIGHT[1]]


async def test_every_change_of_the_library_is_seen_at_once(app: App, sam: Actor, light: VideoId) -> None:
    before = await find_moments(app.db, app.engine, sam, MOTION)
    assert (await find_moments(app.db, app.engine, sam, MOTION.upper())).moments[0] is before.moments[0]
    await change(app, light, title="Licht")
    assert (await find_moments(app.db, app.engine, sam, MOTION)).moments[0].title == "Licht"
    await change(app, light, is_published=False)
    assert await texts(app, sam, MOTION) == []
    await change(app, light, is_published=True)
    assert (await texts(app, sam, MOTION))[0] == LIGHT[1]
    await change(app, light, deleted_at=datetime.now(UTC))
    assert await texts(app, sam, MOTION) == await words(app, sam, "runner") == []


async def test_remembered_answers_end_with_the_membership(app: App, sam: Actor, light: VideoId) -> None:
    assert (await find_moments(app.db, app.engine, sam, MOTION)).moments
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": sam.student_id})
    assert not (await find_moments(app.db, app.engine, sam, MOTION)).moments


async def test_a_new_title_makes_it_due_again(app: App, sam: Actor, light: VideoId, bread: VideoId) -> None:
    assert await list_unindexed(app.db, app.embedder.name) == []
    await change(app, light, title="Photography")
    assert await list_unindexed(app.db, app.embedder.name) == [light]
    await index_video(app.db, app.embedder, light)
    assert await list_unindexed(app.db, app.embedder.name) == []
    assert sorted(await list_unindexed(app.db, app.embedder.name, everything=True)) == sorted([light, bread])
    assert (await texts(app, sam, MOTION))[0] == LIGHT[1]


async def test_made_again_it_is_as_it_was(app: App, sam: Actor, light: VideoId) -> None:
    before = await find_moments(app.db, app.engine, sam, MOTION)
    async with app.db.as_service("test") as tx:
        for table in SEARCHED:
            await tx.execute(f"delete from {table}")  # noqa: S608 - a constant
    assert await list_unindexed(app.db, app.embedder.name) == [light]
    assert await words(app, sam, "runner") == []
    await index_video(app.db, app.embedder, light)
    again = await find_moments(app.db, replace(app.engine, cache=None), sam, MOTION)
    assert again == before


async def test_vectors_of_two_models_are_never_compared(app: App, ada: CreatorId, sam: Actor, light: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update video_chunks set embedding_model = 'another'", {})
        await tx.execute("update private.search_documents set embedding_model = 'another'", {})
    found = await find_moments(app.db, app.engine, sam, "Which shutter speed freezes a runner?")
    assert (found.moments[0].text, found.moments[0].why) == (LIGHT[1], "words")  # its words are found all the same
    assert await list_unindexed(app.db, app.embedder.name) == [light]


async def test_words_are_found_before_there_are_vectors(app: App, ada: CreatorId, light: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update video_chunks set embedding = null, embedding_model = null", {})
        await tx.execute("update private.search_sentences set embedding = null, token_vectors = null", {})
        await tx.execute("update private.search_documents set embedding_model = null", {})
    [line] = await find_words(app.db, as_creator(ada), "RUNNERS")
    assert (line.text, line.start_seconds) == (LIGHT[1], 10)
    assert [line.text[first:last] for first, last in line.highlights] == ["runner"]


async def test_words_that_stand_everywhere_are_found_as_they_are_written(app: App, sam: Actor, light: VideoId) -> None:
    assert await words(app, sam, "of a") == [LIGHT[1], LIGHT[2]]
    assert await words(app, sam, "from there to here") == []


async def test_a_video_that_is_gone_leaves_nothing(app: App, sam: Actor, light: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("delete from videos where id = %(id)s", {"id": light})
        for table in SEARCHED:
            assert await tx.fetch(f"select * from {table}") == []  # noqa: S608 - a constant
    assert await texts(app, sam, MOTION) == []


@pytest.mark.parametrize("query", ["", " \n", "\0", "x" * 2001])
async def test_what_cannot_be_asked(app: App, sam: Actor, query: str) -> None:
    for find in (find_moments(app.db, app.engine, sam, query), find_words(app.db, sam, query)):
        with pytest.raises(Invalid):
            await find


@pytest.mark.parametrize("query", ["?", "'; drop table videos; --", "% _ \\", '"""', "🙂", "a" * 2000, "\ud800"])
async def test_anything_else_can_be_asked(app: App, sam: Actor, light: VideoId, query: str) -> None:
    await find_moments(app.db, app.engine, sam, query)
    await find_words(app.db, sam, query)
