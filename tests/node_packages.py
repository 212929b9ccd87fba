"""The pinned packages of tests/node, installed once per checkout."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from chronos.private_file import locked

INSTALL_TIMEOUT_SECONDS = 240


def node_packages(repository: Path) -> Path:
    """The folder `node_modules` with them. Skips the test where npm cannot be had; fails it on CI."""
    installed = repository / ".chronos" / "node"
    installed.mkdir(parents=True, exist_ok=True)
    with locked(installed.with_name(".node.lock")):
        _install(repository / "tests" / "node", installed)
    return installed / "node_modules"


def do_without(reason: str) -> NoReturn:
    """Skips the test; on CI it fails."""
    if os.environ.get("CI"):
        pytest.fail(f"This is needed here: {reason}")
    pytest.skip(reason)


def _install(wanted: Path, installed: Path) -> None:
    lock = (wanted / "package-lock.json").read_text()
    marker = installed / "node_modules" / ".chronos-lock.json"
    if marker.exists() and marker.read_text() == lock:
        return
    npm = shutil.which("npm")
    if npm is None:
        do_without("npm is not installed")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(wanted / name, installed)
    try:
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=installed,
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALL_TIMEOUT_SECONDS,
        )
    except subprocess.SubprocessError as error:
        do_without(f"npm could not install the packages: {getattr(error, 'stderr', None) or error}")
    marker.write_text(lock)
