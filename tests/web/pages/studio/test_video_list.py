"""The list of videos in the studio."""

import re

from chronos.app import App
from chronos.videos import get_video
from tests.factories import a_staff_member, a_video, as_staff
from tests.media import a_silent_video
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import Built, follow, said

VIDEOS = "/studio/videos"


def titles(page: str) -> list[str]:
    return re.findall(r'class="title" href="/studio/videos/[^"]+">([^<]+)<', page)


async def test_videos_are_listed_filtered_and_paged(app: App, browse: Call, built: Built) -> None:
    async with app.db.as_service("test") as tx:
        await a_video(tx, built.people.creator_id, title="Broken light", status="failed", is_published=False)
    ada = browse(built.people.creator)
    page = (await ada.get(VIDEOS)).text
    listed = titles(page)
    assert listed[0] == "Broken light"
    assert sorted(listed[1:]) == ["Part 1", "Part 2", "Part 3"]  # added at the same time
    assert page.count("<small>Light</small>") == 3
    assert "Hidden" in page
    assert titles((await ada.get(VIDEOS, params={"q": "PART 2"})).text) == ["Part 2"]
    assert titles((await ada.get(VIDEOS, params={"status": "failed"})).text) == ["Broken light"]
    assert "No video fits this filter." in (await ada.get(VIDEOS, params={"q": "zebra"})).text
    second = built.videos[int(listed[2].split()[1]) - 1]
    assert titles((await ada.get(VIDEOS, params={"cursor": str(second)})).text) == listed[3:]


async def test_many_videos_are_hidden_published_and_kept_in_courses(app: App, browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    chosen = [str(video) for video in built.videos[:2]]
    expected = {"hidden": (False, True), "courses": (True, False), "library": (True, True)}
    for visibility, state in expected.items():
        form = {"visibility": visibility, "video": chosen}
        assert (
            said(await follow(ada, await ada.post(f"{VIDEOS}/visibility", data=form))) == "The visibility was changed."
        )
        async with app.db.acting_as(built.people.creator) as tx:
            found = [await get_video(tx, video) for video in built.videos]
        assert {(video.is_published, video.is_in_library) for video in found[:2]} == {state}
        assert (found[2].is_published, found[2].is_in_library) == (True, True)
    refused = await ada.post(f"{VIDEOS}/visibility", data={"visibility": "hidden"})
    assert refused.status_code == 422
    assert said(refused.text) == "Choose one or more videos first."


async def test_only_editors_change_videos(app: App, browse: Call, built: Built) -> None:
    people = built.people
    form = {"visibility": "hidden", "video": [str(built.videos[0])]}
    assert (await browse(people.student).post(f"{VIDEOS}/visibility", data=form)).status_code == 403
    assert (await browse(people.other_creator).post(f"{VIDEOS}/visibility", data=form)).status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    sent = await browse(people.creator).post(f"{VIDEOS}/visibility", data=form, headers=foreign)
    assert sent.status_code == 403
    async with app.db.as_service("test") as tx:
        viewer = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "viewer"))
    assert (await browse(viewer).post(f"{VIDEOS}/visibility", data=form)).status_code == 403
    page = (await browse(viewer).get(VIDEOS)).text
    assert titles(page)
    assert 'type="checkbox"' not in page
    assert (await browse(people.student).get(VIDEOS)).status_code == 403


async def test_file_is_added_by_the_plain_form(browse: Call, people: People, tmp_path) -> None:  # type: ignore[no-untyped-def]
    film = a_silent_video(tmp_path / "film.mp4", seconds=3)
    ada = browse(people.creator)
    for sentence in ("The file is in the library", "The library has this file already"):
        sent = await ada.post(VIDEOS, files={"file": ("film.mp4", film.read_bytes(), "video/mp4")})
        page = await follow(ada, sent)
        assert said(page).startswith(sentence)
        assert "<h1>film</h1>" in page


async def test_video_is_added_by_its_address(browse: Call, people: People) -> None:
    ada = browse(people.creator)
    form = {"url": "https://example.org/talks/a%20talk.mp4"}
    page = await follow(ada, await ada.post(f"{VIDEOS}/address", data=form))
    assert said(page) == "The file is being downloaded."
    assert "<h1>a talk</h1>" in page
    refused = await ada.post(f"{VIDEOS}/address", data={"url": "ftp://example.org/a.mp4"})
    assert refused.status_code == 422
    assert 'value="ftp://example.org/a.mp4"' in refused.text


async def test_words_of_a_person_in_a_refusal_are_escaped(browse: Call, people: People) -> None:
    refused = await browse(people.creator).post(f"{VIDEOS}/address", data={"url": "ftp://<b>100%</b>/film.mp4"})
    assert refused.status_code == 422
    assert "<b>100%" not in refused.text
