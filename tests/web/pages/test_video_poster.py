"""The form of the video's page changes its poster."""

from chronos.model import VideoId
from tests.media import encoded, read_picture, stripes
from tests.web.conftest import Call, People

FORM_ORIGIN = {"Origin": "http://127.0.0.1:8000"}


async def test_image_and_second_are_taken(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.creator)
    assert f'action="/videos/{lecture}/poster"' in (await client.get(f"/videos/{lecture}")).text
    image = encoded(stripes(), "mjpeg")
    sent = await client.post(
        f"/videos/{lecture}/poster", data={"at_seconds": ""}, files={"file": ("a.jpg", image)}, headers=FORM_ORIGIN
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"/videos/{lecture}")
    assert read_picture((await client.get(f"/videos/{lecture}/poster")).content).shape == (180, 320, 3)
    sent = await client.post(
        f"/videos/{lecture}/poster",
        data={"at_seconds": "30"},
        files={"file": ("", b"")},
        headers=FORM_ORIGIN,
    )
    assert sent.status_code == 303
    assert read_picture((await client.get(f"/videos/{lecture}/poster")).content).shape == (480, 854, 3)


async def test_refusal_is_a_page_with_one_sentence(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.creator)
    for data, sentence in (
        ({"at_seconds": "soon"}, "Write the second of the poster as a number"),
        ({"at_seconds": "9999"}, "choose a second within it"),
        ({"at_seconds": ""}, "Choose a second of the video, or send an image"),
    ):
        refused = await client.post(
            f"/videos/{lecture}/poster", data=data, files={"file": ("", b"")}, headers=FORM_ORIGIN
        )
        assert refused.status_code == 422
        assert sentence in refused.text


async def test_students_have_no_form(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    assert "/poster" not in (await client.get(f"/videos/{lecture}")).text.replace('poster="', "").split("<form")[-1]
    sent = await client.post(f"/videos/{lecture}/poster", files={"at_seconds": (None, b"1")}, headers=FORM_ORIGIN)
    assert sent.status_code == 403
