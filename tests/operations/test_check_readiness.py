"""Readiness of a server, apart from HTTP (tests/web/api/test_health.py has the database's faults)."""

from pathlib import Path

from chronos.app import App
from chronos.config import Settings
from chronos.operations.check_readiness import check_readiness


async def test_all_parts_are_ready(app: App) -> None:
    assert await check_readiness(app.db, app.settings) == dict.fromkeys(
        ("database", "schema", "queue", "models"), "ready"
    )


async def test_unknown_model_is_missing(app: App, tmp_path: Path) -> None:
    for changed in ({"embedder": "nomodel"}, {"transcriber": "whisper:nomodel"}):
        settings = Settings(**{**app.settings.model_dump(), **changed}, _env_file=None)
        assert (await check_readiness(app.db, settings))["models"] == "missing"


async def test_transcriber_may_be_a_directory(app: App, tmp_path: Path) -> None:
    changed = {**app.settings.model_dump(), "transcriber": f"whisper:{tmp_path}"}
    assert (await check_readiness(app.db, Settings(**changed, _env_file=None)))["models"] == "ready"
