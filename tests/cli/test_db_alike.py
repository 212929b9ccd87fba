"""`chronos db …` is the same on the embedded server of a home and on the address of a database."""

import json
import shlex
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chronos.db import migrate
from tests.cli.conftest import RunChronos, runner
from tests.conftest import ADatabase

# Ada's id is put in; what a program reads is compared by its form, what else is printed word for word.
FOR_PROGRAMS = (
    "push --json",
    "status --json",
    "stats --json",
    "reindex --json",
    "why creators {ada} --as {ada} --json",
    "backup {folder}/kept.chronos --json",
    "doctor --json",
    "seed --json",
)
FOR_PEOPLE = ("push", "status", "types python", "types typescript", "types mermaid", "why creators {ada} --as anon")


@pytest.fixture
def at_home(server_home: Path, models_home: Path) -> RunChronos:
    """Run `chronos …` with nothing but a home."""
    server_home.mkdir()
    (server_home / "models").symlink_to(models_home / "models")
    return runner(server_home, CHRONOS_HOME=str(server_home))


@pytest.fixture
def by_url(tmp_path: Path, home: Path, empty_database: ADatabase) -> RunChronos:
    """Run `chronos …` on a database elsewhere, with the platform and no migration."""
    return runner(home, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=empty_database.url)


def form(value: Any) -> Any:
    """Names and kinds of values, all the way down; of a list its first one's."""
    if isinstance(value, dict):
        return {name: form(one) for name, one in value.items()}
    if isinstance(value, list):
        return [form(one) for one in value[:1]]
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def test_what_is_missing_is_applied_once(at_home: RunChronos, by_url: RunChronos) -> None:
    files = [migration.file for migration in migrate.load_migrations()]
    for run in (at_home, by_url):
        before = json.loads(run("db", "status", "--json").out)
        assert {(one["in_files"], one["in_database"]) for one in before} == {(True, False)}
        assert run("db", "push").out.splitlines() == [f"applied {file}" for file in files]
        assert run("db", "push").out == "Nothing to do: every migration is applied.\n"
        after = json.loads(run("db", "status", "--json").out)
        assert {(one["in_files"], one["in_database"]) for one in after} == {(True, True)}


def test_every_command_answers_alike(at_home: RunChronos, by_url: RunChronos, tmp_path: Path) -> None:
    told: dict[str, list[Any]] = {}
    for name, run in (("home", at_home), ("url", by_url)):
        folder = tmp_path / f"of_{name}"
        folder.mkdir()
        assert run("db", "push").code == 0
        ada = run("creator", "add", "Ada").out.strip()
        for command in (*FOR_PROGRAMS, *FOR_PEOPLE):
            done = run("db", *shlex.split(command.format(ada=ada, folder=folder)))
            assert (done.code, done.err) == (0, ""), (name, command)
            answer = form(json.loads(done.out)) if command in FOR_PROGRAMS else done.out.replace(ada, "ADA")
            told.setdefault(command, []).append(answer)
    assert [command for command, (home, url) in told.items() if home != url] == []


def test_the_address_is_one_that_tools_can_use(at_home: RunChronos, by_url: RunChronos) -> None:
    for run in (at_home, by_url):
        assert run("db", "push").code == 0
        with psycopg.connect(run("db", "url").out.strip()) as connection:
            assert connection.execute("select count(*) from creators").fetchone() == (0,)


def test_a_server_is_started_and_stopped_at_home_only(at_home: RunChronos, by_url: RunChronos) -> None:
    address = at_home("db", "start").out.strip()
    with psycopg.connect(address) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert at_home("db", "stop").out == "stopped\n"
    assert at_home("db", "stop").err == "The embedded server is not running.\n"
    for command in ("start", "stop"):
        run = by_url("db", command)
        assert run.code == 2
        assert run.message.startswith("CHRONOS_DATABASE_URL is set")
