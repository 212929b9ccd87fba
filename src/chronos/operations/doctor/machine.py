"""Check this machine: secrets and disk space."""

import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from chronos.config import HOME_ENTRIES
from chronos.db import Diagnosis, fail, name_some, ok, warn
from chronos.private_file import open_to_others

SECRET_FILES = ("jwt-secret", "postgres-password")
SECRET_WORDS = ("SECRET", "DATABASE_URL", "KEY", "TOKEN")
OTHERS_WRITE = 0o022
GIGABYTE = 1024**3
LEAST_FREE, LITTLE_FREE, LITTLE_SHARE = GIGABYTE, 5 * GIGABYTE, 0.1


def check_secrets(home: Path, environment_file: Path) -> Diagnosis:
    """Find files with secrets that other users can read."""
    candidates = [home / name for name in SECRET_FILES]
    if _holds_secrets(environment_file):
        candidates.append(environment_file)
    files = [path for path in candidates if path.is_file()]
    readable = open_to_others(files)
    if readable:
        remedy = f"chmod 600 {' '.join(map(str, readable))}; replace the secrets if others had access."
        return fail("secrets", f"other users can read {name_some([path.name for path in readable])}", remedy)
    return ok("secrets", f"{len(files)} files, readable by their owner only" if files else "none in files")


def check_home(home: Path) -> Diagnosis:
    """Find what other users can open in the data directory, or exchange for something of theirs."""
    remedy = f"chmod -R go= {shlex.quote(str(home))}"
    if home.is_dir() and home.stat().st_mode & OTHERS_WRITE:
        return fail("data directory", f"other users can exchange the files in {home}", remedy)
    if found := open_to_others(home / name for name in HOME_ENTRIES):
        return warn("data directory", f"other users can open {name_some([path.name for path in found])}", remedy)
    return ok("data directory", "closed to other users")


def check_disk(directories: Sequence[Path]) -> Diagnosis:
    """Judge the free space where data is stored."""
    return judge_space(*min(_space(directory) for directory in directories))


def _space(directory: Path) -> tuple[int, int]:
    """Return free and total bytes of the disk that holds the directory, or will hold it."""
    while not directory.exists():
        directory = directory.parent
    space = shutil.disk_usage(directory)
    return space.free, space.total


def judge_space(free: int, total: int) -> Diagnosis:
    """Judge the free bytes of a disk."""
    evidence = f"{free / GIGABYTE:.1f} of {total / GIGABYTE:.0f} GB are free"
    remedy = "Free space or add a larger disk: PostgreSQL stops when the disk is full."
    if free < LEAST_FREE:
        return fail("disk", evidence, remedy)
    if free < min(LITTLE_FREE, LITTLE_SHARE * total):
        return warn("disk", evidence, remedy)
    return ok("disk", evidence)


def _holds_secrets(path: Path) -> bool:
    if not path.is_file():
        return False
    names = [line.split("=", 1)[0] for line in path.read_text(errors="replace").splitlines() if "=" in line]
    return any(word in name for name in names if not name.lstrip().startswith("#") for word in SECRET_WORDS)
