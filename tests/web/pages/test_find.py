"""Finding words in the transcripts."""

from chronos.model import VideoId
from chronos.web.pages.find import mark
from tests.web.conftest import Call, People


async def test_words_are_marked_and_lead_to_their_second(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get("/find", params={"q": "apertures"})).text
    assert "<mark>Aperture</mark>" in page or "<mark>aperture</mark>" in page
    assert f'href="/videos/{lecture}?t=' in page
    inside = (await browse(people.student).get("/find", params={"q": "aperture", "video": str(lecture)})).text
    assert f'name="video" value="{lecture}"' in inside


async def test_nobody_says_it(browse: Call, people: People, lecture: VideoId) -> None:
    assert "Nobody says this" in (await browse(people.student).get("/find", params={"q": "zebra"})).text
    assert "Nobody says this" in (await browse(people.stranger).get("/find", params={"q": "aperture"})).text
    assert "<ol" not in (await browse(people.student).get("/find")).text


async def test_another_creators_video_is_not_there(browse: Call, people: People, lecture: VideoId) -> None:
    response = await browse(people.stranger).get("/find", params={"q": "aperture", "video": str(lecture)})
    assert response.status_code == 404


async def test_nothing_in_the_address_is_believed(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get("/find", params={"q": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in page


def test_marks() -> None:
    assert list(mark("a bee dances", [(2, 5)])) == [("a ", False), ("bee", True), (" dances", False)]
