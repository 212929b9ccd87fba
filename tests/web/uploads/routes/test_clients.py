"""Real clients of resumable uploads, as they are: stopped at any byte, they go on, and not one byte is another."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chronos.app import App
from chronos.config import Settings
from chronos.db import embedded
from tests.conftest import create_database, drop_database
from tests.node_packages import node_packages
from tests.uploads.serving import Cable, ServerProcess
from tests.uploads.torture import PROGRAMS, STOPS, Bench, Program, Stop, torture
from tests.web.conftest import make_creator

# `bench/upload.py --torture` does it with 100 MB, 20 times each.
SIZE = int(os.environ.get("CHRONOS_TORTURE_MB", "8")) * 1024**2
TIMES = int(os.environ.get("CHRONOS_TORTURE_TIMES", "3"))
SECRET = "a-secret-for-tests-that-is-long-enough"


@pytest.fixture(scope="module")
def bench(
    server: embedded.EmbeddedServer,
    migrated: str,
    models_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Bench]:
    """`chronos serve` on a database of its own, behind a cable that can be cut."""
    database = create_database(server, "torture", migrated)
    home = tmp_path_factory.mktemp("torture")
    (home / "models").symlink_to(models_home / "models")
    settings = {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url, "CHRONOS_JWT_SECRET": SECRET}
    app = App(Settings(home=home, jwt_secret=SECRET, _env_file=None), database.login_url)
    creator = asyncio.run(make_creator(app))
    assert creator.creator_id
    with ServerProcess(settings, home) as running, Cable(running.port) as cable:
        yield Bench(running, cable, app.tokens.mint(creator), creator.creator_id, home, None)
    drop_database(server, database.name)


@pytest.mark.parametrize("number", range(TIMES))
@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_stopped_at_any_byte(
    bench: Bench, repository: Path, tmp_path: Path, program: Program, stop: Stop, number: int
) -> None:
    if program == "tus-js-client":
        bench = replace(bench, node_modules=node_packages(repository))
    torture(bench, program, stop, tmp_path, size=SIZE, seed=number)
