"""Changes of lessons from the builder of a course."""

import re

import pytest

from chronos.errors import Invalid
from chronos.web.pages.studio.lesson_change import read_items
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, expect_editors_only, follow, said


async def test_lesson_moves_within_and_between_modules(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)

    async def move(module: object, lesson: int, **form: str) -> None:
        address = f"{built.address}/modules/{module}/lessons/{built.videos[lesson]}/move"
        await follow(ada, await ada.post(address, data={"version": await built.version(), **form}))

    await move(built.one, 0, step="1")
    assert await built.order() == [("One", [1, 0]), ("Two", [2])]
    await move(built.one, 0, step="1")
    assert await built.order() == [("One", [1]), ("Two", [0, 2])]
    await move(built.two, 0, step="-1")
    assert await built.order() == [("One", [1, 0]), ("Two", [2])]
    await move(built.one, 1, to=str(built.two))
    assert await built.order() == [("One", [0]), ("Two", [2, 1])]
    await move(built.one, 0, step="-1")  # the first place of all
    assert await built.order() == [("One", [0]), ("Two", [2, 1])]


async def test_lesson_is_taken_out(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    address = f"{built.address}/modules/{built.one}/lessons/{built.videos[0]}/remove"
    form = {"version": await built.version()}
    await expect_editors_only(browse, built.people, address, form)
    page = await follow(ada, await ada.post(address, data=form))
    assert said(page) == "The lesson was removed. Its video is still in the library. Undo"
    assert await built.order() == [("One", [1]), ("Two", [2])]
    [(undo, place)] = re.findall(r'action="([^"]*/return)".*?name="place" value="(\d+)"', page)
    assert (await ada.post(address, data={"version": await built.version()})).status_code == 404
    await expect_editors_only(browse, built.people, undo, {"place": place})
    for _ in range(2):  # sent twice, it is there once
        assert (
            said(await follow(ada, await ada.post(undo, data={"place": place}))) == "The lesson is back in its place."
        )
        assert await built.order() == [("One", [0, 1]), ("Two", [2])]


async def test_whole_order_is_taken_unless_it_was_overtaken(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    items = [f"module:{built.two}", f"video:{built.videos[0]}", f"module:{built.one}", f"video:{built.videos[2]}",
             f"video:{built.videos[1]}"]  # fmt: skip
    form = {"version": await built.version(), "item": items}
    await follow(ada, await ada.post(f"{built.address}/order", data=form))
    assert await built.order() == [("Two", [0]), ("One", [2, 1])]
    assert (await ada.post(f"{built.address}/order", data=form)).status_code == 409
    incomplete = {"version": await built.version(), "item": items[:2]}
    assert (await ada.post(f"{built.address}/order", data=incomplete)).status_code == 422
    assert await built.order() == [("Two", [0]), ("One", [2, 1])]


NOBODYS = "0b4f6a1e-5a52-4d0c-9d3e-6f1f3c2b7a90"


@pytest.mark.parametrize("items", [[f"video:{NOBODYS}"], ["module:x"], [f"shelf:{NOBODYS}"], ["module"]])
def test_unreadable_order_is_refused(items: list[str]) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        read_items(items)
