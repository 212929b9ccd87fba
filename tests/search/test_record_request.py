"""Searches of students leave facts; those of creators and of evaluation do not."""

from dataclasses import replace

from chronos.app import App
from chronos.model import Actor
from chronos.search import find_moments, find_words
from tests.factories import a_creator, a_student, as_creator, as_student


async def _kinds(app: App) -> list[str]:
    async with app.db.as_service("test") as tx:
        return [row["kind"] for row in await tx.fetch("select kind from private.facts order by id")]


async def _people(app: App) -> tuple[Actor, Actor]:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        return as_creator(ada), as_student(await a_student(tx, ada))


async def test_searches_of_students_are_recorded(app: App) -> None:
    creator, student = await _people(app)
    for actor in (creator, student):
        await find_moments(app.db, app.engine, actor, "light")
        await find_words(app.db, actor, "light")
        await find_moments(app.db, app.engine, actor, "light", counts_as=None)  # the caller records it
    assert await _kinds(app) == ["search", "search"]


async def test_measurements_are_not_recorded(app: App) -> None:
    creator, student = await _people(app)
    await find_moments(app.db, replace(app.engine, is_limited=False), student, "light")
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update creators set whop_company_id = 'chronos-eval:' || id where id = %(id)s", {"id": creator.creator_id}
        )
    await find_words(app.db, student, "light")
    assert await _kinds(app) == []
