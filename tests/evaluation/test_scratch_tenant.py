"""The scratch tenant is removed, however the evaluation ends; other tenants stay."""

from pathlib import Path

import pytest

from chronos.app import App
from chronos.db import Database
from chronos.evaluation import ask_all, ingest, scratch_tenant
from chronos.evaluation.folder import read_folder
from chronos.evaluation.scratch_tenant import remove_leftovers
from chronos.members import add_creator, add_student, list_creators
from tests.evaluation.test_folder import LINE, a_folder

COUNTS = """
select (select count(*) from creators) as creators, (select count(*) from students) as students,
       (select count(*) from videos) as videos, (select count(*) from video_chunks) as chunks,
       (select count(*) from private.search_terms) as terms, (select count(*) from jobs.procrastinate_jobs) as jobs,
       (select count(*) from chat_messages) as messages
"""


async def counts(db: Database) -> dict[str, int]:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one(COUNTS)
    assert row
    return row


async def ingest_and_stop(app: App) -> None:
    """As far as an ingest gets without a worker: two captions are stored, their jobs wait."""
    captions = {"one": "WEBVTT\n\n00:00.000 --> 00:04.000\nOne.\n", "two": "WEBVTT\n\n00:00.000 --> 00:04.000\nTwo.\n"}

    def stop(_: float) -> None:
        raise InterruptedError

    async with scratch_tenant(app.db, app.objects) as scratch:
        try:
            await ingest(app.db, app.objects, scratch, captions, stop)
        finally:
            found = await counts(app.db)
            assert (found["videos"], found["jobs"]) == (2, 2)


async def test_captions_are_ingested_asked_and_removed(app: App, tmp_path: Path) -> None:
    ada = await add_creator(app.db, "Ada")
    await add_student(app.db, ada.id, "Sam")
    await app.objects.put(f"videos/{ada.id}/one/source.mp4", b"hers")
    before = await counts(app.db)
    folder = read_folder(a_folder(tmp_path / "folder", LINE))
    async with scratch_tenant(app.db, app.objects) as scratch:
        progress: list[float] = []
        async with app.worker():
            made = await ingest(app.db, app.objects, scratch, folder.captions, progress.append)
        [asked] = await ask_all(app.db, app.answerer, scratch.student, folder.questions(made.videos), progress.append)
        during = await counts(app.db)
    assert made.chunks == during["chunks"] == 1
    assert made.seconds > 0
    assert asked.moments[0].title == "intro"
    assert asked.is_answered
    assert progress[-1] == 1
    assert during["messages"] == 0
    assert await counts(app.db) == before
    assert [name async for name, _ in app.objects.list_objects("videos/")] == [f"videos/{ada.id}/one/source.mp4"]


async def test_failed_evaluation_is_removed(app: App) -> None:
    before = await counts(app.db)
    with pytest.raises(InterruptedError):
        await ingest_and_stop(app)
    assert await counts(app.db) == before
    assert [name async for name, _ in app.objects.list_objects("videos/")] == []


async def test_leftovers_of_a_killed_evaluation_are_removed(app: App) -> None:
    await add_creator(app.db, "Ada")
    before = await counts(app.db)
    async with scratch_tenant(app.db, app.objects) as running:
        async with app.db.as_service("test") as tx:
            # One whose process is gone: nobody is present for it.
            await tx.execute(
                "insert into creators (name, whop_company_id) values ('Scratch of chronos eval', 'chronos-eval:x')"
            )
        await remove_leftovers(app.db, app.objects)
        names = [creator.name for creator in await list_creators(app.db)]
        assert names == ["Ada", "Scratch of chronos eval"]
        async with app.db.acting_as(running.student) as tx:
            assert await tx.fetch("select id from students") == [{"id": running.student.student_id}]
    assert await counts(app.db) == before
