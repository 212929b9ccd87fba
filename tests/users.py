"""Run code as root and as a plain user, each in a home of its own."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

PLAIN_USER = "nobody"
KINDS = ("root", "plain")


@dataclass(frozen=True)
class User:
    """Somebody to run as. `folder` is theirs, and closed to all others; `uid` None: as the tests themselves."""

    folder: Path
    uid: int | None = None
    gid: int | None = None

    @property
    def home(self) -> Path:
        """A data directory that is not there yet, below two folders of different modes."""
        return self.folder / "open" / "home"

    def run(self, code: str, *arguments: object, umask: int = 0) -> str:
        """Run Python and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            umask=umask,
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith("CHRONOS_")}
            | {"HOME": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def rights_of_root(server: psutil.Process) -> list[tuple[int, str]]:
    """Return process and kind of each right of root's that the server's processes have: user, group or capability."""
    found = []
    for process in (server, *server.children(recursive=True)):
        with suppress(psutil.NoSuchProcess, FileNotFoundError):
            status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            ids = {line.split(":")[0]: set(line.split()[1:]) for line in status}
            found += [(process.pid, kind) for kind in ("Uid", "Gid", "Groups") if "0" in ids[kind]]
            found += [(process.pid, "CapEff")] if ids["CapEff"] != {"0" * 16} else []
    return found


def listening(process: psutil.Process) -> list[tuple[str, int]]:
    """Return the addresses at which a process accepts TCP connections."""
    connections = process.net_connections("inet")
    return [(one.laddr.ip, one.laddr.port) for one in connections if one.status == psutil.CONN_LISTEN]


@contextmanager
def a_user(kind: str) -> Iterator[User]:
    """Give root, or a user without rights; skip where the tests cannot run as that one."""
    is_root = os.geteuid() == 0
    if kind == "root" and not is_root:
        pytest.skip("only root can run as root")
    folder = Path(tempfile.mkdtemp(prefix="chronos-user-"))
    user = User(folder)
    if kind == "plain" and is_root:
        _require_readable(Path(sys.executable), Path(__file__))
        entry = pwd.getpwnam(PLAIN_USER)
        user = User(folder, entry.pw_uid, entry.pw_gid)
    (folder / "open").mkdir()
    (folder / "open").chmod(0o751)
    for path in (folder, folder / "open"):
        if user.uid is not None and user.gid is not None:
            os.chown(path, user.uid, user.gid)
    try:
        yield user
    finally:
        shutil.rmtree(folder)


def _require_readable(*files: Path) -> None:
    for file in files:
        for folder in (*file.parents, *file.resolve().parents):
            if not folder.stat().st_mode & 0o001:
                pytest.skip(f"a plain user cannot enter {folder}")
