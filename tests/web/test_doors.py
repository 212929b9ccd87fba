"""Every door of a video takes the same choices, with the same names and checks."""

import base64
import html
import inspect
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from chronos.app import App
from chronos.cli.add import add
from chronos.pipeline.import_stage import Means, import_file
from chronos.videos import CHOICES
from chronos.videos.fetch.download import Fetcher
from chronos.web.api.import_body import ImportBody
from chronos.web.api.videos import UPLOAD_FORM
from tests.media import a_silent_video, record, tone
from tests.pipeline.work import work_until_done
from tests.videos.fetch.origin import an_origin, sends
from tests.web.conftest import Call, Client, People
from tests.web.uploads.client import a_name, create

Fields = dict[str, str]
Send = Callable[[Client, People, bytes, Fields], Awaitable[httpx2.Response]]


async def by_form(client: Client, people: People, content: bytes, choices: Fields) -> httpx2.Response:
    return await client.post("/api/v1/videos", files={"file": ("a.mp4", content)}, data=choices)


async def by_page(client: Client, people: People, content: bytes, choices: Fields) -> httpx2.Response:
    return await client.post("/videos", files={"file": ("a.mp4", content)}, data=choices)


async def by_upload(client: Client, people: People, content: bytes, choices: Fields) -> httpx2.Response:
    said = {"filename": "a.mp4", "contentType": "video/mp4"} | choices
    return await create(client, len(content), said=said, content=content)


async def by_storage(client: Client, people: People, content: bytes, choices: Fields) -> httpx2.Response:
    headers = {"Content-Type": "video/mp4", "x-metadata": base64.b64encode(json.dumps(choices).encode()).decode()}
    return await client.post(f"/storage/v1/object/videos/{a_name(people.creator)}", content=content, headers=headers)


async def by_storage_form(client: Client, people: People, content: bytes, choices: Fields) -> httpx2.Response:
    address = f"/storage/v1/object/videos/{people.creator.creator_id}/{uuid4()}/a.mp4"
    form = {"metadata": json.dumps(choices)}
    return await client.post(address, files={"": ("a.mp4", content, "video/mp4")}, data=form)


SENDS: list[Send] = [by_form, by_page, by_upload, by_storage, by_storage_form]


@pytest.fixture
def film(tmp_path: Path) -> bytes:
    """A film with two audio tracks."""
    return record(tmp_path / "two.mp4", [tone(2), tone(2, 660)], picture_seconds=2).read_bytes()


@pytest.fixture
def client(request: pytest.FixtureRequest, people: People, api: Call, browse: Call) -> Callable[[Send], Client]:
    return lambda send: (browse if send is by_page else api)(people.creator)


def test_every_door_describes_the_same_choices(repository: Path) -> None:
    page = (repository / "src/chronos/web/templates/library.html").read_text()
    form = page[page.index('<form action="/videos"') :].partition("</form>")[0]
    properties = UPLOAD_FORM["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    doors = {
        "the form of the API": set(properties) - {"file"},
        "an address by the API": {name.replace("captions_url", "captions") for name in ImportBody.model_fields}
        - {"url"},
        "the page": set(re.findall(r' name="(\w+)"', form)) - {"file"},
        "the command line": set(inspect.signature(add).parameters) - {"paths", "creator", "wait", "dry_run", "as_json"},
    }
    assert {name: choices ^ set(CHOICES) for name, choices in doors.items()} == {name: set() for name in doors}


def test_documents_name_the_choices_of_uploads_in_pieces_and_of_the_storage(repository: Path) -> None:
    """They carry one file, so captions come afterwards, and with them their encoding."""
    text = (repository / "docs/reference/storage-api.md").read_text()
    script = (repository / "src/chronos/web/static/upload.js").read_text()
    for name in set(CHOICES) - {"captions", "captions_encoding"}:
        assert f"`{name}`" in text
        assert f"{name}: form.elements.{name}.value" in script


@pytest.mark.parametrize("send", SENDS)
async def test_choices_are_kept(
    app: App, people: People, client: Callable[[Send], Client], film: bytes, send: Send
) -> None:
    answer = await send(client(send), people, film, {"title": "A talk", "language": "pt-BR", "audio_track": "2"})
    assert answer.status_code < 400, answer.text
    await require_kept(app)


async def test_choices_of_an_address_are_kept(app: App, api: Call, people: People, film: bytes) -> None:
    async with an_origin(sends("1\n00:00:00,000 --> 00:00:01,500\nżółć\n".encode("cp1250")), sends(film)) as origin:
        app.__dict__["fetcher"] = Fetcher(allowed=frozenset({origin.place}))
        body = {"url": origin.url(), "captions_url": origin.url("/a.srt"), "captions_encoding": "windows-1250",
                "title": "A talk", "language": "pt-BR", "audio_track": 2}  # fmt: skip
        answer = await api(people.creator).post("/api/v1/videos", json=body)
        assert answer.status_code == 202, answer.text
        means = Means(app.db, app.objects, app.fetcher, app.incoming)
        await import_file(means, answer.json()["id"])
    metadata = await require_kept(app)
    assert "żółć" in (await app.objects.get(f"videos/{metadata['captions']}")).decode()


async def require_kept(app: App) -> dict[str, object]:
    async with app.db.as_service("test") as tx:
        [video] = await tx.fetch("select title, transcript_language, metadata from videos")
    assert (video["title"], video["transcript_language"]) == ("A talk", "pt-BR")
    assert video["metadata"]["audio_track"] == 2
    kept: dict[str, object] = video["metadata"]
    return kept


@pytest.mark.parametrize("send", SENDS)
@pytest.mark.parametrize(
    ("choice", "value", "sentence"),
    [
        ("title", "\u200b ", "The title is blank"),
        ("language", "klingonklingon", "The language must be a language tag, e.g. en or pt-BR."),
        ("audio_track", "0", "The field `audio_track` must be a number from 1."),
        ("audio_track", "second", "The field `audio_track` must be a number from 1."),
        ("audio_track", "3", "has 2 audio tracks"),
        ("captions_encoding", "utf-8", "The encoding of captions is for captions that come with the file: "),
    ],
)
async def test_wrong_choices_are_refused_with_the_same_sentence(
    app: App,
    people: People,
    client: Callable[[Send], Client],
    film: bytes,
    send: Send,
    choice: str,
    value: str,
    sentence: str,
) -> None:
    answer = await send(client(send), people, film, {choice: value})
    # Supabase's clients expect 400 for every refusal of this kind.
    assert answer.status_code == (400 if send in (by_storage, by_storage_form) else 422), answer.text
    assert sentence in answer.text
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select from videos") == []
        assert await tx.fetch("select from private.uploads") == []
    assert not [path for path in (app.settings.home / "storage").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": " "}, "request_invalid"),
        ({"title": "\u200b"}, "title_empty"),
        ({"language": "klingonklingon"}, "request_invalid"),
        ({"audio_track": 0}, "request_invalid"),
        ({"audio_track": 1000}, "request_invalid"),
        ({"audio_track": "two"}, "request_invalid"),
        ({"captions_encoding": "utf-8"}, "captions_missing"),
        ({"captions_encoding": "klingon", "captions_url": "https://127.0.0.1/a.vtt"}, "encoding_unknown"),
    ],
)
async def test_wrong_choices_of_an_address_are_refused(
    app: App, api: Call, people: People, more: dict[str, object], code: str
) -> None:
    app.__dict__["fetcher"] = Fetcher(allowed=frozenset({("127.0.0.1", 443)}))
    answer = await api(people.creator).post("/api/v1/videos", json={"url": "https://127.0.0.1/a.mp4"} | more)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select from videos") == []


async def test_a_track_that_the_file_at_an_address_lacks_fails_with_a_sentence(
    app: App, api: Call, people: People, tmp_path: Path
) -> None:
    film = a_silent_video(tmp_path / "a.mp4", seconds=2).read_bytes()
    async with an_origin(sends(film)) as origin:
        app.__dict__["fetcher"] = Fetcher(allowed=frozenset({origin.place}))
        body = {"url": origin.url(), "audio_track": 2}
        video = (await api(people.creator).post("/api/v1/videos", json=body)).json()
        failed = await work_until_done(app, people.creator, video["id"])
    assert failed.status == "failed"
    assert "no audio track 2" in (failed.error_message or "")


@pytest.mark.parametrize("send", SENDS)
async def test_an_empty_file_is_refused_by_one_code(
    app: App, people: People, client: Callable[[Send], Client], send: Send
) -> None:
    answer = await send(client(send), people, b"", {})
    assert "The file is empty: export or upload it again." in answer.text
    if send in (by_storage, by_storage_form):
        assert (answer.status_code, answer.json()["statusCode"], answer.json()["error"]) == (400, "422", "file_empty")
    else:
        assert answer.status_code == 422
        assert send is not by_form or answer.json()["code"] == "file_empty"
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select from videos") == []


async def test_an_empty_picture_is_refused_by_the_same_code(api: Call, people: People) -> None:
    address = f"/storage/v1/object/thumbnails/{people.creator.creator_id}/a.png"
    answer = await api(people.creator).post(address, content=b"", headers={"Content-Type": "image/png"})
    assert (answer.json()["statusCode"], answer.json()["error"]) == ("422", "file_empty")


async def test_a_form_that_cannot_be_read_is_refused_in_our_words_and_not_logged(
    api: Call, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    for address in ("/api/v1/videos", f"/storage/v1/object/videos/{a_name(people.creator)}"):
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = await api(people.creator).post(address, content=b"nonsense", headers=kind)
        assert "The form cannot be read: it is not valid `multipart/form-data`." in answer.text
    assert "boundary" not in caplog.text


NOTE = (
    "The title, the language and the audio track that came with the file were not applied: change the video's title, "
    "or remove the video and add the file again."
)


@pytest.mark.parametrize("send", SENDS)
async def test_choices_for_a_file_that_is_there_are_answered(
    app: App, people: People, client: Callable[[Send], Client], film: bytes, send: Send
) -> None:
    first = {"title": "A talk", "language": "pt-BR", "audio_track": "2"}
    assert (await send(client(send), people, film, first)).status_code < 400
    answer = await send(client(send), people, film, {"title": "Other", "language": "de", "audio_track": "1"})
    if send is by_page:
        assert answer.status_code == 303
        page = await client(send).get(answer.headers["Location"])
        assert NOTE in html.unescape(page.text)
    elif send is by_upload:
        assert answer.headers["Chronos-Note"] == NOTE
    else:
        assert answer.status_code == 200, answer.text
        assert answer.json()["note"] == NOTE
    await require_kept(app)
    if send in (by_form, by_storage):
        assert not (await send(client(send), people, film, first)).json().get("note")


@pytest.mark.parametrize("send", [by_upload, by_storage, by_storage_form])
async def test_captions_in_metadata_are_refused(
    app: App, people: People, client: Callable[[Send], Client], film: bytes, send: Send
) -> None:
    answer = await send(client(send), people, film, {"captions": "WEBVTT"})
    assert "Captions are a file, not text: send the video first" in answer.text
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select from videos") == []


@pytest.mark.parametrize("value", [5, True, 1.0, ["en"], {}])
@pytest.mark.parametrize("choice", ["title", "language", "audio_track"])
async def test_choices_in_metadata_have_their_own_type(
    app: App, api: Call, people: People, film: bytes, choice: str, value: object
) -> None:
    if (choice, value) == ("audio_track", 5) and type(value) is int:
        return  # no such track, which is another refusal
    said = base64.b64encode(json.dumps({choice: value}).encode()).decode()
    headers = {"Content-Type": "video/mp4", "x-metadata": said}
    address = f"/storage/v1/object/videos/{a_name(people.creator)}"
    answer = await api(people.creator).post(address, content=film, headers=headers)
    assert answer.status_code == 400, answer.text
    assert f"`{choice}` must be" in answer.text
