"""What the commands do and print, from an empty database to an answer."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from chronos.cli.present import clock, one_line
from tests.cli.conftest import CHRONOS, RunChronos


def test_from_nothing_to_an_answer(chronos: RunChronos, creator: str, film: Path) -> None:
    added = chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "On motion", "--wait", "--json")
    assert added.code == 0, added.err
    [video] = json.loads(added.out)["videos"]
    assert (video["status"], video["title"]) == ("completed", "On motion")
    again = chronos("add", film)
    assert "in the library already" in again.err

    sam = chronos("student", "add", "Sam").out.strip()
    answer = json.loads(chronos("ask", "How do I stop a runner in mid air?", "--as", sam, "--json").out)
    assert answer["covered"]
    assert answer["model"] == "extractive"
    assert answer["citations"][0]["start_seconds"] == pytest.approx(4.5, abs=0.3)
    assert answer["citations"][0]["url"].endswith(f"/videos/{video['id']}?t=4.5")
    told = chronos("ask", "How do I stop a runner in mid air?", "--as", sam).out
    assert re.search(r"\[1\] On motion, 00:04–00:0\d", told)
    assert "no text was generated" in told
    assert "not covered" in chronos("ask", "What is the capital of Peru?").out

    moments = json.loads(chronos("search", "wide aperture", "--json").out)["moments"]
    assert set(moments[0]) >= {"video_id", "title", "start_seconds", "end_seconds", "play_seconds", "text", "score"}
    shown = chronos("video", video["id"]).out
    assert "transcribing" in shown
    assert "completed" in chronos("videos").out
    assert chronos("retry", video["id"]).code == 2

    token = chronos("token", "--student", sam).out.strip()
    assert token.count(".") == 2
    assert chronos("token", "--student", sam, "--link").out.startswith("http://127.0.0.1:8000/sign-in?token=")
    assert chronos("token", "--creator", sam).code == 2
    assert chronos("token").code == 2


def test_the_databases_commands(chronos: RunChronos) -> None:
    assert "Nothing to do" in chronos("db", "push").out
    states = json.loads(chronos("db", "status", "--json").out)
    assert all(state["in_files"] and state["in_database"] for state in states)
    assert chronos("db", "url").out.startswith("postgresql://")
    assert json.loads(chronos("db", "url", "--json").out) == {"url": chronos("db", "url").out.strip()}
    assert "CHRONOS_DATABASE_URL" in chronos("db", "stop").message


def test_people_are_listed(chronos: RunChronos, creator: str) -> None:
    assert [one["id"] for one in json.loads(chronos("creator", "list", "--json").out)] == [creator]
    chronos("student", "add", "Sam", "--creator", creator)
    assert [one["name"] for one in json.loads(chronos("student", "list", "--json").out)] == ["Sam"]
    assert "Ada" in chronos("creator", "list").out
    chronos("creator", "add", "Bob")
    assert "several creators" in chronos("videos").message


def commands() -> list[list[str]]:
    """Every command of the command line, as words."""
    from typer.main import get_command

    from chronos.cli.commands import cli

    found = []

    def walk(words: list[str], command: object) -> None:
        below = getattr(command, "commands", None)
        if below is None:
            found.append(words)
        else:
            for name, one in below.items():
                walk([*words, name], one)

    walk([], get_command(cli))
    return found


def test_every_command_has_help_with_an_example() -> None:
    from typer.main import get_command

    from chronos.cli.commands import cli

    for words in commands():
        command = get_command(cli)
        for word in words:
            command = command.commands[word]  # type: ignore[attr-defined]
        assert re.search(r"Example: .*\bchronos ", command.help or ""), words


def test_help_loads_no_heavy_library() -> None:
    """What makes `--help` fast: it imports neither the database driver nor a model runtime."""
    heavy = ("psycopg", "numpy", "fastapi", "av", "asyncio")
    code = f"import sys, chronos.cli.commands; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([CHRONOS.parent / "python", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_application_starts_and_stops(server_home: Path, models_home: Path, tmp_path: Path) -> None:
    """`chronos up` on the embedded server: it makes everything, says where it is, and stops cleanly."""
    server_home.mkdir()
    (server_home / "models").symlink_to(models_home / "models")
    environment = {"PATH": "/usr/bin:/bin", "CHRONOS_HOME": str(server_home), "HOME": str(tmp_path)}
    command = [str(CHRONOS), "up", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert "Chronos is on http://127.0.0.1:" in process.stderr.readline()
        process.terminate()
        assert process.wait(timeout=60) == 0
    assert not (server_home / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize(("seconds", "shown"), [(0, "00:00"), (61.9, "01:01"), (3600, "1:00:00"), (36061, "10:01:01")])
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_one_line_cannot_harm_a_terminal() -> None:
    assert one_line("a\x1b[31m\nb‮c\0") == "a [31m b c"
