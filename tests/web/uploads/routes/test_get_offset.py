"""Ask for the offset: HEAD (https://tus.io/protocols/resumable-upload#head)."""

from uuid import UUID

from chronos.app import App
from chronos.storage import UploadFolder
from tests.web.conftest import Client, People
from tests.web.uploads.client import a_video, begun, head, metadata, notes


async def test_metadata_is_returned_as_it_was_sent(client: Client, people: People) -> None:
    said = notes(people.creator) | {"title": "Überblick"}
    url = await begun(client, 5, said=said)
    told = (await head(client, url)).headers
    assert told["Upload-Metadata"] == metadata(**said)
    assert (told["Upload-Length"], told["Cache-Control"]) == ("5", "no-store")
    assert told["Upload-Expires"].endswith(" GMT")


async def test_a_crash_before_the_last_step_is_recovered(client: Client, app: App, people: People, film: bytes) -> None:
    url = await begun(client, len(film), said=a_video(people.creator))
    with UploadFolder(app.settings.home).lock(UUID(url.rpartition("/")[2])) as held:
        held.write(film)  # every byte is safe, and then the server is killed
        held.sync()
    told = await head(client, url)
    assert (told.status_code, told.headers["Upload-Offset"]) == (200, str(len(film)))
    assert (await client.get(f"/videos/{told.headers['Chronos-Video-Id']}/media")).content == film
