"""The pictures of a video are served to those who see the video, and to no one else."""

import re

import pytest

from chronos.app import App
from chronos.model import VideoId
from tests.media import read_picture
from tests.web.conftest import Call, People, problem

ADDRESSES = ("poster", "storyboard.vtt", "storyboard/0.webp")


async def test_poster_is_served(browse: Call, api: Call, people: People, lecture: VideoId) -> None:
    for client in (browse(people.student), browse(people.creator), api(people.student)):
        response = await client.get(f"/videos/{lecture}/poster")
        assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")
        assert response.headers["cache-control"] == "private, no-cache"
        marked = await client.get(f"/videos/{lecture}/poster?v=1")
        assert marked.headers["cache-control"] == "private, max-age=86400, immutable"
        assert "sandbox" in response.headers["content-security-policy"]
        assert read_picture(response.content).shape == (480, 854, 3)
    tag = response.headers["etag"]
    assert (await client.get(f"/videos/{lecture}/poster", headers={"If-None-Match": tag})).status_code == 304
    assert (await client.head(f"/videos/{lecture}/poster")).status_code == 200


async def test_storyboard_leads_to_its_sheets(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    listed = await client.get(f"/videos/{lecture}/storyboard.vtt")
    assert listed.headers["content-type"].startswith("text/vtt")
    cues = re.findall(r"(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),160,90\n", listed.text)
    assert len(cues) == 25
    assert (cues[0][:2], cues[-1][:2]) == (
        ("00:00:00.000", "00:00:05.000"),
        ("00:02:00.000", "00:02:01.600"),
    )
    for *_, address, x, y in cues:
        sheet = await client.get(f"/videos/{lecture}/{address}")
        assert sheet.headers["content-type"] == "image/webp"
        height, width, _ = read_picture(sheet.content).shape
        assert int(x) + 160 <= width
        assert int(y) + 90 <= height


async def test_pictures_of_others_are_not_found(api: Call, browse: Call, people: People, lecture: VideoId) -> None:
    for address in ADDRESSES:
        path = f"/videos/{lecture}/{address}"
        assert (await api(people.stranger).get(path)).status_code == 404
        assert (await browse(people.stranger).get(path)).status_code == 404
        assert (await api(people.other_creator).get(path)).status_code == 404
        assert (await browse(None).get(path)).status_code == 401
        assert (await api(None).get(path)).status_code == 401


@pytest.mark.parametrize(
    "locked",
    [
        "update videos set is_published = false",
        "update students set is_active = false",
        "with course as (insert into courses (creator_id, title, is_published) select creator_id, 'Light', true "
        "from videos returning id) insert into course_modules (course_id, title, video_ids, opens_at) "
        "select course.id, 'One', array[videos.id], now() + interval '1 day' from course, videos",
    ],
)
async def test_pictures_are_locked_with_their_video(
    app: App, api: Call, people: People, lecture: VideoId, locked: str
) -> None:
    paths = [f"/videos/{lecture}/{address}" for address in ADDRESSES]
    assert [(await api(people.student).get(path)).status_code for path in paths] == [200, 200, 200]
    async with app.db.as_service("test") as tx:
        await tx.execute(locked)
    for path in paths:
        assert (await api(people.student).get(path)).status_code in (401, 403, 404)
        assert (await api(people.creator).get(path)).status_code == 200


async def test_missing_pictures_are_not_found(app: App, api: Call, people: People, lecture: VideoId) -> None:
    client = api(people.student)
    problem(await client.get(f"/videos/{lecture}/storyboard/1.webp"), 404, "no_picture")
    assert (await client.get(f"/videos/{lecture}/storyboard/10.webp")).status_code == 422
    async with app.db.as_service("test") as tx:
        await tx.execute("delete from private.video_pictures")
        await tx.execute("update videos set thumbnail_path = creator_id || '/gone.webp'")
    for address in ADDRESSES:
        problem(await client.get(f"/videos/{lecture}/{address}"), 404, "no_picture")
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set thumbnail_path = null")
    problem(await client.get(f"/videos/{lecture}/poster"), 404, "no_picture")
