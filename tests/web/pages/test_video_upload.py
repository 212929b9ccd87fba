"""The upload form, without the page's script."""

from pathlib import Path

from chronos.app import App
from tests.media import a_silent_video
from tests.web.conftest import Call, People, problem


async def test_form_adds_a_video(app: App, browse: Call, people: People, tmp_path: Path) -> None:
    film = a_silent_video(tmp_path / "talk.mp4", seconds=2).read_bytes()
    client = browse(people.creator)
    response = await client.post(
        "/videos", data={"title": ""}, files={"file": ("My talk.mp4", film), "captions": ("", b"")}
    )
    assert (response.status_code, response.headers["location"].partition("=")[0]) == (303, "/?added")
    assert "My talk" in (await client.get("/")).text
    assert not list((app.settings.home / "incoming").iterdir())


async def test_file_without_media_is_refused(browse: Call, people: People) -> None:
    client = browse(people.creator)
    page = await client.post("/videos", files={"file": ("talk.mp4", b"text")})
    assert page.status_code == 415
    assert 'role="alert"' in page.text
    for_scripts = await client.post(
        "/videos", files={"file": ("talk.mp4", b"text")}, headers={"Accept": "application/problem+json"}
    )
    assert for_scripts.json()["detail"]


async def test_students_cannot_upload(browse: Call, people: People) -> None:
    response = await browse(people.student).post(
        "/videos", files={"file": ("a.mp4", b"x")}, headers={"Accept": "application/problem+json"}
    )
    problem(response, 403, "creators_only")
