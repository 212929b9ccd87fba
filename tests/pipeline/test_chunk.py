"""Chunk: what is stored is what is said, with the times of every word, and where its terms are."""

from collections import Counter
from typing import Any

import numpy as np
from psycopg.types.json import Jsonb

from chronos.db import Database
from chronos.model import VideoId
from chronos.pipeline.chunk import chunk_video, read_words, write_stretches
from chronos.pipeline.steps import read_video
from chronos.text.stretches import derive_stretches
from chronos.text.terms import terms
from tests.factories import a_creator, a_talk_to_chunk

TALK = [f"Sentence {n} says that light is quick, and that a shutter is quicker." for n in range(30)]


async def rows(db: Database, statement: Any, video: VideoId) -> list[dict[str, Any]]:
    async with db.as_service("test") as tx:
        return await tx.fetch(statement, {"id": video})


async def chunked(db: Database, sentences: list[str]) -> VideoId:
    async with db.as_service("test") as tx:
        video = await a_talk_to_chunk(tx, await a_creator(tx), sentences)
    await chunk_video(db, video)
    return video


CHUNKS = (
    "select id, chunk_text, start_seconds, end_seconds, word_starts from video_chunks where video_id = %(id)s "
    "order by chunk_index"
)


async def test_a_chunk_is_80_words_with_their_times(db: Database) -> None:
    video = await chunked(db, TALK)
    words = " ".join(TALK).split()
    found = await rows(db, CHUNKS, video)
    [window] = await rows(db, "select * from private.transcript_windows where video_id = %(id)s", video)
    for index, chunk in enumerate(found):
        first, last = 40 * index, min(40 * index + 80, len(words))
        assert chunk["chunk_text"] == " ".join(words[first:last])
        np.testing.assert_allclose(chunk["word_starts"], window["word_starts"][first:last], rtol=1e-6)
        assert chunk["start_seconds"] == window["word_starts"][first]
        assert chunk["end_seconds"] == window["word_ends"][last - 1]
    assert 40 * len(found) + 40 >= len(words)


async def test_postings_and_lengths_are_those_of_the_chunks(db: Database) -> None:
    video = await chunked(db, TALK)
    counted = [Counter(terms(chunk["chunk_text"])) for chunk in await rows(db, CHUNKS, video)]
    [document] = await rows(db, "select * from private.search_documents where video_id = %(id)s", video)
    lengths = np.frombuffer(document["chunk_lengths"], ">u2").tolist()
    assert lengths == [count.total() for count in counted]
    postings = await rows(db, "select term, postings from private.search_terms where video_id = %(id)s", video)
    found = {row["term"]: np.frombuffer(row["postings"], ">u4").tolist() for row in postings}
    expected = {
        term: [(i << 8) + count[term] for i, count in enumerate(counted) if term in count]
        for term in {term for count in counted for term in count}
    }
    assert found == expected


async def test_nothing_said_gives_nothing(db: Database) -> None:
    video = await chunked(db, [])
    assert await rows(db, CHUNKS, video) == []
    [document] = await rows(db, "select * from private.search_documents where video_id = %(id)s", video)
    assert document["chunk_lengths"] == b""


async def test_again_with_fewer_words_leaves_no_old_chunk(db: Database) -> None:
    video = await chunked(db, TALK)
    before = await rows(db, CHUNKS, video)
    async with db.as_service("test") as tx:
        row, words = await read_video(tx, video), (await read_words(tx, video))[:100]
        assert row
        await write_stretches(tx, row, words, derive_stretches(words))
    after = await rows(db, CHUNKS, video)
    assert [row["id"] for row in after] == [row["id"] for row in before[:2]]
    assert len(after) == 2


async def test_terms_follow_the_language_of_their_chunk(db: Database) -> None:
    english = ["The shutters were opened for the houses of light."] * 10
    german = ["Die Blumen stehen in den Häusern und die Kinder lachen."] * 10

    async def terms_of(declared: bool) -> set[str]:
        async with db.as_service("test") as tx:
            video = await a_talk_to_chunk(tx, await a_creator(tx), english + german)
            await tx.execute(
                "update private.transcript_windows set word_languages = array_fill('en'::text, array[90]) || "
                "array_fill('de'::text, array[100]) where video_id = %(id)s",
                {"id": video},
            )
            await tx.execute(
                "update videos set transcript_language = 'en', metadata = %(metadata)s where id = %(id)s",
                {"id": video, "metadata": Jsonb({} if declared else {"language_probability": 0.9})},
            )
        await chunk_video(db, video)
        sentences = await rows(
            db, "select language from private.search_sentences where video_id = %(id)s order by sentence_index", video
        )
        languages = [row["language"] for row in sentences]
        assert languages == ([None] * 20 if declared else ["en"] * 10 + ["de"] * 10)
        return {
            row["term"]
            for row in await rows(db, "select term from private.search_terms where video_id = %(id)s", video)
        }

    found = await terms_of(declared=False)
    assert {"shutter", "hous", "haus", "blum", "kind"} <= found
    assert "haus" not in await terms_of(declared=True)
