"""Sign-in with a token, and sign-out."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chronos.app import App
from chronos.config import Settings
from chronos.model import Actor
from tests.conftest import ADatabase
from tests.factories import a_sign_in
from tests.web.conftest import Call, Client, People

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def paste(client: Client, app: App, actor: Actor, **more: str) -> str:
    """Sign in with a token of `actor`; return the address that the browser is sent to."""
    response = await client.post("/sign-in", data={"token": f" {app.tokens.mint(actor)}\n", **more})
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


async def test_pasted_token_signs_in(app: App, browse: Call, people: People) -> None:
    client = browse(None)
    response = await client.post("/sign-in", data={"token": f" {app.tokens.mint(people.student)}\n"})
    assert response.status_code == 303
    assert response.headers["location"] == "/"
    assert response.headers["cache-control"] == "no-store"
    [cookie] = [each.lower() for each in response.headers.get_list("set-cookie") if each.startswith("chronos_session=")]
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    assert "secure" not in cookie
    page = await client.get("/")
    assert page.status_code == 200
    assert "Sam" in page.text
    assert app.tokens.mint(people.student)[:20] not in cookie


async def test_cookie_is_secure_over_https(app: App, browse: Call, people: People) -> None:
    app.settings = Settings(**{**app.settings.model_dump(), "public_url": "https://example.org"}, _env_file=None)
    response = await browse(None).post("/sign-in", data={"token": app.tokens.mint(people.student)})
    [cookie] = [each for each in response.headers.get_list("set-cookie") if each.startswith("__Host-chronos_session=")]
    assert "secure" in cookie.lower().split("; ")


async def test_signed_out_visitors_get_the_sign_in_page(browse: Call) -> None:
    for path in ("/", f"/videos/{uuid4()}"):
        response = await browse(None).get(path)
        assert response.status_code == 401
        assert "Open the sign-in link" in response.text
        assert "alert" not in response.text


async def test_page_explains(browse: Call) -> None:
    response = await browse(None).get("/sign-in")
    assert response.status_code == 200
    assert "Open the sign-in link" in response.text
    assert "chronos " not in response.text  # commands are the operator's


async def test_invalid_token_is_refused(browse: Call) -> None:
    response = await browse(None).post("/sign-in", data={"token": "x.y.z"})
    assert response.status_code == 401
    assert "not valid" in response.text
    assert "set-cookie" not in response.headers


async def test_a_token_in_an_address_is_ignored(app: App, browse: Call, people: People) -> None:
    response = await browse(None).get("/sign-in", params={"token": app.tokens.mint(people.student)})
    assert response.status_code == 200
    assert "set-cookie" not in response.headers


async def test_a_token_is_no_cookie(app: App, browse: Call, people: People) -> None:
    client = browse(None)
    for name in ("chronos_session", "chronos_token"):
        client.cookies.set(name, app.tokens.mint(people.student))
        assert (await client.get("/")).status_code == 401


async def test_expired_sign_in_asks_to_sign_in_again(app: App, browse: Call, people: People) -> None:
    client = browse(people.student)
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.sign_ins set expires_at = now()")
    response = await client.get("/")
    assert response.status_code == 401
    assert "You were signed out. Sign in again with a new link." in response.text


async def test_service_token_is_refused(app: App, browse: Call) -> None:
    response = await browse(None).post("/sign-in", data={"token": app.tokens.mint(Actor("service_role"))})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


async def test_token_of_a_person_without_access_is_refused(app: App, browse: Call) -> None:
    stranger = Actor("authenticated", subject=uuid4())
    response = await browse(None).post("/sign-in", data={"token": app.tokens.mint(stranger)})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


async def test_sign_out_ends_the_sign_in_on_the_server(app: App, browse: Call, people: People) -> None:
    client, copy = browse(None), browse(None)
    await paste(client, app, people.student)
    copy.cookies.set("chronos_session", client.cookies["chronos_session"])
    assert (await copy.get("/")).status_code == 200
    response = await client.post("/sign-out")
    assert response.status_code == 303
    assert 'chronos_session=""' in response.headers["set-cookie"]
    assert (await client.get("/")).status_code == 401
    assert (await copy.get("/")).status_code == 401


async def test_another_sign_in_ends_the_one_before(app: App, browse: Call, people: People) -> None:
    client, copy = browse(None), browse(None)
    await paste(client, app, people.student)
    copy.cookies.set("chronos_session", client.cookies["chronos_session"])
    await paste(client, app, people.creator)
    assert "Ada" in (await client.get("/")).text
    assert (await copy.get("/")).status_code == 401


async def test_ended_membership_offers_sign_out(app: App, browse: Call, people: People) -> None:
    client = browse(people.student)
    assert (await client.get("/")).status_code == 200
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": people.student.student_id})
    for path in ("/", "/sessions"):
        response = await client.get(path)
        assert response.status_code == 403
        assert "ended" in response.text
        assert "/sign-out" in response.text


async def test_sign_in_leads_back_to_the_page_that_was_wanted(app: App, browse: Call, people: People) -> None:
    """By the field of its form, and by a cookie for a link that is opened a little later."""
    page = f"/videos/{uuid4()}?t=30"
    for more in ({"next": page}, {}):
        client = browse(None)
        refused = await client.get(page, headers=HTML)
        assert refused.status_code == 401
        assert f'name="next" value="{page}"' in refused.text
        assert await paste(client, app, people.student, **more) == page
        assert "chronos_next" not in client.cookies
        assert await paste(client, app, people.student) == "/"
    assert f'value="{page}"' in (await browse(None).get("/sign-in", params={"next": page})).text


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "/%5Cevil.example"])
async def test_sign_in_never_leads_to_another_site(app: App, browse: Call, people: People, wanted: str) -> None:
    client = browse(None)
    assert await paste(client, app, people.student, next=wanted) == "/"
    client.cookies.set("chronos_next", wanted)
    assert await paste(client, app, people.student) == "/"
    assert "evil" not in (await client.get("/sign-in", params={"next": wanted})).text


async def test_only_pages_are_led_back_to(browse: Call) -> None:
    for path, headers in (("/sessions", {"Accept": "*/*"}), ("/", HTML)):
        assert "set-cookie" not in (await browse(None).get(path, headers=headers)).headers
    assert "set-cookie" not in (await browse(None).post("/sessions/end-others", headers=HTML)).headers


async def test_use_is_noted(app: App, browse: Call, people: People, database: ADatabase) -> None:
    client = browse(None)
    client.cookies.set("chronos_session", a_sign_in(database.superuser_url, people.student))
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.sign_ins set last_seen_at = now() - interval '1 day'")
    assert (await client.get("/")).status_code == 200
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one("select last_seen_at from private.sign_ins")
    assert row
    assert (datetime.now(UTC) - row["last_seen_at"]).total_seconds() < 3600
