"""Who is asking."""

from uuid import uuid4

import pytest
from starlette.requests import Request

from chronos.app import App
from chronos.errors import NotAllowed
from chronos.model import Actor
from chronos.web.authenticate import refuse_cross_site
from tests.web.conftest import Call, People, problem

PUBLIC = "http://127.0.0.1:8000"


async def test_without_a_token(api: Call) -> None:
    response = await api(None).get("/api/v1/videos")
    problem(response, 401, "token_missing")
    assert response.headers["www-authenticate"] == "Bearer"


async def test_with_another_kind_of_header(api: Call) -> None:
    for value in ("Bearer", "Bearer ", "Basic eDp5", "eDp5"):
        response = await api(None).get("/api/v1/videos", headers={"Authorization": value})
        problem(response, 401, "token_missing")


async def test_with_a_token_that_is_none(api: Call) -> None:
    for token in ("x", "a.b.c", "é", "eyJhbGciOiJub25lIn0.e30."):
        response = await api(None).get("/api/v1/videos", headers={b"authorization": f"Bearer {token}".encode()})
        problem(response, 401, "token_invalid")
        assert response.headers["www-authenticate"] == "Bearer"


async def test_with_an_expired_token(app: App, api: Call, people: People) -> None:
    token = app.tokens.mint(people.student, lifetime_seconds=-60)
    response = await api(None).get("/api/v1/videos", headers={"Authorization": f"Bearer {token}"})
    problem(response, 401, "token_expired")


async def test_the_services_own_token_serves_no_user(api: Call) -> None:
    service = Actor("service_role")
    problem(await api(service).get("/api/v1/videos"), 403, "service_token")
    problem(await api(service).post("/api/v1/search", json={"query": "light"}), 403, "service_token")


async def test_a_cookie_is_no_token_for_the_api(browse: Call, people: People) -> None:
    problem(await browse(people.student).get("/api/v1/videos"), 401, "token_missing")


async def test_the_token_of_nobody_sees_nothing(api: Call) -> None:
    response = await api(Actor("authenticated")).get("/api/v1/videos")
    assert response.json() == {"items": [], "next_cursor": None}


def sent_with(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/ask", "headers": raw})


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8000", "host": "behind-a-proxy:80"},
        {"host": "127.0.0.1:8000"},
    ],
)
def test_our_own_forms_pass(headers: dict[str, str]) -> None:
    refuse_cross_site(sent_with(**headers), PUBLIC)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "origin": "http://127.0.0.1:8000"},
        {"origin": "https://evil.example", "host": "127.0.0.1:8000"},
        {"origin": "null", "host": "127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8001", "host": "127.0.0.1:8000"},
    ],
)
def test_foreign_forms_do_not(headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed) as refusal:
        refuse_cross_site(sent_with(**headers), PUBLIC)
    assert refusal.value.code == "cross_site"


async def test_every_form_of_the_pages_is_guarded(browse: Call, people: People) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Accept": "application/problem+json"}
    for path in ("/ask", "/videos", f"/videos/{uuid4()}/retry", "/sign-in", "/sign-out"):
        response = await browse(people.creator).post(path, data={"token": "x"}, headers=headers)
        problem(response, 403, "cross_site")
