"""Captions for a video that is in the library replace its text, in search too; what was quoted stays quoted."""

import asyncio
from pathlib import Path

import pytest
from psycopg.types.json import Jsonb

from chronos.app import App
from chronos.errors import Invalid, ProviderError
from chronos.model import Actor, VideoId
from chronos.pipeline.probe import probe_video
from chronos.pipeline.replace_transcript import replace_transcript
from chronos.pipeline.steps import mark_failed
from chronos.pipeline.transcribe import transcribe_video
from chronos.providers.embedding import Embedder
from chronos.storage import Access
from chronos.videos import Details, Video, add_file
from tests.factories import a_session, a_student, a_video
from tests.pipeline.work import look, work_until_done

CORRECTED = "1\n00:00:01,000 --> 00:00:04,000\nThe corrected captions say strong flour.\n"


async def said(app: App, video_id: VideoId) -> list[str]:
    """The transcript, the chunks and the sentences."""
    async with app.db.as_service("test") as tx:
        rows = [
            *await tx.fetch("select transcript as text from videos where id = %(id)s", {"id": video_id}),
            *await tx.fetch("select chunk_text as text from video_chunks where video_id = %(id)s", {"id": video_id}),
            *await tx.fetch(
                "select string_agg(sentence_text, ' ' order by sentence_index) as text from private.search_sentences "
                "where video_id = %(id)s",
                {"id": video_id},
            ),
        ]
    return [row["text"] for row in rows]


async def work_until_prepared(app: App, actor: Actor, video_id: VideoId) -> Video:
    async with app.worker(), asyncio.timeout(60):
        while (video := await look(app.db, actor, video_id)).has_pending_captions:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return video


async def correct(app: App, actor: Actor, film: Path, tmp_path: Path) -> bool:
    (tmp_path / "b.srt").write_text(CORRECTED)
    added = await add_file(Access(app.db, app.objects, actor), film, Details(captions=tmp_path / "b.srt"))
    assert not added.is_new
    return added.has_new_captions


async def test_completed_video_has_the_new_text_only(
    app: App, creator: Actor, film: Path, captions: Path, tmp_path: Path
) -> None:
    access = Access(app.db, app.objects, creator)
    video_id = (await add_file(access, film, Details(captions=captions))).video_id
    await work_until_done(app, creator, video_id)
    cited = [{"video_id": str(video_id), "start_seconds": 4.5, "text": "A fast shutter speed freezes the motion."}]
    async with app.db.as_service("test") as tx:
        assert creator.creator_id
        session = await a_session(tx, creator.creator_id, await a_student(tx, creator.creator_id))
        await tx.execute(
            "insert into chat_messages (session_id, role, content, video_references) "
            "values (%(session)s, 'assistant', 'x', %(cited)s)",
            {"session": session, "cited": Jsonb(cited)},
        )
        ids = await tx.fetch("select id from video_chunks where video_id = %(id)s", {"id": video_id})
    assert await correct(app, creator, film, tmp_path)
    assert (await look(app.db, creator, video_id)).status == "completed"
    assert "wide aperture" in (await said(app, video_id))[0]  # until the new text is prepared
    video = await work_until_prepared(app, creator, video_id)
    assert (video.status, list(video.warnings)) == ("completed", [])
    assert await said(app, video_id) == ["The corrected captions say strong flour."] * 3
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select id from video_chunks where video_id = %(id)s", {"id": video_id}) == ids
        assert await tx.fetch("select from private.search_documents where embedding_model is null") == []
        (message,) = await tx.fetch("select video_references from chat_messages")
    assert message["video_references"] == cited
    assert not await correct(app, creator, film, tmp_path)  # the same once more


async def test_no_moment_lies_outside_its_video(app: App, creator: Actor) -> None:
    """A constraint: whatever writes words, stretches, citations or the length itself."""
    async with app.db.as_service("test") as tx:
        assert creator.creator_id
        video = await a_video(tx, creator.creator_id)  # 60 seconds
        session = await a_session(tx, creator.creator_id, await a_student(tx, creator.creator_id))
    of_video = {"id": video, "creator": creator.creator_id, "session": session}
    statements = [
        "insert into private.transcript_windows values (%(id)s, 0, 90, '{a,b}', '{1,2}', '{2,{end}}')",
        "insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, start_seconds, end_seconds, "
        "word_starts) values (%(id)s, %(creator)s, 0, 'a', 1, {end}, '{1}')",
        "insert into private.search_sentences (video_id, creator_id, sentence_index, chunk_index, first_word, "
        "last_word, start_seconds, end_seconds, sentence_text) values (%(id)s, %(creator)s, 0, 0, 0, 1, 1, {end}, 'a')",
        "insert into chat_messages (session_id, role, content, video_references) values (%(session)s, 'assistant', "
        "'x', jsonb_build_array(jsonb_build_object('video_id', %(id)s::text, 'start_seconds', {end})))",
    ]
    for statement in statements:
        with pytest.raises(Invalid):
            async with app.db.as_service("test") as tx:
                await tx.execute(statement.replace("{end}", "60.001"), of_video)
        async with app.db.as_service("test") as tx:
            await tx.execute(statement.replace("{end}", "60"), of_video)
    with pytest.raises(Invalid):
        async with app.db.as_service("test") as tx:
            await tx.execute("update videos set duration_seconds = 59 where id = %(id)s", of_video)


async def test_captions_win_over_the_recogniser(app: App, creator: Actor, film: Path, tmp_path: Path) -> None:
    video_id = (await add_file(Access(app.db, app.objects, creator), film)).video_id
    await probe_video(app.db, app.objects, video_id)
    async with app.db.as_service("test") as tx:  # the recogniser has heard something
        await tx.execute(
            "insert into private.transcript_windows values (%(id)s, 0, 5, '{flower}', '{1}', '{2}')", {"id": video_id}
        )
    assert await correct(app, creator, film, tmp_path)

    def load_transcriber() -> None:
        raise AssertionError("there is nothing to listen to")

    await transcribe_video(app.db, app.objects, load_transcriber, video_id)  # type: ignore[arg-type]
    video = await work_until_done(app, creator, video_id)
    assert video.status == "completed"
    assert await said(app, video_id) == ["The corrected captions say strong flour."] * 3


async def test_failed_video_is_tried_again_with_captions(app: App, creator: Actor, film: Path, tmp_path: Path) -> None:
    video_id = (await add_file(Access(app.db, app.objects, creator), film)).video_id
    await probe_video(app.db, app.objects, video_id)
    async with app.db.as_service("test") as tx:
        await mark_failed(tx, video_id, "The model is missing.")
    assert await correct(app, creator, film, tmp_path)
    assert (await work_until_done(app, creator, video_id)).status == "completed"
    assert (await said(app, video_id))[0] == "The corrected captions say strong flour."


async def test_a_failure_is_said_and_the_earlier_text_stays(
    app: App, creator: Actor, film: Path, captions: Path, tmp_path: Path
) -> None:
    video_id = (await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))).video_id
    await work_until_done(app, creator, video_id)
    before = await said(app, video_id)
    await correct(app, creator, film, tmp_path)

    async def load() -> Embedder:
        raise ProviderError("The model is missing.", code="checks_failed")

    try:
        await replace_transcript(app.db, app.objects, load, video_id)
    except ProviderError as error:
        async with app.db.as_service("test") as tx:
            await mark_failed(tx, video_id, str(error))
    video = await look(app.db, creator, video_id)
    assert video.status == "completed"
    assert list(video.warnings) == [
        "The new captions could not be prepared for search; the earlier text stays. The model is missing."
    ]
    assert await said(app, video_id) == before
