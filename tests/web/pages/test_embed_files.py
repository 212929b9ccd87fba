"""Files of embeds: in ranges, by the token of their embed or as they are public, and no others."""

import pytest

from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import Call, People
from tests.web.pages.embedded import a_course, embedded


async def test_the_file_is_served_in_ranges(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    showing = await embedded(app, people.creator, video_id=lecture, is_public=False)
    token = app.embed_tokens.begin(showing.id).token
    path = f"/embed/files/{lecture}/media"
    answer = await browse(None).get(path, params={"token": token}, headers={"Range": "bytes=0-99"})
    assert (answer.status_code, len(answer.content)) == (206, 100)
    assert (await browse(None).get(path)).status_code == 401
    assert (await browse(None).get(path, params={"token": "x"})).status_code == 401


@pytest.mark.parametrize("name", ["media", "captions.vtt", "poster"])
async def test_public_files_need_no_token(app: App, browse: Call, people: People, lecture: VideoId, name: str) -> None:
    path = f"/embed/files/{lecture}/{name}"
    assert (await browse(people.creator).get(path)).status_code == 404
    await embedded(app, people.creator, video_id=lecture)
    answer = await browse(None).get(path)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


async def test_a_token_opens_the_videos_of_its_embed_alone(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    course = await a_course(app, people.creator, lecture)
    showing = await embedded(app, people.creator, course_id=course, is_public=False)
    token = app.embed_tokens.begin(showing.id).token
    async with app.db.as_service("test") as tx:
        other = await a_video(tx, people.creator_id)
    client = browse(None)
    assert (await client.get(f"/embed/files/{lecture}/captions.vtt", params={"token": token})).status_code == 200
    for name in ("media", "captions.vtt", "poster"):
        assert (await client.get(f"/embed/files/{other}/{name}", params={"token": token})).status_code == 404
