"""Our TypeScript describes the same database as the Supabase CLI's, and supabase-js accepts it."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chronos.db import migrate
from chronos.operations.types.catalogue import read_catalogue
from chronos.operations.types.typescript import write_typescript
from tests.conftest import ADatabase
from tests.migrations.conftest import SupabaseCli
from tests.operations.types.zoo import ZOO

NODE = Path(__file__).parents[1] / "node"
TIMEOUT_SECONDS = 120


@pytest.fixture
def modules(supabase_cli: SupabaseCli, tmp_path: Path) -> Path:
    """A folder where Node finds the installed packages."""
    installed = next(parent for parent in supabase_cli.program.parents if parent.name == "node_modules")
    (tmp_path / "node_modules").symlink_to(installed)
    return tmp_path


@pytest.mark.parametrize("more", ["", ZOO], ids=["ours", "one of everything"])
def test_the_cli_describes_the_same(
    more: str, supabase_cli: SupabaseCli, modules: Path, make_database: Callable[[str], ADatabase]
) -> None:
    database = make_database("types_zoo" if more else "types_ours")
    asyncio.run(migrate.push(database.url, migrate.load_migrations()))
    with psycopg.connect(database.url) as connection:
        connection.execute(more.encode())
    theirs = described(modules, "theirs.ts", _written_by_the_cli(supabase_cli, modules, database))
    ours = described(modules, "ours.ts", asyncio.run(_written_by_us(database)))
    assert differences(theirs, ours) == []
    assert len(ours["public"]["Tables"]) > 14  # it was not empty descriptions that agreed


def test_supabase_js_accepts_the_committed_types(modules: Path, repository: Path) -> None:
    shutil.copy(repository / "supabase" / "types" / "database.ts", modules)
    for name in ("uses_types.ts", "tsconfig.json"):
        shutil.copy(NODE / name, modules)
    done = subprocess.run(
        [modules / "node_modules" / ".bin" / "tsc", "--project", modules],
        cwd=modules,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert done.returncode == 0, done.stdout


def described(folder: Path, name: str, text: str) -> Any:
    """Return the types as the compiler resolves them, with every union."""
    (folder / name).write_text(text)
    done = subprocess.run(
        ["node", NODE / "read_types.mjs", name], cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def differences(theirs: Any, ours: Any, path: str = "") -> list[str]:
    """List the differences; the order of relationships is irrelevant."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        # Theirs lists computed fields, which no table here has.
        names = (theirs.keys() | ours.keys()) - {"ComputedFields"}
        if path.endswith(".Relationships"):
            theirs, ours = _sorted(theirs), _sorted(ours)
        absent = object()
        return [
            one
            for name in sorted(names)
            for one in differences(theirs.get(name, absent), ours.get(name, absent), f"{path}.{name}")
        ]
    return [] if theirs == ours else [f"{path}: {theirs!r} is not {ours!r}"]


def _sorted(relationships: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {"tuple": sorted(relationships["tuple"], key=json.dumps)}


def _written_by_the_cli(cli: SupabaseCli, project: Path, database: ADatabase) -> str:
    password = database.server.password_file.read_text()
    remote = f"{database.server.tcp_url(database.name, password)}?sslmode=disable"
    done = subprocess.run(
        [cli.program, "gen", "types", "typescript", "--schema", "public", f"--remote={remote}", "--workdir", project],
        env={"PATH": "/usr/bin:/bin", "HOME": str(cli.home), "DO_NOT_TRACK": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def _written_by_us(database: ADatabase) -> str:
    async with await psycopg.AsyncConnection.connect(database.url) as connection:
        return write_typescript(await read_catalogue(connection))
