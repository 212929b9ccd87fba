"""The cover of a course in the studio."""

import re

from tests.media import encoded, stripes
from tests.web.conftest import Call, People
from tests.web.pages.studio.conftest import Built, follow, said


async def test_an_image_is_shown_and_removed(browse: Call, people: People, built: Built) -> None:
    ada, address = browse(people.creator), f"{built.address}/cover"
    image = {"file": ("a.jpg", encoded(stripes(), "mjpeg"))}
    page = await follow(ada, await ada.post(address, files=image))
    assert said(page) == "The cover was changed."
    [shown] = re.findall(rf'src="(/courses/{built.id}/cover\?v=\w+)"', page)
    assert (await ada.get(shown)).headers["content-type"] == "image/webp"
    page = await follow(ada, await ada.post(address, files={"at_seconds": (None, b"")}))
    assert "/cover?v=" not in page


async def test_refused_files_and_senders(browse: Call, people: People, built: Built) -> None:
    ada, address = browse(people.creator), f"{built.address}/cover"
    refused = await ada.post(address, files={"file": ("a.jpg", b"no picture")})
    assert (refused.status_code, "alert" in refused.text) == (415, True)
    assert (await ada.post(address, files={"file": ("a.jpg", b"x" * 5_300_000)})).status_code == 413
    image = {"file": ("a.jpg", encoded(stripes(), "mjpeg"))}
    assert (await browse(people.student).post(address, files=image)).status_code in (403, 404)
    assert (await browse(people.other_creator).post(address, files=image)).status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await ada.post(address, files=image, headers=foreign)).status_code == 403
