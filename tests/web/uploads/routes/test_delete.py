"""Delete an upload: DELETE (https://tus.io/protocols/resumable-upload#termination), and its expiry."""

from chronos.app import App
from chronos.storage import UploadFolder
from tests.web.conftest import Client, People
from tests.web.uploads.client import VERSION, begun, create, head, notes, patch, require_nothing, stored


async def test_a_deleted_upload_is_gone(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    assert (await client.delete(url, headers=VERSION)).status_code == 204
    for answer in (
        await head(client, url),
        await patch(client, url, 5, b"world"),
        await client.delete(url, headers=VERSION),
    ):
        assert answer.status_code == 404
    await require_nothing(app)


async def test_the_object_of_a_deleted_upload_stays(client: Client, app: App, people: People) -> None:
    url = (await create(client, 5, content=b"hello", said=notes(people.creator))).headers["Location"]
    assert (await client.delete(url, headers=VERSION)).status_code == 204
    assert list(stored(app).values()) == [b"hello"]


async def test_an_expired_upload_is_gone(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.uploads set expires_at = now() - interval '1 second'")
    for answer in (
        await head(client, url),
        await patch(client, url, 5, b"world"),
        await client.delete(url, headers=VERSION),
    ):
        assert answer.status_code == 410
    assert UploadFolder(app.settings.home).ids() == set()
