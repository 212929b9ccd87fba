"""Importing students in the studio: a look first, then the list as it was seen."""

from chronos.app import App
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import follow, said

IMPORT = "/studio/people/import"
LIST = "Kim Lee,kim@example.com\nMax,max@example.com"


async def test_a_file_is_looked_at_then_imported(browse: Call, people: People) -> None:
    ada = browse(people.creator)
    assert f'href="{IMPORT}"' in (await ada.get("/studio/people")).text
    seen = await ada.post(IMPORT, files={"file": ("students.csv", f"\ufeff{LIST.replace(',', ';')}".encode())})
    assert seen.status_code == 200
    assert "Import 2 new students" in seen.text
    assert "Kim Lee" not in (await ada.get("/studio/people")).text
    page = await follow(ada, await ada.post(IMPORT, data={"text": LIST, "act": "import"}))
    assert said(page).startswith("The students were imported.")
    assert "Kim Lee" in page
    again = (await ada.post(IMPORT, data={"text": LIST})).text
    assert "Import 0 new students" in again


async def test_wrong_lines_are_shown_and_the_list_is_kept(browse: Call, people: People) -> None:
    ada = browse(people.creator)
    seen = await ada.post(IMPORT, data={"text": f"{LIST}\n<b>,nope"})
    assert "Line 3:" in seen.text
    assert "&lt;b&gt;,nope</textarea>" in seen.text
    assert 'value="import"' not in seen.text
    refused = await ada.post(IMPORT, data={"text": f"{LIST}\nEve,nope", "act": "import"})
    assert refused.status_code == 422
    assert "Nothing was imported." in said(refused.text)
    assert (
        await ada.post(IMPORT, files={"file": ("a.csv", "Zoë,zoe@example.com".encode("latin-1"))})
    ).status_code == 422


async def test_a_list_of_5000_lines_fits(browse: Call, people: People) -> None:
    ada = browse(people.creator)
    text = "".join(f"Student with a rather long name {n},student.number.{n}@mail.example.com\n" for n in range(5000))
    seen = await ada.post(IMPORT, files={"file": ("students.csv", text.encode())})
    assert seen.status_code == 200
    assert "And 4980 more lines." in seen.text
    assert (await ada.post(IMPORT, files={"file": ("a.csv", b"x" * 2_200_000)})).status_code == 413


async def test_owners_alone_import(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    for actor in (editor, people.student):
        assert (await browse(actor).get(IMPORT)).status_code == 403
        assert (await browse(actor).post(IMPORT, data={"text": LIST, "act": "import"})).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await browse(people.creator).post(IMPORT, data={"text": LIST}, headers=foreign)).status_code == 403
