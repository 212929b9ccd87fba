"""Authentication of programs and browsers."""

import pkgutil
import re
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request

from chronos.app import App
from chronos.errors import NotAllowed
from chronos.model import Actor
from chronos.web import pages
from chronos.web.authenticate import SAFE_METHODS, refuse_cross_site
from tests.web.conftest import Call, People, problem

PUBLIC = "http://127.0.0.1:8000"


async def test_missing_token_is_refused(api: Call) -> None:
    response = await api(None).get("/api/v1/videos")
    problem(response, 401, "token_missing")
    assert response.headers["www-authenticate"] == "Bearer"


async def test_other_authorization_schemes_are_refused(api: Call) -> None:
    for value in ("Bearer", "Bearer ", "Basic eDp5", "eDp5"):
        response = await api(None).get("/api/v1/videos", headers={"Authorization": value})
        problem(response, 401, "token_missing")


async def test_malformed_tokens_are_refused(api: Call) -> None:
    for token in ("x", "a.b.c", "é", "eyJhbGciOiJub25lIn0.e30."):
        response = await api(None).get("/api/v1/videos", headers={b"authorization": f"Bearer {token}".encode()})
        problem(response, 401, "token_invalid")
        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_expired_token_is_refused(app: App, api: Call, people: People) -> None:
    token = app.tokens.mint(people.student, lifetime_seconds=-60)
    response = await api(None).get("/api/v1/videos", headers={"Authorization": f"Bearer {token}"})
    problem(response, 401, "token_expired")


async def test_service_token_is_refused(api: Call) -> None:
    service = Actor("service_role")
    problem(await api(service).get("/api/v1/videos"), 403, "service_token")
    problem(await api(service).post("/api/v1/search", json={"query": "light"}), 403, "service_token")


async def test_api_ignores_the_cookie(browse: Call, people: People) -> None:
    """All but the list of sign-ins, which only a browser can say its own of, and the reports of the page's player."""
    problem(await browse(people.student).get("/api/v1/videos"), 401, "token_missing")
    assert (await browse(people.student).get("/api/v1/sessions")).status_code == 200


async def test_token_without_a_person_is_refused(api: Call) -> None:
    problem(await api(Actor("authenticated")).get("/api/v1/videos"), 403, "membership_ended")


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
def test_same_site_forms_are_accepted(headers: dict[str, str]) -> None:
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
def test_cross_site_forms_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed) as refusal:
        refuse_cross_site(sent_with(**headers), PUBLIC)
    assert refusal.value.code == "cross_site"


async def test_every_form_refuses_cross_site_requests(browse: Call, people: People) -> None:
    """Every address of a page that changes something, and the endpoints that take a cookie."""
    headers = {"Sec-Fetch-Site": "cross-site", "Accept": "application/problem+json"}
    browser = browse(people.creator)
    modules = [import_module(f"chronos.web.pages.{each.name}") for each in pkgutil.iter_modules(pages.__path__)]
    found = [
        (method, re.sub(r"{\w+}", str(uuid4()), route.path))
        for module in modules
        for route in getattr(module, "router", APIRouter()).routes
        if isinstance(route, APIRoute) and not route.path.startswith("/unsubscribe/")  # mail programs send it
        for method in sorted((route.methods or set()) - SAFE_METHODS)
    ]
    assert len(found) >= 10
    found += [
        ("DELETE", "/api/v1/sessions"),
        ("POST", f"/api/v1/me/schools/{uuid4()}/switch"),
        ("DELETE", f"/api/v1/sessions/{uuid4()}"),
        ("POST", f"/api/v1/videos/{uuid4()}/beats"),
    ]
    for method, path in found:
        problem(
            await browser.request(method, path, data={"token": "x", "email": "a@example.com"}, headers=headers),
            403,
            "cross_site",
        )


def test_an_opaque_origin_is_accepted_only_where_the_form_has_another_proof() -> None:
    opaque = sent_with(origin="null", host="127.0.0.1:8000")
    refuse_cross_site(opaque, PUBLIC, allow_opaque=True)
    for headers in ({"sec_fetch_site": "cross-site", "origin": "null"}, {"origin": "https://evil.example"}):
        with pytest.raises(NotAllowed):
            refuse_cross_site(sent_with(**headers), PUBLIC, allow_opaque=True)


async def test_a_request_of_a_browser_costs_one_statement(
    app: App, browse: Call, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside those of its page; the index finds the row, and only a use after five minutes is written."""
    entered: list[str] = []
    acting_as = app.db.acting_as

    def counted(actor: Actor, *values: Any) -> Any:
        entered.append(actor.role)
        return acting_as(actor, *values)

    monkeypatch.setattr(app.db, "acting_as", counted)
    assert (await browse(people.student).get("/")).status_code == 200
    assert entered == ["chronos_public", "authenticated"]
