"""One's own data: taken away as a file, and erased."""

import json
from uuid import uuid4

from chronos import courses
from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People


async def test_everything_is_a_file(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    async with app.db.acting_as(people.student) as tx:
        await courses.add_note(tx, people.student, lecture, 1.0, "My <note>")
    file = await browse(people.student).get("/me/export")
    assert file.headers["content-type"] == "application/json"
    assert file.headers["content-disposition"] == 'attachment; filename="chronos-data.json"'
    tables = json.loads(file.text)["tables"]
    assert tables["public.notes"][0]["content"] == "My <note>"
    assert (await browse(people.creator).get("/me/export")).status_code == 403


async def test_an_erasure_is_told_confirmed_and_whole(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    async with app.db.acting_as(people.student) as tx:
        await courses.add_note(tx, people.student, lecture, 1.0, "A note")
    client = browse(people.student)
    page = (await client.get("/me/erase")).text
    assert "<dt>1</dt><dd>notes</dd>" in page
    assert f'name="confirm" value="{people.student.student_id}"' in page
    assert (await client.post("/me/erase")).status_code == 409
    assert (await client.post("/me/erase", data={"confirm": str(uuid4())})).status_code == 409
    erased = await client.post("/me/erase", data={"confirm": str(people.student.student_id)})
    assert (erased.status_code, erased.headers["location"]) == (303, "/sign-in")
    assert (await client.get("/")).status_code == 401
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select id from students where id = %(id)s", {"id": people.student.student_id}) == []
    assert (await browse(people.creator).get("/me/erase")).status_code == 403
