"""Changes of modules from the builder of a course."""

from datetime import UTC, datetime

from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, expect_editors_only, follow, said


async def test_module_is_added_moved_and_removed(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    form = {"version": await built.version(), "title": "Three"}
    await expect_editors_only(browse, built.people, f"{built.address}/modules", form)
    await follow(ada, await ada.post(f"{built.address}/modules", data=form))
    three = (await built.read()).modules[-1].id
    address = f"{built.address}/modules/{three}"
    for step, places in (
        ("-1", ["One", "Three", "Two"]),
        ("1", ["One", "Two", "Three"]),
        ("1", ["One", "Two", "Three"]),
    ):
        moved = await ada.post(f"{address}/move", data={"version": await built.version(), "step": step})
        assert said(await follow(ada, moved)) == "Moved."
        assert [title for title, _ in await built.order()] == places
    page = await follow(ada, await ada.post(f"{address}/remove", data={"version": await built.version()}))
    assert said(page) == "The module was removed. Its videos are still in the library."
    assert await built.order() == [("One", [0, 1]), ("Two", [2])]


async def test_conditions_are_set_and_lifted(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    address = f"{built.address}/modules/{built.two}"
    form = {
        "title": "Two", "description": "Outdoors.", "opens_after_days": "7", "opens_at": "2027-05-03T09:00",
        "requires_module_id": str(built.one),
    }  # fmt: skip
    page = await follow(ada, await ada.post(address, data={"version": await built.version(), **form}))
    two = (await built.read()).modules[1]
    assert two.description == "Outdoors."
    assert two.conditions.opens_after_days == 7
    assert two.conditions.opens_at == datetime(2027, 5, 3, 9, tzinfo=UTC)
    assert two.conditions.requires_module_id == built.one
    for words in ("7 days after joining", "Opens 3 May 2027, 09:00 UTC", "After “One”", 'value="2027-05-03T09:00"'):
        assert words in page
    await follow(ada, await ada.post(address, data={"version": await built.version(), "title": "Two"}))
    two = (await built.read()).modules[1]
    assert (two.description, two.conditions.opens_after_days, two.conditions.requires_module_id) == (None, None, None)


async def test_refused_conditions_keep_the_typed_words(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    address = f"{built.address}/modules/{built.two}"
    for wrong in ({"opens_after_days": "seven"}, {"opens_after_days": "-1"}, {"opens_at": "soon"},
                  {"requires_module_id": "One"}):  # fmt: skip
        refused = await ada.post(address, data={"version": await built.version(), "title": "Kept title", **wrong})
        assert refused.status_code == 422
        assert said(refused.text)
        assert 'value="Kept title"' in refused.text
    own = {"version": await built.version(), "title": "Two", "requires_module_id": str(built.two)}
    assert (await ada.post(address, data=own)).status_code == 422


async def test_overtaken_change_of_a_module_is_kept_in_its_form(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    read = await built.version()
    await ada.post(f"{built.address}/modules", data={"version": read, "title": "Three"})
    form = {"version": read, "title": "Mine", "description": "My words"}
    overtaken = await ada.post(f"{built.address}/modules/{built.one}", data=form)
    assert overtaken.status_code == 409
    assert "My words" in overtaken.text
    assert (await built.read()).modules[0].title == "One"
