"""Captions of a video."""

import asyncio

import pytest

from chronos.app import App
from chronos.errors import NotFound
from chronos.web.serve_captions import serve_captions, transcript_turn
from tests.factories import a_video
from tests.web.conftest import People


async def test_captions_are_empty_before_transcription(app: App, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id, status="pending")
    response = await serve_captions(app, people.creator, video)
    assert response.media_type == "text/vtt"
    assert bytes(response.body).decode().strip() == "WEBVTT"


async def test_captions_of_others_are_not_found(app: App, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id)
    with pytest.raises(NotFound):
        await serve_captions(app, people.other_creator, video)


async def test_transcripts_of_one_person_take_turns(app: App, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id)
    async with transcript_turn(people.creator):
        waiting = asyncio.create_task(serve_captions(app, people.creator, video))
        assert await serve_captions(app, people.student, video)
        assert not waiting.done()
    assert (await waiting).status_code == 200
