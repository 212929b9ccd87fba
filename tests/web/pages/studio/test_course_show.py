"""The builder of a course."""

import re
from uuid import uuid4

from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built


async def test_builder_shows_modules_and_lessons_in_order(browse: Call, built: Built) -> None:
    page = (await browse(built.people.creator).get(built.address)).text
    items = re.findall(r'data-item="(\w+):([^"]+)"', page)
    first, second, third = map(str, built.videos)
    assert items == [
        ("module", str(built.one)), ("video", first), ("video", second), ("module", str(built.two)), ("video", third),
    ]  # fmt: skip
    assert re.findall(r'<span class="place">(\d)</span>\. (Part \d)', page) == [
        ("1", "Part 1"), ("2", "Part 2"), ("3", "Part 3"),
    ]  # fmt: skip
    assert f'<a class="btn line" href="/courses/{built.id}">' in page
    assert "1:00" in page


async def test_viewer_sees_no_form_and_others_see_nothing(browse: Call, built: Built) -> None:
    async with built.app.db.as_service("test") as tx:
        viewer = as_staff(built.people.creator_id, await a_staff_member(tx, built.people.creator_id, "viewer"))
    page = (await browse(viewer).get(built.address)).text
    assert "Part 3" in page
    assert "<form" not in page.partition("<main")[2]
    assert (await browse(built.people.other_creator).get(built.address)).status_code == 404
    assert (await browse(built.people.student).get(built.address)).status_code == 403
    assert (await browse(built.people.creator).get(f"/studio/courses/{uuid4()}")).status_code == 404
