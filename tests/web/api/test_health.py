"""Health endpoints."""

import asyncio
from pathlib import Path

import httpx2
import psycopg
import pytest

from chronos.app import App
from chronos.config import Settings
from chronos.web import create_application
from tests.conftest import ADatabase
from tests.web.conftest import ADDRESS, Call


async def ready(app: App) -> httpx2.Response:
    transport = httpx2.ASGITransport(create_application(app))
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        return await client.get("/readyz")


async def test_healthz_responds(api: Call) -> None:
    response = await api(None).get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_readyz_reports_every_part_ready(api: Call) -> None:
    response = await api(None).get("/readyz")
    assert response.status_code == 200, response.text
    checks = dict.fromkeys(("database", "schema", "queue", "models"), "ready")
    assert response.json() == {"status": "ready", "checks": checks}


async def test_missing_models_are_reported(database: ADatabase, tmp_path: Path) -> None:
    app = App(Settings(home=tmp_path, _env_file=None), database.login_url)
    await app.db.open()
    try:
        response = await ready(app)
    finally:
        await app.db.close()
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "not_ready"
    assert response.json()["checks"] == {
        "database": "ready", "schema": "ready", "queue": "ready", "models": "missing"
    }  # fmt: skip


async def test_missing_migrations_are_reported(empty_database: ADatabase, tmp_path: Path) -> None:
    app = App(Settings(home=tmp_path, _env_file=None), empty_database.login_url)
    await app.db.open()
    try:
        response = await ready(app)
    finally:
        await app.db.close()
    assert response.status_code == 503
    checks = response.json()["checks"]
    assert (checks["database"], checks["schema"], checks["queue"]) == ("ready", "missing", "missing")


async def test_missing_queue_tables_are_reported(app: App, database: ADatabase) -> None:
    def drop() -> None:
        with psycopg.connect(database.superuser_url) as connection:
            connection.execute("drop table jobs.procrastinate_events cascade")

    await asyncio.to_thread(drop)
    response = await ready(app)
    assert response.status_code == 503
    assert response.json()["checks"]["queue"] == "missing"
    assert "queue missing" in response.json()["detail"]


@pytest.mark.usefixtures("people")
async def test_unreachable_database_is_reported(app: App) -> None:
    await app.db.close()
    response = await ready(app)
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "unreachable"
    transport = httpx2.ASGITransport(create_application(app))
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        assert (await client.get("/healthz")).status_code == 200
