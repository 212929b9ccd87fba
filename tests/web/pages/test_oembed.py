"""oEmbed: the frame of what is public, and the statuses of the specification for the rest."""

from uuid import uuid4

import pytest

from chronos.app import App
from chronos.model import VideoId
from chronos.web.pages.oembed import CONTROLS_HEIGHT, fit, frame
from tests.web.conftest import Call, People, problem
from tests.web.pages.embedded import a_course, embedded


@pytest.mark.parametrize("page", ["videos", "embed"])
async def test_a_public_video_has_a_frame(app: App, browse: Call, people: People, lecture: VideoId, page: str) -> None:
    await embedded(app, people.creator, video_id=lecture)
    address = f"{app.settings.public_url}/{page}/{lecture}?t=3"
    answer = await browse(None).get("/oembed", params={"url": address, "format": "json", "maxwidth": 480})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["version"], told["type"], told["author_name"]) == ("1.0", "video", "Ada")
    assert (told["width"], told["height"]) == (480, 270 + CONTROLS_HEIGHT)
    assert f'src="{app.settings.public_url}/embed/{lecture}?show=player"' in told["html"]
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1280, 720)
    picture = await browse(None).get(told["thumbnail_url"].removeprefix(app.settings.public_url))
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set thumbnail_path = null")
    assert not [name for name in (await browse(None).get("/oembed", params={"url": address})).json() if "thumb" in name]


async def test_a_public_course_has_a_frame(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    course = await a_course(app, people.creator, lecture)
    await embedded(app, people.creator, course_id=course)
    for path in (f"/courses/{course}", f"/embed/course/{course}"):
        answer = await browse(None).get("/oembed", params={"url": f"{app.settings.public_url}{path}"})
        assert (answer.status_code, answer.json()["title"]) == (200, "Exposure")


async def test_other_statuses_are_those_of_the_specification(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    client, here = browse(people.creator), app.settings.public_url
    public = f"{here}/videos/{lecture}"
    problem(await client.get("/oembed", params={"url": public}), 404, "embed_not_found")
    await embedded(app, people.creator, video_id=lecture, is_public=False)
    problem(await client.get("/oembed", params={"url": public}), 401, "embed_token_missing")
    await embedded(app, people.creator, video_id=lecture)
    problem(await client.get("/oembed", params={"url": public, "format": "xml"}), 501, "oembed_format_unknown")
    elsewhere = ("", "x", f"{here}/videos/{uuid4()}", f"https://other.example/videos/{lecture}", f"{here}/studio",
                 f"{here}/videos/{'-' * 36}", f"{here}/courses/{lecture}")  # fmt: skip
    for url in elsewhere:
        problem(await client.get("/oembed", params={"url": url}), 404, "embed_not_found")
    async with app.db.acting_as(people.creator) as tx:
        await tx.execute("update videos set is_published = false")
    problem(await client.get("/oembed", params={"url": public}), 404, "video_not_found")


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ((None, None), (960, 540 + CONTROLS_HEIGHT)),
        ((320, None), (320, 180 + CONTROLS_HEIGHT)),
        ((None, 284), (320, 284)),
        ((10_000, 10_000), (960, 540 + CONTROLS_HEIGHT)),
        ((None, 50), (240, 50)),
    ],
)
def test_a_frame_fits(asked: tuple[int | None, int | None], size: tuple[int, int]) -> None:
    assert fit(*asked) == size


def test_a_title_cannot_leave_its_attribute() -> None:
    assert '"><script>' not in frame("https://example.com/?a=1&b", '"><script>', 1, 1)
