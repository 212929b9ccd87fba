"""Errors as HTTP responses."""

import logging
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from chronos.errors import NotFound, OverLimit, ProviderError
from chronos.web.errors import headers_of
from tests.web.conftest import ADDRESS, Call, People, problem


@pytest.mark.parametrize(("wait", "seconds"), [(0.0, "1"), (0.2, "1"), (1.0, "1"), (1.001, "2"), (59.5, "60")])
def test_rate_limit_sends_retry_after(wait: float, seconds: str) -> None:
    assert headers_of(OverLimit("x", code="rate_limited", retry_after_seconds=wait)) == {"Retry-After": seconds}


def test_what_may_pass_sends_retry_after() -> None:
    assert headers_of(ProviderError("x", code="database_unavailable")) == {"Retry-After": "5"}
    assert headers_of(ProviderError("x", code="database_not_migrated")) == {}


def test_other_errors_send_no_retry_after() -> None:
    assert headers_of(OverLimit("x", code="too_large")) == headers_of(NotFound("x", code="video_not_found")) == {}


async def test_unknown_address_is_not_found(api: Call) -> None:
    problem(await api(None).get("/api/v1/nothing"), 404, "no_such_address")


async def test_unsupported_method_names_the_allowed_ones(api: Call) -> None:
    response = await api(None).put("/api/v1/search")
    problem(response, 405, "method_not_allowed")
    assert "POST" in response.headers["allow"]


async def test_malformed_json_is_refused(api: Call, people: People) -> None:
    response = await api(people.student).post(
        "/api/v1/search", content=b'{"query": ', headers={"Content-Type": "application/json"}
    )
    problem(response, 422, "request_invalid")


async def test_invalid_field_is_named(api: Call, people: People) -> None:
    response = await api(people.student).post("/api/v1/search", json={"query": "light", "limit": 1000})
    detail = problem(response, 422, "request_invalid")
    assert "limit" in detail
    assert [each["field"] for each in response.json()["errors"]] == ["limit"]


async def test_unknown_field_is_refused(api: Call, people: People) -> None:
    response = await api(people.student).post("/api/v1/search", json={"query": "light", "videos": []})
    assert "videos" in problem(response, 422, "request_invalid")


async def test_malformed_id_is_refused(api: Call, people: People) -> None:
    problem(await api(people.student).get("/api/v1/videos/42"), 422, "request_invalid")


async def test_internal_error_hides_its_cause(application: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    @application.get("/api/v1/broken")
    async def broken() -> None:
        raise RuntimeError("password=hunter2")

    @application.get("/broken")
    async def broken_page() -> None:
        raise RuntimeError("password=hunter2")

    caplog.set_level(logging.CRITICAL)
    transport = httpx2.ASGITransport(application, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        for path in ("/api/v1/broken", "/broken"):
            response = await client.get(path)
            assert response.status_code == 500
            assert "hunter2" not in response.text
            assert "RuntimeError" not in response.text
            assert response.headers["x-content-type-options"] == "nosniff"
        problem(await client.get("/api/v1/broken"), 500, "internal_error")


async def test_browsers_get_an_error_page(browse: Call, people: People) -> None:
    client = browse(people.student)
    for path in ("/nothing", f"/videos/{uuid4()}", "/videos/42"):
        response = await client.get(path)
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")
        assert 'href="/"' in response.text


async def test_programs_get_a_problem_from_a_page(api: Call, people: People) -> None:
    problem(await api(people.student).get(f"/videos/{uuid4()}/media"), 404, "video_not_found")
