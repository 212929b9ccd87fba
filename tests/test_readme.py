"""The commands of the README work when they are typed one after another."""

import re
import subprocess
import sys
from pathlib import Path

import pytest


def block(repository: Path) -> list[str]:
    """Return the lines of "Use it", without comments."""
    text = (repository / "README.md").read_text()
    found = re.search(r"## Use it\n\n```\n(.*?)```", text, re.DOTALL)
    assert found
    return [line.partition("  #")[0].strip() for line in found[1].splitlines()]


def test_use_it(repository: Path, server_home: Path, models_home: Path) -> None:
    lines = block(repository)
    assert lines[0] == ". .venv/bin/activate"
    assert lines[-1] == "make up"
    server_home.mkdir()
    (server_home / "models").symlink_to(models_home / "models")
    binaries = Path(sys.executable).parent
    printed = ""
    for line in lines[1:-1]:
        assert line.startswith("chronos ")
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=repository,
            env={"CHRONOS_HOME": str(server_home), "PATH": f"{binaries}:/usr/bin:/bin", "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, (line, done.stderr)
        printed = done.stdout
    assert "[1] 1-aperture" in printed


@pytest.mark.parametrize("target", ["up", "demo", "test"])
def test_targets_that_it_names_exist(repository: Path, target: str) -> None:
    assert re.search(rf"^{target}:", (repository / "Makefile").read_text(), re.MULTILINE)
