"""A video's page."""

import re
from uuid import uuid4

from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People


async def test_page_has_player_and_transcript(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get(f"/videos/{lecture}")).text
    assert f'src="/videos/{lecture}/media"' in page
    assert f'src="/videos/{lecture}/captions.vtt"' in page
    assert "Aperture: how wide the lens opens" in page
    lines = re.findall(r'data-seconds="([\d.]+)"', page)
    assert len(lines) > 20
    assert list(map(float, lines)) == sorted(map(float, lines))
    assert "data-busy" not in page


async def test_player_shows_the_poster(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    poster = rf' poster="/videos/{lecture}/poster\?v=\w+"\s+src="/videos/{lecture}/media"'
    assert re.search(poster, (await browse(people.student).get(f"/videos/{lecture}")).text)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set thumbnail_path = null")
    assert " poster=" not in (await browse(people.student).get(f"/videos/{lecture}")).text


async def test_file_that_browsers_do_not_play_is_explained(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute('update videos set metadata = metadata || \'{"video_codec": "hevc"}\'')
    told = {}
    for actor in (people.creator, people.student):
        page = (await browse(actor).get(f"/videos/{lecture}")).text
        [told[actor]] = re.findall(r'<p class="small" role="note">(.*)</p>', page)
    assert told[people.creator].startswith(
        "Not every browser plays this file: its pictures are HEVC (H.265). Export it"
    )
    assert told[people.student] == (
        "Your browser may not play this video: its pictures are HEVC (H.265). Its transcript and answers work; tell "
        "your teacher."
    )


async def test_player_starts_at_the_second_in_the_address(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get(f"/videos/{lecture}?t=96.80")).text
    assert f'src="/videos/{lecture}/media#t=96.8"' in page
    assert 'data-start="96.8"' in page


async def test_a_student_resumes_unless_the_end_is_near(
    app: App, api: Call, browse: Call, people: People, lecture: VideoId
) -> None:
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one("select duration_seconds from videos where id = %(id)s", {"id": lecture})
    assert row
    student, session = api(people.student), str(uuid4())
    for number, (at, anchor) in enumerate(((42.5, "#t=42.5"), (row["duration_seconds"] - 1, ""), (30, "#t=30"))):
        beat = {"session": session, "number": number, "segments": [], "at_seconds": at}
        assert (await student.post(f"/api/v1/videos/{lecture}/beats", json=beat)).status_code == 200
        page = (await browse(people.student).get(f"/videos/{lecture}")).text
        assert f'src="/videos/{lecture}/media{anchor}"' in page
        assert "data-start" not in page  # it waits for the student to press play
        assert f'data-student="{people.student.student_id}"' in page
    assert "media#t=7.5" in (await browse(people.student).get(f"/videos/{lecture}?t=7.5")).text
    of_creator = (await browse(people.creator).get(f"/videos/{lecture}")).text
    assert f'src="/videos/{lecture}/media"' in of_creator
    assert "data-student" not in of_creator


async def test_invalid_second_is_refused(browse: Call, people: People, lecture: VideoId) -> None:
    for second in ("-1", "x", "nan", "inf", '"><script>'):
        response = await browse(people.student).get(f"/videos/{lecture}", params={"t": second})
        assert response.status_code == 422
        assert "<script>" not in response.text


async def test_videos_of_others_are_not_found(browse: Call, people: People, lecture: VideoId) -> None:
    assert (await browse(people.stranger).get(f"/videos/{lecture}")).status_code == 404
    assert (await browse(people.other_creator).get(f"/videos/{lecture}")).status_code == 404


async def test_transcript_is_escaped(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update private.transcript_windows set words[1] = '<script>alert(1)</script>' where video_id = %(id)s",
            {"id": lecture},
        )
    page = (await browse(people.student).get(f"/videos/{lecture}")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    captions = (await browse(people.student).get(f"/videos/{lecture}/captions.vtt")).text
    assert "<script>" not in captions


async def test_stretches_not_understood_are_shown(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update private.transcript_windows set not_understood_starts = '{1.5}', not_understood_ends = '{2.5}' "
            "where video_id = %(id)s",
            {"id": lecture},
        )
    client = browse(people.student)
    assert "[not understood]" in (await client.get(f"/videos/{lecture}")).text
    captions = (await client.get(f"/videos/{lecture}/captions.vtt")).text
    assert "00:00:01.500 --> 00:00:02.500\n[not understood]\n" in captions
