"""A school with a course of two modules, and its builder in a signed-in browser."""

import re
from dataclasses import dataclass
from uuid import UUID

import httpx2
import pytest

from chronos import courses
from chronos.app import App
from chronos.courses import NewModule
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import Call, People


@dataclass(frozen=True)
class Built:
    """Ada's course `Light`: module One with `videos[0]` and `videos[1]`, module Two with `videos[2]`."""

    app: App
    people: People
    id: UUID
    one: UUID
    two: UUID
    videos: tuple[VideoId, VideoId, VideoId]

    @property
    def address(self) -> str:
        return f"/studio/courses/{self.id}"

    async def read(self) -> courses.Course:
        async with self.app.db.acting_as(self.people.creator) as tx:
            return await courses.get_course(tx, self.id)

    async def version(self) -> str:
        return str((await self.read()).summary.version)

    async def order(self) -> list[tuple[str, list[int]]]:
        """Return each module's title with the places of its lessons in `videos`."""
        modules = (await self.read()).modules
        return [(module.title, [self.videos.index(video) for video in module.video_ids]) for module in modules]


@pytest.fixture
async def built(app: App, people: People) -> Built:
    async with app.db.as_service("test") as tx:
        first, second, third = [await a_video(tx, people.creator_id, title=f"Part {n}") for n in (1, 2, 3)]
    async with app.db.acting_as(people.creator) as tx:
        course = (await courses.add_course(tx, people.creator, "Light", "About light.")).summary.id
        one = await courses.add_module(tx, people.creator, course, NewModule("One", video_ids=[first, second]))
        two = await courses.add_module(tx, people.creator, course, NewModule("Two", video_ids=[third]))
    return Built(app, people, course, one, two, (first, second, third))


async def follow(browser: httpx2.AsyncClient, response: httpx2.Response) -> str:
    """Require that `response` leads to a page, and return that page."""
    assert response.status_code == 303, response.text
    shown = await browser.get(response.headers["location"])
    assert shown.status_code == 200
    return shown.text


async def expect_editors_only(browse: Call, people: People, address: str, form: dict[str, str]) -> None:
    """Require that the form is refused to students, to other schools, and from another site."""
    assert (await browse(people.student).post(address, data=form)).status_code in (403, 404)
    assert (await browse(people.other_creator).post(address, data=form)).status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await browse(people.creator).post(address, data=form, headers=foreign)).status_code == 403


def said(page: str) -> str:
    """Return what the page says after a form."""
    [text] = re.findall(r'<div id="said".*?</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())
