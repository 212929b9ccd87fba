"""Every command has help with an example, and a summary that fits a terminal."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Iterator

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from chronos.cli.command_tree import chronos
from tests.cli.conftest import CHRONOS

GROUPS = (
    "",
    "analytics",
    "answer",
    "video",
    "creator",
    "tiers",
    "student",
    "teach",
    "course",
    "sessions",
    "staff",
    "db",
    "embed",
    "storage",
    "models",
    "note",
    "erase",
    "export",
    "import",
    "notifications",
    "whop",
)


def tree(command: object, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], TyperCommand | TyperGroup]]:
    """Yield every command and group below `command`, with its words."""
    assert isinstance(command, TyperCommand | TyperGroup)
    yield words, command
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from tree(below, (*words, name))


def commands() -> list[tuple[str, ...]]:
    """Return the words of every command."""
    return [words for words, command in tree(get_command(chronos)) if isinstance(command, TyperCommand)]


def help_on_a_terminal(*words: str) -> str:
    """Return what `chronos … --help` prints on a terminal of 80 columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run([CHRONOS, *words, "--help"], stdin=its, stdout=its, stderr=its, env=environment, check=False)
    os.close(its)
    printed = b""
    while True:
        try:
            printed += os.read(ours, 65536)
        except OSError:  # the other end is closed and everything is read
            break
    os.close(ours)
    assert done.returncode == 0
    return printed.decode()


def test_groups_are_all_known() -> None:
    groups = {" ".join(words) for words, command in tree(get_command(chronos)) if isinstance(command, TyperGroup)}
    assert groups == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_summaries_are_whole_on_a_terminal_of_80_columns(group: str) -> None:
    printed = help_on_a_terminal(*group.split())
    below = {words[-1] for words, _ in tree(get_command(chronos)) if words and " ".join(words[:-1]) == group}
    listed = dict(re.findall(r"^  (\S+) +(.+?)\r?$", printed[printed.index("Commands:") :], re.MULTILINE))
    assert set(listed) == below
    assert [text for text in listed.values() if not text.endswith(".") or text.endswith("..") or "…" in text] == []


def test_summaries_are_one_sentence_under_60_characters() -> None:
    for words, command in tree(get_command(chronos)):
        summary = (command.help or "").split("\n\n")[0]
        assert summary.endswith("."), words
        assert len(summary) < 60 or words == (), words
        assert len(summary) < 80, words


def test_every_command_has_help_with_an_example() -> None:
    for words, command in tree(get_command(chronos)):
        if isinstance(command, TyperCommand):
            assert re.search(rf"Example: .*\bchronos {' '.join(words)}\b", command.help or ""), words


def test_every_argument_and_option_is_explained() -> None:
    silent = [
        (words, parameter.name)
        for words, command in tree(get_command(chronos))
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]
    assert not silent


def test_help_loads_no_heavy_library() -> None:
    """`--help` is fast, because it imports neither the database driver nor a model runtime."""
    heavy = ("psycopg", "numpy", "fastapi", "uvicorn", "av", "asyncio", "mcp", "anthropic", "openai")
    code = f"import sys, chronos.cli.run_command; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([CHRONOS.parent / "python", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
