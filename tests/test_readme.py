"""Every command of the README works when it is typed after those before it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

# Commands that cannot run within a test, with the reason; of a target, `make -n` shows that make knows it.
NOT_RUN_HERE = {
    ". .venv/bin/activate": "the test runs in the environment that this would choose",
    "make demo": "makes an environment of its own and takes minutes; acceptance runs it on a fresh clone",
    "make test": "runs the suite that this test belongs to",
    "make up": "runs until Ctrl-C; tests/cli/test_serve.py starts and stops what it runs",
}


def commands(repository: Path) -> list[str]:
    """Return every command in the order of the page: lines of shell blocks without comments, `chronos …` in text."""
    text = (repository / "README.md").read_text()
    found: list[str] = []
    for block, inline in re.findall(r"^```sh\n(.*?)^```$|(?<!`)`(chronos [^`]+)`", text, re.DOTALL | re.MULTILINE):
        found += [line.partition("  #")[0].strip() for line in block.splitlines()] if block else [inline]
    return found


def test_every_shell_block_is_marked_as_one(repository: Path) -> None:
    text = (repository / "README.md").read_text()
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    others = [block for kind, block in blocks if kind != "sh"]
    assert len(others) == 2  # what `make demo` prints, and the drawing
    assert not [line for block in others for line in block.splitlines() if re.match(r"(chronos|make|cd|\.) ", line)]


def test_commands_work_one_after_another(repository: Path, server_home: Path, models_home: Path) -> None:
    server_home.mkdir()
    (server_home / "models").symlink_to(models_home / "models")
    binaries = Path(sys.executable).parent
    environment = {"CHRONOS_HOME": str(server_home), "PATH": f"{binaries}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    printed: dict[str, str] = {}
    for line in commands(repository):
        if line in NOT_RUN_HERE:
            continue
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=repository,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, (line, done.stderr)
        printed[line] = done.stdout
    assert "[1] 1-aperture" in printed['chronos ask "Why does a wide aperture blur the background?" --as "Sam"']
    assert "/sign-in/" in printed['chronos student link "Sam"']


@pytest.mark.parametrize("line", NOT_RUN_HERE)
def test_commands_not_run_are_in_the_page_and_make_knows_them(repository: Path, line: str) -> None:
    assert line in commands(repository)
    if line.startswith("make "):
        done = subprocess.run(["make", "-n", *line.split()[1:]], cwd=repository, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
