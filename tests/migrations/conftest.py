"""The Supabase CLI, and a server that it can reach by TCP."""

import json
import os
import platform
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chronos.db import embedded
from chronos.db.shim import apply_shim
from tests.conftest import ADatabase, create_database, drop_database
from tests.node_packages import do_without, node_packages

PLATFORM = "template_platform"
CLI = Path("@supabase/cli-linux-x64/bin/supabase")
COMMAND_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class SupabaseCli:
    """The installed program, run in a home of its own."""

    program: Path
    home: Path

    def run(self, project: Path, database: ADatabase, *command: str) -> dict[str, Any]:
        """Run a command that must succeed and return the JSON it prints; `project` has the folder `supabase`."""
        password = database.server.password_file.read_text()
        remote = f"{database.server.tcp_url(database.name, password)}?sslmode=disable"
        done = subprocess.run(
            [self.program, *command, f"--remote={remote}", "--workdir", project, "--output-format", "json"],
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), "DO_NOT_TRACK": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@pytest.fixture(scope="session")
def supabase_cli(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> SupabaseCli:
    """The Supabase CLI, installed once per checkout from the pinned package."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        do_without("the pinned Supabase CLI is for Linux on x86-64")
    return SupabaseCli(node_packages(repository) / CLI, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def tcp_server() -> Iterator[embedded.EmbeddedServer]:
    """An embedded server that also listens on 127.0.0.1, with a shimmed database to clone."""
    root = Path(tempfile.mkdtemp(prefix="chronos-tcp-"))
    directory = root / "postgres"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = embedded.start(directory, tcp_port=port)
    with psycopg.connect(server.url(embedded.SUPERUSER), autocommit=True) as connection:
        connection.execute("alter system set fsync = off")
        connection.execute("select pg_reload_conf()")
    with psycopg.connect(create_database(server, PLATFORM, "template1").superuser_url) as connection:
        apply_shim(connection)
    yield server
    embedded.stop(directory)
    shutil.rmtree(root)


@pytest.fixture
def make_database(tcp_server: embedded.EmbeddedServer) -> Iterator[Callable[[str], ADatabase]]:
    """Create databases by name, with the platform shim and no migration, on the server that the CLI can reach."""
    made: list[str] = []

    def make(name: str) -> ADatabase:
        made.append(name)
        return create_database(tcp_server, name, PLATFORM)

    yield make
    for name in made:
        drop_database(tcp_server, name)
