"""Checks of this machine: secrets and disk space."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from chronos.operations.doctor.diagnosis import Diagnosis, failed, listed, warned, well

SECRET_FILES = ("jwt-secret",)
SECRET_WORDS = ("SECRET", "DATABASE_URL", "KEY", "TOKEN")
OTHERS = 0o077
GIGABYTE = 1024**3
LEAST_FREE, LITTLE_FREE, LITTLE_SHARE = GIGABYTE, 5 * GIGABYTE, 0.1


def check_secrets(home: Path, environment_file: Path) -> Diagnosis:
    """Files with secrets in them are their owner's alone."""
    candidates = [home / name for name in SECRET_FILES]
    if _holds_secrets(environment_file):
        candidates.append(environment_file)
    files = [path for path in candidates if path.is_file()]
    readable = [path for path in files if path.stat().st_mode & OTHERS]
    if readable:
        remedy = f"chmod 600 {' '.join(map(str, readable))}; and replace the secrets if others had access."
        return failed("secrets", f"others may read {listed([path.name for path in readable])}", remedy)
    return well("secrets", f"{len(files)} files, for their owner alone" if files else "none in files")


def check_disk(directories: Sequence[Path]) -> Diagnosis:
    """There is room where data is kept."""
    return judge_space(*min(_space(directory) for directory in directories))


def _space(directory: Path) -> tuple[int, int]:
    """Free and all bytes of the disk where it is, or will be."""
    while not directory.exists():
        directory = directory.parent
    space = shutil.disk_usage(directory)
    return space.free, space.total


def judge_space(free: int, total: int) -> Diagnosis:
    """Bytes of a disk."""
    evidence = f"{free / GIGABYTE:.1f} of {total / GIGABYTE:.0f} GB are free"
    remedy = "Make room or take a larger disk: PostgreSQL stops when it is full."
    if free < LEAST_FREE:
        return failed("disk", evidence, remedy)
    if free < min(LITTLE_FREE, LITTLE_SHARE * total):
        return warned("disk", evidence, remedy)
    return well("disk", evidence)


def _holds_secrets(path: Path) -> bool:
    if not path.is_file():
        return False
    names = [line.split("=", 1)[0] for line in path.read_text(errors="replace").splitlines() if "=" in line]
    return any(word in name for name in names if not name.lstrip().startswith("#") for word in SECRET_WORDS)
