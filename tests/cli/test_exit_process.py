"""Ctrl-C while a command still imports what it needs: the same end as later."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import CHRONOS
from tests.signals import hear_interrupts

# Runs the script that users run, and interrupts itself where the module of that name is about to be imported.
INTERRUPTED_AT = """
import os, runpy, signal, sys

script, wanted, *words = sys.argv[1:]

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
sys.argv = [script, *words]
runpy.run_path(script, run_name="__main__")
"""


@pytest.mark.parametrize(
    "module",
    [
        "chronos.cli.exit_process",  # the first one of ours that the entry point needs
        "chronos.cli.run_command",
        "typer",
        "typer.core",
        "chronos.errors",
        "chronos.cli.storage",  # the last command's
        "chronos.app",  # a command has begun
        "asyncio",
        "asyncio.coroutines",  # a partly imported asyncio cannot be imported again
        "psycopg",
        "chronos.db.embedded",
    ],
)
def test_while_importing(module: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [CHRONOS.parent / "python", "-c", INTERRUPTED_AT, CHRONOS, module, "creator", "list"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, preexec_fn=hear_interrupts,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "chronos: stopped; run the same command to resume.\n"


def test_sigterm_ends_a_command_with_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [CHRONOS.parent / "python", "-c", INTERRUPTED_AT.replace("SIGINT", "SIGTERM"), CHRONOS, "psycopg", "videos"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, preexec_fn=hear_interrupts,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (143, "")
    assert done.stderr == "chronos: stopped; run the same command to resume.\n"
