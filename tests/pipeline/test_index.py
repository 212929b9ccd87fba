"""Completed videos are indexed again after a change of title or model, all others never."""

from chronos.db import Database
from chronos.pipeline.index import index_outdated, index_video, list_unindexed
from chronos.providers.embedding.minilm import MiniLM
from tests.factories import a_creator, a_talk, a_video


async def test_new_title_is_indexed_once(db: Database, embedder: MiniLM) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
    video = await a_talk(db, embedder, ada, ["Light falls on a face."])
    assert await list_unindexed(db, embedder.name) == []
    assert await list_unindexed(db, "another") == await list_unindexed(db, embedder.name, everything=True) == [video]
    async with db.as_service("test") as tx:
        await tx.execute("update videos set title = 'Light'")
    assert await list_unindexed(db, embedder.name) == [video]
    await index_outdated(db, embedder)
    assert await list_unindexed(db, embedder.name) == []
    async with db.as_service("test") as tx:
        assert await tx.fetch("select title from private.search_documents") == [{"title": "Light"}]


async def test_unfinished_videos_are_left_alone(db: Database, embedder: MiniLM) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        videos = [await a_video(tx, ada, status=status) for status in ("pending", "embedding", "failed")]
    assert await list_unindexed(db, embedder.name, everything=True) == []
    for video in videos:
        await index_video(db, embedder, video)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from private.search_documents") == []
