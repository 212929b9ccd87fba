"""Passages: what is said around a moment, and only as long as the asker may see it."""

from dataclasses import replace

from chronos.app import App
from chronos.search import find_moments, read_passages
from tests.factories import a_creator, a_student, a_talk, as_student

SAID = [
    "Welcome to this course about how photographs are made.",
    "A fast shutter speed freezes the motion of a runner in mid air.",
    "Use a five hundredth of a second.",
]


async def test_a_passage_has_the_sentences_around_its_moment_with_their_chunk(app: App) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        sam = as_student(await a_student(tx, ada))
    video = await a_talk(app.db, app.embedder, ada, SAID, title="Shutter")
    moments = (await find_moments(app.db, app.engine, sam, "How do I freeze a runner?")).moments
    async with app.db.acting_as(sam) as tx:
        [passage] = await read_passages(tx, moments[:1])
        assert await read_passages(tx, [replace(moments[0], start_seconds=999.0)]) == []
    assert [one.text for one in passage.sentences] == SAID
    assert (passage.moment, passage.sentences[passage.best].text) == (moments[0], SAID[1])
    async with app.db.as_service("test") as tx:
        chunks = await tx.fetch("select id from video_chunks where video_id = %(id)s", {"id": video})
        assert {one.chunk_id for one in passage.sentences} <= {row["id"] for row in chunks}
        await tx.execute("update videos set is_published = false where id = %(id)s", {"id": video})
    async with app.db.acting_as(sam) as tx:
        assert await read_passages(tx, moments[:1]) == []


async def test_a_sentence_is_cited_by_its_own_chunk_or_the_one_before(app: App) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        sam = as_student(await a_student(tx, ada))
    video = await a_talk(app.db, app.embedder, ada, SAID, title="Shutter")
    moments = (await find_moments(app.db, app.engine, sam, "How do I freeze a runner?")).moments[:1]
    async with app.db.as_service("test") as tx:
        [first] = await tx.fetch(
            "select id, chunk_index from video_chunks where video_id = %(id)s order by chunk_index limit 1",
            {"id": video},
        )
        await tx.execute(
            "delete from video_chunks where video_id = %(id)s and chunk_index > %(first)s",
            {"id": video, "first": first["chunk_index"]},
        )
    for after, cited in ((0, [first["id"]] * len(SAID)), (1, [first["id"]] * len(SAID)), (2, [])):
        async with app.db.as_service("test") as tx:
            await tx.execute(
                "update private.search_sentences set chunk_index = %(chunk)s where video_id = %(id)s",
                {"id": video, "chunk": first["chunk_index"] + after},
            )
        async with app.db.acting_as(sam) as tx:
            passages = await read_passages(tx, moments)
        assert [one.chunk_id for passage in passages for one in passage.sentences] == cited
