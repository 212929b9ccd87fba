"""A process that is killed or interrupted at any moment loses nothing: the same command goes on."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import CHRONOS, Run
from tests.conftest import ADatabase
from tests.media import a_silent_video
from tests.signals import hear_interrupts

CAPTIONS = "WEBVTT\n\n" + "\n".join(
    f"{second // 60:02}:{second % 60:02}.000 --> {second // 60:02}:{second % 60:02}.900\nSentence number {second}.\n"
    for second in range(600)
)
DELAYS = (0.6, 0.9, 1.2, 1.5, 1.8, 2.1)  # seconds: from before the first row to the middle of the stages


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "talk.vtt").write_text(CAPTIONS)
    return a_silent_video(tmp_path / "talk.mp4", seconds=600)


@pytest.fixture
def command(film: Path, database: ADatabase, tmp_path: Path, models_home: Path) -> "Command":
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models_home / "models")
    made = Command(film, {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url})
    made.run("creator", "add", "Ada")
    return made


class Command:
    """`chronos add --wait` on one file, to be stopped at will."""

    def __init__(self, film: Path, settings: dict[str, str]) -> None:
        self._film = film
        self._environment = os.environ | settings

    def run(self, *words: str) -> Run:
        done = subprocess.run(
            [CHRONOS, *words], env=self._environment, cwd=self._film.parent, capture_output=True, text=True, timeout=120
        )
        return Run(done.returncode, done.stdout, done.stderr)

    def start(self) -> "subprocess.Popen[bytes]":
        words = ["add", str(self._film), "--captions", str(self._film.with_suffix(".vtt")), "--wait"]
        return subprocess.Popen(
            [CHRONOS, *words], env=self._environment, cwd=self._film.parent,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=hear_interrupts,
        )  # fmt: skip


def require_one_whole_video(database: ADatabase) -> None:
    with psycopg.connect(database.url) as connection:
        assert connection.execute("select status::text from videos").fetchall() == [("completed",)]
        [[chunks, vectors, distinct, visible]] = connection.execute(
            "select count(*), count(embedding), count(distinct chunk_index), count(*) filter (where is_visible) "
            "from video_chunks"
        ).fetchall()
        assert chunks == vectors == distinct == visible
        assert chunks > 10
        assert connection.execute("select count(*) from storage.objects where bucket_id = 'videos'").fetchone() == (1,)


def test_killed_again_and_again(command: Command, database: ADatabase) -> None:
    for delay in DELAYS:
        process = command.start()
        time.sleep(delay)
        process.kill()
        process.wait()
    assert command.start().wait(timeout=120) == 0
    require_one_whole_video(database)


def test_interrupted_by_the_user(command: Command, database: ADatabase) -> None:
    process = command.start()
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) in (130, 0)  # 0: it was done before
    assert command.start().wait(timeout=120) == 0
    require_one_whole_video(database)
    listed = json.loads(command.run("videos", "--json").out)
    assert len(listed) == 1
