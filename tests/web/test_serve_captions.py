"""Captions of a video."""

import pytest

from chronos.app import App
from chronos.errors import NotFound
from chronos.web.serve_captions import serve_captions
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
