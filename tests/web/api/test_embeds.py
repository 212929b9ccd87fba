"""Embeds by the API: sites, what may be shown, and tokens for visitors."""

from uuid import uuid4

from chronos.app import App
from chronos.db import Database
from chronos.model import Actor
from tests.factories import a_staff_member, a_video, as_staff
from tests.web.conftest import Call, People, problem

SITES = "/api/v1/embed-sites"
EMBEDS = "/api/v1/embeds"
TOKENS = "/api/v1/embed-tokens"


async def an_editor(db: Database, people: People) -> Actor:
    async with db.as_service("test") as tx:
        return as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))


async def test_an_owner_manages_sites(api: Call, people: People) -> None:
    client = api(people.creator)
    added = await client.post(SITES, json={"origin": "https://Example.com/"})
    assert (added.status_code, added.json()["origin"]) == (201, "https://example.com")
    assert (await client.get(SITES)).json()["items"] == [added.json()]
    problem(await client.post(SITES, json={"origin": "https://example.com"}), 409, "exists")
    problem(await client.post(SITES, json={"origin": "http://example.com"}), 422, "embed_site_invalid")
    problem(await api(people.other_creator).delete(f"{SITES}/{added.json()['id']}"), 404, "embed_site_not_found")
    assert (await client.delete(f"{SITES}/{added.json()['id']}")).status_code == 204
    assert (await client.get(SITES)).json()["items"] == []


async def test_an_owner_allows_and_ends_embeds(app: App, api: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id, title="Shown")
    client = api(people.creator)
    allowed = await client.post(EMBEDS, json={"video_id": str(video)})
    assert allowed.status_code == 201
    assert (allowed.json()["title"], allowed.json()["is_public"]) == ("Shown", False)
    again = await client.post(EMBEDS, json={"video_id": str(video), "is_public": True})
    assert again.json() == allowed.json() | {"is_public": True}
    assert (await client.get(EMBEDS)).json()["items"] == [again.json()]
    assert (await api(people.other_creator).get(EMBEDS)).json()["items"] == []
    problem(await api(people.other_creator).post(EMBEDS, json={"video_id": str(video)}), 404, "video_not_found")
    problem(await client.post(EMBEDS, json={"course_id": str(uuid4())}), 404, "course_not_found")
    problem(await client.post(EMBEDS, json={}), 422, "request_invalid")
    assert (await client.delete(f"{EMBEDS}/{allowed.json()['id']}")).status_code == 204
    problem(await client.delete(f"{EMBEDS}/{allowed.json()['id']}"), 404, "embed_not_found")


async def test_tokens_are_made_for_allowed_embeds_alone(app: App, api: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id)
    client = api(people.creator)
    problem(await client.post(TOKENS, json={"video_id": str(video)}), 404, "embed_not_found")
    allowed = await client.post(EMBEDS, json={"video_id": str(video)})
    made = (await client.post(TOKENS, json={"video_id": str(video)})).json()
    assert made["url"] == f"{app.settings.public_url}/embed/{video}?token={made['token']}"
    assert str(app.embed_tokens.read(made["token"]).embed_id) == allowed.json()["id"]
    problem(await api(people.other_creator).post(TOKENS, json={"video_id": str(video)}), 404, "embed_not_found")


async def test_a_token_of_an_embed_opens_nothing_of_the_api(app: App, api: Call, people: People) -> None:
    client = api(None)
    token = app.embed_tokens.begin(uuid4()).token
    for path in (SITES, EMBEDS, "/api/v1/videos"):
        problem(await client.get(path, headers={"Authorization": f"Bearer {token}"}), 401, "token_invalid")


async def test_editors_read_and_students_get_nothing(app: App, api: Call, people: People) -> None:
    await api(people.creator).post(SITES, json={"origin": "https://example.com"})
    editor = api(await an_editor(app.db, people))
    assert len((await editor.get(SITES)).json()["items"]) == 1
    problem(await editor.post(SITES, json={"origin": "https://more.example"}), 403, "role_not_allowed")
    assert (await api(people.student).get(SITES)).json()["items"] == []
    problem(await api(people.student).post(SITES, json={"origin": "https://more.example"}), 403, "not_allowed")
