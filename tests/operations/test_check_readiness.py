"""Readiness of a server, apart from HTTP (tests/web/api/test_health.py has the database's faults)."""

from dataclasses import replace

from chronos.app import App
from chronos.operations.check_readiness import check_readiness


async def test_all_parts_are_ready(app: App) -> None:
    assert await check_readiness(app.db, app.providers) == dict.fromkeys(
        ("database", "schema", "queue", "models"), "ready"
    )


async def test_missing_model_is_reported(app: App) -> None:
    providers = replace(app.providers, are_installed=lambda: False)  # tests/providers/test_choose.py has the cases
    assert (await check_readiness(app.db, providers))["models"] == "missing"
