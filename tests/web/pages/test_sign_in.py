"""Sign-in and sign-out."""

from uuid import uuid4

from chronos.app import App
from chronos.config import Settings
from chronos.model import Actor
from tests.web.conftest import Call, People


async def test_link_signs_in_and_hides_the_token(app: App, browse: Call, people: People) -> None:
    client = browse(None)
    response = await client.get("/sign-in", params={"token": app.tokens.mint(people.student)})
    assert response.status_code == 303
    assert response.headers["location"] == "/"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    page = await client.get("/")
    assert page.status_code == 200
    assert "Sam" in page.text


async def test_cookie_is_secure_over_https(app: App, browse: Call, people: People) -> None:
    app.settings = Settings(**{**app.settings.model_dump(), "public_url": "https://example.org"}, _env_file=None)
    response = await browse(None).get("/sign-in", params={"token": app.tokens.mint(people.student)})
    assert "secure" in response.headers["set-cookie"].lower()


async def test_pasted_token_signs_in(app: App, browse: Call, people: People) -> None:
    response = await browse(None).post("/sign-in", data={"token": f" {app.tokens.mint(people.creator)}\n"})
    assert response.status_code == 303
    assert "chronos_token=" in response.headers["set-cookie"]


async def test_signed_out_visitors_get_the_sign_in_page(browse: Call) -> None:
    for path in ("/", f"/videos/{uuid4()}"):
        response = await browse(None).get(path)
        assert response.status_code == 401
        assert "Open the sign-in link" in response.text
        assert "alert" not in response.text


async def test_page_without_a_token_explains(browse: Call) -> None:
    response = await browse(None).get("/sign-in")
    assert response.status_code == 200
    assert "Open the sign-in link" in response.text
    assert "chronos " not in response.text  # commands are the operator's


async def test_invalid_token_is_refused(browse: Call) -> None:
    response = await browse(None).get("/sign-in", params={"token": "x.y.z"})
    assert response.status_code == 401
    assert "not valid" in response.text
    assert "set-cookie" not in response.headers


async def test_expired_cookie_asks_to_sign_in_again(app: App, browse: Call, people: People) -> None:
    client = browse(None)
    client.cookies.set("chronos_token", app.tokens.mint(people.student, lifetime_seconds=-60))
    response = await client.get("/")
    assert response.status_code == 401
    assert "expired" in response.text


async def test_service_token_is_refused(app: App, browse: Call) -> None:
    response = await browse(None).get("/sign-in", params={"token": app.tokens.mint(Actor("service_role"))})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


async def test_sign_out_deletes_the_cookie(app: App, browse: Call, people: People) -> None:
    client = browse(None)
    await client.get("/sign-in", params={"token": app.tokens.mint(people.student)})
    assert (await client.get("/")).status_code == 200
    response = await client.post("/sign-out")
    assert response.status_code == 303
    assert 'chronos_token=""' in response.headers["set-cookie"]
    assert (await client.get("/")).status_code == 401


async def test_ended_membership_offers_sign_out(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": people.student.student_id})
    response = await browse(people.student).get("/")
    assert response.status_code == 403
    assert "ended" in response.text
    assert "/sign-out" in response.text
