"""The form that replaces captions on the page of a video."""

from chronos.app import App
from tests.factories import a_video
from tests.web.conftest import Call, People, problem


async def test_form_replaces_the_captions(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        assert people.creator.creator_id
        video = await a_video(tx, people.creator.creator_id)
    client = browse(people.creator)
    assert "Replace the captions" in (await client.get(f"/videos/{video}")).text
    srt = b"1\n01:00:01,000 --> 01:00:04,000\nHello to all of you.\n"
    response = await client.post(
        f"/videos/{video}/captions", data={"captions_encoding": ""}, files={"captions": ("a.srt", srt)}
    )
    assert (response.status_code, response.headers["location"]) == (303, f"/videos/{video}")
    page = (await client.get(f"/videos/{video}")).text
    assert "1 hour was taken off every cue" in page
    assert "Replace the captions" not in (await browse(people.student).get(f"/videos/{video}")).text
    assert not list((app.settings.home / "incoming").iterdir())


async def test_missing_captions_and_students_are_refused(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        assert people.creator.creator_id
        video = await a_video(tx, people.creator.creator_id)
    headers = {"Accept": "application/problem+json"}
    address = f"/videos/{video}/captions"
    empty = await browse(people.creator).post(address, files={"captions": ("", b"")}, headers=headers)
    problem(empty, 422, "form_invalid")
    response = await browse(people.student).post(address, files={"captions": ("a.srt", b"x")}, headers=headers)
    problem(response, 403, "creators_only")
