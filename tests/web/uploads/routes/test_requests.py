"""Rules for every request: version, method override, and whose upload it is."""

from uuid import uuid4

from chronos.app import App
from tests.web.conftest import Call, Client, People
from tests.web.uploads.client import (
    PATH,
    PIECE,
    VERSION,
    begun,
    create,
    head,
    notes,
    offset_of,
    patch,
    require_sentence,
    set_active,
    stored,
)


async def test_the_method_may_be_in_a_header(client: Client, people: People) -> None:
    url = await begun(client, 5, said=notes(people.creator))

    async def post(method: str, headers: dict[str, str], content: bytes = b"") -> int:
        sent = headers | {"X-HTTP-Method-Override": method}
        return (await client.post(url, headers=sent, content=content)).status_code

    assert await post("PATCH", PIECE | {"Upload-Offset": "0"}, b"hel") == 204
    assert await post("HEAD", VERSION) == 200
    assert await post("PUT", VERSION) == 405
    assert await post("DELETE", VERSION) == 204
    assert await post("HEAD", VERSION) == 404


async def test_invalid_requests_are_refused(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    for version in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = await client.head(url, headers=version)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    wrong_type = await client.patch(url, headers=VERSION | {"Upload-Offset": "0"}, content=b"hello")
    require_sentence(wrong_type.status_code, wrong_type.text, 415)
    for wrong in ("md5 XUFAKrxLKna5cZ2REBfFkg==", "sha256 ???", "sha256 YQ==", "sha256", ""):
        answer = await patch(client, url, 0, b"hello", headers={"Upload-Checksum": wrong})
        require_sentence(answer.status_code, answer.text, 400)
    for nowhere in (f"{PATH}/{uuid4()}", f"{PATH}/x", f"{PATH}/..%2F..%2Fetc", f"{PATH}/{'a' * 4000}"):
        for answer in (await head(client, nowhere), await patch(client, nowhere, 0, b"hello")):
            assert answer.status_code == 404
    assert await offset_of(client, url) == 0


async def test_a_browser_uploads_by_its_cookie(browse: Call, people: People) -> None:
    browser = browse(people.creator)
    url = await begun(browser, 5, said=notes(people.creator))
    assert (await patch(browser, url, 0, b"hel", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 204
    assert await offset_of(browser, url) == 3
    foreign = await patch(browser, url, 3, b"lo", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert (await create(browser, 5, headers={"Origin": "https://evil.example"})).status_code == 403
    assert await offset_of(browser, url) == 3


async def test_an_upload_belongs_to_its_creator(api: Call, client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    for other, status in ((people.other_creator, 404), (people.student, 404), (people.stranger, 404), (None, 401)):
        asker = api(other)
        for answer in (
            await head(asker, url),
            await patch(asker, url, 5, b"world"),
            await asker.delete(url, headers=VERSION),
        ):
            assert answer.status_code == status
    assert await offset_of(client, url) == 5


async def test_a_deactivated_creator_is_refused_at_the_next_request(client: Client, app: App, people: People) -> None:
    url = await begun(client, 10, said=notes(people.creator))
    await patch(client, url, 0, b"hello")
    await set_active(app, people.creator, False)
    assert (await patch(client, url, 5, b"world")).status_code == 403
    assert (await head(client, url)).status_code == 403
    assert (await create(client, 5, content=b"hello", said=notes(people.creator))).status_code == 403
    assert stored(app) == {}
    await set_active(app, people.creator, True)
    assert await offset_of(client, url) == 5
