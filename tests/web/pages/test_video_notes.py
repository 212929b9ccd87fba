"""Notes taken beside a video."""

import re

from chronos import courses
from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People


async def test_a_note_is_kept_at_its_second_and_removed_with_a_way_back(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    client = browse(people.student)
    path = f"/videos/{lecture}/notes"
    for at, content in ((33.5, "f-number <b>"), (12, "")):
        kept = await client.post(path, data={"at_seconds": at, "content": content})
        assert kept.status_code == 303
        assert re.fullmatch(rf"/videos/{lecture}\?tab=notes#n-[0-9a-f-]+", kept.headers["location"])
    page = (await client.get(f"/videos/{lecture}?tab=notes")).text
    notes = re.findall(r'<p class="prose kept">(.*?)</p>', page)
    assert notes == ["Bookmark", "f-number &lt;b&gt;"]  # in the order of the video
    _, removing = re.findall(rf'action="({path}/[0-9a-f-]+/remove)"', page)
    assert (await browse(people.stranger).post(removing)).status_code == 404
    removed = (await client.post(removing)).text
    assert 'class="toast"' in removed
    assert '<textarea name="content" hidden>f-number &lt;b&gt;</textarea>' in removed
    again = await client.post(removing)  # the page is loaded again
    assert again.status_code == 200
    assert 'class="toast"' not in again.text
    async with app.db.acting_as(people.student) as tx:
        assert [note.content for note in await courses.list_notes(tx)] == [""]


async def test_notes_of_others_and_outside_the_video_are_refused(
    browse: Call, people: People, lecture: VideoId
) -> None:
    path = f"/videos/{lecture}/notes"
    note = {"at_seconds": "5", "content": "Mine"}
    assert (await browse(people.stranger).post(path, data=note)).status_code == 404
    assert (await browse(people.creator).post(path, data=note)).status_code == 403
    assert (await browse(people.student).post(path, data=note | {"at_seconds": "99999"})).status_code == 422
    foreign = await browse(people.student).post(path, data=note, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    page = (await browse(people.creator).get(f"/videos/{lecture}")).text
    assert "panel-notes" not in page
