"""Finding words in the transcripts."""

from chronos.model import VideoId
from chronos.web.mark_words import cut
from tests.web.conftest import Call, People


async def test_matches_are_marked_and_linked(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get("/find", params={"q": "apertures"})).text
    assert "<mark>Aperture</mark>" in page or "<mark>aperture</mark>" in page
    assert f'href="/videos/{lecture}?t=' in page
    inside = (await browse(people.student).get("/find", params={"q": "aperture", "video": str(lecture)})).text
    assert f'name="video" value="{lecture}"' in inside


async def test_no_matches_are_reported(browse: Call, people: People, lecture: VideoId) -> None:
    assert "No matches" in (await browse(people.student).get("/find", params={"q": "zebra"})).text
    assert "No matches" in (await browse(people.stranger).get("/find", params={"q": "aperture"})).text
    assert "<ol" not in (await browse(people.student).get("/find")).text


async def test_videos_of_others_are_not_found(browse: Call, people: People, lecture: VideoId) -> None:
    response = await browse(people.stranger).get("/find", params={"q": "aperture", "video": str(lecture)})
    assert response.status_code == 404


async def test_query_is_escaped(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get("/find", params={"q": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in page


def test_highlights_split_the_text() -> None:
    assert list(cut("a bee dances", [(2, 5)])) == [("a ", False), ("bee", True), (" dances", False)]
