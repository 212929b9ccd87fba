"""`chronos db …` is the same on the embedded server of a home and on the address of a database."""

import json
import shlex
from pathlib import Path
from typing import Any

from chronos.db import migrate
from tests.cli.conftest import RunChronos

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


def form(value: Any) -> Any:
    """Names and kinds of values, all the way down; of a list its first one's."""
    if isinstance(value, dict):
        return {name: form(one) for name, one in value.items()}
    if isinstance(value, list):
        return [form(one) for one in value[:1]]
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def test_missing_migrations_are_applied_once(at_home: RunChronos, by_url: RunChronos) -> None:
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
