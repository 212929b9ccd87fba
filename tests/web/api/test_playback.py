"""Links to play a video by."""

from datetime import UTC, datetime, timedelta

import pytest

from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import Call, People, problem
from tests.web.course import COURSE

FILE = (COURSE / "1-aperture.mp4").read_bytes()


async def test_link_plays_without_a_token(app: App, api: Call, people: People, lecture: VideoId) -> None:
    for actor in (people.student, people.creator):
        response = await api(actor).get(f"/api/v1/videos/{lecture}/playback")
        assert response.status_code == 200, response.text
        playback = response.json()
        assert playback["content_type"] == "video/mp4"
        assert playback["duration_seconds"] > 60
        left = datetime.fromisoformat(playback["expires_at"]) - datetime.now(UTC)
        assert timedelta(hours=3, minutes=59) < left <= timedelta(hours=4)
        assert playback["url"].startswith(app.settings.public_url)
        part = await api(None).get(playback["url"], headers={"Range": "bytes=-5"})
        assert (part.status_code, part.content) == (206, FILE[-5:])
        assert (await api(None).get(playback["captions_url"])).text.startswith("WEBVTT")
    short = await api(people.student).get(f"/api/v1/videos/{lecture}/playback", params={"expires_in": 60})
    assert datetime.fromisoformat(short.json()["expires_at"]) - datetime.now(UTC) <= timedelta(minutes=1)


async def test_link_ends_with_the_membership(app: App, api: Call, people: People, lecture: VideoId) -> None:
    playback = (await api(people.student).get(f"/api/v1/videos/{lecture}/playback")).json()
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": people.student.student_id})
    assert (await api(None).get(playback["url"])).status_code == 400
    assert (await api(None).get(playback["captions_url"])).status_code == 404
    problem(await api(people.student).get(f"/api/v1/videos/{lecture}/playback"), 403, "membership_ended")


async def test_link_ends_when_the_video_is_unpublished(app: App, api: Call, people: People, lecture: VideoId) -> None:
    of_student = (await api(people.student).get(f"/api/v1/videos/{lecture}/playback")).json()
    of_creator = (await api(people.creator).get(f"/api/v1/videos/{lecture}/playback")).json()
    async with app.db.acting_as(people.creator) as tx:
        await tx.execute("update videos set is_published = false where id = %(id)s", {"id": lecture})
    assert (await api(None).head(of_student["url"])).status_code == 400
    assert (await api(None).head(of_creator["url"])).status_code == 200


async def test_link_is_limited_to_its_purpose(app: App, api: Call, people: People, lecture: VideoId) -> None:
    playback = (await api(people.student).get(f"/api/v1/videos/{lecture}/playback")).json()
    token = playback["url"].partition("?token=")[2]
    headers = {"Accept": "application/problem+json"}
    wrong = await api(None).get(f"/videos/{lecture}/captions.vtt?token={token}", headers=headers)
    problem(wrong, 403, "link_invalid")
    of_captions = playback["captions_url"].partition("?token=")[2]
    assert (await api(None).get(playback["url"].replace(token, of_captions))).json()["code"] == "InvalidSignature"
    async with app.db.as_service("test") as tx:
        assert people.creator.creator_id
        other = await a_video(tx, people.creator.creator_id)
    moved = await api(None).get(f"/videos/{other}/captions.vtt?token={of_captions}", headers=headers)
    problem(moved, 403, "link_invalid")


async def test_callers_without_access_get_no_link(api: Call, people: People, lecture: VideoId) -> None:
    for actor in (people.stranger, people.other_creator):
        problem(await api(actor).get(f"/api/v1/videos/{lecture}/playback"), 404, "video_not_found")
    problem(await api(None).get(f"/api/v1/videos/{lecture}/playback"), 401, "token_missing")


@pytest.mark.parametrize("seconds", ["0", "-1", "86401", "9" * 30, "soon"])
async def test_invalid_lifetimes_are_refused(api: Call, people: People, lecture: VideoId, seconds: str) -> None:
    response = await api(people.student).get(f"/api/v1/videos/{lecture}/playback", params={"expires_in": seconds})
    problem(response, 422, "request_invalid")
