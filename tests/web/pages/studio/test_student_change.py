"""A student's page in the studio."""

from pydantic import SecretStr

from chronos import courses
from chronos.app import App
from tests.factories import a_staff_member, as_staff
from tests.mail_server import mail_server
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, expect_editors_only, follow, said


def address_of(built: Built) -> str:
    return f"/studio/people/{built.people.student.student_id}"


async def test_courses_are_given_and_all_given_back(app: App, browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    address = address_of(built)
    assert 'value="all" checked' in (await ada.get(address)).text
    form = {"sees": "chosen", "course": str(built.id)}
    await expect_editors_only(browse, built.people, f"{address}/courses", form)
    page = await follow(ada, await ada.post(f"{address}/courses", data=form))
    assert said(page).startswith("Saved.")
    assert f'value="{built.id}" checked' in page
    assert 'value="all" checked' in await follow(ada, await ada.post(f"{address}/courses", data={"sees": "all"}))
    async with app.db.acting_as(built.people.creator) as tx:
        assert built.people.student.student_id
        assert (await courses.get_given_courses(tx, built.people.student.student_id)).course_ids is None


async def test_access_ends_and_resumes(app: App, browse: Call, built: Built) -> None:
    people, address = built.people, address_of(built)
    ada, sam = browse(people.creator), browse(people.student)
    await expect_editors_only(browse, people, f"{address}/access", {"lets_in": "false"})
    async with app.db.as_service("test") as tx:
        editor = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
    assert (await browse(editor).post(f"{address}/access", data={"lets_in": "false"})).status_code == 403
    page = await follow(ada, await ada.post(f"{address}/access", data={"lets_in": "false"}))
    assert said(page) == "The access has ended. Nothing was deleted."
    assert (await sam.get("/")).status_code in (401, 403)
    page = await follow(ada, await ada.post(f"{address}/access", data={"lets_in": "true"}))
    assert said(page).startswith("The access was resumed.")


async def test_invitation_needs_an_address(app: App, browse: Call, built: Built) -> None:
    ada, address = browse(built.people.creator), address_of(built)
    with mail_server() as running:
        app.settings = app.settings.model_copy(update={"smtp_url": SecretStr(running.url)})
        refused = await ada.post(f"{address}/invite")
        assert refused.status_code == 422
        assert "has no e-mail address" in said(refused.text)
        async with app.db.as_service("test") as tx:
            await tx.execute("update students set email = 'sam@example.com'")
        page = await follow(ada, await ada.post(f"{address}/invite"))
        assert said(page).startswith("The invitation was sent.")
        assert running.recipients == [["sam@example.com"]]


async def test_missing_mail_server_is_said_without_a_setting(app: App, browse: Call, built: Built) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set email = 'sam@example.com'")
    refused = await browse(built.people.creator).post(f"{address_of(built)}/invite")
    assert refused.status_code == 502
    assert said(refused.text).startswith("The e-mail could not be sent.")
    assert "CHRONOS_" not in refused.text
