"""Changes of a course from its builder."""

from chronos import courses
from tests.factories import a_student
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, expect_editors_only, follow, said


async def test_title_and_description_are_changed(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    form = {"version": await built.version(), "title": "Light & shade", "description": ""}
    page = await follow(ada, await ada.post(f"{built.address}/details", data=form))
    assert said(page) == "Saved."
    assert "<h1>Light &amp; shade</h1>" in page
    assert (await built.read()).summary.description is None
    await expect_editors_only(browse, built.people, f"{built.address}/details", form)


async def test_overtaken_change_loses_nothing_and_is_saved_at_the_second_try(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    read = await built.version()
    await ada.post(f"{built.address}/details", data={"version": read, "title": "By Ed", "description": ""})
    overtaken = await ada.post(
        f"{built.address}/details", data={"version": read, "title": "By Ada", "description": "D"}
    )
    assert overtaken.status_code == 409
    assert said(overtaken.text).startswith("Another person changed this after you opened it.")
    assert 'value="By Ada"' in overtaken.text
    assert (await built.read()).summary.title == "By Ed"
    again = {"version": await built.version(), "title": "By Ada", "description": "D"}
    assert f'name="version" value="{again["version"]}"' in overtaken.text
    await follow(ada, await ada.post(f"{built.address}/details", data=again))
    assert (await built.read()).summary.title == "By Ada"


async def test_empty_title_is_refused_in_place(browse: Call, built: Built) -> None:
    form = {"version": await built.version(), "title": " ", "description": "Kept words"}
    refused = await browse(built.people.creator).post(f"{built.address}/details", data=form)
    assert refused.status_code == 422
    assert "Kept words" in refused.text


async def test_course_is_published_and_hidden(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    for is_published, sentence in (("true", "Published."), ("false", "Hidden.")):
        form = {"version": await built.version(), "is_published": is_published}
        page = await follow(ada, await ada.post(f"{built.address}/publish", data=form))
        assert said(page).startswith(sentence)
        assert str((await built.read()).summary.is_published).lower() == is_published


async def test_empty_course_is_not_published(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    added = await ada.post("/studio/courses", data={"title": "Empty"})
    address = added.headers["location"].partition("?")[0]
    refused = await ada.post(f"{address}/publish", data={"version": "1", "is_published": "true"})
    assert refused.status_code == 409
    assert "Students would see nothing in this course" in refused.text


async def test_course_is_removed_after_naming_what_students_lose(browse: Call, built: Built) -> None:
    people = built.people
    async with built.app.db.as_service("test") as tx:
        sam = await a_student(tx, people.creator_id, name="Given")
        await tx.execute("update videos set is_in_library = false where id = %(id)s", {"id": built.videos[2]})
    async with built.app.db.acting_as(people.creator) as tx:
        await courses.give_courses(tx, people.creator, sam, [built.id])
    ada = browse(people.creator)
    page = (await ada.get(built.address)).text
    assert "1 student was given this course and can no longer open it." in page
    assert "1 lesson is in no other course and not in the library" in page
    form = {"version": await built.version()}
    await expect_editors_only(browse, people, f"{built.address}/remove", form)
    assert (await ada.post(f"{built.address}/remove", data={"version": "999"})).status_code == 409
    listed = await follow(ada, await ada.post(f"{built.address}/remove", data=form))
    assert said(listed) == "The course was removed. Its videos are still in the library."
    assert (await ada.get(built.address)).status_code == 404
    assert (await ada.get(f"/videos/{built.videos[0]}")).status_code == 200
